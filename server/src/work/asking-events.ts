import { bucketOf } from '@throughline/engine';
import type { Pool } from 'pg';
import type { ActorName } from '../cases/names.ts';
import type { Pending } from './pending-approvals.ts';

/** Who asked for an approval, and the latest event of its case for which a reason was given. */
export interface AskingEvent {
  readonly actor: string;
  readonly kind: ActorName['kind'];
  readonly reasoned: { readonly type: string; readonly reason: string } | null;
}

/** Of each approval, in their order; `undefined` where the log does not say. One statement, however many. */
export async function askingEvents(pool: Pool, pending: readonly Pending[]): Promise<readonly (AskingEvent | undefined)[]> {
  if (pending.length === 0) return [];
  const { rows } = await pool.query<AskingEvent & { readonly no: number }>({
    name: 'throughline-asking-events',
    text: `select p.no::int4 as no, e.actor, e.actor_kind as kind, (
        select json_build_object('type', type, 'reason', reason) from throughline.event_log
        where bucket = p.bucket and case_id = p.id and reason is not null order by seq desc limit 1) as reasoned
      from unnest($1::int2[], $2::uuid[], $3::text[]) with ordinality p (bucket, id, of, no)
      cross join lateral (
        select actor, actor_kind from throughline.event_log
        where bucket = p.bucket and case_id = p.id and outcome->>'awaiting' = p.of order by seq desc limit 1) e`,
    values: [pending.map(({ id }) => bucketOf(id)), pending.map(({ id }) => id), pending.map(({ of }) => of)],
  });
  const found = new Map(rows.map(({ no, ...event }) => [no, event]));
  return pending.map((_, index) => found.get(index + 1));
}
