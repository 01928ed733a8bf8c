import type { Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';

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
