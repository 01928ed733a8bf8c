import type { Client } from '../database.ts';
import type { EffectStatus } from './effects.ts';

/** How much waits, in a database. Counts go up to `countMax`: beyond, it is "at least so many". */
export interface Gauges {
  /** For how long the case that is longest due has been waiting, in milliseconds; 0: nothing is due. */
  readonly lagMs: number;
  /** Cases whose wake-up has come. */
  readonly due: number;
  /** What waits (`pending`, messages among it), is held, or came to nothing and waits for somebody to deal with it. */
  readonly effects: readonly { readonly kind: string; readonly status: EffectStatus; readonly effects: number }[];
  /** By kind: since when the effect is due that is longest due, in milliseconds; leases count as not due. Kinds with nothing due are left out. */
  readonly oldestDueMs: readonly { readonly kind: string; readonly milliseconds: number }[];
  readonly openSweeps: number;
  readonly quarantined: number;
  /** Seals that no anchor has got, and for how long the oldest of them has waited, in milliseconds. */
  readonly unanchored: number;
  readonly anchorLagMs: number;
}

/** No gauge counts further: what a look costs does not grow with what waits. */
export const countMax = 10_000;

/** Every look follows an index, whatever the planner believes. A look that takes long is given up. */
export const gaugeBegin = `begin isolation level repeatable read read only; set local enable_seqscan = off; set local statement_timeout = '2s'`;

/** How much waits. In a transaction that was begun with `gaugeBegin`. */
export async function readGauges(client: Client): Promise<Gauges> {
  const { rows } = await client.query<Omit<Gauges, 'effects' | 'oldestDueMs'>>({ text: numbersStatement });
  const { rows: pending } = await client.query<Gauges['effects'][number]>({ text: pendingStatement });
  const { rows: others } = await client.query<Gauges['effects'][number]>({ text: othersStatement });
  const { rows: oldestDueMs } = await client.query<Gauges['oldestDueMs'][number]>({ text: oldestStatement });
  const numbers = rows[0] ?? { lagMs: 0, due: 0, openSweeps: 0, quarantined: 0, unanchored: 0, anchorLagMs: 0 };
  return { ...numbers, effects: [...pending, ...others], oldestDueMs };
}

const age = (since: string, now = 'clock_timestamp()') =>
  `greatest(0, coalesce(floor(extract(epoch from ${now} - (${since})) * 1000), 0))::float8`;

const numbersStatement = `with moment as (select coalesce(now, clock_timestamp()) as now from throughline.clock)
  select ${age('select due_at from throughline.case_ where due_at is not null order by due_at limit 1', 'moment.now')} as "lagMs",
    (select count(*)::int4 from (select 1 from throughline.case_ where due_at <= moment.now limit ${countMax}) found) as due,
    (select count(*)::int4 from (select 1 from throughline.sweep where finished_at is null limit ${countMax}) found) as "openSweeps",
    (select count(*)::int4 from (
      select 1 from throughline.quarantine q join throughline.case_ c on c.bucket = q.bucket and c.id = q.case_id
      where c.due_at is null and c.recorded_at <= q.at limit ${countMax}) found) as quarantined,
    (select count(*)::int4 from (select 1 from throughline.seal where anchored_at is null limit ${countMax}) found) as unanchored,
    ${age('select sealed_at from throughline.seal where anchored_at is null order by number limit 1')} as "anchorLagMs"
  from moment`;

/** One step in the index for each kind (and destination) at which something waits. */
const kinds = `with recursive waiting(kind) as (
    (select kind from throughline.effect where status = 'pending' order by kind limit 1)
    union all
    select next.kind from waiting w cross join lateral (
      select kind from throughline.effect where status = 'pending' and kind > w.kind order by kind limit 1) next)`;

const pendingStatement = `${kinds}
  select w.kind, 'pending' as status, (select count(*)::int4 from (
    select 1 from throughline.effect e where e.status = 'pending' and e.kind = w.kind limit ${countMax}) found) as effects
  from waiting w limit 100`;

const othersStatement = `select kind, status, count(*)::int4 as effects from (
    (select kind, status from throughline.effect where status = 'held' limit ${countMax})
    union all
    (select kind, status from throughline.effect where status in ('refused', 'dead', 'unknown') and not settled limit ${countMax})) found
  group by kind, status order by kind, status limit 100`;

const oldestStatement = `with recursive waiting(kind, destination) as (
    (select kind, destination from throughline.effect where status = 'pending' order by kind, destination limit 1)
    union all
    select next.kind, next.destination from waiting w cross join lateral (
      select kind, destination from throughline.effect
      where status = 'pending' and (kind, destination) > (w.kind, w.destination) order by kind, destination limit 1) next)
  select kind, max(milliseconds) as milliseconds from (
    select w.kind, ${age('first.next_at')} as milliseconds from (select * from waiting limit 1000) w cross join lateral (
      select e.next_at from throughline.effect e where e.status = 'pending' and e.kind = w.kind and e.destination = w.destination
      order by e.next_at limit 1) first) found
  where milliseconds > 0 group by kind order by kind`;
