import { setTimeout as wait } from 'node:timers/promises';
import { type BaselineComparison, type BaselineOptions, compareAll, type LogReader } from '@throughline/insight';
import { calendarOf, dayOf, type MetricDefinition, type Millis } from '@throughline/language';
import type { Seeing } from '../cases/case-row.ts';
import { readWritten } from '../sql/read-written.ts';
import type { Throughline } from '../throughline.ts';
import { metricSeen } from '../visible/metrics-seen.ts';

/** What the numbers of the first page were, and when. */
export interface Measured {
  readonly asOf: Millis;
  /** Those that broke first. */
  readonly comparisons: readonly BaselineComparison[];
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

/** While people work, numbers of four weeks hardly move: measuring them again may wait, the longer the longer it takes. */
const pauseMs = 30_000;
const pauseTimes = 5;
/** So long a page waits for numbers that are about to come. */
const patienceMs = 50;

/**
 * The metrics beside what is usual of them, worked out in the background: again when the clock of a simulated company was moved,
 * and otherwise at most twice a minute, when something was written. `undefined`: for the first time, just now.
 *
 * @throws what went wrong in measuring, where there is nothing older to show
 */
export async function measuredLately(
  throughline: Throughline,
  metrics: readonly MetricDefinition[],
  { now, timeZone, visible }: Seeing & { readonly timeZone: string },
): Promise<Measured | undefined> {
  const seen = visible.seen();
  const shown = metrics.flatMap((metric) => metricSeen(visible, metric) ?? []);
  const desk = deskFor(throughline, JSON.stringify([seen ?? null, shown.map(({ id, dimensions }) => [id, dimensions])]));
  const basis = await basisOf(throughline, now, timeZone);
  if (desk.running === undefined && isDue(desk, basis)) {
    const options = {
      ...{ now: new Date(now).toISOString(), timeZone, signal: desk.stop.signal },
      ...(seen === undefined ? {} : { seen }),
    };
    const began = performance.now();
    desk.running = compareWhole(throughline.reader, shown, options).then(
      (comparisons) => settle(desk, comparisons === undefined ? {} : { measured: { asOf: now, comparisons }, basis }, began),
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

/** `undefined`: the reader does not see the whole log yet, and what a part of it says would be wrong. */
async function compareWhole(
  reader: LogReader,
  metrics: readonly MetricDefinition[],
  options: BaselineOptions,
): Promise<readonly BaselineComparison[] | undefined> {
  const { behind } = await reader.freshness();
  return behind > 0 ? undefined : compareAll(reader, metrics, options);
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
