import type { ConnectionRun } from '@throughline/api';
import type { Pool, PoolClient } from 'pg';

/** What a run counts, as it is kept. */
export type Counted = ConnectionRun['counts'];
export type Cause = ConnectionRun['cause'];
export type RunEnd = Pick<ConnectionRun, 'status' | 'failure'>;

interface Row {
  readonly id: string;
  readonly connection: string;
  readonly cause: Cause;
  readonly status: ConnectionRun['status'];
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly counts: Counted;
  readonly failure: ConnectionRun['failure'];
}

const columns = 'id, connection, cause, status, started_at, ended_at, counts, failure';
const runsKept = 2000;

export const nothingDone: Counted = {
  ...{ records: 0, facts: 0, duplicates: 0, deviations: 0, deadLetters: 0, skipped: 0 },
  ...{ requests: 0, pages: 0, bytes: 0, retries: 0, skewMs: null },
};

const runOf = (row: Row): ConnectionRun => ({
  ...{ id: row.id, connection: row.connection, cause: row.cause, status: row.status },
  startedAt: row.started_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  ...{ counts: row.counts, failure: row.failure },
});

/** Begins a run. Only for who holds the connection's lock: whatever is still written as running has died. */
export async function insertRun(client: PoolClient, connection: string, cause: Cause): Promise<ConnectionRun> {
  await client.query(
    `update throughline_server.connection_run set status = 'stopped', ended_at = clock_timestamp()
      where connection = $1 and status = 'running'`,
    [connection],
  );
  await client.query(
    `delete from throughline_server.connection_run where id in
      (select id from throughline_server.connection_run where connection = $1 order by started_at desc offset $2)`,
    [connection, runsKept - 1],
  );
  const { rows } = await client.query<Row>(
    `insert into throughline_server.connection_run (connection, cause, status, counts) values ($1, $2, 'running', $3) returning ${columns}`,
    [connection, cause, JSON.stringify(nothingDone)],
  );
  return runOf(rows[0] as Row);
}

export async function storeCounts(client: PoolClient, id: string, counts: Counted): Promise<void> {
  await client.query('update throughline_server.connection_run set counts = $2 where id = $1', [id, JSON.stringify(counts)]);
}

export async function endRun(
  client: PoolClient,
  id: string,
  { status, failure }: RunEnd,
  counts: Counted,
): Promise<ConnectionRun> {
  const { rows } = await client.query<Row>(
    `update throughline_server.connection_run set status = $2, failure = $3, counts = $4, ended_at = clock_timestamp()
      where id = $1 returning ${columns}`,
    [id, status, failure === null ? null : JSON.stringify(failure), JSON.stringify(counts)],
  );
  return runOf(rows[0] as Row);
}

/** The last run of each connection. */
export async function readLastRuns(pool: Pool): Promise<ReadonlyMap<string, ConnectionRun>> {
  const { rows } = await pool.query<Row>(
    `select distinct on (connection) ${columns} from throughline_server.connection_run order by connection, started_at desc, id`,
  );
  return new Map(rows.map((row) => [row.connection, runOf(row)]));
}

/** Newest first. `before`: the id of the last one of the page before. */
export async function readRuns(
  pool: Pool,
  connection: string,
  { limit, before }: { readonly limit: number; readonly before: string | undefined },
): Promise<readonly ConnectionRun[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from throughline_server.connection_run where connection = $1
      and ($3::uuid is null or (started_at, id) < (select started_at, id from throughline_server.connection_run where id = $3))
      order by started_at desc, id desc limit $2`,
    [connection, limit, before ?? null],
  );
  return rows.map(runOf);
}
