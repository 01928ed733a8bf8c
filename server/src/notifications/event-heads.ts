import { bucketOf, type EventView } from '@throughline/engine';
import type { Pool } from 'pg';
import type { NotificationRow } from './notification-table.ts';

/** Of an event, what is told of it. */
export type EventHead = Pick<EventView, 'type' | 'from' | 'to' | 'actor' | 'actorKind' | 'principal' | 'input' | 'outcome'>;

/** The events that some notifications are about, by `<case> <seq>`. One statement, however many. */
export async function readEventHeads(
  pool: Pool,
  rows: readonly Pick<NotificationRow, 'eventCase' | 'seq'>[],
): Promise<ReadonlyMap<string, EventHead>> {
  if (rows.length === 0) return new Map();
  const found = await pool.query<EventHead & { readonly id: string; readonly seq: number }>({
    name: 'throughline-notification-heads',
    text: `select e.case_id as id, e.seq, e.type, e.state_from as "from", e.state_to as "to", e.actor, e.actor_kind as "actorKind", e.principal,
        e.outcome, case when e.type = 'comment' then e.input else '{}'::json end as input
      from unnest($1::int2[], $2::uuid[], $3::int4[]) n (bucket, id, seq)
      join throughline.event e on e.bucket = n.bucket and e.case_id = n.id and e.seq = n.seq`,
    values: [
      rows.map(({ eventCase }) => bucketOf(eventCase)),
      rows.map(({ eventCase }) => eventCase),
      rows.map(({ seq }) => seq),
    ],
  });
  return new Map(found.rows.map((head) => [`${head.id} ${head.seq}`, head]));
}
