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
