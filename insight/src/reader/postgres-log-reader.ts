import type { Pool } from 'pg';
import type { EventSelection, LogEvent, LogReader } from './log-reader.ts';

const statementTimeoutMs = 30_000;
const pageSize = 20_000;

/** A page by the key of the log: cases in the order of their ids, events in the order of their numbers. */
const pageOfEvents = `
select bucket, case_id::text, seq, flow, type, kind, state_from, state_to, round(date_part('epoch', occurred_at) * 1000)
from throughline.event_log
where (bucket, case_id, seq) > ($1::int, $2::uuid, $3::int)
  and ($4::text is null or flow = $4)
  and ($5::timestamptz is null or recorded_at >= $5)
order by bucket, case_id, seq
limit $6`;

type PageRow = [number, string, number, string, string, LogEvent['kind'], string | null, string, number];

export interface LogReaderOptions {
  /** How many events a page has. Default 20,000. */
  readonly pageSize?: number;
}

/** Reads the log through the view `throughline.event_log`. The pool stays the caller's. */
export function logReader(pool: Pool, options: LogReaderOptions = {}): LogReader {
  return {
    query: (sql, params) => inReadTransaction(pool, async (run) => run({ text: sql, values: [...params] })),
    events: (selection = {}) => pages(pool, selection, options.pageSize ?? pageSize),
  };
}

async function* pages(pool: Pool, selection: EventSelection, limit: number): AsyncGenerator<readonly LogEvent[]> {
  let after: readonly [number, string, number] = [-1, '00000000-0000-0000-0000-000000000000', 0];
  for (;;) {
    const values = [...after, selection.flow ?? null, selection.recordedSince ?? null, limit];
    const rows = await inReadTransaction(pool, async (run) => run({ text: pageOfEvents, values, rowMode: 'array' }));
    const page = rows as unknown as readonly PageRow[];
    if (page.length > 0) yield page.map(eventOf);
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return;
    after = [last[0], last[1], last[2]];
  }
}

function eventOf(row: PageRow): LogEvent {
  const [, caseId, seq, flow, type, kind, stateFrom, stateTo, at] = row;
  return { caseId, flow, seq, type, kind, stateFrom, stateTo, at };
}

interface Statement {
  readonly text: string;
  readonly values: (string | number | null)[];
  readonly rowMode?: 'array';
}
type Rows = readonly Readonly<Record<string, unknown>>[];

async function inReadTransaction(
  pool: Pool,
  work: (run: (statement: Statement) => Promise<Rows>) => Promise<Rows>,
): Promise<Rows> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`begin transaction read only; set local statement_timeout = ${statementTimeoutMs}; set local jit = off`);
    const rows = await work(async (statement) => (await client.query(statement)).rows as Rows);
    await client.query('commit');
    return rows;
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
