import { type Counts, countsOf, hitsOf, rangeOf, studentLimit, studentTail, tailOf } from '../distributions.ts';
import { type Course, courseOf, median, type Past, spreadOf } from './course.ts';

/** `count`: how often something happened. `share`: of `n` cases. `measure`: days, money, anything else. */
export type SeriesKind = 'count' | 'share' | 'measure';

export interface SeriesPoint {
  /** `null`: no data. */
  readonly value: number | null;
  /** The cases behind it; of a share, its denominator. */
  readonly n: number;
}

export interface ExpectationOptions {
  readonly kind: SeriesKind;
  /** After how many points the same season comes again: 52 for weeks, 12 for months, 7 for days. Default: none. */
  readonly season?: number;
  /** A point is judged by so many points before it and no older ones. Default: all. */
  readonly history?: number;
  /** The index of the first point that is asked for: those before it are its past, and get `null`. Default 0. */
  readonly from?: number;
  /** How often a value may lie outside where nothing changed. Default 0.0027, three standard deviations of a normal. */
  readonly outside?: number;
}

/** What a point is expected to be, by the points before it alone. */
export interface Expectation {
  readonly expected: number;
  /** `expected` without its season. */
  readonly level: number;
  readonly lower: number;
  readonly upper: number;
  /** How likely a value as far out is where nothing changed. 1 where the point has none. */
  readonly p: number;
}

/** With fewer points before it nothing is expected of one. */
const pastMin = 6;
const freedomKept = 0.7;
const outsideDefault = 0.0027;
/** The same value that often in a row says how exact a number is: any other is as rare as one in so many. */
const stillShare = 1e-9;

/**
 * The expectation of each point of a series, oldest first; `null` where too few come before it. Nothing is drawn by chance: the same
 * points give the same answer.
 *
 * Counts are held against a negative binomial, shares against a beta-binomial, both exact and no narrower than Poisson and binomial;
 * others against Student's distribution with a robust spread. That the level is itself only estimated is in each of them.
 */
export function expectationOf(points: readonly SeriesPoint[], options: ExpectationOptions): readonly (Expectation | null)[] {
  return points.map((point, next) => {
    if (next < (options.from ?? 0)) return null;
    const before = points.slice(0, next);
    const oldest = options.history === undefined ? 0 : next - options.history;
    const past = before.flatMap(({ value }, index): Past[] => (value === null || index < oldest ? [] : [{ index, value }]));
    return past.length < pastMin
      ? null
      : judges[options.kind](point, before, courseOf(past, next, options.season), options.outside ?? outsideDefault);
  });
}

type Judge = (point: SeriesPoint, before: readonly SeriesPoint[], course: Course, outside: number) => Expectation;

const judges: Readonly<Record<SeriesKind, Judge>> = { count: judgeCount, share: judgeShare, measure: judgeMeasure };

function judgeCount({ value }: SeriesPoint, _before: readonly SeriesPoint[], course: Course, outside: number): Expectation {
  const known = course.residuals.length;
  // After a run of zeros one is no wonder: at least half a case is taken to have been in them.
  const level = Math.max(course.fitted === 1 ? course.expected + meanOfFew(course) : course.expected, 0.5 / known);
  const variance = spreadOf(course.residuals, course.fitted) ** 2;
  const counts = countsOf(level, Math.max(level, variance) + level * course.doubt);
  const told = { ...course, expected: level, level: course.level + level - course.expected };
  return counts === undefined ? judgeMeasure({ value, n: 0 }, [], course, outside) : fromCounts(counts, value, told, outside, 1);
}

const fewMax = 20;

/** Of small counts the median is a whole number, which the mean is not: what is to be added to it. Single wild ones are drawn in. */
function meanOfFew({ residuals, level }: Course): number {
  if (level > fewMax) return 0;
  const limit = 4 * Math.sqrt(Math.max(0, level) + 1);
  return residuals.reduce((sum, residual) => sum + Math.min(residual, limit), 0) / residuals.length;
}

