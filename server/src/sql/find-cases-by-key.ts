import { foldedText } from '@throughline/engine';
import type { Pool } from 'pg';

export interface NamedCase {
  readonly id: string;
  readonly flow: string;
  readonly entity: string;
}

/** Root cases with a business key, whatever their flow and entity: at most eleven. */
export async function findCasesByKey(pool: Pool, key: string, flow?: string, entity?: string): Promise<readonly NamedCase[]> {
  const { rows } = await pool.query<NamedCase>(
    `select d.id, k.flow, d.entity from (select distinct flow from throughline.flow_version where $2::text is null or flow = $2) v
      cross join lateral (select * from throughline.list_field k where k.flow = v.flow and k.field = '$key' and k.is_open = any('{t,f}')
        and k.text_value = $4 and coalesce(k.exact, k.text_value) = $1 offset 0) k
      cross join lateral (select * from throughline.case_data d where d.bucket = k.bucket and d.id = k.case_id offset 0) d
      where $3::text is null or d.entity = $3 order by k.flow, d.entity limit 11`,
    [key, flow ?? null, entity ?? null, foldedText(key)],
  );
  return rows;
}
