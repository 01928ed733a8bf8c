/*
 * How likely a number is if nothing but chance moved it. Counts and shares have exact distributions; all others are taken to be normal
 * with a spread that is itself only estimated.
 */

/** Natural logarithm of the gamma function for x > 0, to 1e-10 (C. Lanczos, 1964). */
export function logGamma(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012,
    9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const base = x + 6.5;
  const sum = coefficients.reduce((series, coefficient, index) => series + coefficient / (x + index), 0.9999999999998099);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

/** Chances of 0, 1, 2, ... */
export interface Counts {
  readonly chances: Float64Array;
}

/** Larger counts are not told apart one by one; `undefined` is returned, and a normal serves. */
const countsMax = 20_000;

/** A negative binomial with this mean and variance; a Poisson where the variance is no larger than the mean. */
export function countsOf(mean: number, variance: number): Counts | undefined {
  const last = Math.ceil(mean + 14 * Math.sqrt(Math.max(variance, mean)) + 30);
  if (last > countsMax) return undefined;
  const isPoisson = variance <= mean * (1 + 1e-9);
  const size = (mean * mean) / (variance - mean);
  const logMean = Math.log(mean);
  const logSuccess = Math.log(size / (size + mean));
  const logFailure = Math.log(mean / (size + mean));
  return {
    chances: Float64Array.from({ length: last + 1 }, (_, count) =>
      Math.exp(
        isPoisson
          ? count * logMean - mean - logGamma(count + 1)
          : logGamma(count + size) - logGamma(size) - logGamma(count + 1) + size * logSuccess + count * logFailure,
      ),
    ),
  };
}

/** How many of `size` have something, at this share, if it varies `spread` times as much as a binomial: a beta-binomial. */
export function hitsOf(size: number, share: number, spread: number): Counts | undefined {
  if (size > countsMax) return undefined;
  const alike = size > 1 ? Math.min(0.999, (spread - 1) / (size - 1)) : 0;
  const logChoose = (count: number) => logGamma(size + 1) - logGamma(count + 1) - logGamma(size - count + 1);
  const isBinomial = alike <= 1e-9;
  const a = share * (1 / alike - 1);
  const b = (1 - share) * (1 / alike - 1);
  const logBeta = (x: number, y: number) => logGamma(x) + logGamma(y) - logGamma(x + y);
  return {
    chances: Float64Array.from({ length: size + 1 }, (_, count) =>
      Math.exp(
        logChoose(count) +
          (isBinomial
            ? count * Math.log(share) + (size - count) * Math.log1p(-share)
            : logBeta(count + a, size - count + b) - logBeta(a, b)),
      ),
    ),
  };
}

/** The narrowest range of counts outside of which, on either side, no more than half of `outside` lies. */
export function rangeOf({ chances }: Counts, outside: number): readonly [number, number] {
  let lower = 0;
  for (let below = chances[0] as number; below <= outside / 2 && lower < chances.length - 1; below += chances[lower] as number)
    lower += 1;
  let upper = chances.length - 1;
  for (let above = chances[upper] as number; above <= outside / 2 && upper > 0; above += chances[upper] as number) upper -= 1;
  return [lower, Math.max(lower, upper)];
}

/** How likely a count as far out as this one is, on either side: twice the smaller tail, at most 1. */
export function tailOf({ chances }: Counts, count: number): number {
  let [below, above] = [0, 0];
  for (let each = 0; each < chances.length; each += 1) {
    if (each <= count + 1e-9) below += chances[each] as number;
    if (each >= count - 1e-9) above += chances[each] as number;
  }
  return Math.min(1, 2 * Math.min(below, above));
}

/** How likely a value of Student's distribution is as far from 0, on either side. */
export function studentTail(t: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** The distance from 0 beyond which so much lies, both sides together: found by halving. */
export function studentLimit(outside: number, freedom: number): number {
  let [low, high] = [0, 1e4];
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > outside) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete beta function by its continued fraction (W. Lentz, 1976). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300;
  let [c, d] = [1, 1 - ((a + b) * x) / (a + 1)];
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let fraction = d;
  for (let m = 1; m <= 300; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      d = 1 + term * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + term / c;
      if (Math.abs(c) < tiny) c = tiny;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-12) break;
  }
  return front * fraction;
}
