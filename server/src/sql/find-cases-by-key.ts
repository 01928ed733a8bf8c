import type { Pool } from 'pg';

export interface NamedCase {
  readonly id: string;
  readonly flow: string;
  readonly entity: string;
}

/** Root cases with a business key, whatever their flow and entity: at most eleven. */
export async function findCasesByKey(pool: Pool, key: string, flow?: string, entity?: string): Promise<readonly NamedCase[]> {
  const { rows } = await pool.query<NamedCase>(
    `select c.id, c.flow, d.entity from throughline.case_data d join throughline.case_ c on c.bucket = d.bucket and c.id = d.id
      where d.key = $1 and d.parent is null and ($2::text is null or c.flow = $2) and ($3::text is null or d.entity = $3)
      order by c.flow, d.entity limit 11`,
    [key, flow ?? null, entity ?? null],
  );
  return rows;
}
