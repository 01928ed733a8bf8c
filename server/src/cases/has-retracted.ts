import { retractedState } from '@throughline/language';
import type { Throughline } from '../throughline.ts';

/** Whether any case of a flow was taken back: of most flows none ever was, and their lists need not look. One step into an index. */
export async function hasRetracted({ pool }: Pick<Throughline, 'pool'>, flow: string): Promise<boolean> {
  const { rows } = await pool.query<{ has: boolean }>(
    `select exists (select from throughline.list_field
      where flow = $1 and field = '$state' and is_open = false and text_value = $2) as has`,
    [flow, retractedState],
  );
  return rows[0]?.has === true;
}
