import type { Parameters } from '../metric/sql-text.ts';
import type { DirectlyFollows } from './report.ts';
import { number, numberOrNull, type Row, text } from './rows.ts';
import type { MiningSelection } from './selection.ts';
import { type StepsForm, stepsSql } from './steps.ts';

/** At most so many edges are listed; there may be more. */
export const edgesMax = 10_000;

/** The directly-follows graph: one pass over the log, as each event knows what came before it. */
export function edgesSql(selection: MiningSelection, form: StepsForm, params: Parameters): string {
  return `with steps as (${stepsSql(selection, form, params)})
select "from", "to", times, mean_ms, quantiles[1] as median_ms, quantiles[2] as p90_ms, total_ms,
  (count(*) over ())::double precision as in_all, (sum(back) over ())::double precision as unordered,
  (sum(total_ms) over ())::double precision as waiting_ms
from (
  select prev as "from", type as "to", count(*)::double precision as times, avg(gap)::double precision as mean_ms,
    percentile_cont(array[0.5, 0.9]) within group (order by gap) as quantiles,
    sum(gap)::double precision as total_ms, count(*) filter (where gap < 0) as back
  from steps
  where prev is not null
  group by prev, type
) as edges
order by times desc, "from", "to"
limit ${edgesMax}`;
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
