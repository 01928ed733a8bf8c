import type { Queryable } from '../database.ts';
import { idColumns } from './lock-cases.ts';

/** The owners of those of the cases that exist; `null` where a case has none. A case never changes its owner. */
export async function readParents(client: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; parent: string | null }>({
    name: 'throughline-read-parents',
    text: `select d.id, d.parent from unnest($1::int2[], $2::uuid[]) u(bucket, id)
      join throughline.case_data d on d.bucket = u.bucket and d.id = u.id`,
    values: idColumns(ids),
  });
  return new Map(rows.map((row) => [row.id, row.parent]));
}
