import { setTimeout as wait } from 'node:timers/promises';
import {
  type Departure,
  departureOf,
  type Freshness,
  latestOver,
  type MetricSeries,
  mainLine,
  metricSeries,
  type Origin,
  originOf,
} from '@throughline/insight';
import { calendarOf, dayOf, type MetricDefinition, type Millis } from '@throughline/language';
import type { Seeing } from '../cases/case-row.ts';
import { metricContext } from '../metrics.ts';
import { readWritten } from '../sql/read-written.ts';
import type { Throughline } from '../throughline.ts';
import { metricSeen, seenOf } from '../visible/metrics-seen.ts';
import type { Visible } from '../visible/visible.ts';

/** What the numbers of the first page and of the scorecard are, and of when. */
export interface Measured {
  readonly at: Millis;
  /** How much of the log is in them. */
  readonly asOf: Freshness;
  /** By the id of the metric. */
  readonly metrics: ReadonlyMap<string, MeasuredMetric>;
}

/** A metric by its periods, and how the latest that is over stands to those before it. */
export interface MeasuredMetric extends Departure, Origin {
  readonly series: MetricSeries;
}

/** What a measurement rests on: where it is the same, measuring again gives the same. */
interface Basis {
  /** Of a virtual clock the instant; of a real one the day, as windows are of whole days. */
  readonly time: number;
  /** Changes with all that is written. */
  readonly written: string;
}

interface Desk {
  measured?: Measured;
  basis?: Basis;
  running?: Promise<void>;
  /** On the machine's clock: from when on it may be measured again. */
  nextAt: number;
  /** Of the last measurement, where it went wrong. */
  failure?: unknown;
  readonly stop: AbortController;
}

/** By company, and in it by what is seen: what everybody sees is measured once for all. */
const desks = new WeakMap<Throughline['pool'], Map<string, Desk>>();
/** Of those who see a part only, the numbers of so many parts are kept. */
const desksMax = 32;

/** While people work, numbers of weeks and months hardly move: measuring them again may wait, the longer the longer it takes. */
const pauseMs = 30_000;
const pauseTimes = 5;
/** So long a page waits for numbers that are about to come. */
const patienceMs = 50;

/**
 * The metrics by their periods, beside what was to be expected of them, worked out in the background: again when the clock of a simulated company was moved,
 * and otherwise at most twice a minute, when something was written. `undefined`: for the first time, just now.
 *
 * @throws what went wrong in measuring, where there is nothing older to show
 */
export async function measuredLately(
  throughline: Throughline,
  metrics: readonly MetricDefinition[],
  { now, timeZone, visible }: Seeing & { readonly timeZone: string },
): Promise<Measured | undefined> {
  const shown = metrics.flatMap((metric) => metricSeen(visible, metric) ?? []);
  const desk = deskFor(
    throughline,
    JSON.stringify([visible.seen() ?? null, shown.map(({ id, dimensions }) => [id, dimensions])]),
  );
  const basis = await basisOf(throughline, now, timeZone);
  if (desk.running === undefined && isDue(desk, basis)) {
    const began = performance.now();
    desk.running = measureAll(throughline, shown, { now, visible, signal: desk.stop.signal }).then(
      (measured) => settle(desk, measured === undefined ? {} : { measured, basis }, began),
      (failure: unknown) => settle(desk, { failure }, began),
    );
  }
  if (desk.running !== undefined) await Promise.race([desk.running, wait(patienceMs, undefined, { ref: false })]);
  if (desk.stop.signal.aborted) return undefined;
  const { failure } = desk;
  if (desk.measured === undefined && failure !== undefined) {
    desk.failure = undefined;
    throw failure;
  }
  return desk.measured;
}

interface Measuring extends Seeing {
  readonly visible: Visible;
  readonly signal: AbortSignal;
}

/** `undefined`: the reader does not see the whole log yet, and what a part of it says would be wrong. */
async function measureAll(
  throughline: Throughline,
  shown: readonly MetricDefinition[],
  { now, visible, signal }: Measuring,
): Promise<Measured | undefined> {
  const asOf = await throughline.reader.freshness();
  if (asOf.behind > 0) return undefined;
  const metrics = new Map<string, MeasuredMetric>();
  for (const metric of shown) metrics.set(metric.id, await measureOne(throughline, metric, { now, visible, signal }));
  return { at: now, asOf, metrics };
}

/** The period that is not over is measured, too, but judged by nothing. */
const periods = 14;

async function measureOne(
  throughline: Throughline,
  metric: MetricDefinition,
  { visible, signal }: Measuring,
): Promise<MeasuredMetric> {
  const { reader } = throughline;
  const request = { ...(await metricContext(throughline, metric)), ...seenOf(visible, metric), signal };
  const own = await metricSeries(reader, metric, { ...request, periods });
  const isJudged = latestOver(mainLine(own))?.expected != null;
  // A young company has no seven months; in weeks it can be judged sooner.
  const inWeeks =
    isJudged || !isLong(own) ? undefined : await metricSeries(reader, metric, { ...request, periods, grain: 'week' });
  const series = inWeeks !== undefined && latestOver(mainLine(inWeeks))?.expected != null ? inWeeks : own;
  const departure = departureOf(metric, series);
  return { series, ...departure, ...(departure.broke ? await originOf(reader, metric, series, request) : {}) };
}

function isLong({ grain }: MetricSeries): boolean {
  return grain === 'month' || grain === 'quarter';
}

function deskFor({ pool }: Throughline, what: string): Desk {
  const known = desks.get(pool) ?? new Map<string, Desk>();
  desks.set(pool, known);
  const desk = known.get(what) ?? { nextAt: -Infinity, stop: new AbortController() };
  // The one asked for last stands last.
  known.delete(what);
  known.set(what, desk);
  const [first] = known.size > desksMax ? known.entries() : [];
  if (first !== undefined) {
    first[1].stop.abort();
    known.delete(first[0]);
  }
  return desk;
}

/** Resolves when nothing is being measured, which may have failed. */
export async function measuringEnds({ pool }: Pick<Throughline, 'pool'>): Promise<void> {
  await Promise.all([...(desks.get(pool)?.values() ?? [])].map(({ running }) => running));
}

/**
 * Ends what is being measured and forgets what was: the database closes, or so much was written at once, as by an import, that the
 * numbers are of another company. Whoever asks next is told that they are being measured.
 */
export async function forgetMeasured({ pool }: Pick<Throughline, 'pool'>): Promise<void> {
  const all = [...(desks.get(pool)?.values() ?? [])];
  for (const { stop } of all) stop.abort();
  desks.delete(pool);
  await Promise.all(all.map(({ running }) => running));
}

function settle(desk: Desk, found: Partial<Pick<Desk, 'measured' | 'basis' | 'failure'>>, began: number): void {
  Object.assign(desk, found);
  desk.running = undefined;
  const ended = performance.now();
  desk.nextAt = ended + Math.max(pauseMs, pauseTimes * (ended - began));
}

function isDue({ basis: last, nextAt }: Desk, basis: Basis): boolean {
  if (last === undefined) return true;
  if (last.time !== basis.time) return true;
  return last.written !== basis.written && performance.now() >= nextAt;
}

async function basisOf({ pool }: Throughline, now: Millis, timeZone: string): Promise<Basis> {
  const written = await readWritten(pool);
  const isVirtual = typeof written?.now === 'number';
  return { time: isVirtual ? now : dayOf(calendarOf(timeZone), now), written: written?.transaction ?? '' };
}
