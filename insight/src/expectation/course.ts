/*
 * The course of a series: level, trend and season, each by medians, so that single faults in the past leave no trace in what is expected
 * (after R. B. Cleveland et al., STL, 1990, with medians for its local regressions; P. K. Sen, 1968, for the slope).
 */

/** One past value; `index` is its place in the series, so that gaps count as time. */
export interface Past {
  readonly index: number;
  readonly value: number;
}

export interface Course {
  /** What is expected at the next index, its season with it. */
  readonly expected: number;
  /** The same without the season. */
  readonly level: number;
  /** What each past value was above what the course says of it. */
  readonly residuals: readonly number[];
  /** How many numbers the course was made of. */
  readonly fitted: number;
  /** The variance of what is expected, in variances of one value: it is made of as few values as there are. */
  readonly doubt: number;
}

/** The level is that of so many values at the end; older ones tell the season alone. */
export const levelMax = 26;
const seasonsMin = 2;
/** A season is believed if the values vary by less than this share of what they do without. */
const seasonGain = 0.8;
/** A trend is believed where chance brings one as steady in three of a thousand series (M. Kendall, 1938). */
const trendLimit = 3;
/** A median varies half as much again as a mean. */
const medianVariance = 1.5;
const trendMin = 8;

export function courseOf(past: readonly Past[], next: number, season: number | undefined): Course {
  const plain = withoutSeason(past, next);
  if (season === undefined || season < 2 || past.length < seasonsMin * season) return plain;
  const indices = seasonOf(past, season);
  if (indices === undefined) return plain;
  const phase = (index: number) => indices[index % season] ?? 0;
  const rest = withoutSeason(
    past.map(({ index, value }) => ({ index, value: value - phase(index) })),
    next,
  );
  // A phase was seen once a season: its own noise is in what is expected, and no longer in the residuals.
  const seasons = past.length / season;
  const hidden = Math.sqrt(seasons / (seasons - 1));
  return {
    ...rest,
    expected: rest.level + phase(next),
    residuals: rest.residuals.map((residual) => residual * hidden),
    doubt: rest.doubt + medianVariance / seasons,
  };
}

function withoutSeason(past: readonly Past[], next: number): Course {
  const recent = past.slice(-levelMax);
  const slope = slopeOf(recent);
  const end = median(recent.map(({ index, value }) => value + slope * (next - index)));
  return {
    expected: end,
    level: end,
    residuals: recent.map(({ index, value }) => value - (end - slope * (next - index))),
    fitted: slope === 0 ? 1 : 2,
    // At the end of a line both its height and its slope are in doubt: four times a mean's variance.
    doubt: (medianVariance * (slope === 0 ? 1 : 4)) / recent.length,
  };
}

/** The median of all slopes between two values; 0 where they do not go one way steadily enough. */
function slopeOf(past: readonly Past[]): number {
  const count = past.length;
  if (count < trendMin) return 0;
  const slopes: number[] = [];
  let steps = 0;
  for (const [at, later] of past.entries())
    for (const earlier of past.slice(0, at)) {
      slopes.push((later.value - earlier.value) / (later.index - earlier.index));
      steps += Math.sign(later.value - earlier.value);
    }
  const spread = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  return Math.abs(steps) / spread > trendLimit ? median(slopes) : 0;
}

/**
 * What each phase is above the level: the median of what its values are above the running median of a season around them. Judged by
 * telling each value from those of other seasons: what does not foretell is no season.
 */
function seasonOf(past: readonly Past[], season: number): readonly number[] | undefined {
  const half = Math.floor(season / 2);
  const above = past.map(({ index, value }) => {
    const around = past.filter((other) => Math.abs(other.index - index) <= half).map((other) => other.value);
    return { index, value: value - median(around) };
  });
  const ofPhase = Array.from({ length: season }, (_, phase) => above.filter(({ index }) => index % season === phase));
  if (ofPhase.some((values) => values.length < seasonsMin)) return undefined;
  const foretold = ofPhase.flatMap((values) =>
    values.map(({ value }, at) => value - median(values.filter((_, other) => other !== at).map((other) => other.value))),
  );
  if (spreadOf(foretold) > seasonGain * spreadOf(above.map(({ value }) => value))) return undefined;
  return ofPhase.map((values) => median(values.map(({ value }) => value)));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}

/** The part of a normal that lies within 2.5 standard deviations of it, drawn in to there, has this variance. */
const drawnInVariance = 0.9776;
const outlierAt = 2.5;

/**
 * The standard deviation around 0, with what lies beyond 2.5 of them drawn in to there: nearly as precise as the plain one where there
 * are no outliers, and hardly moved by some.
 */
export function spreadOf(residuals: readonly number[], fitted = 0): number {
  const typical = 1.4826 * median(residuals.map(Math.abs));
  const limit = typical > 0 ? outlierAt * typical : Number.POSITIVE_INFINITY;
  const squares = residuals.reduce((sum, each) => sum + Math.min(Math.abs(each), limit) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, residuals.length - fitted) / drawnInVariance);
}
