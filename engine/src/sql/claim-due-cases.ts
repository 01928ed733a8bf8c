import type { Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';

/**
 * Of the cases whose wake-up has come, longest due first, those whose root is free; the roots are locked. An owned case has at most four
 * owners above it, and nobody may wait here: who holds a lock takes others in the order of ids, and these come in another.
 */
export async function claimDueCases(client: Queryable, now: Millis, limit: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: 'throughline-claim-due-cases',
    text: `select c.id from throughline.case_ c
      join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      left join throughline.case_data d1 on d1.bucket = c.bucket and d1.id = d.parent
      left join throughline.case_data d2 on d2.bucket = c.bucket and d2.id = d1.parent
      left join throughline.case_data d3 on d3.bucket = c.bucket and d3.id = d2.parent
      left join throughline.case_data d4 on d4.bucket = c.bucket and d4.id = d3.parent
      join throughline.case_ root on root.bucket = c.bucket and root.id = coalesce(d4.id, d3.id, d2.id, d1.id, c.id)
      where c.due_at <= to_timestamp($1::float8 / 1000) order by c.due_at limit $2 for update of root skip locked`,
    values: [now, limit],
  });
  return rows.map(({ id }) => id);
}

/** How long (milliseconds) the case that is longest due has been waiting; 0: nothing is due. */
export async function readLag(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ lag: number }>({
    text: `select greatest(0, coalesce(floor(extract(epoch from coalesce(k.now, now()) -
        (select min(due_at) from throughline.case_ where due_at is not null)) * 1000), 0))::float8 as lag from throughline.clock k`,
  });
  return rows[0]?.lag ?? 0;
}
