import type { Queryable } from '../database.ts';
import { idColumns } from './lock-cases.ts';

/** Those of the cases that retention has removed. */
export async function readRetired(client: Queryable, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<{ id: string }>({
    name: 'throughline-read-retired',
    text: `select u.id from unnest($1::int2[], $2::uuid[]) u(bucket, id)
      join throughline.retired_event r on r.bucket = u.bucket and r.case_id = u.id and r.seq = 1`,
    values: idColumns(ids),
  });
  return rows.map(({ id }) => id);
}
