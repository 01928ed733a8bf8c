import type { Throughline } from '../throughline.ts';
import type { Scope } from '../visible/visible.ts';

const changesMax = 60;

/** A change that was carried out, and when it was. */
export interface CarriedOut {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly at: number;
}

/** Changes that were carried out in a stretch of time, the latest first. Of one that was carried out again, the first time counts. */
export async function changesCarriedOut(
  { pool }: Pick<Throughline, 'pool'>,
  { from, to }: { readonly from: string; readonly to: string },
  scope: Scope,
): Promise<readonly CarriedOut[]> {
  const { rows } = await pool.query<CarriedOut>(
    `select d.id, d.key, coalesce(d.data->>'title', d.key) as title, live.at
      from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      cross join lateral (
        select round(extract(epoch from min(e.occurred_at)) * 1000)::float8 as at from throughline.event_log e
        where e.bucket = d.bucket and e.case_id = d.id and e.type = 'implemented') live
      where c.flow = 'change' and c.state <> 'retracted'
        and live.at >= extract(epoch from $1::timestamptz) * 1000 and live.at < extract(epoch from $2::timestamptz) * 1000
        and ($3::text[] is null or d.entity = any($3))
      order by live.at desc, d.id limit ${changesMax}`,
    [from, to, scope === 'all' ? null : scope],
  );
  return rows;
}
