import type { EffectDraft, JsonObject, Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { jsonColumn, jsonColumnSql, plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

export const effectStatuses = ['pending', 'held', 'done', 'refused', 'dead', 'unknown', 'cancelled'] as const;
export type EffectStatus = (typeof effectStatuses)[number];

/** The machine's time: given by tests, else the database's own, so that all servers agree. */
const machineTime = (parameter: number) => `coalesce(to_timestamp($${parameter}::float8 / 1000), clock_timestamp())`;

/** An effect that a worker has taken. */
export interface ClaimedEffect {
  readonly caseId: string;
  readonly key: string;
  readonly kind: string;
  readonly seq: number;
  readonly payload: JsonObject;
  readonly delivery: 'at-least-once' | 'at-most-once' | 'exactly-once';
  /** This attempt counted. */
  readonly attempts: number;
  /** A worker took it before and was not heard of again: whether it was done is not known. */
  readonly wasLeased: boolean;
}

export interface Claim {
  readonly kinds: readonly string[];
  readonly limit: number;
  readonly worker: string;
  readonly leaseMs: number;
  readonly machineNow: Millis | null;
}

/**
 * Takes effects under a lease. While it lasts `next_at` is its end, so that an effect whose worker died comes up by itself. No
 * lock outlives the statement.
 */
export async function claimEffects(client: Queryable, claim: Claim): Promise<readonly ClaimedEffect[]> {
  const { rows } = await client.query<ClaimedEffect>({
    text: `with due as (
        select bucket, case_id, key, lease_by from throughline.effect
        where status = 'pending' and next_at <= ${machineTime(5)} and kind = any($1::text[])
        order by next_at limit $2 for update skip locked)
      update throughline.effect e set attempts = e.attempts + 1, lease_by = $3,
        lease_until = ${machineTime(5)} + $4::float8 * interval '1 millisecond', next_at = ${machineTime(5)} + $4::float8 * interval '1 millisecond'
      from due where e.bucket = due.bucket and e.case_id = due.case_id and e.key = due.key
      returning e.case_id as "caseId", e.key, e.kind, e.seq, e.payload, e.delivery, e.attempts, due.lease_by is not null as "wasLeased"`,
    values: [textColumn(claim.kinds), claim.limit, claim.worker, claim.leaseMs, claim.machineNow],
  });
  return rows;
}

/** Prolongs the leases that the worker still holds. */
export async function extendLeases(
  client: Queryable,
  effects: readonly ClaimedEffect[],
  { worker, leaseMs, machineNow }: Pick<Claim, 'worker' | 'leaseMs' | 'machineNow'>,
): Promise<void> {
  await client.query({
    text: `update throughline.effect e set lease_until = ${machineTime(6)} + $5::float8 * interval '1 millisecond',
        next_at = ${machineTime(6)} + $5::float8 * interval '1 millisecond'
      from unnest($1::int2[], $2::uuid[], $3::text[]) u(bucket, case_id, key)
      where e.bucket = u.bucket and e.case_id = u.case_id and e.key = u.key and e.lease_by = $4 and e.status = 'pending'`,
    values: [...nameColumns(effects), worker, leaseMs, machineNow],
  });
}

/** How an attempt ended. `pending`: it is tried again after `retryMs`. */
export interface EffectEnd {
  readonly effect: Pick<ClaimedEffect, 'caseId' | 'key' | 'attempts'>;
  readonly status: 'pending' | 'done' | 'refused' | 'dead' | 'unknown';
  readonly error?: string;
  readonly result?: JsonObject;
  readonly retryMs?: number;
}

/**
 * Writes how attempts ended, for those whose lease the worker still holds. Returns their keys: an effect whose lease passed on
 * is another worker's to end.
 */
export async function endEffects(
  client: Queryable,
  ends: readonly EffectEnd[],
  { worker, machineNow }: { readonly worker: string | null; readonly machineNow: Millis | null },
): Promise<ReadonlySet<string>> {
  if (ends.length === 0) return new Set();
  const { rows } = await client.query<{ name: string }>({
    text: `update throughline.effect e set status = u.status, error = u.error, result = u.result::json, lease_by = null, lease_until = null,
        attempts = greatest(e.attempts, u.attempts),
        next_at = case when u.status = 'pending' then ${machineTime(9)} + u.retry_ms * interval '1 millisecond' end,
        finished_at = case when u.status = 'pending' then null else ${machineTime(9)} end
      from unnest($1::int2[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::int4[], ${jsonColumnSql(10)})
        u(bucket, case_id, key, status, error, retry_ms, attempts, result)
      where e.bucket = u.bucket and e.case_id = u.case_id and e.key = u.key and e.status = 'pending'
        and ($8::text is null or (e.lease_by = $8 and e.attempts = u.attempts))
      returning e.case_id || '/' || e.key as name`,
    values: [
      ...nameColumns(ends.map(({ effect }) => effect)),
      plainColumn(ends.map(({ status }) => status)),
      textColumn(ends.map(({ error }) => error?.replaceAll('\0', '').toWellFormed().slice(0, 2000) ?? null)),
      plainColumn(ends.map(({ retryMs }) => retryMs ?? null)),
      plainColumn(ends.map(({ effect }) => effect.attempts)),
      worker,
      machineNow,
      jsonColumn(ends.map(({ result }) => (result === undefined ? null : JSON.stringify(result)))),
    ],
  });
  return new Set(rows.map(({ name }) => name));
}

function nameColumns(effects: readonly Pick<ClaimedEffect, 'caseId' | 'key'>[]): [string, string, string] {
  return [
    plainColumn(effects.map(({ caseId }) => bucketOf(caseId))),
    plainColumn(effects.map(({ caseId }) => caseId)),
    textColumn(effects.map(({ key }) => key)),
  ];
}

/** A message between root cases that waits to be delivered. */
export interface WaitingMessage {
  readonly caseId: string;
  readonly key: string;
  readonly seq: number;
  readonly attempts: number;
  readonly payload: Omit<Extract<EffectDraft, { kind: 'message' }>, 'kind' | 'key'>;
}

/** Only one transaction at a time delivers messages: so they arrive in order. Returns whether this is the one. */
export async function lockMessages(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>({ text: 'select pg_try_advisory_xact_lock(7302118) as locked' });
  return rows[0]?.locked === true;
}

/** Longest waiting first: what one case sends arrives in the order in which it was decided. */
export async function lockWaitingMessages(client: Queryable, limit: number): Promise<readonly WaitingMessage[]> {
  const { rows } = await client.query<WaitingMessage>({
    name: 'throughline-lock-waiting-messages',
    text: `select case_id as "caseId", key, seq, attempts, payload from throughline.effect
      where status = 'pending' and kind = 'message' and next_at <= clock_timestamp()
      order by next_at, bucket, case_id, seq, ordinal limit $1 for update skip locked`,
    values: [limit],
  });
  return rows;
}

/** An effect as readers see it. */
export interface EffectView {
  readonly key: string;
  readonly kind: string;
  readonly seq: number;
  readonly payload: JsonObject;
  readonly delivery: string;
  readonly status: EffectStatus;
  readonly attempts: number;
  readonly nextAt: Millis | null;
  readonly error: string | null;
  readonly result: JsonObject | null;
  readonly createdAt: Millis;
  readonly finishedAt: Millis | null;
}

/** The effects of a case, oldest first, at most 1,000. */
export async function readEffects(client: Queryable, id: string): Promise<readonly EffectView[]> {
  const { rows } = await client.query<EffectView>({
    text: `select key, kind, seq, payload, delivery, status, attempts, ${millis('next_at')} as "nextAt", error, result,
      ${millis('created_at')} as "createdAt", ${millis('finished_at')} as "finishedAt"
      from throughline.effect where bucket = $1 and case_id = $2 order by seq, ordinal limit 1000`,
    values: [bucketOf(id), id],
  });
  return rows;
}

export interface EffectCount {
  readonly kind: string;
  readonly status: EffectStatus;
  readonly effects: number;
}

export async function countEffects(client: Queryable): Promise<readonly EffectCount[]> {
  const { rows } = await client.query<EffectCount>({
    text: 'select kind, status, count(*)::float8 as effects from throughline.effect group by kind, status order by kind, status',
  });
  return rows;
}
