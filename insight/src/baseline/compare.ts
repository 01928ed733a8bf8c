import { type MetricDefinition, type MetricUnit, parseDay } from '@throughline/language';
import type { SeriesRequest } from '../metric/compile.ts';
import { countsNothing, hasMoney } from '../metric/measure.ts';
import { MetricRequestError } from '../metric/request.ts';
import type { SeenCases } from '../metric/seen-cases.ts';
import type { LogReader } from '../reader/log-reader.ts';
import { baselineMin, judgeLatest, type Verdict } from './judge.ts';
import { type ChangedPart, changedPart, isAdditive } from './part.ts';
import { stepAt } from './process-limits.ts';
import { addDays, endOfWindows, type Measured, measureSeries, type Point, pointsOf, windowsUntil } from './series.ts';

export interface BaselineOptions {
  /** The present instant (ISO 8601). The day in which it lies is not over, so the latest window ends with the day before. */
  readonly now: string;
  /** IANA zone in which days are counted. Default UTC. */
  readonly timeZone?: string;
  /** Days of a window, 7 to 366. Default 28. */
  readonly windowDays?: number;
  /** How many windows before the latest make the baseline, 4 to 52. Default 8. Twice as many are read. */
  readonly windows?: number;
  /** Only cases whose fields have these values: dimensions of the metric, `entity`, `flow` or its currency. */
  readonly where?: Readonly<Record<string, string>>;
  /** Only cases that somebody may see. */
  readonly seen?: readonly SeenCases[];
  readonly signal?: AbortSignal;
}

export interface BaselinePoint {
  readonly from: string;
  /** The day after its last. */
  readonly to: string;
  readonly value: number | null;
  /** Whether it is one of those that the baseline and limits are made of. */
  readonly inBaseline: boolean;
}

export interface BaselineComparison {
  readonly id: string;
  readonly unit: MetricUnit;
  /** Which way is better. */
  readonly direction: MetricDefinition['direction'];
  /** In the latest complete window, in the unit of the metric. */
  readonly value: number | null;
  /** The cases behind the value. */
  readonly n: number;
  /** Mean of the windows before; `null` as are all that follow where too few of them are known. */
  readonly baseline: number | null;
  readonly change: number | null;
  readonly limits: { readonly lower: number; readonly upper: number } | null;
  /** `too-few`: not judged. `better`: outside of the limits, on the good side. */
  readonly verdict: Verdict;
  /** The verdict is `worse`. */
  readonly broke: boolean;
  /** How far beyond its limit, in mean moving ranges; 0 within. Metrics that broke are ranked by it. */
  readonly excess: number;
  /** If it broke: the first day of the week from which on it stands at another level. */
  readonly since?: string;
  /** Oldest first; the last one is the latest complete window. */
  readonly series: readonly BaselinePoint[];
  /** If it broke: what the change comes from, where one part stands out. */
  readonly part?: ChangedPart;
  /** Where money is in it: of several currencies, the one with most cases. `null`: the cases name none. */
  readonly currency?: string | null;
}

/**
 * Did a metric break? Its value in the latest complete window is held against the natural process limits (`processLimits`) of the
 * windows before: mean ± 2.66 × mean moving range. It broke if it lies outside on the bad side.
 *
 * The baseline is the latest `windows` windows that did not themselves break, so that what broke months ago is not taken for normal
 * as it goes on; once it has lasted for as many windows, it is.
 *
 * A screen, not a diagnosis: it knows no season and no trend; the latest window is as the log stands, so that what comes of its
 * young cases later is not in it yet. How often it cries wolf, SPEC I62 says.
 *
 * @throws {MetricRequestError} where the metric cannot be asked in this way.
 * @throws {RangeError} where the windows are not within their bounds.
 */
