import type { JsonObject, Millis } from '@throughline/language';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import { failuresMax } from '../effects/circuit.ts';
import { machineTime } from './machine-time.ts';

/** An effect that a worker has taken. */
export interface ClaimedEffect {
  readonly caseId: string;
  readonly key: string;
  readonly kind: string;
  readonly seq: number;
  readonly payload: JsonObject;
  readonly delivery: 'at-least-once' | 'at-most-once' | 'exactly-once';
  readonly destination: string;
  /** This attempt counted. */
  readonly attempts: number;
  /** An earlier attempt may have done it: `accepted` where somebody has decided that it be done again all the same. */
  readonly doubt: 'open' | 'accepted' | null;
  /** How often it was begun from the start. */
  readonly round: number;
  /** The case needs it no more: it is not to be begun. */
  readonly moot: boolean;
  /** The `traceparent` of the trace that it is part of. */
  readonly trace?: string | null;
}

/** Where something is due that has a sink, and the circuit lets something through. */
export interface DueDestination {
  readonly kind: string;
  readonly destination: string;
  readonly isNew: boolean;
}

const destinationsMax = 1000;

/** One step in the index for each destination at which something waits, at most 1,000 of them: what waits for later costs nothing. */
export async function readDueDestinations(
  client: Queryable,
  kinds: readonly string[],
  machineNow: Millis | null,
): Promise<readonly DueDestination[]> {
  const { rows } = await client.query<DueDestination>({
    name: 'throughline-read-due-destinations',
    text: `with recursive waiting(kind, destination) as (
        select k.kind, first.destination from unnest($1::text[]) k(kind) cross join lateral (
          select e.destination from throughline.effect e where e.status = 'pending' and e.kind = k.kind order by e.destination limit 1) first
        union all
        select w.kind, next.destination from waiting w cross join lateral (
          select e.destination from throughline.effect e
          where e.status = 'pending' and e.kind = w.kind and e.destination > w.destination order by e.destination limit 1) next)
      select w.kind, w.destination, d.name is null as "isNew" from waiting w
      left join throughline.destination d on d.name = w.destination
      where (d.open_until is null or d.open_until <= ${machineTime(2)}) and ${machineTime(2)} >= (
        select e.next_at from throughline.effect e where e.status = 'pending' and e.kind = w.kind and e.destination = w.destination
        order by e.next_at limit 1)
      limit ${destinationsMax}`,
    values: [textColumn(kinds), machineNow],
  });
  return rows;
}

export interface Claim {
  readonly worker: string;
  readonly leaseMs: number;
  readonly machineNow: Millis | null;
  readonly from: readonly {
    readonly kind: string;
    readonly destination: string;
    readonly isNew: boolean;
    /** At most so many at a time at this destination, from all workers together. */
    readonly concurrency: number;
    /** At most so many now. */
    readonly most: number;
  }[];
}

/**
 * Takes effects under a lease, longest due first at each destination; calls of one case to one destination go in their order. While the lease lasts `next_at` is its end, so that an effect whose worker
 * died comes up by itself. Limits hold exactly, as whoever claims holds the destinations' rows; a destination at which somebody else claims just
 * now is passed over.
 */
export async function claimEffects(client: Queryable, claim: Claim): Promise<readonly ClaimedEffect[]> {
  const { from, worker, leaseMs, machineNow } = claim;
  const names = [...new Set(from.map(({ destination }) => destination))].sort();
  if (from.some(({ isNew }) => isNew))
    await client.query({
      text: 'insert into throughline.destination (name) select unnest($1::text[]) on conflict do nothing',
      values: [textColumn(names)],
    });
  const { rows: locked } = await client.query<{ name: string; isHalfOpen: boolean }>({
    text: `select name, failures >= ${failuresMax} as "isHalfOpen" from throughline.destination
      where name = any($1::text[]) and (open_until is null or open_until <= ${machineTime(2)}) order by name for update skip locked`,
    values: [textColumn(names), machineNow],
  });
  if (locked.length === 0) return [];
  const rooms = locked.map(({ name, isHalfOpen }) => {
    const sharing = from.filter(({ destination }) => destination === name);
    return {
      name,
      allowed: isHalfOpen ? 1 : Math.min(...sharing.map(({ concurrency }) => concurrency)),
      most: Math.max(...sharing.map(({ most }) => most)),
    };
  });
  const { rows } = await client.query<ClaimedEffect>({
    text: claimStatement,
    values: [
      textColumn([...new Set(from.map(({ kind }) => kind))]),
      textColumn(rooms.map(({ name }) => name)),
      plainColumn(rooms.map(({ allowed }) => allowed)),
      plainColumn(rooms.map(({ most }) => most)),
      worker,
      leaseMs,
      machineNow,
    ],
  });
  return rows;
}

/** A statement after the one that took the locks: it sees the leases of whoever held them before. */
const claimStatement = `with room as materialized (
    select u.name, greatest(0, least(u.most, u.allowed - (
      select count(*) from throughline.effect l
      where l.destination = u.name and l.lease_by is not null and l.lease_until > ${machineTime(7)}))) as free
    from unnest($2::text[], $3::int4[], $4::int4[]) u(name, allowed, most)),
  due as materialized (
    select taken.* from room cross join lateral (
      select oldest.* from unnest($1::text[]) k(kind) cross join lateral (
        select e.bucket, e.case_id, e.key, e.lease_by, e.next_at from throughline.effect e
        where e.status = 'pending' and e.kind = k.kind and e.destination = room.name and e.next_at <= ${machineTime(7)}
          and (e.kind <> 'call' or not exists (
            select from throughline.effect b where b.bucket = e.bucket and b.case_id = e.case_id and b.destination = e.destination
              and b.kind = 'call' and b.status in ('pending', 'held') and (b.seq, b.ordinal) < (e.seq, e.ordinal)))
        order by e.next_at limit room.free for update skip locked) oldest
      order by oldest.next_at limit room.free) taken)
  update throughline.effect e set attempts = e.attempts + 1, lease_by = $5,
    lease_until = ${machineTime(7)} + $6::float8 * interval '1 millisecond', next_at = ${machineTime(7)} + $6::float8 * interval '1 millisecond',
    doubt = case when due.lease_by is null then e.doubt else 'open' end
  from due where e.bucket = due.bucket and e.case_id = due.case_id and e.key = due.key
  returning e.case_id as "caseId", e.key, e.kind, e.seq, e.payload, e.delivery, e.destination, e.attempts, e.doubt, e.moot, e.round, e.trace`;
