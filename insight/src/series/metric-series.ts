import { type MetricDefinition, type TargetStanding, targetStanding } from '@throughline/language';
import { measureSeries } from '../baseline/series.ts';
import { type ExpectationOptions, expectationOf, type SeriesKind } from '../expectation/expectation.ts';
import { withCalendarRange } from '../metric/calendar-range.ts';
import { countsNothing, hasMoney, type MetricResult, measure } from '../metric/measure.ts';
import type { MetricRequest } from '../metric/request.ts';
import { logSource } from '../metric/source.ts';
import { Parameters } from '../metric/sql-text.ts';
import type { LogReader } from '../reader/log-reader.ts';
import { freezesAt, type Grain, type Period, periodsUntil, seasons } from './periods.ts';

export interface MetricSeriesRequest extends Pick<MetricRequest, 'where' | 'seen' | 'by' | 'calendars' | 'knownAt'> {
  readonly timeZone: string;
  /** The present instant (ISO 8601). */
  readonly now: string;
  /** Default: that of the metric, else month. */
  readonly grain?: Grain;
  /** How many periods, the one that is not over included. Default 13. */
  readonly periods?: number;
  /** Of a dimension with more values, those with most cases are told. Default 12. */
  readonly linesMax?: number;
  readonly signal?: AbortSignal;
}

export interface PeriodValue {
  readonly value: number | null;
  readonly n: number;
}

export interface SeriesPeriod extends Period, PeriodValue {
  readonly standing: TargetStanding | null;
  /** By the periods before it alone; `null` where there are too few, or it is not over. */
  readonly expected: { readonly value: number; readonly lower: number; readonly upper: number } | null;
  /** From then on its value stands: it is the metric as it was known then. `null`: it is not frozen. */
  readonly frozenAt: string | null;
  /** Of a frozen period what is known of it now, where that differs. */
  readonly restated: PeriodValue | null;
}

export interface SeriesLine {
  /** `null`: the whole, or cases without a value there. */
  readonly segment: string | null;
  readonly currency: string | null;
  readonly points: readonly SeriesPeriod[];
}

export interface MetricSeries {
  readonly grain: Grain;
  /** Those with most cases first. */
  readonly lines: readonly SeriesLine[];
}

const periodsDefault = 13;
const linesDefault = 12;
/** What is expected of a period rests on so many before it, however many are asked for: it is the same wherever it is shown. */
const history = 26;

/**
 * A metric by its calendar periods, from one statement over the log; each frozen period has one more, over the log as it was known at its
 * freezing, so that what was frozen is derived and not kept.
 *
 * @throws {MetricRequestError} where it cannot be asked in this way.
 */
export async function metricSeries(
  reader: LogReader,
  metric: MetricDefinition,
  asked: MetricSeriesRequest,
): Promise<MetricSeries> {
  const {
    grain = metric.grain ?? 'month',
    periods: count = periodsDefault,
    signal,
    by,
    linesMax = linesDefault,
    ...given
  } = asked;
  const request = await withCalendarRange(reader, metric, given);
  const periods = periodsUntil(request.now, request.timeZone, grain, count + history);
  const measured = await measureSeries(reader, metric, { ...request, windows: periods, by: by === undefined ? [] : [by] });
  const level = by === undefined ? 0 : 1;
  const live = measured.filter((each) => each.level === level);
  const begun = countsNothing(metric) ? await beginningOf(reader, metric, request) : undefined;
  const nothing = (period: Period): PeriodValue => ({
    value: begun !== undefined && begun < Date.parse(freezesAt(period, request.timeZone, 0)) ? 0 : null,
    n: 0,
  });
  const keys = keysOf(live, hasMoney(metric) || by !== undefined ? linesMax : 0);
  const known = keys.map(({ segment, currency }) =>
    periods.map((period, window): PeriodValue => {
      const found = live.find((each) => each.window === window && each.segment === segment && each.currency === currency);
      return found === undefined ? nothing(period) : { value: found.value, n: found.n };
    }),
  );
  const frozen = await frozenValues(reader, metric, { request, by, keys, shown: count, periods, signal });
  const lines = keys.map((key, index) => ({
    ...key,
    points: pointsOf(metric, grain, {
      periods,
      shown: count,
      known: known[index] ?? [],
      frozen: frozen.map((one) => one?.[index]),
    }),
  }));
  return { grain, lines };
}

interface Key {
  readonly segment: string | null;
  readonly currency: string | null;
}

function keysOf(live: readonly (Key & { readonly n: number })[], max: number): readonly Key[] {
  const found = new Map<string, Key & { n: number }>();
  for (const { segment, currency, n } of live) {
    const name = JSON.stringify([segment, currency]);
    const one = found.get(name) ?? { segment, currency, n: 0 };
    one.n += n;
    found.set(name, one);
  }
  if (max === 0 || found.size === 0) return [{ segment: null, currency: null }];
  return [...found.values()]
    .sort((a, b) => b.n - a.n || (String(a.segment) < String(b.segment) ? -1 : 1))
    .slice(0, max)
    .map(({ segment, currency }) => ({ segment, currency }));
}