function judgeShare({ value, n }: SeriesPoint, before: readonly SeriesPoint[], course: Course, outside: number): Expectation {
  const recent = before.filter((point) => point.value !== null).slice(-course.residuals.length);
  const isPlain = course.fitted === 1;
  // The cases of all points together say more than the median of points, which may have a handful each, unless there is season or trend.
  const pooled = isPlain ? inLine(recent, course.level) : recent;
  const cases = pooled.reduce((sum, point) => sum + point.n, 0);
  const hits = pooled.reduce((sum, point) => sum + (point.value ?? 0) * point.n, 0);
  const share = clamped(isPlain ? (hits + 0.5) / (cases + 1) : course.expected, 0.5 / (cases + 1));
  const spread = spreadOfShares(recent, course, share);
  const size = Math.max(1, Math.round(n));
  const counts = hitsOf(size, share, Math.min(size, spread * (1 + size / Math.max(1, cases))));
  const told = { ...course, expected: share, level: isPlain ? share : course.level };
  return counts === undefined
    ? judgeMeasure({ value, n }, before, told, outside)
    : fromCounts(counts, value, told, outside, size);
}

/** With fewer hits to be expected in a point, the median of points is too coarse to say which is out of line. */
const hitsMin = 5;
const inLineAt = 3;

/** The points without those that are out of line: a fault that lasts is no part of what is usual, until it has lasted for half of them. */
function inLine(points: readonly SeriesPoint[], level: number): readonly SeriesPoint[] {
  const usual = median(points.map(({ n }) => n));
  if (Math.min(level, 1 - level) * usual < hitsMin) return points;
  const far = points.map(
    ({ value, n }) => Math.abs((value ?? level) - level) / Math.sqrt((level * (1 - level)) / Math.max(1, n)),
  );
  const limit = inLineAt * Math.max(1, spreadOf(far));
  return points.filter((_, index) => (far[index] as number) <= limit);
}

/** How many times as much as a binomial the shares vary around their course. */
function spreadOfShares(recent: readonly SeriesPoint[], course: Course, share: number): number {
  const standard = recent.map(({ n }, at) => {
    const residual = course.fitted === 1 ? (recent[at]?.value ?? share) - share : (course.residuals[at] ?? 0);
    return residual / Math.sqrt((share * (1 - share)) / Math.max(1, n));
  });
  return Math.max(1, spreadOf(standard, course.fitted) ** 2);
}

function judgeMeasure({ value }: SeriesPoint, _before: readonly SeriesPoint[], course: Course, outside: number): Expectation {
  const known = course.residuals.length;
  const spread = spreadOf(course.residuals, course.fitted);
  const { expected, level } = course;
  if (spread <= stillShare * Math.abs(expected) || spread === 0) {
    const isSame = value === null || Math.abs(value - expected) <= stillShare * Math.abs(expected);
    return { expected, level, lower: expected, upper: expected, p: isSame ? 1 : 1 / (known + 1) };
  }
  const error = spread * Math.sqrt(1 + course.doubt);
  // Drawing in what lies far out costs some of the knowledge of the spread.
  const freedom = Math.max(1, freedomKept * (known - course.fitted));
  const half = error * studentLimit(outside, freedom);
  const p = value === null ? 1 : studentTail((value - expected) / error, freedom);
  return { expected, level, lower: expected - half, upper: expected + half, p };
}

function fromCounts(
  counts: Counts,
  value: number | null,
  { expected, level }: Course,
  outside: number,
  unit: number,
): Expectation {
  const [lower, upper] = rangeOf(counts, outside);
  const p = value === null ? 1 : tailOf(counts, Math.round(value * unit));
  return { expected, level, lower: lower / unit, upper: upper / unit, p };
}

function clamped(share: number, least: number): number {
  return Math.min(1 - least, Math.max(least, share));
}
