import type { Parameters } from '../metric/sql-text.ts';
import { whoSql } from '../projection/sums.ts';
import type { Handover, Move } from './report.ts';
import { number, numberOrNull, type Row, text } from './rows.ts';
import { casesPredicate, isOfWholeFlow, type MiningSelection, workPredicate } from './selection.ts';
import type { StepsForm } from './steps.ts';

/** Between whom work is handed: whoever stands behind each event, or what kind of actor they are. */
export type HandoverBy = 'actor' | 'kind';

const listedMax = 500;

/**
 * Between events that follow each other and were done by different ones. `sorted`: the log is trusted to give the events of a case together and
 * in their order, which takes no sorting; a row with `loose` says how many of them did not stand behind the one before, and where that is
 * not 0, it is to be asked again without.
 */
export function handoversSql(
  selection: MiningSelection,
  { form, by, sorted }: { readonly form: StepsForm; readonly by: HandoverBy; readonly sorted: boolean },
  params: Parameters,
): string {
  const who = by === 'kind' ? 'actor_kind' : whoSql;
  const written = form !== 'counted-anew';
  const window = sorted ? '()' : '(partition by case_id order by seq)';
  const before = (column: string) => `lag(${column}) over ${window} as before_${column}`;
  const columns = ['case_id', 'who', ...(sorted ? ['seq'] : []), ...(written ? [] : ['occurred_at'])];
  const isNext = sorted ? 'before_case_id = case_id and before_seq = seq - 1' : 'before_case_id is not null';
  const back = written ? 'gap_ms' : '(extract(epoch from occurred_at) - extract(epoch from before_occurred_at)) * 1000';
  return `with events as (
  select case_id, seq, gap_ms, occurred_at, ${who} as who from throughline.event_log
  where ${casesPredicate(selection, params)}${stepsOnly(selection, form)}
),
looked_back as (select events.*, ${columns.map(before).join(', ')} from events),
pairs as (
  select case when ${isNext} then before_who end as "from", case when ${isNext} then who end as "to", (${back})::double precision as ms,
    ${sorted ? `seq > 1 and not coalesce(${isNext}, false)` : 'false'} as is_loose
  from looked_back
)
select "from", "to", times, median_ms, (sum(loose) over ())::double precision as loose
from (
  select "from", "to", count(*)::double precision as times, (percentile_cont(0.5) within group (order by ms))::double precision as median_ms,
    count(*) filter (where is_loose) as loose
  from pairs
  where "from" is distinct from "to" or is_loose
  group by "from", "to"
) as handed
order by loose desc, times desc, "from", "to"
limit ${listedMax}`;
}

/**
 * The same from what is at hand of each pair: how often is added up of all, lengths are looked at of those that are listed. Where a case goes from one
 * part into another, it is looked up who did the event before.
 */
export function summedHandoversSql(selection: MiningSelection, by: HandoverBy, params: Parameters): string {
  const ofFlow = casesPredicate(selection, params);
  const [from, to] = by === 'kind' ? ['from_kind', 'to_kind'] : ['from_who', 'to_who'];
  return `with heads as materialized (
  select ${to} as "to", unnest(heads) as head from throughline.hand_sums where ${ofFlow} and heads is not null
),
apart as materialized (
  select "from", "to", ms
  from (
    select ${by === 'kind' ? 'before.actor_kind' : 'coalesce(before.principal, before.actor)'} as "from", "to", head.gap_ms as ms
    from heads join throughline.event_log as before on before.case_id = head.case_id and before.seq = head.seq - 1
  ) as looked_up
  where "from" <> "to"
),
listed as materialized (
  select "from", "to", sum(times)::double precision as times
  from (
    select ${from} as "from", ${to} as "to", sum(events) as times from throughline.hand_sums where ${ofFlow} and heads is null and ${from} <> ${to} group by 1, 2
    union all
    select "from", "to", count(*) from apart group by 1, 2
  ) as counted
  group by 1, 2
  order by times desc, 1, 2
  limit ${listedMax}
),
lengths as (
  select ${from} as "from", ${to} as "to", unnest(gaps) as ms from throughline.hand_sums semi join listed on ${from} = "from" and ${to} = "to" where ${ofFlow} and heads is null
  union all
  select "from", "to", ms from apart
)
select listed."from", listed."to", times, median_ms, 0 as loose
from listed left join (
  select "from", "to", (percentile_cont(0.5) within group (order by ms::double precision))::double precision as median_ms from lengths group by 1, 2
) as medians on medians."from" = listed."from" and medians."to" = listed."to"
order by times desc, listed."from", listed."to"`;
}

/** Whether a trusted order was none. */
export function isLoose(rows: readonly Row[]): boolean {
  return number(rows[0], 'loose') > 0;
}

export function handoversOf(rows: readonly Row[]): readonly Handover[] {
  return rows
    .filter(({ from, to }) => from !== null && to !== null)
    .map((row) => ({
      from: text(row, 'from'),
      to: text(row, 'to'),
      count: number(row, 'times'),
      medianMs: numberOrNull(row, 'median_ms'),
    }));
}

/** Where all events are steps, nothing is to be left out. */
function stepsOnly(selection: MiningSelection, form: StepsForm): string {
  return form !== 'counted-anew' ? '' : ` and ${workPredicate(selection)}`;
}

/** From which state into which, how often. */
export function movesSql(selection: MiningSelection, form: StepsForm, params: Parameters): string {
  const cases = casesPredicate(selection, params);
  const moves =
    form === 'summed' && isOfWholeFlow(selection)
      ? `select state_from as "from", state_to as "to", sum(events)::double precision as times from throughline.edge_sums where ${cases}`
      : `select state_from as "from", state_to as "to", count(*)::double precision as times from throughline.event_log where ${cases}${stepsOnly(selection, form)}`;
  return `select "from", "to", times
from (${moves} group by state_from, state_to) as moves
where "from" <> 'expected' and "from" <> "to"
order by times desc, "from", "to"
limit 10000`;
}

export function movesOf(rows: readonly Row[]): readonly Move[] {
  return rows.map((row) => ({ from: text(row, 'from'), to: text(row, 'to'), count: number(row, 'times') }));
}
