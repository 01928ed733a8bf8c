import type { Queryable } from '../database.ts';
import type { LogPosition } from './read-log-page.ts';

/** The personal part of an event. */
export interface PersonalEvent extends LogPosition {
  /** JSON text; `null`: only said to tell how far the page goes. */
  readonly personal: string | null;
}

/** The personal parts among the next so many events of the log; the last row is the last event of the page, whatever it holds. */
export async function readPersonalEvents(
  client: Queryable,
  after: LogPosition,
  limit: number,
): Promise<readonly PersonalEvent[]> {
  const { rows } = await client.query<PersonalEvent>({
    text: `select bucket, case_id as "caseId", seq, personal from (
        select bucket, case_id, seq, personal::text, row_number() over page as place, count(*) over () as events from (
          select bucket, case_id, seq, personal from throughline.event where (bucket, case_id, seq) > ($1::int2, $2::uuid, $3::int4)
          order by bucket, case_id, seq limit $4) next
        window page as (order by bucket, case_id, seq)) numbered
      where personal is not null or place = events order by place`,
    values: [after.bucket, after.caseId, after.seq, limit],
  });
  return rows;
}

/** Those of the cases of which something is kept that may be personal: in their log, or with their effects. */
export async function readCasesWithPersonal(client: Queryable, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<{ id: string }>({
    text: `select c.id from throughline.case_ c
      where c.bucket = any(select ('x' || left(u::text, 3))::bit(12)::int4::int2 from unnest($1::uuid[]) u) and c.id = any($1::uuid[])
        and (exists (select from throughline.event e where e.bucket = c.bucket and e.case_id = c.id and e.personal is not null)
          or exists (select from throughline.effect f where f.bucket = c.bucket and f.case_id = c.id and f.payload::text <> '{}'))`,
    values: [ids],
  });
  return rows.map(({ id }) => id);
}
