import type { Pool, PoolClient } from 'pg';
import type { EventSelection, LogEvent, LogReader } from './log-reader.ts';

const statementTimeoutMs = 30_000;
const bucketCount = 4096;

const selected = `from throughline.event_log
where ($1::text is null or flow = $1) and ($2::timestamptz is null or recorded_at >= $2)`;

/**
 * A result that outlives its transaction: the server sorts a part of the log once into a temporary file and holds no snapshot
 * while it is fetched. Pages by key were eight times slower on 600,000 events, since the view joins.
 */
const declareEvents = `
declare log_events no scroll cursor with hold for
select case_id::text as id, seq, flow, type, kind, state_from, state_to, round(date_part('epoch', occurred_at) * 1000)
${selected} and bucket >= $3 and bucket < $4
order by case_id, seq`;

type EventRow = [string, number, string, string, LogEvent['kind'], string | null, string, number];

export interface LogReaderOptions {
  /** How many events a batch has. Default 20,000. */
  readonly batchSize?: number;
  /** How many events are sorted at a time. Default 2,000,000, which takes some seconds. */
  readonly partSize?: number;
}

/** Reads the log where it is written, for tests to hold the projection against. The pool stays the caller's; a stream holds one of its connections. */
export function logReader(pool: Pool, options: LogReaderOptions = {}): LogReader {
  const { batchSize = 20_000, partSize = 2_000_000 } = options;
  return {
    query: (sql, params) =>
      withClient(pool, (client) => reading(client, async () => (await client.query(sql, [...params])).rows)),
    events: (selection = {}) => streamEvents(pool, selection, batchSize, partSize),
    freshness: () => Promise.resolve({ seal: null, recordedAt: null, behind: 0 }),
  };
}

async function* streamEvents(
  pool: Pool,
  { flow = null, recordedSince = null }: { readonly [K in keyof EventSelection]: EventSelection[K] | null },
  batchSize: number,
  partSize: number,
): AsyncGenerator<readonly LogEvent[]> {
  const client = await pool.connect();
  let broken: Error | boolean = true;
  try {
    const counted = await reading(client, () =>
      client.query(`select count(*)::float8 as events ${selected}`, [flow, recordedSince]),
    );
    const parts = Math.max(1, Math.min(bucketCount, Math.ceil(counted.rows[0].events / partSize)));
    for (let part = 0; part < parts; part += 1) {
      const range = [Math.floor((part * bucketCount) / parts), Math.floor(((part + 1) * bucketCount) / parts)];
      await reading(client, () => client.query(declareEvents, [flow, recordedSince, ...range]));
      yield* fetchAll(client, batchSize);
      await client.query('close log_events');
    }
    broken = false;
  } finally {
    // A stream that was left early may still hold its result: the connection goes, and the result with it.
    client.release(broken);
  }
}

async function* fetchAll(client: PoolClient, batchSize: number): AsyncGenerator<readonly LogEvent[]> {
  for (;;) {
    const { rows } = await client.query<EventRow>({ text: `fetch ${batchSize} from log_events`, rowMode: 'array' });
    if (rows.length > 0) yield rows.map(eventOf);
    if (rows.length < batchSize) return;
  }
}

function eventOf([caseId, seq, flow, type, kind, stateFrom, stateTo, at]: EventRow): LogEvent {
  return { caseId, flow, seq, type, kind, stateFrom, stateTo, at };
}

async function withClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await work(client);
  } catch (error) {
    broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * One read-only transaction of at most 30 seconds. Compiling a plan costs more here than it gains. What reads the log reads much
 * of it, so joins hash: right after an import, before the tables have been analysed, the planner expects a handful of rows and
 * would loop (a metric of the demo with a period ran into the limit of 30 s so; it takes 0.1 s).
 */
async function reading<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query(
    `begin transaction read only; set local statement_timeout = ${statementTimeoutMs}; set local jit = off; set local enable_nestloop = off; set local work_mem = '32MB'`,
  );
  const result = await work();
  await client.query('commit');
  return result;
}
