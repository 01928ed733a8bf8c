import { plainColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { idColumns } from './lock-cases.ts';

/** A case that was taken back by an event: it and all before it count no more. */
export interface RetractedCase {
  readonly caseId: string;
  readonly seq: number;
}

/** All that some cases own, at any depth. */
export async function readOwned(client: Queryable, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<{ id: string }>({
    text: `with recursive member as (
        select u.bucket, u.id, 0 as depth from unnest($1::int2[], $2::uuid[]) u(bucket, id)
        union all
        select d.bucket, d.id, m.depth + 1 from member m join throughline.case_data d on d.bucket = m.bucket and d.parent = m.id)
      select distinct id from member where depth > 0`,
    values: idColumns(ids),
  });
  return rows.map(({ id }) => id);
}

/**
 * Effects of what was taken back are not begun: they are cancelled where nobody is at it, else moot. Receipts of its facts go, so that a source can
 * tell the same again; those of commands stay, since who sends one again wants it once.
 */
export async function retractCases(client: Queryable, cases: readonly RetractedCase[]): Promise<void> {
  if (cases.length === 0) return;
  const values = [...idColumns(cases.map(({ caseId }) => caseId)), plainColumn(cases.map(({ seq }) => seq))];
  const from = 'unnest($1::int2[], $2::uuid[], $3::int4[]) u(bucket, id, seq)';
  await client.query({
    text: `update throughline.effect e set moot = true, status = case when e.lease_by is null then 'cancelled' else e.status end,
        next_at = case when e.lease_by is null then null else e.next_at end,
        finished_at = case when e.lease_by is null then clock_timestamp() end
      from ${from} where e.bucket = u.bucket and e.case_id = u.id and e.seq <= u.seq and e.status in ('pending', 'held')`,
    values,
  });
  await client.query({
    text: `delete from throughline.receipt r using ${from} join throughline.event e on e.bucket = u.bucket and e.case_id = u.id
      where e.seq <= u.seq and e.kind = 'fact' and r.bucket = u.bucket and r.case_id = u.id and r.seq = e.seq`,
    values,
  });
}

/** The next cases, in the order of their ids, that were taken back, with the last event that did so. */
export async function readRetracted(client: Queryable, after: string | null, limit: number): Promise<readonly RetractedCase[]> {
  const { rows } = await client.query<RetractedCase>({
    text: `select d.id as "caseId", (d.clocks -> 'retracted' -> -1 ->> 'seq')::int4 as seq from throughline.case_data d
      where d.clocks ? 'retracted' and d.id > $1::uuid order by d.id limit $2`,
    values: [after ?? '00000000-0000-0000-0000-000000000000', limit],
  });
  return rows;
}
