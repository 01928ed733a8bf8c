import type { Pool } from 'pg';

export interface Window {
  readonly from: number;
  readonly to: number;
  /** In which days are counted. */
  readonly timeZone: string;
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

/** What happened more often than is worth a line each: rungs, exceptions raised, facts from sources, by day. */
export async function readEventGroups(pool: Pool, { from, to, timeZone }: Window): Promise<readonly EventGroup[]> {
  const { rows } = await pool.query<EventGroup>({
    name: 'throughline-event-groups',
    text: `with lately as (
        select flow, recorded_at, case when kind = 'fact' then 'facts' when flow = 'exception' then 'exception' else 'rung' end as kind,
          case when kind = 'fact' then actor when flow = 'exception' then patch->'data'->>'kind'
            else coalesce(outcome->>'fired', outcome->>'awaiting') end as name
        from throughline.event
        where recorded_at >= to_timestamp($1::float8 / 1000) and recorded_at <= to_timestamp($2::float8 / 1000)
          and ((kind = 'fact' and cause_case is distinct from case_id) or (flow = 'exception' and seq = 1) or (type = 'rung' and kind = 'deadline' and flow not in ('exception', 'task'))))
      select kind, case when kind = 'rung' then flow else '' end as flow, name, (recorded_at at time zone $3)::date::text as day,
        count(*)::float8 as events, round(extract(epoch from max(recorded_at)) * 1000)::float8 as "lastAt"
      from lately where name is not null group by 1, 2, 3, 4 order by max(recorded_at) desc, 1, 2, 3 limit ${groupsMax}`,
    values: [from, to, timeZone],
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

/** Cases that entered some states of their flows, and approvals given or declined; the latest first. */
export async function readNotableEvents(
  pool: Pool,
  { from, to }: Window,
  states: readonly { readonly flow: string; readonly state: string }[],
  limit: number,
): Promise<readonly NotableEvent[]> {
  const { rows } = await pool.query<NotableEvent>({
    name: 'throughline-notable-events',
    text: `select case_id as id, seq, type, state_to as "stateTo", round(extract(epoch from recorded_at) * 1000)::float8 as at,
        case when type in ('approve', 'decline') then input->>'of' end as of
      from throughline.event
      where recorded_at >= to_timestamp($1::float8 / 1000) and recorded_at <= to_timestamp($2::float8 / 1000) and kind <> 'fact'
        and (type in ('approve', 'decline')
          or (state_from is distinct from state_to and (flow, state_to) in (select * from unnest($3::text[], $4::text[]))))
      order by recorded_at desc, bucket, case_id, seq limit $5`,
    values: [from, to, states.map(({ flow }) => flow), states.map(({ state }) => state), limit],
  });
  return rows;
}
