import type { ReconciliationRun } from '@throughline/api';
import type { Pool, PoolClient } from 'pg';

interface Row {
  readonly id: string;
  readonly reconciliation: string;
  readonly cause: ReconciliationRun['cause'];
  readonly status: ReconciliationRun['status'];
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly found: ReconciliationRun['found'];
  readonly failure: ReconciliationRun['failure'];
}

const columns = 'id, reconciliation, cause, status, started_at, ended_at, found, failure';
const runsKept = 1000;

const runOf = ({ started_at, ended_at, ...row }: Row): ReconciliationRun => ({
  ...row,
  startedAt: started_at.toISOString(),
  endedAt: ended_at?.toISOString() ?? null,
});

/** Begins a run. Only for who holds the lock: whatever is still written as running has died. */
export async function insertRun(client: PoolClient, reconciliation: string, cause: ReconciliationRun['cause']) {
  await client.query(
    `update throughline_server.reconciliation_run set status = 'stopped', ended_at = clock_timestamp()
      where reconciliation = $1 and status = 'running'`,
    [reconciliation],
  );
  await client.query(
    `delete from throughline_server.reconciliation_run where id in (select id from throughline_server.reconciliation_run
      where reconciliation = $1 order by started_at desc offset $2)`,
    [reconciliation, runsKept - 1],
  );
  const { rows } = await client.query<Row>(
    `insert into throughline_server.reconciliation_run (reconciliation, cause, status) values ($1, $2, 'running') returning ${columns}`,
    [reconciliation, cause],
  );
  return runOf(rows[0] as Row);
}

export async function endRun(
  client: PoolClient,
  id: string,
  { status, found, failure }: Pick<ReconciliationRun, 'status' | 'found' | 'failure'>,
): Promise<ReconciliationRun> {
  const { rows } = await client.query<Row>(
    `update throughline_server.reconciliation_run set status = $2, found = $3, failure = $4, ended_at = clock_timestamp()
      where id = $1 returning ${columns}`,
    [id, status, found === null ? null : JSON.stringify(found), failure === null ? null : JSON.stringify(failure)],
  );
  return runOf(rows[0] as Row);
}

/** The last run of each reconciliation. */
export async function readLastRuns(pool: Pool): Promise<ReadonlyMap<string, ReconciliationRun>> {
  const { rows } = await pool.query<Row>(
    `select distinct on (reconciliation) ${columns} from throughline_server.reconciliation_run order by reconciliation, started_at desc, id`,
  );
  return new Map(rows.map((row) => [row.reconciliation, runOf(row)]));
}

/** Runs of one reconciliation, the newest first. `before`: the last one of the page before. */
export async function readRuns(
  pool: Pool,
  reconciliation: string,
  { limit, before }: { readonly limit: number; readonly before: string | undefined },
): Promise<readonly ReconciliationRun[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from throughline_server.reconciliation_run r where reconciliation = $1
      and ($3::uuid is null or (started_at, id) < (select started_at, id from throughline_server.reconciliation_run where id = $3))
      order by started_at desc, id desc limit $2`,
    [reconciliation, limit, before ?? null],
  );
  return rows.map(runOf);
}
