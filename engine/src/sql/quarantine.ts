import type { Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

export interface QuarantineRow {
  readonly caseId: string;
  readonly reason: string;
  readonly dueAt: Millis;
  readonly at: Millis;
}

export async function insertQuarantine(client: Queryable, rows: readonly QuarantineRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    text: `insert into throughline.quarantine (bucket, case_id, reason, due_at, at)
      select u.bucket, u.case_id, u.reason, to_timestamp(u.due_at / 1000), to_timestamp(u.at / 1000)
      from unnest($1::int2[], $2::uuid[], $3::text[], $4::float8[], $5::float8[]) u(bucket, case_id, reason, due_at, at)
      on conflict (bucket, case_id) do update set reason = excluded.reason, due_at = excluded.due_at, at = excluded.at`,
    values: [
      plainColumn(rows.map(({ caseId }) => bucketOf(caseId))),
      plainColumn(rows.map(({ caseId }) => caseId)),
      textColumn(rows.map(({ reason }) => reason)),
      plainColumn(rows.map(({ dueAt }) => dueAt)),
      plainColumn(rows.map(({ at }) => at)),
    ],
  });
}

/** Puts cases to sleep whose deadline cannot be worked off, and keeps why. */
export async function quarantineCases(
  client: Queryable,
  rows: readonly { readonly caseId: string; readonly reason: string }[],
  now: Millis,
): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    text: `with asleep as (
        update throughline.case_ c set due_at = null
        from (select u.*, k.due_at as was from unnest($1::int2[], $2::uuid[], $3::text[]) u(bucket, id, reason)
          join throughline.case_ k on k.bucket = u.bucket and k.id = u.id
          where k.due_at <= to_timestamp($4::float8 / 1000) for update of k) d
        where c.bucket = d.bucket and c.id = d.id returning c.bucket, c.id, d.reason, d.was)
      insert into throughline.quarantine (bucket, case_id, reason, due_at, at)
      select bucket, id, reason, was, to_timestamp($4::float8 / 1000) from asleep
      on conflict (bucket, case_id) do update set reason = excluded.reason, due_at = excluded.due_at, at = excluded.at`,
    values: [
      plainColumn(rows.map(({ caseId }) => bucketOf(caseId))),
      plainColumn(rows.map(({ caseId }) => caseId)),
      textColumn(rows.map(({ reason }) => reason.slice(0, 2000))),
      now,
    ],
  });
}

export interface QuarantineView {
  readonly caseId: string;
  readonly reason: string;
  readonly dueAt: Millis;
  readonly at: Millis;
}

/** Those that still sleep; a case that was moved since has woken up. */
export async function readQuarantine(client: Queryable): Promise<readonly QuarantineView[]> {
  const { rows } = await client.query<QuarantineView>({
    text: `select q.case_id as "caseId", q.reason, ${millis('q.due_at')} as "dueAt", ${millis('q.at')} as "at"
      from throughline.quarantine q join throughline.case_ c on c.bucket = q.bucket and c.id = q.case_id
      where c.due_at is null and c.recorded_at <= q.at order by q.at, q.case_id limit 1000`,
  });
  return rows;
}