export async function compareWithBaseline(
  reader: LogReader,
  metric: MetricDefinition,
  options: BaselineOptions,
): Promise<BaselineComparison> {
  const { now, timeZone = 'UTC', windowDays = 28, windows: count = 8, where = {}, seen, signal } = options;
  requireWithin('windowDays', windowDays, 7, 366);
  requireWithin('windows', count, baselineMin, 52);
  signal?.throwIfAborted();
  const windows = windowsUntil(endOfWindows(now, timeZone), 2 * count + 1, windowDays);
  const asked: Asked = { reader, metric, request: { now, timeZone, where, ...(seen === undefined ? {} : { seen }) }, signal };
  const all = await measureSeries(reader, metric, { ...asked.request, windows, by: [] });
  const currency = currencyOf(all);
  const ofCurrency = all.filter((each) => each.currency === currency);
  const points = pointsOf(metric, windows, ofCurrency);
  const judged = judgeLatest(metric, points, count);
  const baseline = new Set(judged.baseline);
  const start = Math.max(0, Math.min(points.length - 1 - count, ...judged.baseline.map((point) => points.indexOf(point))));
  const latest = points.at(-1);
  const comparison = {
    id: metric.id,
    unit: metric.unit,
    direction: metric.direction,
    value: latest?.value ?? null,
    n: latest?.n ?? 0,
    ...judged.said,
    broke: judged.said.verdict === 'worse',
    series: points.slice(start).map((point) => ({
      from: point.from,
      to: point.to,
      value: point.value,
      inBaseline: baseline.has(point),
    })),
    ...(hasMoney(metric) ? { currency } : {}),
  };
  if (!comparison.broke || judged.said.change === null) return comparison;
  const broken = { currency, baseline: judged.baseline, points, sign: Math.sign(judged.said.change) };
  const since = await leftAt(asked, broken);
  const part = await partOf(asked, broken);
  return { ...comparison, ...(since === undefined ? {} : { since }), ...(part === undefined ? {} : { part }) };
}

/** Compares each metric; those that broke come first, the one furthest beyond its limit at their head, then the others as given. */
export async function compareAll(
  reader: LogReader,
  metrics: readonly MetricDefinition[],
  options: BaselineOptions,
): Promise<readonly BaselineComparison[]> {
  const compared: BaselineComparison[] = [];
  for (const metric of metrics) compared.push(await compareWithBaseline(reader, metric, options));
  const rank = ({ broke, excess }: BaselineComparison) => (broke ? excess : -1);
  return compared.sort((a, b) => rank(b) - rank(a));
}

interface Asked {
  readonly reader: LogReader;
  readonly metric: MetricDefinition;
  readonly request: Required<Pick<SeriesRequest, 'now' | 'timeZone' | 'where'>> & Pick<SeriesRequest, 'seen'>;
  readonly signal: AbortSignal | undefined;
}

function requireWithin(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${name}: ${value} is no whole number from ${least} to ${most}`);
}

/** Of several currencies the one with most cases: amounts in different ones are never added. */
function currencyOf(measured: readonly Measured[]): string | null {
  const cases = new Map<string | null, number>();
  for (const { currency, n } of measured) cases.set(currency, (cases.get(currency) ?? 0) + n);
  return [...cases].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

interface Broken {
  readonly currency: string | null;
  readonly baseline: readonly Point[];
  readonly points: readonly Point[];
  /** 1: it went up. */
  readonly sign: number;
}

/**
 * Weeks, from four windows before the break on. Days sales outstanding hangs on the length of its window: there, windows of the same
 * length that end a week apart.
 */
async function leftAt({ reader, metric, request, signal }: Asked, broken: Broken): Promise<string | undefined> {
  signal?.throwIfAborted();
  const { currency, baseline, points, sign } = broken;
  const latest = points.at(-1);
  const lastGood = baseline.at(-1);
  if (latest === undefined || lastGood === undefined) return undefined;
  const windowDays = daysBetween(latest.from, latest.to);
  const weeks = Math.floor((daysBetween(lastGood.to, latest.to) + 4 * windowDays) / 7);
  const length = metric.formula.kind === 'days-sales-outstanding' ? windowDays : 7;
  const windows = windowsUntil(latest.to, weeks, 7, length);
  const measured = await measureSeries(reader, metric, { ...request, windows, by: [] });
  const ofCurrency = measured.filter((each) => each.currency === currency);
  const known = pointsOf(metric, windows, ofCurrency).flatMap(({ to, value, n }) =>
    value === null ? [] : [{ from: addDays(to, -7), value, weight: countsNothing(metric) ? 1 : n }],
  );
  const index = stepAt(known, (after, before) => (after - before) * sign > 0);
  return index === undefined ? undefined : known[index]?.from;
}

/** The latest window beside the stretch from the first window of the baseline to the break. */
async function partOf({ reader, metric, request, signal }: Asked, broken: Broken): Promise<ChangedPart | undefined> {
  signal?.throwIfAborted();
  const { currency, baseline, points } = broken;
  const by = metric.dimensions;
  const [first, lastGood, latest] = [baseline[0], baseline.at(-1), points.at(-1)];
  if (by.length === 0 || !isAdditive(metric) || !first || !lastGood || !latest) return undefined;
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
