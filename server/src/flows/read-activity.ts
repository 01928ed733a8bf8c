import type { Pool } from 'pg';
import { indexRead } from '../sql/index-read.ts';
import { stillCounts } from '../sql/still-counts.ts';

/*
 * What the log says of the last days, for all flows at once. Events are found by when they were recorded (a summary of page
 * ranges), and for each that moved a case the one by which it had come there by the key of the log: what is read grows with the
 * days that are asked for, not with the log. What was taken back does not count.
 */

/** Of which days, and of which entities (`null`: of all). Instants in milliseconds. */
export interface ActivityWindow {
  readonly from: number;
  readonly to: number;
  readonly entities: readonly string[] | null;
}

/** Events alike, counted. `from` null: they began cases. */
export interface EventCount {
  readonly flow: string;
  readonly type: string;
  readonly from: string | null;
  readonly to: string;
  readonly byPerson: boolean;
  /** Of a rung `<ladder>/<rung>`. */
  readonly rung: string | null;
  readonly events: number;
}

/** How long the cases that left a state had been there. */
export interface StateWait {
  readonly flow: string;
  readonly state: string;
  readonly medianMs: number;
  readonly p90Ms: number;
}

/** What came of the cases that ended. */
export interface Endings {
  readonly flow: string;
  readonly ended: number;
  readonly withException: number;
  readonly straightThrough: number;
}

/** Exceptions raised. */
export interface RaisedCount {
  readonly flow: string;
  readonly kind: string;
  readonly raised: number;
}

/** The case that has been in a state for longest. */
export interface OldestCase {
  readonly flow: string;
  readonly state: string;
  readonly id: string;
  readonly since: number;
}

export interface FailedEffects {
  readonly flow: string;
  readonly kind: string;
  readonly effects: number;
}

/** What happened in the window: recorded since then, and not history that was brought in. */
const inWindow = `e.recorded_at >= to_timestamp($1::float8 / 1000) and e.occurred_at >= to_timestamp($1::float8 / 1000)
  and e.occurred_at <= to_timestamp($2::float8 / 1000)`;
const seen = (table: string, id: string) =>
  `($3::text[] is null or exists (select from throughline.case_data s where s.bucket = ${table}.bucket and s.id = ${table}.${id} and s.entity = any($3)))`;
const arguments_ = ({ from, to, entities }: ActivityWindow) => [from, to, entities];

export function readEventCounts(pool: Pool, window: ActivityWindow): Promise<readonly EventCount[]> {
  return indexRead<EventCount>(
    pool,
    `select e.flow, e.type, e.state_from as "from", e.state_to as "to", e.actor_kind = 'person' as "byPerson",
      case when e.type = 'rung' then coalesce(e.outcome->>'fired', e.outcome->>'awaiting') end as rung, count(*)::float8 as events
    from throughline.event_log e where ${inWindow} and ($3::text[] is null or e.entity = any($3))
    group by 1, 2, 3, 4, 5, 6`,
    arguments_(window),
  );
}

export function readStateWaits(pool: Pool, window: ActivityWindow): Promise<readonly StateWait[]> {
  return indexRead<StateWait>(
    pool,
    `select flow, state, percentile_cont(0.5) within group (order by ms) as "medianMs", percentile_cont(0.9) within group (order by ms) as "p90Ms"
    from (
      select e.flow, e.state_from as state, greatest(0, extract(epoch from e.occurred_at - came.occurred_at) * 1000)::float8 as ms
      from throughline.event e
      cross join lateral (
        select p.occurred_at from throughline.event p
        where p.bucket = e.bucket and p.case_id = e.case_id and p.seq < e.seq
          and p.state_to = e.state_from and p.state_from is distinct from p.state_to
        order by p.seq desc limit 1) came
      where ${inWindow} and e.state_from <> e.state_to and e.state_from <> 'retracted' and ${seen('e', 'case_id')} and ${stillCounts('e')}) stays
    group by flow, state`,
    arguments_(window),
  );
}

/** Of cases that came to one of some final states. */
export function readEndings(
  pool: Pool,
  window: ActivityWindow,
  finals: readonly { readonly flow: string; readonly state: string }[],
): Promise<readonly Endings[]> {
  return indexRead<Endings>(
    pool,
    `select flow, count(*)::float8 as ended, count(*) filter (where excepted)::float8 as "withException",
      count(*) filter (where not excepted and not touched)::float8 as "straightThrough"
    from (
      select e.flow,
        exists (select from throughline.case_data d join throughline.case_ c on c.bucket = d.bucket and c.id = d.id
          where d.bucket = e.bucket and d.parent = e.case_id and c.flow = 'exception') as excepted,
        exists (select from throughline.event_log p where p.bucket = e.bucket and p.case_id = e.case_id and p.actor_kind = 'person') as touched
      from throughline.event_log e
      where ${inWindow} and e.state_from is distinct from e.state_to and (e.flow, e.state_to) in (select * from unnest($4::text[], $5::text[]))
        and ($3::text[] is null or e.entity = any($3))) endings
    group by flow`,
    [...arguments_(window), finals.map(({ flow }) => flow), finals.map(({ state }) => state)],
  );
}

export function readRaised(pool: Pool, window: ActivityWindow): Promise<readonly RaisedCount[]> {
  return indexRead<RaisedCount>(
    pool,
    `select e.patch->'data'->>'ofFlow' as flow, e.patch->'data'->>'kind' as kind, count(*)::float8 as raised
    from throughline.event_log e where ${inWindow} and e.flow = 'exception' and e.seq = 1 and e.patch is not null and ($3::text[] is null or e.entity = any($3))
    group by 1, 2`,
    arguments_(window),
  );
}

/** Of each state in which cases do not end. */
export function readOldest(
  pool: Pool,
  { entities }: Pick<ActivityWindow, 'entities'>,
  open: readonly { readonly flow: string; readonly state: string }[],
): Promise<readonly OldestCase[]> {
  return indexRead<OldestCase>(
    pool,
    `select distinct on (c.flow, c.state) c.flow, c.state, c.id, round(extract(epoch from c.entered_at) * 1000)::float8 as since
    from throughline.case_ c
    where c.flow = any($1) and (c.flow, c.state) in (select * from unnest($1::text[], $2::text[])) and ${seen('c', 'id')}
    order by c.flow, c.state, c.entered_at, c.id`,
    [open.map(({ flow }) => flow), open.map(({ state }) => state), entities],
  );
}

export function readFailedEffects(pool: Pool, { entities }: Pick<ActivityWindow, 'entities'>): Promise<readonly FailedEffects[]> {
  return indexRead<FailedEffects>(
    pool,
    `select c.flow, f.kind, count(*)::float8 as effects
    from throughline.effect f join throughline.case_ c on c.bucket = f.bucket and c.id = f.case_id
    where f.status in ('refused', 'dead', 'unknown') and not f.settled
      and ($1::text[] is null or exists (select from throughline.case_data s where s.bucket = c.bucket and s.id = c.id and s.entity = any($1)))
    group by 1, 2`,
    [entities],
  );
}
