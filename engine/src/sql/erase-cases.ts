import { plainColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { idColumns } from './lock-cases.ts';

/** A case of which everything personal goes that was written up to an event. */
export interface ErasedCase {
  readonly caseId: string;
  readonly seq: number;
}

/** Those of the cases of which messages have not been delivered yet. */
export async function readSendersWaiting(client: Queryable, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<{ id: string }>({
    text: `select distinct u.id from unnest($1::int2[], $2::uuid[]) u(bucket, id)
      join throughline.effect e on e.bucket = u.bucket and e.case_id = u.id
      where e.kind = 'message' and e.status in ('pending', 'held')`,
    values: idColumns(ids),
  });
  return rows.map(({ id }) => id);
}

/**
 * What effects carried and were answered goes whole: nobody marks which part of a mail is personal. Their keys and how they ended stay.
 * A message of the very batch that erases is still delivered.
 * Of a refusal the code stays, as its text may quote what was refused.
 */
export async function eraseCases(client: Queryable, cases: readonly ErasedCase[]): Promise<void> {
  if (cases.length === 0) return;
  const values = [...idColumns(cases.map(({ caseId }) => caseId)), plainColumn(cases.map(({ seq }) => seq))];
  const from = 'from unnest($1::int2[], $2::uuid[], $3::int4[]) u(bucket, id, seq)';
  const isOf = (table: string) => `${table}.bucket = u.bucket and ${table}.case_id = u.id`;
  await client.query({
    text: `update throughline.event e set personal = null, personal_salt = null
      ${from} where ${isOf('e')} and e.seq <= u.seq and e.personal is not null`,
    values,
  });
  await client.query({
    text: `update throughline.effect e set payload = '{}', result = null,
        error = case when e.status in ('pending', 'held') then 'What it carried was erased' end,
        status = case when e.status in ('pending', 'held') then 'cancelled' else e.status end,
        finished_at = coalesce(e.finished_at, clock_timestamp()), next_at = null, lease_by = null, lease_until = null
      ${from} where ${isOf('e')} and e.seq <= u.seq and not (e.kind = 'message' and e.status in ('pending', 'held'))`,
    values,
  });
  await client.query({
    text: `update throughline.receipt r set digest = null,
        result = case when r.result -> 'refusal' is null then r.result else json_build_object('outcome', r.result -> 'outcome',
          'refusal', json_build_object('code', r.result -> 'refusal' -> 'code', 'message', 'Erased')) end
      ${from} where ${isOf('r')}`,
    values,
  });
  await client.query({
    text: `update throughline.quarantine q set reason = 'Erased' ${from} where ${isOf('q')}`,
    values,
  });
}
