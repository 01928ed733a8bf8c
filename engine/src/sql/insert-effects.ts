import { bucketOf } from '../case-id.ts';
import { jsonColumn, jsonColumnSql, plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';

/** An effect as it is written with its event. */
export interface EffectRow {
  readonly caseId: string;
  readonly key: string;
  readonly kind: string;
  /** The event that it comes of, and its place among the effects of that event. */
  readonly seq: number;
  readonly ordinal: number;
  /** JSON text. */
  readonly payload: string;
  readonly delivery: 'at-least-once' | 'at-most-once' | 'exactly-once';
  /** Where it goes: what shares a limit and a circuit breaker. Default: its kind. */
  readonly destination?: string;
  /** The `traceparent` of the trace that it is part of. */
  readonly trace?: string;
}

/**
 * An effect whose key stands already was decided before, and is not done again. Messages of one case are delivered by `next_at`, so it
 * is the time of writing, under the case's lock: a transaction may have begun before the one that it waited for. While effects are held, new ones are
 * held as well.
 */
export async function insertEffects(client: Queryable, effects: readonly EffectRow[]): Promise<void> {
  if (effects.length === 0) return;
  await client.query({
    name: 'throughline-insert-effects',
    text: `insert into throughline.effect (bucket, case_id, key, kind, seq, ordinal, payload, delivery, status, next_at, created_at, destination, trace)
      select u.bucket, u.case_id, u.key, u.kind, u.seq, u.ordinal, u.payload::json, u.delivery, case when held then 'held' else 'pending' end,
        case when held then null else clock_timestamp() end, now(), u.destination, u.trace
      from unnest($1::int2[], $2::uuid[], $3::text[], $4::text[], $5::int4[], $6::int4[], ${jsonColumnSql(7)}, $8::text[], $9::text[], $10::text[])
        u(bucket, case_id, key, kind, seq, ordinal, payload, delivery, destination, trace)
      cross join lateral (select u.kind <> 'message' and exists (select from throughline.effect_hold) as held) h
      on conflict do nothing`,
    values: [
      plainColumn(effects.map(({ caseId }) => bucketOf(caseId))),
      plainColumn(effects.map(({ caseId }) => caseId)),
      textColumn(effects.map(({ key }) => key)),
      textColumn(effects.map(({ kind }) => kind)),
      plainColumn(effects.map(({ seq }) => seq)),
      plainColumn(effects.map(({ ordinal }) => ordinal)),
      jsonColumn(effects.map(({ payload }) => payload)),
      plainColumn(effects.map(({ delivery }) => delivery)),
      textColumn(effects.map(({ destination, kind }) => destination ?? kind)),
      textColumn(effects.map(({ trace }) => trace ?? null)),
    ],
  });
}
