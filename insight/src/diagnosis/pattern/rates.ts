import { type Change, fitChanges } from './changes.ts';
import type { Cube } from './cube.ts';
import { cellsIn, type Projection, type Segments } from './segments.ts';

/**
 * What would be expected in each cell if nothing had changed but what is told apart: a rate for each cell, the same in both periods, and
 * a factor on it for the period after.
 */
export interface Rates {
  /** Of each cell, affected ones per case, before. */
  readonly rate: Float64Array;
  /** Of each cell, the rate after over the rate before. */
  readonly change: Float64Array;
}

/** Of few cases a factor is drawn towards 1 as if so many affected ones more had been seen and expected. */
const shrinkage = 1;
const sweepsFromNothing = 5;
const sweepsFromThere = 3;

export interface RatesRequest {
  readonly cube: Cube;
  /** Cells that have a rate of their own beside their values': persistent interactions. */
  readonly terms: readonly Uint8Array[];
  /** Cells that have a change of their own beside that of the whole. */
  readonly changed: readonly Change[];
  /** `before`: the rates of that period alone; nothing is said of a change. Default `both`. */
  readonly from?: 'before' | 'both';
  /** Rates that are nearly these, to begin with. */
  readonly start?: Rates;
}

/**
 * A log-linear model of the rates, fitted by iterative proportional fitting (W. E. Deming, F. F. Stephan, 1940; J. N. Darroch, D.
 * Ratcliff, 1972): each value of each attribute, each term and each change has a factor, such that the expected numbers of its cells add
 * up to those that occurred. A cell has few cases, most have none affected: what it would have had is known from its margins alone.
 */
export function ratesOf({ cube, terms, changed, from = 'both', start }: RatesRequest): Rates {
  const isBoth = from === 'both';
  const rate = start?.rate.slice() ?? new Float64Array(cube.cells).fill(1);
  const change = (isBoth ? start?.change.slice() : undefined) ?? new Float64Array(cube.cells).fill(1);
  const affected = isBoth ? added(cube.affectedBefore, cube.affectedAfter) : cube.affectedBefore;
  const exposure = cube.casesBefore.slice();
  const expose = () => {
    if (!isBoth) return;
    for (let cell = 0; cell < cube.cells; cell += 1)
      exposure[cell] = (cube.casesBefore[cell] as number) + (cube.casesAfter[cell] as number) * (change[cell] as number);
  };
  const everywhere = new Uint8Array(cube.cells).fill(1);
  expose();
  if (start === undefined) rake(everywhere, affected, rate, exposure, 0);
  for (let sweep = start === undefined ? sweepsFromNothing : sweepsFromThere; sweep > 0; sweep -= 1) {
    for (const attribute of cube.attributes) rakeValues(cube, attribute, affected, rate, exposure);
    for (const term of terms) rake(term, affected, rate, exposure, shrinkage);
    if (isBoth) {
      fitChanges(cube, changed, rate, change);
      expose();
    }
    rake(everywhere, cube.affectedBefore, rate, cube.casesBefore, 0);
  }
  return { rate, change };
}

/** One factor for all cells inside, such that what they have together is what they are expected to. */
function rake(inside: Uint8Array, affected: Float64Array, factorOn: Float64Array, exposure: Float64Array, prior: number): void {
  let seen = prior;
  let fitted = prior;
  for (let cell = 0; cell < inside.length; cell += 1) {
    if (inside[cell] === 0) continue;
    seen += affected[cell] as number;
    fitted += (factorOn[cell] as number) * (exposure[cell] as number);
  }
  const factor = fitted > 0 ? seen / fitted : 1;
  for (let cell = 0; cell < inside.length; cell += 1)
    if (inside[cell] === 1) factorOn[cell] = (factorOn[cell] as number) * factor;
}

/** All values of an attribute at once. One that did not occur before has no rate of its own: that it has one may be the very news. */
function rakeValues(
  cube: Cube,
  { codes, size }: Cube['attributes'][number],
  affected: Float64Array,
  rate: Float64Array,
  exposure: Float64Array,
): void {
  const seen = new Float64Array(size).fill(shrinkage);
  const fitted = new Float64Array(size).fill(shrinkage);
  const before = new Float64Array(size);
  for (let cell = 0; cell < codes.length; cell += 1) {
    const value = codes[cell] as number;
    seen[value] = (seen[value] as number) + (affected[cell] as number);
    fitted[value] = (fitted[value] as number) + (rate[cell] as number) * (exposure[cell] as number);
    before[value] = (before[value] as number) + (cube.casesBefore[cell] as number);
  }
  const factor = seen.map((count, value) => (before[value] === 0 ? 1 : count / (fitted[value] as number)));
  for (let cell = 0; cell < codes.length; cell += 1)
    rate[cell] = (rate[cell] as number) * (factor[codes[cell] as number] as number);
}

/** Cell by cell. */
export function added(a: Float64Array, b: Float64Array): Float64Array {
  const sum = a.slice();
  for (let cell = 0; cell < sum.length; cell += 1) sum[cell] = (sum[cell] as number) + (b[cell] as number);
  return sum;
}

export function product(a: Float64Array, b: Float64Array): Float64Array {
  const both = a.slice();
  for (let cell = 0; cell < both.length; cell += 1) both[cell] = (both[cell] as number) * (b[cell] as number);
  return both;
}

const termsMax = 8;
/** By so much (in log likelihood, beyond the choice among all segments) must a persistent interaction stand out to get a rate of its own. */
const termMargin = 3;

/**
 * Segments whose rate differs from what their values tell, in both periods: such as two values that never went well together. Added one
 * by one, that which stands out most first. Nobody is to take them for news when the mix shifts.
 */
export function persistentTerms(
  cube: Cube,
  segments: Segments,
  project: Projection,
): { readonly terms: readonly Uint8Array[]; readonly rates: Rates } {
  const affected = project(added(cube.affectedBefore, cube.affectedAfter));
  const terms: Uint8Array[] = [];
  let rates = ratesOf({ cube, terms, changed: [] });
  while (terms.length < termsMax) {
    const exposure = added(cube.casesBefore, product(rates.change, cube.casesAfter));
    const expected = project(product(rates.rate, exposure));
    let best = -1;
    let bestScore = termMargin;
    for (let segment = 0; segment < segments.count; segment += 1) {
      const order = segments.order[segment] as number;
      if (order < 2) continue;
      const seen = affected[segment] as number;
      const fitted = expected[segment] as number;
      const score = seen * Math.log(seen / fitted) - (seen - fitted) - choiceAmong(segments, order);
      if (score > bestScore) {
        best = segment;
        bestScore = score;
      }
    }
    if (best < 0) break;
    terms.push(cellsIn(cube, segments, best));
    rates = ratesOf({ cube, terms, changed: [], start: rates });
  }
  return { terms, rates };
}

/** What it costs, in nats, to say which segment of its order is meant, and which order: the length of its description (J. Rissanen, 1978). */
export function choiceAmong(segments: Segments, order: number): number {
  return Math.log(3 * Math.max(1, segments.ofOrder[order] as number));
}
