import type { Pool } from 'pg';
import { stillCounts } from '../sql/still-counts.ts';
import { scopeColumns } from '../visible/scope-columns.ts';
import type { FlowScope } from '../visible/visible.ts';

export interface Window {
  readonly from: number;
  readonly to: number;
  /** In which days are counted. */
  readonly timeZone: string;
  /** Only of cases that may be seen; `undefined`: of all. */
  readonly seen: readonly FlowScope[] | undefined;
}

/** Events alike on one day, counted. */
export interface EventGroup {
  readonly kind: 'rung' | 'exception' | 'facts';
  readonly flow: string;
  /** Of a rung `<ladder>/<rung>`, of exceptions their kind, of facts the source. */
  readonly name: string;
  readonly day: string;
  readonly events: number;
  readonly lastAt: number;
}

const groupsMax = 200;

/** Whether the case of an event may be seen; what is owned, as its owner. The parameters are those of `scopeColumns`. */
const isSeen = (first: number) => `
          and ($${first}::text[] is null or exists (
            select from throughline.case_data d cross join unnest($${first}::text[], $${first + 1}::text[]) v (flow, entity)
            where d.bucket = event.bucket and d.id = event.case_id and (v.entity is null or v.entity = d.entity)
              and v.flow = case when event.flow in ('exception', 'task') then d.data->>'ofFlow' else event.flow end))`;

/** However much was imported lately, no more of the newest events than these are looked through. */
const latestMax = 5_000;

/**
 * What happened more often than is worth a line each: rungs of some flows, exceptions raised, facts from sources, by day. Of facts those
 * that are among the newest events.
 */
export async function readEventGroups(
  pool: Pool,
  { from, to, timeZone, seen }: Window,
  flows: readonly string[],
): Promise<readonly EventGroup[]> {
  const { rows } = await pool.query<EventGroup>({
    name: 'throughline-event-groups',
    text: `with latest as materialized (
        select bucket, case_id, seq, kind, flow, actor, recorded_at, cause_case is distinct from case_id as told from throughline.event
        where recorded_at >= to_timestamp($1::float8 / 1000) and recorded_at <= to_timestamp($2::float8 / 1000)${isSeen(5)}
        order by recorded_at desc limit ${latestMax}),
      lately as (
        select 'facts' as kind, flow, recorded_at, actor as name from latest where kind = 'fact' and told and ${stillCounts('latest')}
        union all
        select 'exception', flow, recorded_at, patch->'data'->>'kind' from throughline.event
        where flow = 'exception' and type = 'open' and seq = 1 and ${stillCounts('event')}
          and recorded_at >= to_timestamp($1::float8 / 1000) and recorded_at <= to_timestamp($2::float8 / 1000)${isSeen(5)}
        union all
        select 'rung', flow, recorded_at, coalesce(outcome->>'fired', outcome->>'awaiting') from throughline.event
        where flow = any($4) and type = 'rung' and kind = 'deadline' and ${stillCounts('event')}
          and recorded_at >= to_timestamp($1::float8 / 1000) and recorded_at <= to_timestamp($2::float8 / 1000)${isSeen(5)})
      select kind, case when kind = 'rung' then flow else '' end as flow, name, (recorded_at at time zone $3)::date::text as day,
        count(*)::float8 as events, round(extract(epoch from max(recorded_at)) * 1000)::float8 as "lastAt"
      from lately where name is not null group by 1, 2, 3, 4 order by max(recorded_at) desc, 1, 2, 3 limit ${groupsMax}`,
    values: [from, to, timeZone, flows, ...scopeColumns(seen)],
  });
  return rows;
}

/** An event that is worth a line of its own. */
export interface NotableEvent {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly stateTo: string;
  readonly at: number;
  /** What was approved or declined. */
  readonly of: string | null;
}

/** Cases that entered some states of their flows, and approvals given or declined, as far as they are among the newest events; the latest first. */
export async function readNotableEvents(
  pool: Pool,
  { from, to, seen }: Window,
  states: readonly { readonly flow: string; readonly state: string }[],
  limit: number,
): Promise<readonly NotableEvent[]> {
  const { rows } = await pool.query<NotableEvent>({
    name: 'throughline-notable-events',
    text: `with latest as materialized (
        select bucket, case_id, seq, flow, type, kind, state_from, state_to, recorded_at from throughline.event
        where recorded_at >= to_timestamp($1::float8 / 1000) and recorded_at <= to_timestamp($2::float8 / 1000)${isSeen(6)}
        order by recorded_at desc limit ${latestMax})
      select case_id as id, seq, type, state_to as "stateTo", round(extract(epoch from recorded_at) * 1000)::float8 as at,
        case when type in ('approve', 'decline') then (
          select input->>'of' from throughline.event e where e.bucket = latest.bucket and e.case_id = latest.case_id and e.seq = latest.seq) end as of
      from latest
      where kind <> 'fact' and ${stillCounts('latest')} and (type in ('approve', 'decline')
          or (state_from is distinct from state_to and (flow, state_to) in (select * from unnest($3::text[], $4::text[]))))
      order by recorded_at desc, bucket, case_id, seq limit $5`,
    values: [from, to, states.map(({ flow }) => flow), states.map(({ state }) => state), limit, ...scopeColumns(seen)],
  });
  return rows;
}
