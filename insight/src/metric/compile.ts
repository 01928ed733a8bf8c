import type { MetricDefinition } from '@throughline/language';
import { overHistory } from '../reader/known-at.ts';
import { CalendarTables } from './calendar-tables.ts';
import { countBack } from './count-back.ts';
import type { Planning } from './counted.ts';
import { aggregateSql } from './form.ts';
import { History } from './history.ts';
import { isCountedByWindow, isStanding, type Plan, planOf, soldAt, soldPredicate } from './plan.ts';
import { checkRequest, currencyField, isDay, type MetricRequest, MetricRequestError, madeDimensions } from './request.ts';
import { logSource } from './source.ts';
import { allOf, literal, Parameters } from './sql-text.ts';
import { stageSql } from './stages.ts';
import { trailingWindows, variation } from './variation.ts';
import { windowedHistory } from './windowed-history.ts';

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

export interface SeriesRequest extends Pick<MetricRequest, 'timeZone' | 'now' | 'where' | 'seen' | 'knownAt' | 'calendars'> {
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
  const periods = metric.formula.kind === 'variation' ? metric.formula.periods : undefined;
  const windows = periods === undefined ? split.windows : trailingWindows(metric, request, split.windows, periods);
  const { plan, measured, params } = compileMeasured(metric, request, windows === undefined ? split : { ...split, windows });
  const levels = split.by.map((_, index) => index + 1);
  const scope = ['null::text', ...levels.map((level) => `case when level = ${level} then ${segmentName(level)} end`)];
  const scoped = `${measured},
scoped as (
  select measured.*, level, coalesce(${scope.join(', ')}) as scope
  from measured cross join (values ${[0, ...levels].map((level) => `(${level})`).join(', ')}) as levels(level)
)`;
  const final = plan.standing === 'count-back' ? countBack : periods === undefined ? grouped(plan) : variation(periods);
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

/** What a statement is made of before its cases are grouped: the CTEs up to `measured`. */
export interface Measured {
  readonly plan: Plan;
  readonly measured: string;
  readonly params: Parameters;
}

export interface MeasuredSplit extends Split {
  /** Further columns of `measured`, as SQL over `history`, named `extra1` and so on. */
  readonly extra?: (planning: Planning) => readonly string[];
}

export function compileMeasured(
  metric: MetricDefinition,
  request: MetricRequest,
  { by, windows, extra }: MeasuredSplit,
): Measured {
  checkRequest(metric, request);
  if (metric.formula.kind === 'duration' && metric.formula.weight !== undefined && metric.formula.aggregate !== 'mean') {
    throw new MetricRequestError('weight-needs-mean', 'formula/weight', metric.formula.aggregate);
  }
  const params = new Parameters();
  const zone = params.add(request.timeZone ?? 'UTC', 'text');
  const boundary = (value: string) =>
    isDay(value) ? `(${params.add(value, 'timestamp')} at time zone ${zone})` : params.add(value, 'timestamptz');
  const isGiven = windows === undefined;
  const from = isGiven && request.from !== undefined ? boundary(request.from) : undefined;
  const to = isGiven && request.to !== undefined ? boundary(request.to) : undefined;
  const standing = isStanding(metric);
  const source = logSource(params, request.seen, request.knownAt);
  const history = new History({ zone, source, calendars: new CalendarTables(request.calendars, params, zone) });
  const now = nowOf(request, boundary);
  const planning: Planning = {
    history,
    inPeriod: standing ? inWindow : windows === undefined ? inBounds(from, to) : inBounds('starts_at', 'ends_at'),
    period: {
      get end() {
        return now === undefined || standing ? 'ends_at' : `coalesce(ends_at, ${now()})`;
      },
    },
    ...(now === undefined ? {} : { now }),
  };
  const plan = planOf(metric, planning);
  const segment = (name: string) => segmentSql(metric, plan, name, planning);
  const segments = by.length === 0 ? ['null::text'] : by.map(segment);
  const currency = plan.money ? history.field(currencyField(metric)) : 'null::text';
  const extras = extra?.(planning) ?? [];
  const filters = Object.entries(request.where ?? {}).map(([name, value]) => `${segment(name)} = ${params.add(value, 'text')}`);
  const flows = source.of(metric.flow);
  const bounds =
    windows !== undefined
      ? boundsOf(windows, params, zone)
      : standing
        ? windowOf(flows, soldPredicate(metric), zone, from, to)
        : fixedBounds(from, to);
  // What a case is taken to be does not depend on the window, but where events are counted in it or the log is seen as at its end.
  const perWindow = windows === undefined || isCountedByWindow(metric.formula);
  const columns = withSold(history, metric);
  const shared = perWindow
    ? windowedHistory({ columns, windows: windows?.length ?? 1, upToEnd: standing })
    : `history as (
  select ${['case_id', 'min(flow) as flow', 'min(entity) as entity', 'min(key) as key', ...columns].join(',\n    ')}
  from events
  group by case_id
)`;
  const measured = `with bounds as (
  ${bounds}
),
events as materialized (
  select case_id, parent, flow, entity, key, seq, type, state_from, state_to, occurred_at, actor_kind, outcome, patch -> 'data' as data
  from throughline.event_log
  where ${flows}${standing ? ' and occurred_at < (select max(ends_at) from bounds)' : ''}
),
${shared},${history
    .tables()
    .map((table) => `\n${table},`)
    .join('')}
measured as (
  select window_no, case_id, flow, entity, history.key, starts_at at time zone ${zone} as starts, ends_at at time zone ${zone} as ends,
    (ends_at at time zone ${zone})::date - (starts_at at time zone ${zone})::date as window_days,
    ${soldAt(metric, history)} at time zone ${zone} as sold,
    ${segments.map((sql, index) => `${sql} as ${segmentName(index + 1)}`).join(', ')}, ${currency} as currency,
    ${plan.value} as value, ${plan.weight} as weight, ${plan.numerator} as numerator, ${plan.denominator} as denominator,
    ${[`${plan.ident ?? 'null::text'} as ident`, ...extras.map((sql, index) => `${sql} as extra${index + 1}`)].join(', ')}
  from ${history.from(perWindow ? ['window_no'] : [])}${perWindow ? '' : '\n  cross join bounds'}
  where ${allOf([...plan.where, ...filters])}
)`;
  return { plan, measured: overHistory(measured, request.knownAt), params };
}

/** The present instant, as far as it is known. Only few metrics ask for it, and PostgreSQL takes no parameter that the statement does not use. */
function nowOf({ now, knownAt }: MetricRequest, boundary: (value: string) => string): (() => string) | undefined {
  if (knownAt === undefined) return now === undefined ? undefined : once(boundary, now);
  return once(boundary, now === undefined || Date.parse(knownAt) < Date.parse(now) ? knownAt : now);
}

/** By what cases are told apart: a field, or what the formula or the stages make of them. */
function segmentSql(metric: MetricDefinition, plan: Plan, name: string, planning: Planning): string {
  const { history } = planning;
  if (metric.dimensions.includes(name) || !madeDimensions(metric).includes(name)) return history.field(name);
  if (name === 'stages' && metric.stages !== undefined) return stageSql(metric.stages, planning);
  return plan.split?.name === name ? plan.split.sql : literal('');
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

/** As data: of many windows written out as statements of their own, planning takes longer than reading. */
function boundsOf(windows: readonly Window[], params: Parameters, zone: string): string {
  const lines = params.add(windows.map(({ from, to }, index) => `${index},${from},${to}`).join(';'), 'text');
  const boundary = (part: number) => `(split_part(line, ',', ${part})::timestamp at time zone ${zone})`;
  return `select split_part(line, ',', 1)::int as window_no, ${boundary(2)} as starts_at, ${boundary(3)} as ends_at
  from unnest(string_to_array(${lines}, ';')) as lines(line)`;
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
select window_no, level, scope as segment, currency, (${aggregateSql(plan.form)})::double precision as value, ${counted}::int as n,
  (sum(weight) filter (where denominator))::double precision as weight,
  min(starts)::date::text as starts, min(ends)::date::text as ends
from scoped
group by window_no, level, scope, currency
order by window_no, level, n desc, scope, currency`;
}
