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

/**
 * The quantile of the normal distribution, for 0 < p < 1. Rational approximation of P. J. Acklam, relative error below 1.2e-9.
 */
export function normalQuantile(p: number): number {
  const low = 0.02425;
  if (p < low) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - low) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239];
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
  return (polynomial(a, r) * q) / polynomial(b, r);
}

function tail(q: number): number {
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783,
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
  return polynomial(c, q) / polynomial(d, q);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, each) => sum * x + each, 0);
}

/** The chance of `count` or more where `expected` are expected, Poisson. */
export function poissonAtLeast(count: number, expected: number): number {
  if (count <= 0) return 1;
  if (expected <= 0) return 0;
  let term = Math.exp(-expected);
  if (term === 0) return normalTail((count - 0.5 - expected) / Math.sqrt(expected));
  let below = 0;
  for (let k = 0; k < count; k += 1) {
    below += term;
    term *= expected / (k + 1);
  }
  return Math.max(0, 1 - below);
}

/** The upper tail of the normal distribution. */
function normalTail(z: number): number {
  return z < 0 ? 1 - normalTail(-z) : complementaryError(z / Math.SQRT2) / 2;
}

/** erfc for x >= 0, to 1.2e-7 of its value (W. H. Press et al., Numerical Recipes, 2nd edition, 6.2). */
export function complementaryError(x: number): number {
  const t = 1 / (1 + x / 2);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
  ];
  const exponent = coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  return t * Math.exp(-x * x + exponent);
}
