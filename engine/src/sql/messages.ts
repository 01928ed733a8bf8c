import type { EffectDraft } from '@throughline/language';
import type { Queryable } from '../database.ts';

/** A message between root cases that waits to be delivered. */
export interface WaitingMessage {
  readonly caseId: string;
  readonly key: string;
  readonly seq: number;
  readonly attempts: number;
  /** How often it was sent: a refused one may be sent again. */
  readonly round: number;
  /** The `traceparent` of the trace that it is part of. */
  readonly trace?: string | null;
  readonly payload: Omit<Extract<EffectDraft, { kind: 'message' }>, 'kind' | 'key'>;
}

/** Messages are delivered in so many lanes, by the sender's bucket. */
export const messageLanes = 16;

/** The lanes in which messages wait. */
export async function readMessageLanes(client: Queryable): Promise<readonly number[]> {
  const { rows } = await client.query<{ lane: number }>({
    name: 'throughline-read-message-lanes',
    text: `select lane from generate_series(0, ${messageLanes - 1}) lane where exists (
      select from throughline.effect where status = 'pending' and kind = 'message' and (bucket & 15) = lane)`,
  });
  return rows.map(({ lane }) => lane);
}

/** Only one transaction at a time delivers the messages of a lane: so those of a sender arrive in order. Returns whether this is the one. */
export async function lockMessageLane(client: Queryable, lane: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>({
    name: 'throughline-lock-message-lane',
    text: 'select pg_try_advisory_xact_lock(7302118, $1) as locked',
    values: [lane],
  });
  return rows[0]?.locked === true;
}

/**
 * Messages of a lane, longest waiting first; of each sender the earliest, in the order of its events. They are not locked: whoever ends them finds
 * out whether one was cancelled meanwhile, and rolls back.
 */
export async function readWaitingMessages(client: Queryable, lane: number, limit: number): Promise<readonly WaitingMessage[]> {
  const { rows } = await client.query<WaitingMessage>({
    name: 'throughline-read-waiting-messages',
    text: `with oldest as materialized (
        select bucket, case_id from throughline.effect
        where status = 'pending' and kind = 'message' and (bucket & 15) = $1 order by next_at limit $2),
      sender as materialized (select bucket, case_id, count(*) as messages from oldest group by bucket, case_id)
      select m.case_id as "caseId", m.key, m.seq, m.attempts, m.round, m.trace, m.payload from (
        select e.*, max(e.next_at) over (partition by e.bucket, e.case_id order by e.seq, e.ordinal) as turn
        from sender cross join lateral (
          select * from throughline.effect o
          where o.bucket = sender.bucket and o.case_id = sender.case_id and o.status = 'pending' and o.kind = 'message'
          order by o.seq, o.ordinal limit sender.messages) e) m
      order by m.turn, m.bucket, m.case_id, m.seq, m.ordinal`,
    values: [lane, limit],
  });
  return rows;
}
