import type { Clocks, JsonObject } from '@throughline/language';
import type { Pool } from 'pg';

export interface OpenCase {
  readonly id: string;
  readonly flow: string;
  readonly state: string;
  readonly entity: string;
  readonly key: string;
  readonly parent: string | null;
  readonly enteredAt: number;
  readonly data: JsonObject;
  readonly clocks: Clocks;
  /** Who has it on the desk, or the case that owns it. */
  readonly assignee: string | null;
}

/**
 * All cases that stand in one of some states, named `flow/state`, by flow and key; but for deliveries that are confirmed with their reference, which
 * stay so for months and of which nobody asks anything more.
 */
export async function readOpenCases(pool: Pool, states: readonly string[]): Promise<readonly OpenCase[]> {
  const { rows } = await pool.query<OpenCase>({
    name: 'throughline-read-open-cases',
    text: `select c.id, c.flow, c.state, d.entity, d.key, d.parent,
        round(extract(epoch from c.entered_at) * 1000)::float8 as "enteredAt", d.data, d.clocks,
        coalesce(d.clocks->>'assignee', o.clocks->>'assignee') as assignee
      from throughline.case_ c
      join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      left join throughline.case_data o on o.bucket = d.bucket and o.id = d.parent
      where c.flow || '/' || c.state = any($1) and not (c.flow = 'delivery' and c.state = 'confirmed' and d.data ? 'reference')
      order by c.flow collate "C", d.key collate "C", c.id`,
    values: [states],
  });
  return rows;
}
