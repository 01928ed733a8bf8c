import type { JsonObject, Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { jsonColumn, jsonColumnSql, plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { Claim, ClaimedEffect } from './claim-effects.ts';
import type { EffectStatus } from './effects.ts';
import { machineTime } from './machine-time.ts';

/** An effect of a case. */
export type EffectName = Pick<ClaimedEffect, 'caseId' | 'key'>;

export const effectName = ({ caseId, key }: EffectName) => `${caseId}/${key}`;

/** In the order in which all transactions lock effects. */
export function inEffectOrder<T extends EffectName>(effects: readonly T[]): readonly T[] {
  return effects.toSorted((a, b) => (effectName(a) < effectName(b) ? -1 : 1));
}

export function effectColumns(effects: readonly EffectName[]): [string, string, string] {
  return [
    plainColumn(effects.map(({ caseId }) => bucketOf(caseId))),
    plainColumn(effects.map(({ caseId }) => caseId)),
    textColumn(effects.map(({ key }) => key)),
  ];
}

/** Prolongs the leases that the worker still holds; returns the names of those. */
export async function extendLeases(
  client: Queryable,
  effects: readonly ClaimedEffect[],
  { worker, leaseMs, machineNow }: Pick<Claim, 'worker' | 'leaseMs' | 'machineNow'>,
): Promise<ReadonlySet<string>> {
  const ordered = inEffectOrder(effects);
  const { rows } = await client.query<{ name: string }>({
    text: `update throughline.effect e set lease_until = ${machineTime(6)} + $5::float8 * interval '1 millisecond',
        next_at = ${machineTime(6)} + $5::float8 * interval '1 millisecond'
      from unnest($1::int2[], $2::uuid[], $3::text[], $7::int4[]) u(bucket, case_id, key, attempts)
      where e.bucket = u.bucket and e.case_id = u.case_id and e.key = u.key and e.lease_by = $4 and e.attempts = u.attempts and e.status = 'pending'
      returning e.case_id || '/' || e.key as name`,
    values: [...effectColumns(ordered), worker, leaseMs, machineNow, plainColumn(ordered.map(({ attempts }) => attempts))],
  });
  return new Set(rows.map(({ name }) => name));
}

/** How an attempt ended. `pending`: it is tried again after `retryMs`; `doubt` says that it may have been done. */
export interface EffectEnd {
  readonly effect: Pick<ClaimedEffect, 'caseId' | 'key' | 'attempts'>;
  readonly status: 'pending' | 'done' | 'refused' | 'dead' | 'unknown';
  readonly doubt?: 'open' | 'accepted' | null;
  readonly error?: string;
  readonly result?: JsonObject;
  readonly retryMs?: number;
  /** The case has dealt with it itself: nobody needs to. */
  readonly settled?: boolean;
}

export interface EndedEffect {
  readonly status: EffectStatus;
  /** The case needed it no more. */
  readonly moot: boolean;
}

/**
 * Writes how attempts ended, for those whose lease the worker still holds (`null`: who needs none). What the case needs no more is not tried again.
 * Returns how they stand now, by name: an effect whose lease passed on is another worker's to end, and is not among them.
 */
export async function endEffects(
  client: Queryable,
  ends: readonly EffectEnd[],
  { worker, machineNow }: { readonly worker: string | null; readonly machineNow: Millis | null },
): Promise<ReadonlyMap<string, EndedEffect>> {
  if (ends.length === 0) return new Map();
  const ordered = ends.toSorted((a, b) => (effectName(a.effect) < effectName(b.effect) ? -1 : 1));
  const { rows } = await client.query<EndedEffect & { name: string }>({
    text: endStatement,
    values: [
      ...effectColumns(ordered.map(({ effect }) => effect)),
      plainColumn(ordered.map(({ status }) => status)),
      textColumn(ordered.map(({ error }) => error?.replaceAll('\0', '').toWellFormed().slice(0, 2000) ?? null)),
      plainColumn(ordered.map(({ retryMs }) => retryMs ?? null)),
      plainColumn(ordered.map(({ effect }) => effect.attempts)),
      worker,
      machineNow,
      jsonColumn(ordered.map(({ result }) => (result === undefined ? null : JSON.stringify(result)))),
      plainColumn(ordered.map(({ doubt }) => doubt ?? null)),
      plainColumn(ordered.map(statusIfMoot)),
      plainColumn(ordered.map(({ settled }) => (settled === true ? 'true' : 'false'))),
    ],
  });
  return new Map(rows.map(({ name, status, moot }) => [name, { status, moot }]));
}

const endStatement = `update throughline.effect e set status = case when e.moot then u.if_moot else u.status end, error = u.error,
    result = u.result::json, doubt = u.doubt, settled = u.settled, lease_by = null, lease_until = null, attempts = greatest(e.attempts, u.attempts),
    next_at = case when u.status = 'pending' and not e.moot then ${machineTime(9)} + u.retry_ms * interval '1 millisecond' end,
    finished_at = case when u.status = 'pending' and not e.moot then null else ${machineTime(9)} end
  from unnest($1::int2[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::int4[], ${jsonColumnSql(10)}, $11::text[], $12::text[], $13::bool[])
      u(bucket, case_id, key, status, error, retry_ms, attempts, result, doubt, if_moot, settled)
  where e.bucket = u.bucket and e.case_id = u.case_id and e.key = u.key and e.status = 'pending'
    and ($8::text is null or (e.lease_by = $8 and e.attempts = u.attempts))
  returning e.case_id || '/' || e.key as name, e.status, e.moot`;

/** What is not to be tried again ends as what is known of it. */
function statusIfMoot({ status, doubt = null }: EffectEnd): EffectStatus {
  if (status !== 'pending') return status;
  return doubt === null ? 'cancelled' : 'unknown';
}
