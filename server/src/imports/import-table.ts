import type { ColumnChoice, Import, RowError } from '@throughline/api';
import type { Pool, PoolClient } from 'pg';

/** What is known of an import while it runs, and afterwards. */
export type Progress = Pick<Import, 'share' | 'rows' | 'cases' | 'events' | 'duplicates' | 'errors' | 'deviations'>;
export type Ending = Pick<Import, 'status' | 'failure'>;
export type StoredError = RowError & { readonly number: number };

interface Row {
  readonly id: string;
  readonly upload: string;
  readonly flow: string;
  readonly status: Import['status'];
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly progress: Progress;
  readonly failure: Import['failure'];
  readonly retraction: Import['retraction'];
}

const importsKept = 100;
const columns = `id, upload, flow, status, started_at, ended_at, progress, failure, retraction ->> 'status' as retraction`;

function importOf({ id, upload, flow, status, started_at, ended_at, progress, failure, retraction }: Row): Import {
  return {
    id,
    upload,
    flow,
    status,
    startedAt: started_at.toISOString(),
    endedAt: ended_at?.toISOString() ?? null,
    ...progress,
    failure,
    retraction,
  };
}

/** Begins an import, and forgets the oldest. */
export async function insertImport(
  client: PoolClient,
  {
    upload,
    flow,
    choice,
    progress,
    source,
    file,
  }: {
    readonly upload: string;
    readonly flow: string;
    readonly choice: ColumnChoice;
    readonly progress: Progress;
    readonly source: string;
    readonly file: string;
  },
): Promise<Import> {
  await client.query(
    'delete from throughline_server.import where id in (select id from throughline_server.import order by started_at desc offset $1)',
    [importsKept - 1],
  );
  const { rows } = await client.query<Row>(
    `insert into throughline_server.import (upload, flow, choice, progress, source, file) values ($1, $2, $3, $4, $5, $6) returning ${columns}`,
    [upload, flow, JSON.stringify(choice), JSON.stringify(progress), source, file],
  );
  return importOf(rows[0] as Row);
}

export async function readImport(client: Pool | PoolClient, id: string): Promise<Import | undefined> {
  const { rows } = await client.query<Row>(`select ${columns} from throughline_server.import where id = $1`, [id]);
  return rows.map(importOf)[0];
}

export async function readRunningImport(client: Pool | PoolClient): Promise<Import | undefined> {
  const { rows } = await client.query<Row>(`select ${columns} from throughline_server.import where status = 'running' limit 1`);
  return rows.map(importOf)[0];
}

export async function storeProgress(client: PoolClient, id: string, progress: Progress): Promise<void> {
  await client.query('update throughline_server.import set progress = $2 where id = $1', [id, JSON.stringify(progress)]);
}

export async function endImport(client: PoolClient, id: string, { status, failure }: Ending, progress: Progress): Promise<void> {
  await client.query(
    'update throughline_server.import set status = $2, failure = $3, progress = $4, ended_at = clock_timestamp() where id = $1',
    [id, status, failure === null ? null : JSON.stringify(failure), JSON.stringify(progress)],
  );
}

/** Whoever ran these has gone: they have stopped. Only for who holds the lock of imports. */
export async function stopAbandoned(client: PoolClient): Promise<void> {
  await client.query(
    `update throughline_server.import set status = 'stopped', ended_at = clock_timestamp() where status = 'running'`,
  );
}

export async function storeErrors(client: PoolClient, id: string, errors: readonly StoredError[]): Promise<void> {
  await client.query(
    `insert into throughline_server.import_error (import, line, number, error)
      select $1, line, number, error from unnest($2::int4[], $3::int4[], $4::jsonb[]) e (line, number, error)`,
    [
      id,
      errors.map(({ line }) => line ?? 0),
      errors.map(({ number }) => number),
      errors.map(({ number: _, ...error }) => JSON.stringify(error)),
    ],
  );
}

/** Where a page of errors goes on: after this line and number. */
export interface ErrorPlace {
  readonly line: number;
  readonly number: number;
}

/** Errors in the order of the file. */
export async function readErrors(
  pool: Pool,
  id: string,
  { after, limit }: { readonly after: ErrorPlace; readonly limit: number },
): Promise<readonly (RowError & { readonly place: ErrorPlace })[]> {
  const { rows } = await pool.query<{ line: number; number: number; error: RowError }>(
    `select line, number, error from throughline_server.import_error
      where import = $1 and (line, number) > ($2, $3) order by line, number limit $4`,
    [id, after.line, after.number, limit],
  );
  return rows.map(({ line, number, error }) => ({ ...error, place: { line, number } }));
}

/** The entity that the import before this one named. */
export async function lastEntity(pool: Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ entity: string }>(
    `select choice->>'entity' as entity from throughline_server.import order by started_at desc limit 1`,
  );
  return rows[0]?.entity;
}
