import { bucketOf } from '../case-id.ts';
import type { Queryable } from '../database.ts';
import { idColumns } from './lock-cases.ts';

/** The last case whose rows were rebuilt; `null`: none yet; `undefined`: there is nothing to rebuild. One transaction at a time. */
export async function lockRebuild(client: Queryable): Promise<string | null | undefined> {
  const { rows } = await client.query<{ case_id: string | null }>({
    text: 'select case_id from throughline.list_rebuild for update',
  });
  return rows[0]?.case_id;
}

/** The next cases behind one, in the order of their ids. */
export async function readCasesToRebuild(client: Queryable, from: string | null, limit: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>({
    text: `select id from throughline.case_ where (bucket, id) > ($1::int2, $2::uuid) order by bucket, id limit $3`,
    values: from === null ? [-1, '00000000-0000-0000-0000-000000000000', limit] : [bucketOf(from), from, limit],
  });
  return rows.map(({ id }) => id);
}

/** Notes how far the rebuilding has come; without a case, that it is over. */
export async function saveRebuild(client: Queryable, last: string | undefined): Promise<void> {
  if (last === undefined) await client.query({ text: 'delete from throughline.list_rebuild' });
  else await client.query({ text: 'update throughline.list_rebuild set case_id = $1', values: [last] });
}

/** Removes all rows of some cases. */
export async function clearListFields(client: Queryable, ids: readonly string[]): Promise<void> {
  await client.query({
    text: `delete from throughline.list_field f using unnest($1::int2[], $2::uuid[]) u(bucket, case_id)
      where f.bucket = u.bucket and f.case_id = u.case_id`,
    values: idColumns(ids),
  });
}
