import type { JsonObject, Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

/** An effect that came to nothing, or may have, and with which nobody has dealt yet. */
export interface DeadEffectRow {
  readonly caseId: string;
  readonly key: string;
  readonly kind: string;
  readonly destination: string;
  readonly seq: number;
  readonly status: 'refused' | 'dead' | 'unknown';
  readonly attempts: number;
  readonly error: string | null;
  readonly payload: JsonObject;
  readonly createdAt: Millis;
  readonly finishedAt: Millis;
  readonly flow: string;
  readonly version: number;
  readonly entity: string;
  readonly caseKey: string;
  /** Of a message or a call: the exception that is raised where it comes to nothing. */
  readonly onRefused: string | null;
}

export interface DeadEffectsSelection {
  readonly kind?: string;
  readonly status?: 'refused' | 'dead' | 'unknown';
  readonly destination?: string;
  readonly limit: number;
  /** Those after this one. */
  readonly after?: { readonly finishedAt: string; readonly caseId: string; readonly key: string };
}

/** Longest dead first. `at` is the instant as the database has it: a place in the list. */
export async function readDeadEffects(
  client: Queryable,
  {
    kind = null,
    status = null,
    destination = null,
    limit,
    after,
  }: {
    readonly [name in keyof DeadEffectsSelection]: DeadEffectsSelection[name] | null | undefined;
  } & { readonly limit: number; readonly after?: DeadEffectsSelection['after'] },
): Promise<readonly (DeadEffectRow & { readonly at: string })[]> {
  const { rows } = await client.query<DeadEffectRow & { readonly at: string }>({
    text: `select e.case_id as "caseId", e.key, e.kind, e.destination, e.seq, e.status, e.attempts, e.error, e.payload,
        ${millis('e.created_at')} as "createdAt", ${millis('e.finished_at')} as "finishedAt", e.finished_at::text as at,
        c.flow, c.version, d.entity, d.key as "caseKey", coalesce(e.payload ->> 'onRefused', e.payload ->> 'onFailed') as "onRefused"
      from throughline.effect e
      join throughline.case_ c on c.bucket = e.bucket and c.id = e.case_id
      join throughline.case_data d on d.bucket = e.bucket and d.id = e.case_id
      where e.status in ('refused', 'dead', 'unknown') and not e.settled
        and ($1::text is null or e.kind = $1) and ($2::text is null or e.status = $2) and ($3::text is null or e.destination = $3)
        and ($4::timestamptz is null or (e.finished_at, e.bucket, e.case_id, e.key) > ($4, $5::int2, $6::uuid, $7))
      order by e.finished_at, e.bucket, e.case_id, e.key limit $8`,
    values: [
      kind ?? null,
      status ?? null,
      destination ?? null,
      after?.finishedAt ?? null,
      after === undefined ? null : bucketOf(after.caseId),
      after?.caseId ?? null,
      after?.key ?? null,
      limit,
    ],
  });
  return rows;
}
