import { complementaryError } from '../../distributions.ts';
import type { Ground } from './ground.ts';
import { product, ratesOf } from './rates.ts';
import { total } from './scan.ts';

/** The two periods as wholes. */
export interface Whole {
  readonly casesBefore: number;
  readonly affectedBefore: number;
  readonly casesAfter: number;
  readonly affectedAfter: number;
  /** How often chance brings the rates before, at the mix after, as far from what there is. */
  readonly p: number;
  /** The same of the bare rates, whatever the mix. */
  readonly bareP: number;
  readonly isTooFew: boolean;
}

const casesMin = 20;
const affectedMin = 10;

export function judgeWhole({ cube, terms, units }: Ground): Whole {
  const [casesBefore, casesAfter] = [total(cube.casesBefore), total(cube.casesAfter)];
  const [affectedBefore, affectedAfter] = [total(cube.affectedBefore), total(cube.affectedAfter)];
  const whole = { casesBefore, affectedBefore, casesAfter, affectedAfter };
  const affected = affectedBefore + affectedAfter;
  if (Math.min(casesBefore, casesAfter) < casesMin || affected < affectedMin) return { ...whole, p: 1, bareP: 1, isTooFew: true };
  const { rate } = ratesOf({ cube, terms, changed: [], from: 'alike' });
  const [expectedBefore, expectedAfter] = [total(product(rate, cube.casesBefore)), total(product(rate, cube.casesAfter))];
  // What falls together counts as one: the variance of a sum of units is that of their sizes squared.
  const squares = units.together.includes(1) ? units.sizes.reduce((sum, size) => sum + size * size, 0) / affected : 1;
  const spread = squares * Math.max(0.02, 1 - affected / (casesBefore + casesAfter));
  const test = (share: number) => twoSided(affectedAfter, affected, share, spread);
  return {
    ...whole,
    p: test(expectedAfter / (expectedAfter + expectedBefore)),
    bareP: test(casesAfter / (casesAfter + casesBefore)),
    isTooFew: false,
  };
}

/** The likelihood ratio test of a binomial share, its statistic divided by how much more than binomial it varies. */
function twoSided(count: number, size: number, share: number, spread: number): number {
  if (share <= 0 || share >= 1) return 1;
  const part = (seen: number, fitted: number) => (seen > 0 ? seen * Math.log(seen / fitted) : 0);
  const statistic = (2 * (part(count, size * share) + part(size - count, size * (1 - share)))) / spread;
  return complementaryError(Math.sqrt(Math.max(0, statistic) / 2));
}
