import { type Change, likelihoodOf } from './changes.ts';
import type { Ground } from './ground.ts';
import { type Rates, ratesOf } from './rates.ts';
import { type Scan, scanOf } from './scan.ts';
import { cellsIn } from './segments.ts';

export interface Round {
  readonly scan: Scan;
  readonly rates: Rates;
  /** How well what was fitted tells where the affected ones lie. */
  readonly likelihood: number;
}

/**
 * A scan in which the segments taken may have changed by themselves, each in the way that fits it better; what they had already before
 * is theirs, too. The whole has a factor and, where that is asked for, an addend.
 */
export function roundOf(
  { cube, segments, project, terms, rates: start }: Ground,
  taken: readonly number[],
  whole: 'times' | 'times-and-plus' = 'times',
): Round {
  const insides = taken.map((segment) => cellsIn(cube, segments, segment));
  const own = [...terms, ...insides];
  const fit = (changed: readonly Change[]): Fit => {
    const rates = ratesOf({ cube, terms: own, changed, start });
    return { changed, rates, likelihood: likelihoodOf(cube, rates.rate, rates.change) };
  };
  let best = fit([]);
  for (const inside of insides) {
    const { changed } = best;
    best = better(fit([...changed, { inside, kind: 'times' }]), fit([...changed, { inside, kind: 'plus' }]), 0);
  }
  if (whole === 'times-and-plus') best = fit([...best.changed, { inside: new Uint8Array(cube.cells).fill(1), kind: 'plus' }]);
  return { scan: scanOf(cube, segments, project, best.rates), rates: best.rates, likelihood: best.likelihood };
}

interface Fit {
  readonly changed: readonly Change[];
  readonly rates: Rates;
  readonly likelihood: number;
}

/** The second where it is better by more than so much. */
function better(first: Fit, second: Fit, by: number): Fit {
  return second.likelihood > first.likelihood + by ? second : first;
}
