import { textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { idColumns } from './lock-cases.ts';

/** A case is called otherwise; its id stays. */
export async function renameCases(
  client: Queryable,
  cases: readonly { readonly id: string; readonly key: string }[],
): Promise<void> {
  if (cases.length === 0) return;
  await client.query({
    name: 'throughline-rename-cases',
    text: `update throughline.case_data d set key = u.key from unnest($1::int2[], $2::uuid[], $3::text[]) u(bucket, id, key)
      where d.bucket = u.bucket and d.id = u.id`,
    values: [...idColumns(cases.map(({ id }) => id)), textColumn(cases.map(({ key }) => key))],
  });
}
