import type { JsonObject, Millis } from '@throughline/language';
import { textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { EffectStatus } from './effects.ts';
import { type EffectName, effectColumns, inEffectOrder } from './end-effects.ts';
import { machineTime } from './machine-time.ts';

/** An effect as a command about it sees it. */
export interface EffectState extends EffectName {
  readonly kind: string;
  readonly status: EffectStatus;
  /** Of a call. */
  readonly payload: JsonObject | null;
}

/** Locks effects until the transaction ends; those that do not exist are left out. Their cases' locks come first. */
export async function lockEffects(client: Queryable, names: readonly EffectName[]): Promise<readonly EffectState[]> {
  if (names.length === 0) return [];
  const { rows } = await client.query<EffectState>({
    text: `select e.case_id as "caseId", e.key, e.kind, e.status,
        case when e.kind = 'call' then e.payload end as payload from unnest($1::int2[], $2::uuid[], $3::text[]) u(bucket, case_id, key)
      cross join lateral (
        select * from throughline.effect e where e.bucket = u.bucket and e.case_id = u.case_id and e.key = u.key for update) e`,
    values: effectColumns(inEffectOrder(names)),
  });
  return rows;
}

/** What somebody says of an effect that came to nothing: that it be done again, or how it ended. */
export interface EffectChange extends EffectName {
  readonly to: 'pending' | 'done' | 'refused';
}

/**
 * Carries out what was said of effects whose locks are held; returns how many stood so that it could be. What is to be done again begins anew; where
 * it may have been done, it is looked up first if that is possible.
 */
export async function changeEffects(
  client: Queryable,
  changes: readonly EffectChange[],
  machineNow: Millis | null = null,
): Promise<number> {
  if (changes.length === 0) return 0;
  const ordered = inEffectOrder(changes);
  const { rowCount } = await client.query({
    text: `update throughline.effect e set status = u.status, settled = u.status <> 'pending', moot = false,
        attempts = case when u.status = 'pending' then 0 else e.attempts end,
        round = case when u.status = 'pending' then e.round + 1 else e.round end,
        doubt = case when u.status = 'pending' and (e.doubt is not null or e.status = 'unknown') then 'accepted' end,
        next_at = case when u.status = 'pending' then ${machineTime(5)} end,
        finished_at = case when u.status = 'pending' then null else ${machineTime(5)} end
      from unnest($1::int2[], $2::uuid[], $3::text[], $4::text[]) u(bucket, case_id, key, status)
      where e.bucket = u.bucket and e.case_id = u.case_id and e.key = u.key and e.status in ('refused', 'dead', 'unknown')`,
    values: [...effectColumns(ordered), textColumn(ordered.map(({ to }) => to)), machineNow],
  });
  return rowCount ?? 0;
}

/**
 * Cancels effects that their case needs no more: those that wait or are held. One that is under way, or may have been done by a worker that was
 * not heard of again, is left to whoever ends it; it is not begun again.
 */
export async function cancelEffects(client: Queryable, names: readonly EffectName[]): Promise<void> {
  if (names.length === 0) return;
  await client.query({
    text: `update throughline.effect e set moot = true, status = case when e.lease_by is null then 'cancelled' else e.status end,
        next_at = case when e.lease_by is null then null else e.next_at end,
        finished_at = case when e.lease_by is null then clock_timestamp() end
      from unnest($1::int2[], $2::uuid[], $3::text[]) u(bucket, case_id, key)
      where e.bucket = u.bucket and e.case_id = u.case_id and e.key = u.key and e.status in ('pending', 'held')`,
    values: effectColumns(inEffectOrder(names)),
  });
}
