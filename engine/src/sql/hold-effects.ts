import type { Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { plainColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

export interface EffectHold {
  readonly reason: string;
  readonly since: Millis;
}

/** `null`: nothing new is held. */
export async function readEffectHold(client: Queryable): Promise<EffectHold | null> {
  const { rows } = await client.query<EffectHold>({
    text: `select reason, ${millis('since')} as since from throughline.effect_hold`,
  });
  return rows[0] ?? null;
}

/**
 * Holds all that waits to go out, and what will be written from now on. Transactions that write effects end first, and wait meanwhile, so none slips
 * through. Messages between cases stay in this database and go on. Returns how many were held.
 */
export async function holdEffects(client: Queryable, reason: string): Promise<number> {
  await client.query({ text: 'lock table throughline.effect in share row exclusive mode' });
  await client.query({
    text: 'insert into throughline.effect_hold (reason) values ($1) on conflict (only_row) do update set reason = excluded.reason',
    values: [reason],
  });
  const { rowCount } = await client.query({
    text: `update throughline.effect set status = 'held', next_at = null, lease_until = null, lease_by = null,
      doubt = case when lease_by is null then doubt else 'open' end where status = 'pending' and kind <> 'message'`,
  });
  return rowCount ?? 0;
}

/** From now on effects are not held when they are written. */
export async function endEffectHold(client: Queryable): Promise<void> {
  await client.query({ text: 'delete from throughline.effect_hold' });
}

export interface HeldSelection {
  readonly destination?: string;
  readonly cases?: readonly string[];
  /** They are looked up first, where possible, and what may be done at most once is not sent where it cannot be looked up. */
  readonly lookUpFirst: boolean;
  readonly limit: number;
}

/** Releases some of what is held; returns how many. */
export async function releaseHeld(client: Queryable, selection: HeldSelection): Promise<number> {
  const { destination = null, cases, lookUpFirst, limit } = selection;
  const { rowCount } = await client.query({
    text: `with chosen as materialized (
        select bucket, case_id, key from throughline.effect
        where status = 'held' and ($1::text is null or destination = $1)
          and ($2::uuid[] is null or (bucket = any($3::int2[]) and case_id = any($2::uuid[])))
        order by case_id, key limit $5 for update)
      update throughline.effect e set status = 'pending', next_at = clock_timestamp(),
        doubt = case when $4::boolean then 'open' when e.doubt is null then null else 'accepted' end
      from chosen c where e.bucket = c.bucket and e.case_id = c.case_id and e.key = c.key`,
    values: [
      destination,
      cases === undefined ? null : plainColumn(cases),
      cases === undefined ? null : plainColumn(cases.map(bucketOf)),
      lookUpFirst,
      limit,
    ],
  });
  return rowCount ?? 0;
}

/** How many are held, by destination. */
export async function countHeld(
  client: Queryable,
): Promise<readonly { readonly destination: string; readonly effects: number }[]> {
  const { rows } = await client.query<{ destination: string; effects: number }>({
    text: `select destination, count(*)::float8 as effects from throughline.effect where status = 'held' group by destination order by destination`,
  });
  return rows;
}
