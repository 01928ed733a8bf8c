import { type Change, likelihoodOf } from './changes.ts';
import type { Ground } from './ground.ts';
import { type Rates, ratesOf } from './rates.ts';
import { type Scan, scanOf } from './scan.ts';
import { cellsIn } from './segments.ts';

/** What is told apart, and how well that tells where the affected ones lie. */
export interface Fit {
  /** Cells that have a rate of their own. */
  readonly terms: readonly Uint8Array[];
  readonly changed: readonly Change[];
  readonly rates: Rates;
  readonly likelihood: number;
}

/** The segments taken may have changed by themselves, each in the way that fits it better; what they had already before is theirs, too. */
export function fitOf({ cube, segments, terms, rates: start }: Ground, taken: readonly number[]): Fit {
  const insides = taken.map((segment) => cellsIn(cube, segments, segment));
  const own = [...terms, ...insides];
  return insides.reduce((fit, inside) => changing(cube, fit, inside), fitted(cube, { terms: own, changed: [] }, start));
}

/** The same where these segments have rates of their own as well. */
export function fitStill({ cube, segments }: Ground, { terms, changed, rates }: Fit, several: readonly number[]): Fit {
  // The values of attributes have rates of their own as it is.
  const more = several.filter((segment) => (segments.order[segment] as number) > 1);
  const insides = more.map((segment) => cellsIn(cube, segments, segment));
  return fitted(cube, { terms: [...terms, ...insides], changed }, rates, nearly);
}

/** The same where one segment more has changed by itself. */
export function fitChanged({ cube, segments }: Ground, fit: Fit, segment: number): Fit {
  return changing(cube, fit, cellsIn(cube, segments, segment), nearly);
}

/** The same where all cases are hit by an addend as well. */
export function fitWithAll({ cube }: Ground, { terms, changed, rates }: Fit): Fit {
  return fitted(cube, { terms, changed: [...changed, { inside: new Uint8Array(cube.cells).fill(1), kind: 'plus' }] }, rates);
}

/** Near enough to tell which of several fits tells most; a scan of what such a fit leaves would find its traces. */
const nearly = 0.01;

export function scanFor({ cube, segments, project }: Ground, { rates }: Fit): Scan {
  return scanOf(cube, segments, project, rates);
}

function changing(cube: Ground['cube'], { terms, changed, rates }: Fit, inside: Uint8Array, settled?: number): Fit {
  const [times, plus] = (['times', 'plus'] as const).map((kind) =>
    fitted(cube, { terms, changed: [...changed, { inside, kind }] }, rates, settled),
  ) as [Fit, Fit];
  return plus.likelihood > times.likelihood ? plus : times;
}

function fitted(cube: Ground['cube'], { terms, changed }: Pick<Fit, 'terms' | 'changed'>, start: Rates, settled?: number): Fit {
  const rates = ratesOf({ cube, terms, changed, start, settled });
  return { terms, changed, rates, likelihood: likelihoodOf(cube, rates.rate, rates.change) };
}
