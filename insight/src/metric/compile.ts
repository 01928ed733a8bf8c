import type { MetricDefinition } from '@throughline/language';
import { History, livedPredicate } from './history.ts';
import { isCountedByWindow, type Plan, planOf, soldAt, soldPredicate } from './plan.ts';
import { checkRequest, currencyField, isDay, type MetricRequest, MetricRequestError } from './request.ts';
import { seenPredicate } from './seen-cases.ts';
import { allOf, Parameters } from './sql-text.ts';

/** One statement over `throughline.event_log`, in the dialect that PostgreSQL and DuckDB share, as far as they do. */
export interface CompiledMetric {
  readonly sql: string;
  readonly params: readonly (string | number | null)[];
}

/** At most so many values of a dimension; past it the split is refused. */
export const segmentsMax = 10_000;

/**
 * The statement that measures: one row for the whole (`level` 0) and one for each segment (`level` 1), for each currency where
 * money is added, with `value`, `n` and the window's first and last day.
 *
 * @throws {MetricRequestError} where the metric cannot be asked in this way.
 */
export function compileMetric(metric: MetricDefinition, request: MetricRequest = {}): CompiledMetric {
  return compileGrouped(metric, request, { by: request.by === undefined ? [] : [request.by] }, segmentsMax * 2);
}

/** At most so many rows of a series: windows times segments. */
export const seriesRowsMax = 100_000;

/** A stretch of days: `to` is the day after the last. */
export interface Window {
  readonly from: string;
  readonly to: string;
}

export interface SeriesRequest extends Pick<MetricRequest, 'timeZone' | 'now' | 'where' | 'seen'> {
  readonly windows: readonly Window[];
  readonly by: readonly string[];
}

/**
 * The statement that measures over several windows at once, which reads the log once: rows as those of `compileMetric`, with the
 * index of their window (`window_no`); `level` 0 is the whole, 1 the segments of the first field in `by`, and so on.
 *
 * @throws {MetricRequestError} where the metric cannot be asked in this way.
 */
export function compileSeries(metric: MetricDefinition, { windows, by, ...request }: SeriesRequest): CompiledMetric {
  for (const field of by) checkRequest(metric, { by: field });
  for (const window of windows) checkRequest(metric, window);
  return compileGrouped(metric, request, { by, windows }, seriesRowsMax + 1);
}

interface Split {
  readonly by: readonly string[];
  readonly windows?: readonly Window[];
}

function compileGrouped(metric: MetricDefinition, request: MetricRequest, split: Split, limit: number): CompiledMetric {
  const { plan, measured, params } = compileMeasured(metric, request, split);
  const levels = split.by.map((_, index) => index + 1);
  const scope = ['null::text', ...levels.map((level) => `case when level = ${level} then ${segmentName(level)} end`)];
  const scoped = `${measured},
scoped as (
  select measured.*, level, coalesce(${scope.join(', ')}) as scope
  from measured cross join (values ${[0, ...levels].map((level) => `(${level})`).join(', ')}) as levels(level)
)`;
  const final = plan.standing === 'count-back' ? countBack : grouped(plan);
  return { sql: `${scoped}${final}\nlimit ${limit}`, params: params.values };
}

function segmentName(level: number): string {
  return level === 1 ? 'segment' : `segment${level}`;
}

