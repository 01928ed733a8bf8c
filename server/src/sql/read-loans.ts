import { foldedText } from '@throughline/engine';
import type { Pool } from 'pg';

/** The ids of the open delegations to a person, or those of another flow that name somebody in a list field: by the index of lists. */
export async function readNaming(
  pool: Pool,
  {
    flow,
    field,
    person,
    open,
  }: { readonly flow: string; readonly field: string; readonly person: string; readonly open: boolean },
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ case_id: string }>({
    name: 'throughline-naming',
    text: `select case_id from throughline.list_field
      where flow = $1 and field = $2 and is_open = any($4::bool[]) and text_value = $3 order by bucket, case_id limit 500`,
    values: [flow, field, foldedText(person), open ? [true] : [true, false]],
  });
  return rows.map(({ case_id }) => case_id);
}
