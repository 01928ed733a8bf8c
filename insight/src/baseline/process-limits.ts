/*
 * When has a number changed, and when does it only vary as it always did? The individuals chart (XmR) answers it with the number's
 * own history: W. A. Shewhart, Economic Control of Quality of Manufactured Product (1931); D. J. Wheeler, Understanding Variation
 * (2nd edition, 2000), whose factor 2.66 (three standard deviations, estimated by the mean moving range) is used here.
 */

const movingRangeFactor = 2.66;

export interface ProcessLimits {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  /** The mean moving range; where chance alone makes a number vary more than it did, the range that this is worth. Never zero. */
  readonly range: number;
}

/**
 * Natural process limits of a history: its mean ± 2.66 × the mean of the differences between neighbours. A short history can look
 * steadier than it is, so the limits are never narrower than three times `chance`, the standard error of one value.
 */
export function processLimits(history: readonly number[], chance: number): ProcessLimits {
  const mean = average(history);
  const ranges = history.slice(1).map((value, index) => Math.abs(value - (history[index] ?? value)));
  const range = Math.max(ranges.length === 0 ? 0 : average(ranges), (3 * chance) / movingRangeFactor, Number.EPSILON);
  return { mean, lower: mean - movingRangeFactor * range, upper: mean + movingRangeFactor * range, range };
}

export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** A level needs so many values to be known. */
const valuesBeforeMin = 4;

/**
 * Where a series went from one level to a worse one: the index from which on a second mean fits best, by least squares
 * (D. V. Hinkley, Inference about the change-point in a sequence of random variables, Biometrika 57, 1970). `undefined` where no
 * split has the worse level after it.
 */
export function stepAt(series: readonly Weighted[], isWorse: (after: number, before: number) => boolean): number | undefined {
  let best: { readonly index: number; readonly gain: number } | undefined;
  for (let index = valuesBeforeMin; index < series.length; index += 1) {
    const before = levelOf(series.slice(0, index));
    const after = levelOf(series.slice(index));
    if (before.weight === 0 || after.weight === 0 || !isWorse(after.value, before.value)) continue;
    // What two means explain beyond one: the sum of squares between the two parts.
    const gain = ((before.weight * after.weight) / (before.weight + after.weight)) * (after.value - before.value) ** 2;
    if (best === undefined || gain > best.gain) best = { index, gain };
  }
  return best?.index;
}

function levelOf(part: readonly Weighted[]): Weighted {
  const weight = part.reduce((sum, each) => sum + each.weight, 0);
  return { weight, value: part.reduce((sum, each) => sum + each.weight * each.value, 0) / weight };
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
