import type { JsonObject, Millis } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

export const effectStatuses = ['pending', 'held', 'done', 'refused', 'dead', 'unknown', 'cancelled'] as const;
export type EffectStatus = (typeof effectStatuses)[number];

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
