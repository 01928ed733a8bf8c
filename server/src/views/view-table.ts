import type { SavedView } from '@throughline/api';
import type { Pool, PoolClient } from 'pg';
import type { ViewAddress, ViewContent } from './saved-views.ts';

type Row = Omit<SavedView, 'createdAt'> & { readonly createdAt: Date };
const columns = 'id, page, name, query, revision, created_at as "createdAt"';
const viewOf = (row: Row): SavedView => ({ ...row, createdAt: row.createdAt.toISOString() });

/** Whoever saves a view of this person waits until the transaction ends. */
export async function lockViews(client: PoolClient, person: string): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtextextended('throughline_server.saved_view/' || $1, 0))`, [person]);
}

export async function readViews(client: Pool | PoolClient, person: string, page?: string): Promise<readonly SavedView[]> {
  const { rows } = await client.query<Row>(
    `select ${columns} from throughline_server.saved_view
      where person = $1 and ($2::text is null or page = $2) order by created_at, id limit 100`,
    [person, page ?? null],
  );
  return rows.map(viewOf);
}

export async function readView(client: Pool, person: string, id: string): Promise<SavedView | undefined> {
  const { rows } = await client.query<Row>(`select ${columns} from throughline_server.saved_view where person = $1 and id = $2`, [
    person,
    id,
  ]);
  return rows.map(viewOf)[0];
}

export async function insertView(client: PoolClient, person: string, content: ViewContent): Promise<SavedView | undefined> {
  const { rows } = await client.query<Row>(
    `insert into throughline_server.saved_view (person, page, name, query) values ($1, $2, $3, $4) returning ${columns}`,
    [person, content.page, content.name, content.query],
  );
  return rows.map(viewOf)[0];
}

/** `undefined`: there is no such view, or not at this revision. */
export async function updateView(
  client: Pool,
  { person, id, revision }: ViewAddress,
  content: ViewContent,
): Promise<SavedView | undefined> {
  const { rows } = await client.query<Row>(
    `update throughline_server.saved_view set page = $4, name = $5, query = $6, revision = revision + 1
      where person = $1 and id = $2 and ($3::int4 is null or revision = $3) returning ${columns}`,
    [person, id, revision ?? null, content.page, content.name, content.query],
  );
  return rows.map(viewOf)[0];
}

/** `false`: there is no such view, or not at this revision. */
export async function deleteView(client: Pool, { person, id, revision }: ViewAddress): Promise<boolean> {
  const { rowCount } = await client.query(
    'delete from throughline_server.saved_view where person = $1 and id = $2 and ($3::int4 is null or revision = $3)',
    [person, id, revision ?? null],
  );
  return rowCount === 1;
}