export interface CasePage {
  /** The case id after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

/** The statement that lists the cases behind a value, by their ids. */
export function compileCases(metric: MetricDefinition, request: MetricRequest, page: CasePage): CompiledMetric {
  const { measured, params } = compileMeasured(metric, request, { by: request.by === undefined ? [] : [request.by] });
  const after = page.after === undefined ? 'true' : `case_id > ${params.add(page.after, 'uuid')}`;
  const sql = `${measured}
select case_id::text as id, flow, entity, key, segment, currency, value, weight::text as weight, numerator, denominator
from measured
where (numerator or denominator) and ${after}
order by case_id
limit ${params.add(page.limit, 'int')}`;
  return { sql, params: params.values };
}

function compileMeasured(
  metric: MetricDefinition,
  request: MetricRequest,
  { by, windows }: Split,
): { plan: Plan; measured: string; params: Parameters } {
  checkRequest(metric, request);
  if (metric.formula.kind === 'duration' && metric.formula.weight !== undefined && metric.formula.aggregate !== 'mean') {
    throw new MetricRequestError('weight-needs-mean', 'formula/weight', metric.formula.aggregate);
  }
  const params = new Parameters();
  const zone = params.add(request.timeZone ?? 'UTC', 'text');
  const boundary = (value: string) =>
    isDay(value) ? `(${params.add(value, 'timestamp')} at time zone ${zone})` : params.add(value, 'timestamptz');
  const from = request.from === undefined ? undefined : boundary(request.from);
  const to = request.to === undefined ? undefined : boundary(request.to);
  // Only few metrics ask for it, and PostgreSQL takes no parameter that the statement does not use.
  const now = request.now === undefined ? undefined : once(boundary, request.now);
  const standing = metric.formula.kind === 'days-sales-outstanding' && metric.formula.method !== 'per-invoice';
  const history = new History(zone);
  const plan = planOf(metric, {
    history,
    inPeriod: standing ? inWindow : windows === undefined ? inBounds(from, to) : inBounds('starts_at', 'ends_at'),
    ...(now === undefined ? {} : { now }),
  });
  const segments = by.length === 0 ? ['null::text'] : by.map((field) => history.field(field));
  const currency = plan.money ? history.field(currencyField(metric)) : 'null::text';
  const filters = Object.entries(request.where ?? {}).map(
    ([name, value]) => `${history.field(name)} = ${params.add(value, 'text')}`,
  );
  const flows = `${seenPredicate(metric.flow, request.seen, params)} and ${livedPredicate}`;
  const bounds =
    windows !== undefined
      ? windows.map((window, index) => fixedBounds(boundary(window.from), boundary(window.to), index)).join(' union all ')
      : standing
        ? windowOf(flows, soldPredicate(metric), zone, from, to)
        : fixedBounds(from, to);
  // What a case is taken to be does not depend on the window, but where events are counted in it or the log is seen as at its end.
  const perWindow = windows === undefined || isCountedByWindow(metric.formula);
  const measured = `with bounds as (
  ${bounds}
),
events as materialized (
  select case_id, parent, flow, entity, key, seq, type, state_from, state_to, occurred_at, actor_kind, outcome, patch -> 'data' as data
  from throughline.event_log
  where ${flows}${standing ? ' and occurred_at < (select max(ends_at) from bounds)' : ''}
),
history as (
  select ${[...(perWindow ? ['window_no', 'min(starts_at) as starts_at', 'min(ends_at) as ends_at'] : []), 'case_id', 'min(flow) as flow', 'min(entity) as entity', 'min(key) as key', ...withSold(history, metric)].join(',\n    ')}
  from events${perWindow ? ` cross join bounds${standing ? '\n  where occurred_at < ends_at' : ''}` : ''}
  group by ${perWindow ? 'window_no, ' : ''}case_id
),
measured as (
  select window_no, case_id, flow, entity, key, starts_at at time zone ${zone} as starts, ends_at at time zone ${zone} as ends,
    (ends_at at time zone ${zone})::date - (starts_at at time zone ${zone})::date as window_days,
    ${soldAt(metric, history)} at time zone ${zone} as sold,
    ${segments.map((segment, index) => `${segment} as ${segmentName(index + 1)}`).join(', ')}, ${currency} as currency,
    ${plan.value} as value, ${plan.weight} as weight, ${plan.numerator} as numerator, ${plan.denominator} as denominator
  from history${perWindow ? '' : ' cross join bounds'}
  where ${allOf([...plan.where, ...filters])}
)`;
  return { plan, measured, params };
}

function once(boundary: (value: string) => string, value: string): () => string {
  let sql: string | undefined;
  return () => {
    sql ??= boundary(value);
    return sql;
  };
}

/** The columns of `history`; a sale's moment is among them before they are read. */
function withSold(history: History, metric: MetricDefinition): readonly string[] {
  soldAt(metric, history);
  return history.columns();
}

function inBounds(from: string | undefined, to: string | undefined): (instant: string) => string {
  return (instant) => {
    const parts = [
      `${instant} is not null`,
      ...(from === undefined ? [] : [`${instant} >= ${from}`]),
      ...(to === undefined ? [] : [`${instant} < ${to}`]),
    ];
    return parts.join(' and ');
  };
}

/** The end needs no check: days sales outstanding sees no event past it. */
function inWindow(instant: string): string {
  return `${instant} >= starts_at`;
}

function fixedBounds(from: string | undefined, to: string | undefined, index = 0): string {
  return `select ${index} as window_no, ${from ?? 'null::timestamptz'} as starts_at, ${to ?? 'null::timestamptz'} as ends_at`;
}

/** From the day of the first sale to the end of the day of the last one, where the request does not say. */
function windowOf(flows: string, sold: string, zone: string, from: string | undefined, to: string | undefined): string {
  // Nothing is left to find out: and without an aggregate there would be a row for each sale, and every event as often.
  if (from !== undefined && to !== undefined) return fixedBounds(from, to);
  const day = (aggregate: string) => `date_trunc('day', ${aggregate}(sold) at time zone ${zone})`;
  const first = from ?? `${day('min')} at time zone ${zone}`;
  const last = to ?? `(${day('max')} + interval '1 day') at time zone ${zone}`;
  return `select 0 as window_no, ${first} as starts_at, ${last} as ends_at
  from (
    select min(occurred_at) as sold
    from throughline.event_log
    where ${flows} and ${sold}
    group by case_id
  ) as sales`;
}

function grouped(plan: Plan): string {
  const counted =
    plan.standing === undefined ? 'count(*) filter (where denominator)' : 'count(*) filter (where numerator or denominator)';
  return `
select window_no, level, scope as segment, currency, (${plan.aggregate})::double precision as value, ${counted}::int as n,
  (sum(weight) filter (where denominator))::double precision as weight,
  min(starts)::date::text as starts, min(ends)::date::text as ends
from scoped
group by window_no, level, scope, currency
order by window_no, level, n desc, scope, currency`;
}

/**
 * What is owed is held against the sales of the latest month, then of the month before, until it is used up. Each month used up
 * wholly counts with its days, the last in proportion; months without sales between them count too.
 */
const countBack = `,
owed as (
  select window_no, level, scope, currency, sum(value) as owed, count(*) filter (where numerator or denominator)::int as n, min(starts) as starts, min(ends) as ends
  from scoped
  group by window_no, level, scope, currency
),
months as (
  select window_no, level, scope, currency, date_trunc('month', sold) as month, sum(weight) as sales, min(ends) as ends
  from scoped
  group by window_no, level, scope, currency, date_trunc('month', sold)
),
counted as (
  select window_no, level, scope, currency, month, sales,
    coalesce(sum(sales) over (partition by window_no, level, scope, currency order by month desc rows between unbounded preceding and 1 preceding), 0) as later_sales,
    least(month + interval '1 month', ends) as month_end,
    coalesce(lag(month) over (partition by window_no, level, scope, currency order by month desc), ends) as next_month
  from months
)
select owed.window_no, owed.level, owed.scope as segment, owed.currency,
  coalesce(sum((next_month::date - month_end::date) + (month_end::date - month::date) * least(1, (owed - later_sales) / nullif(sales, 0)))
    filter (where later_sales < owed), 0)::double precision as value,
  min(n) as n, sum(sales)::double precision as weight, min(owed.starts)::date::text as starts, min(owed.ends)::date::text as ends
from owed join counted on owed.window_no = counted.window_no and owed.level = counted.level and owed.scope is not distinct from counted.scope
  and owed.currency is not distinct from counted.currency
group by owed.window_no, owed.level, owed.scope, owed.currency
order by window_no, level, n desc, segment, currency`;
