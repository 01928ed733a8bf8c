import { type MetricDefinition, parseDay } from '@throughline/language';
import { withCalendarRange } from '../metric/calendar-range.ts';
import type { SeriesRequest } from '../metric/compile.ts';
import { countsNothing } from '../metric/measure.ts';
import { MetricRequestError } from '../metric/request.ts';
import type { LogReader } from '../reader/log-reader.ts';
import type { MetricSeries, MetricSeriesRequest, SeriesLine, SeriesPeriod } from '../series/metric-series.ts';
import { type ChangedPart, changedPart, isAdditive } from './part.ts';
import { addDays, measureSeries, pointsOf, windowsUntil } from './series.ts';
import { stepAt } from './step.ts';

/** `too-few`: nothing could be expected of it, or there is no value. `better`: outside of what was expected, on the good side. */
export type Verdict = 'worse' | 'better' | 'within' | 'too-few';

/** How the latest period that is over stands to what those before it let expect. */
export interface Departure {
  readonly verdict: Verdict;
  /** The verdict is `worse`. */
  readonly broke: boolean;
  /** Against what was expected, in the unit of the metric. `null`: nothing was. */
  readonly change: number | null;
  /** How far beyond its limit, in widths from what was expected to the limit; 0 within. */
  readonly excess: number;
}

/** If it broke: since when, and what it comes from. */
export interface Origin {
  /** The first day of the week from which on it stands at another level. */
  readonly since?: string;
  /** Where one part stands out. */
  readonly part?: ChangedPart;
}

export type OriginRequest = Pick<MetricSeriesRequest, 'now' | 'timeZone' | 'where' | 'seen' | 'calendars' | 'signal'>;

/** The line of most cases; of several currencies that of one. */
export function mainLine({ lines }: MetricSeries): SeriesLine | undefined {
  return lines[0];
}

/** The latest period that is over. */
export function latestOver(line: SeriesLine | undefined): SeriesPeriod | undefined {
  return line?.points.findLast(({ complete }) => complete);
}

/** Did a metric break? It did if its latest period that is over lies outside of what was expected of it, on the bad side. */
export function departureOf({ direction }: Pick<MetricDefinition, 'direction'>, series: MetricSeries): Departure {
  return judge(direction, latestOver(mainLine(series)));
}

function judge(direction: MetricDefinition['direction'], point: SeriesPeriod | undefined): Departure {
  if (point?.value == null || point.expected === null) return { verdict: 'too-few', broke: false, change: null, excess: 0 };
  const { value, expected } = point;
  const over = beyond(value - expected.upper, expected.upper - expected.value);
  const under = beyond(expected.lower - value, expected.value - expected.lower);
  const isBad = direction === 'band' || (direction === 'down' ? over > 0 : under > 0);
  const excess = Math.max(over, under);
  const verdict = excess === 0 ? 'within' : isBad ? 'worse' : 'better';
  return { verdict, broke: verdict === 'worse', change: value - expected.value, excess };
}

/** A range without width is left by any difference. */
function beyond(distance: number, width: number): number {
  if (distance <= 0) return 0;
  return width > 0 ? Math.min(distance / width, Number.MAX_VALUE) : Number.MAX_VALUE;
}

/** So many periods before it, as far as they did not break themselves, are what it is held against. */
const beforeMax = 8;

/**
 * Since when a metric that broke stands where it does, and which part of the cases has most to do with it. Both are told of the log as it
 * is known now.
 *
 * @throws {MetricRequestError} where it cannot be asked in this way.
 */
export async function originOf(
  reader: LogReader,
  metric: MetricDefinition,
  series: MetricSeries,
  { signal, ...request }: OriginRequest,
): Promise<Origin> {
  const line = mainLine(series);
  const latest = latestOver(line);
  const { change } = departureOf(metric, series);
  const before = (line?.points ?? [])
    .filter((point) => point.complete && point !== latest && point.value !== null && !judge(metric.direction, point).broke)
    .slice(-beforeMax);
  if (line === undefined || latest === undefined || change === null || before.length === 0) return {};
  const ranged = await withCalendarRange(reader, metric, request);
  const broken = { currency: line.currency, before, latest, sign: Math.sign(change) };
  const asked: Asked = { reader, metric, request: { ...ranged, where: ranged.where ?? {} }, signal };
  const since = await leftAt(asked, broken);
  const part = await partOf(asked, broken);
  return { ...(since === undefined ? {} : { since }), ...(part === undefined ? {} : { part }) };
}

interface Asked {
  readonly reader: LogReader;
  readonly metric: MetricDefinition;
  readonly request: Omit<SeriesRequest, 'windows' | 'by'>;
  readonly signal: AbortSignal | undefined;
}

interface Broken {
  readonly currency: string | null;
  /** Oldest first; at least one. */
  readonly before: readonly SeriesPeriod[];
  readonly latest: SeriesPeriod;
  /** 1: it went up. */
  readonly sign: number;
}

/** So many weeks are looked at, however short the periods are. */
const weeksMin = 12;

/**
 * Weeks, from four periods before the break on. Days sales outstanding hangs on the length of its window: there, windows of the same
 * length that end a week apart.
 */
async function leftAt({ reader, metric, request, signal }: Asked, broken: Broken): Promise<string | undefined> {
  signal?.throwIfAborted();
  const { currency, before, latest, sign } = broken;
  const lastGood = before.at(-1) ?? latest;
  const days = daysBetween(latest.from, latest.to);
  const weeks = Math.max(weeksMin, Math.floor((daysBetween(lastGood.to, latest.to) + 4 * days) / 7));
  const length = metric.formula.kind === 'days-sales-outstanding' ? days : 7;
  const windows = windowsUntil(latest.to, weeks, 7, length);
  const measured = await measureSeries(reader, metric, { ...request, windows, by: [] });
  const ofCurrency = measured.filter((each) => each.currency === currency);
  const known = pointsOf(metric, windows, ofCurrency).flatMap(({ to, value, n }) =>
    value === null ? [] : [{ from: addDays(to, -7), value, weight: countsNothing(metric) ? 1 : n }],
  );
  const index = stepAt(known, (after, earlier) => (after - earlier) * sign > 0);
  return index === undefined ? undefined : known[index]?.from;
}

/** The latest period beside the stretch from the first good one to the break. */
async function partOf({ reader, metric, request, signal }: Asked, broken: Broken): Promise<ChangedPart | undefined> {
  signal?.throwIfAborted();
  const { currency, before, latest } = broken;
  const by = metric.dimensions;
  const [first, lastGood] = [before[0], before.at(-1)];
  if (by.length === 0 || !isAdditive(metric) || !first || !lastGood) return undefined;
  const windows = [
    { from: first.from, to: lastGood.to },
    { from: latest.from, to: latest.to },
  ];
  const times = daysBetween(first.from, lastGood.to) / daysBetween(latest.from, latest.to);
  try {
    const measured = await measureSeries(reader, metric, { ...request, windows, by });
    const ofCurrency = measured.filter((each) => each.currency === currency);
    return changedPart(metric, ofCurrency, { by, times });
  } catch (error) {
    // Fields with a value for each case are no segments: then nothing is said of parts.
    if (error instanceof MetricRequestError && error.code === 'too-many-segments') return undefined;
    throw error;
  }
}

function daysBetween(from: string, to: string): number {
  return parseDay(to) - parseDay(from);
}