/** When the log of the metric's flows began; nothing counted before is no zero. */
async function beginningOf(
  reader: LogReader,
  metric: MetricDefinition,
  { seen }: Pick<MetricRequest, 'seen'>,
): Promise<number | undefined> {
  const params = new Parameters();
  const events = logSource(params, seen, undefined).of(metric.flow);
  const [row] = await reader.query(
    `select (extract(epoch from min(occurred_at)) * 1000)::double precision as began from throughline.event_log where ${events}`,
    params.values,
  );
  return (row?.['began'] as number | null | undefined) ?? undefined;
}

interface Freezing {
  readonly request: Omit<MetricSeriesRequest, 'by' | 'grain' | 'periods' | 'signal'>;
  readonly by: string | undefined;
  readonly keys: readonly Key[];
  readonly periods: readonly Period[];
  readonly shown: number;
  readonly signal: AbortSignal | undefined;
}

/** Of each period what each line was when it was frozen; `undefined`: it is not frozen, or not shown. */
async function frozenValues(
  reader: LogReader,
  metric: MetricDefinition,
  { request, by, keys, periods, shown, signal }: Freezing,
): Promise<readonly (readonly (PeriodValue & { readonly at: string })[] | undefined)[]> {
  const found: (readonly (PeriodValue & { readonly at: string })[] | undefined)[] = [];
  for (const [index, period] of periods.entries()) {
    const at = metric.freeze === undefined ? undefined : freezesAt(period, request.timeZone, metric.freeze.days);
    if (at === undefined || index < periods.length - shown || Date.parse(at) > Date.parse(request.now)) {
      found.push(undefined);
      continue;
    }
    signal?.throwIfAborted();
    const { from, to } = period;
    const then = await measure(reader, metric, { ...request, from, to, knownAt: at, ...(by === undefined ? {} : { by }) });
    found.push(keys.map((key) => ({ ...valueIn(metric, then, key, by !== undefined), at })));
  }
  return found;
}

function valueIn(metric: MetricDefinition, result: MetricResult, { segment, currency }: Key, isSplit: boolean): PeriodValue {
  const rows = isSplit
    ? (result.by ?? [])
    : result.by === undefined
      ? [{ segment: null, ...result }]
      : result.by.map((row) => ({ ...row, segment: null }));
  const found = rows.find((row) => row.segment === segment && (!hasMoney(metric) || (row.currency ?? null) === currency));
  if (found !== undefined) return { value: found.value, n: found.n };
  return { value: countsNothing(metric) && isSplit && result.value !== null ? 0 : null, n: 0 };
}

interface Known {
  readonly periods: readonly Period[];
  readonly shown: number;
  /** As it is known now. */
  readonly known: readonly PeriodValue[];
  readonly frozen: readonly ((PeriodValue & { readonly at: string }) | undefined)[];
}

function pointsOf(metric: MetricDefinition, grain: Grain, { periods, shown, known, frozen }: Known): readonly SeriesPeriod[] {
  const none: PeriodValue = { value: null, n: 0 };
  const told = periods.map((_, index) => frozen[index] ?? known[index] ?? none);
  const expectations = expectationOf(told, expectedAs(metric, grain));
  return periods
    .map((period, index): SeriesPeriod => {
      const { value, n } = told[index] ?? none;
      const now = known[index] ?? none;
      const then = frozen[index];
      const expectation = period.complete ? expectations[index] : undefined;
      return {
        ...period,
        ...{ value, n, standing: targetStanding(metric, value), frozenAt: then?.at ?? null },
        expected:
          expectation == null ? null : { value: expectation.expected, lower: expectation.lower, upper: expectation.upper },
        restated: then !== undefined && differ(now, then) ? now : null,
      };
    })
    .slice(-shown);
}

/** Two statements over the same cases may add them in another order. */
const sameShare = 1e-9;

function differ(one: PeriodValue, other: PeriodValue): boolean {
  if (one.value === null || other.value === null) return one.value !== other.value;
  return Math.abs(one.value - other.value) > sameShare * Math.max(1, Math.abs(other.value));
}

/** As what the periods of a metric are expected: every page and watch that asks holds them against the same. */
export function expectedAs(metric: MetricDefinition, grain: Grain): ExpectationOptions & { readonly kind: SeriesKind } {
  return { kind: kindOf(metric), season: seasons[grain], history };
}

/** How values of a metric vary where nothing changed. */
export function kindOf({ unit, formula }: MetricDefinition): SeriesKind {
  if (unit === 'share') return 'share';
  return (formula.kind === 'cases' || formula.kind === 'events') && formula.per === undefined ? 'count' : 'measure';
}
