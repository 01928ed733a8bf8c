import type { Parameters } from '../metric/sql-text.ts';
import type { DirectlyFollows } from './report.ts';
import { number, numberOrNull, type Row, text } from './rows.ts';
import { casesPredicate, isOfWholeFlow, type MiningSelection } from './selection.ts';
import { type StepsForm, stepsSql } from './steps.ts';

/** At most so many edges are listed; there may be more. */
export const edgesMax = 10_000;

/** The directly-follows graph: one pass over the log, as each event knows what came before it; or less, where sums can be added up. */
export function edgesSql(selection: MiningSelection, form: StepsForm, params: Parameters): string {
  const edges =
    form === 'summed' && isOfWholeFlow(selection) ? summedEdgesSql(selection, params) : countedEdgesSql(selection, form, params);
  return `select "from", "to", times, mean_ms, median_ms, p90_ms, total_ms, (count(*) over ())::double precision as in_all,
  (sum(back) over ())::double precision as unordered, (sum(total_ms) over ())::double precision as waiting_ms
from (${edges}) as edges
order by times desc, "from", "to"
limit ${edgesMax}`;
}

function countedEdgesSql(selection: MiningSelection, form: StepsForm, params: Parameters): string {
  return `select "from", "to", times, mean_ms, quantiles[1] as median_ms, quantiles[2] as p90_ms, total_ms, back
from (
  select prev as "from", type as "to", count(*)::double precision as times, avg(gap)::double precision as mean_ms,
    percentile_cont(array[0.5, 0.9]) within group (order by gap) as quantiles,
    sum(gap)::double precision as total_ms, count(*) filter (where gap < 0) as back
  from (${stepsSql(selection, form, params)}) as steps
  where prev is not null
  group by prev, type
) as counted`;
}

/**
 * How many lengths each class has says in which class a percentile lies, so the lengths of that class alone are looked at (selection by buckets).
 * Percentiles are exact: between the two nearest lengths, in proportion.
 */
function summedEdgesSql(selection: MiningSelection, params: Parameters): string {
  const ofFlow = casesPredicate(selection, params);
  const isIn = (place: string) => `${place} >= below and ${place} < below + n`;
  return `with classes as materialized (
  select prev_type, type, class, sum(events)::bigint as n, sum(ms) as ms, sum(back) as back
  from throughline.edge_sums where ${ofFlow} and prev_type is not null
  group by prev_type, type, class
),
edges as materialized (
  select prev_type, type, sum(n)::double precision as times, coalesce(sum(n) filter (where class is not null), 0)::bigint as timed, sum(ms)::double precision as total_ms,
    sum(back) as back
  from classes group by prev_type, type
),
placed as (
  select *, (sum(n) over (partition by prev_type, type order by class) - n)::bigint as below from classes where class is not null
),
asked as materialized (
  select prev_type, type, q, place, floor(place)::bigint as lower, ceil(place)::bigint as upper
  from (select prev_type, type, q, (timed - 1) * q as place from edges, unnest([0.5, 0.9]::double precision[]) as quantiles(q) where timed > 0) as ranked
),
wanted as materialized (
  select distinct prev_type, type, class, below, n from placed join asked using (prev_type, type) where (${isIn('lower')}) or (${isIn('upper')})
),
sorted as (
  select prev_type, type, below, any_value(n) as n, list_sort(flatten(list(gaps))) as gaps
  from throughline.edge_sums join wanted using (prev_type, type, class)
  where ${ofFlow}
  group by prev_type, type, below
),
found as (
  select prev_type, type, q, place, lower, max(gaps[lower - below + 1]) filter (where ${isIn('lower')}) as least, max(gaps[upper - below + 1]) filter (where ${isIn('upper')}) as most
  from asked join sorted using (prev_type, type)
  group by prev_type, type, q, place, lower
),
quantiles as (
  select prev_type, type, max(least + (place - lower) * (most - least)) filter (where q < 0.7) as median_ms, max(least + (place - lower) * (most - least)) filter (where q > 0.7) as p90_ms
  from found group by prev_type, type
)
select prev_type as "from", type as "to", times, total_ms / nullif(timed, 0) as mean_ms, median_ms, p90_ms, total_ms, back
from edges left join quantiles using (prev_type, type)`;
}

export interface Edges {
  readonly listed: readonly DirectlyFollows[];
  readonly inAll: number;
  readonly unordered: number;
  readonly waitingMs: number;
}

export function edgesOf(rows: readonly Row[]): Edges {
  const [first] = rows;
  return {
    listed: rows.map((row) => ({
      from: text(row, 'from'),
      to: text(row, 'to'),
      count: number(row, 'times'),
      meanMs: numberOrNull(row, 'mean_ms'),
      medianMs: numberOrNull(row, 'median_ms'),
      p90Ms: numberOrNull(row, 'p90_ms'),
      totalMs: numberOrNull(row, 'total_ms'),
    })),
    inAll: number(first, 'in_all'),
    unordered: number(first, 'unordered'),
    waitingMs: number(first, 'waiting_ms'),
  };
}
