import { type Change, cellsWhere, changesOf } from './changes.ts';
import type { Cube } from './cube.ts';
import { cellsIn, conditionsIn, type Projection, type Segments } from './segments.ts';

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
const sweepsMax = 60;
/** Factors that change by less are where they belong. */
const settledBelow = 0.001;

export interface RatesRequest {
  readonly cube: Cube;
  /** Cells that have a rate of their own beside their values': persistent interactions. */
  readonly terms: readonly Uint8Array[];
  /** Cells that have a change of their own beside that of the whole. */
  readonly changed: readonly Change[];
  /**
   * `before`: the rates of that period alone. `alike`: of both, as if not even the whole had changed. `both`: with a change of the whole and
   * of what is said to have changed. Default `both`.
   */
  readonly from?: 'before' | 'alike' | 'both';
  /** Factors that change by less are where they belong. Default 0.001. */
  readonly settled?: number | undefined;
  /** Rates that are nearly these, to begin with. */
  readonly start?: Rates;
}

/**
 * A log-linear model of the rates, fitted by iterative proportional fitting (W. E. Deming, F. F. Stephan, 1940; J. N. Darroch, D.
 * Ratcliff, 1972): each value of each attribute, each term and each change has a factor, such that the expected numbers of its cells add
 * up to those that occurred. A cell has few cases, most have none affected: what it would have had is known from its margins alone.
 */
export function ratesOf({ cube, terms, changed, from = 'both', settled = settledBelow, start }: RatesRequest): Rates {
  const { cells, casesBefore, casesAfter, affectedBefore } = cube;
  const rate = start?.rate.slice() ?? new Float64Array(cells).fill(1);
  const changes = changesOf(cube, changed);
  const { factor, addend, byFactors } = changes;
  // What the factors have to tell: the cases at risk, and the affected ones that no addend has brought.
  const affected = affectedBefore.slice();
  const exposure = casesBefore.slice();
  const values = cube.attributes.map((attribute) => valuesToRake(cube, attribute));
  const hit = cellsWhere(Uint8Array.from(rate, (_, cell) => Number(affectedBefore[cell] !== 0 || byFactors[cell] !== 0)));
  const count = () => {
    if (from !== 'before')
      for (const cell of hit) affected[cell] = (affectedBefore[cell] as number) + (byFactors[cell] as number);
    for (const each of values) countSeen(each, hit, affected);
  };
  const hasAddends = changed.some(({ kind }) => kind === 'plus');
  const expose = () => {
    if (hasAddends) count();
    if (from === 'before') return;
    for (let cell = 0; cell < cells; cell += 1)
      exposure[cell] = (casesBefore[cell] as number) + (casesAfter[cell] as number) * (factor[cell] as number);
  };
  const everywhere = Int32Array.from(rate.keys());
  const insides = terms.map(cellsWhere);
  count();
  if (start !== undefined && from === 'both') changes.step(rate);
  expose();
  if (start === undefined) rake(everywhere, affected, rate, exposure, 0);
  for (let sweep = 0; sweep < sweepsMax; sweep += 1) {
    let moved = 0;
    for (const each of values) moved = Math.max(moved, rakeValues(each, rate, exposure));
    for (const inside of insides) moved = Math.max(moved, rake(inside, affected, rate, exposure, shrinkage));
    if (from === 'both') {
      moved = Math.max(moved, changes.step(rate));
      expose();
      moved = Math.max(moved, rake(everywhere, affectedBefore, rate, casesBefore, 0));
    } else moved = Math.max(moved, rake(everywhere, affected, rate, exposure, 0));
    if (moved < settled) break;
  }
  return {
    rate,
    change: factor.map((each, cell) => each + (addend[cell] === 0 ? 0 : (addend[cell] as number) / (rate[cell] as number))),
  };
}

/** One factor for all cells inside, such that what they have together is what they are expected to. Returns how far it is from 1. */
function rake(inside: Int32Array, affected: Float64Array, factorOn: Float64Array, exposure: Float64Array, prior: number): number {
  let seen = prior;
  let fitted = prior;
  for (const cell of inside) {
    seen += affected[cell] as number;
    fitted += (factorOn[cell] as number) * (exposure[cell] as number);
  }
  const factor = fitted > 0 ? seen / fitted : 1;
  for (const cell of inside) factorOn[cell] = (factorOn[cell] as number) * factor;
  return Math.abs(factor - 1);
}

/** The values of an attribute, each of which has a factor. */
interface RakedValues {
  readonly codes: Uint16Array;
  /** 1: the value occurred before. */
  readonly isKnown: Uint8Array;
  /** Of each value, what its cells have. */
  readonly seen: Float64Array;
  readonly fitted: Float64Array;
}

function valuesToRake({ cells, casesBefore }: Cube, { codes, size }: Cube['attributes'][number]): RakedValues {
  const isKnown = new Uint8Array(size);
  for (let cell = 0; cell < cells; cell += 1) if ((casesBefore[cell] as number) > 0) isKnown[codes[cell] as number] = 1;
  return { codes, isKnown, seen: new Float64Array(size), fitted: new Float64Array(size) };
}

function countSeen({ codes, seen }: RakedValues, hit: Int32Array, affected: Float64Array): void {
  seen.fill(shrinkage);
  for (const cell of hit) {
    const value = codes[cell] as number;
    seen[value] = (seen[value] as number) + (affected[cell] as number);
  }
}

/** All values of an attribute at once. One that did not occur before has no rate of its own: that it has one may be the very news. */
function rakeValues({ codes, isKnown, seen, fitted }: RakedValues, rate: Float64Array, exposure: Float64Array): number {
  fitted.fill(shrinkage);
  for (let cell = 0; cell < codes.length; cell += 1) {
    const value = codes[cell] as number;
    fitted[value] = (fitted[value] as number) + (rate[cell] as number) * (exposure[cell] as number);
  }
  let [seenOfKnown, fittedOfKnown] = [0, 0];
  for (const [value, known] of isKnown.entries()) {
    if (known === 0) continue;
    seenOfKnown += seen[value] as number;
    fittedOfKnown += fitted[value] as number;
  }
  const usual = fittedOfKnown > 0 ? seenOfKnown / fittedOfKnown : 1;
  let moved = 0;
  for (const [value, known] of isKnown.entries()) {
    const factor = known === 0 ? usual : (seen[value] as number) / (fitted[value] as number);
    moved = Math.max(moved, Math.abs(factor - 1));
    fitted[value] = factor;
  }
  for (let cell = 0; cell < codes.length; cell += 1)
    rate[cell] = (rate[cell] as number) * (fitted[codes[cell] as number] as number);
  return moved;
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
/** By so much (in log likelihood, beyond the choice among all segments) must a persistent interaction stand out: one too many does no harm. */
const termMargin = 0;

/**
 * Segments whose rate differed from what their values tell already before: such as two values that never went well together. Added one
 * by one, that which stands out most first. Nobody is to take them for news when the mix shifts.
 */
export function persistentTerms(
  cube: Cube,
  segments: Segments,
  project: Projection,
): { readonly terms: readonly Uint8Array[]; readonly rates: Rates } {
  const affected = project(cube.affectedBefore);
  const total = cube.affectedBefore.reduce((sum, count) => sum + count, 0);
  const terms: Uint8Array[] = [];
  // The period before alone: where the mix shifts much, the other one draws the factors of values towards what their mixture has.
  let rates = ratesOf({ cube, terms, changed: [], from: 'before' });
  const singles = singlesOf(cube, segments);
  while (terms.length < termsMax) {
    const expected = project(product(rates.rate, cube.casesBefore));
    let best = -1;
    let bestScore = termMargin;
    for (let segment = 0; segment < segments.count; segment += 1) {
      const order = segments.order[segment] as number;
      const seen = affected[segment] as number;
      if (order < 2 || seen === 0) continue;
      const fitted = expected[segment] as number;
      const gain = seen * Math.log(seen / fitted) - (seen - fitted);
      const score =
        gain / freePart(expected, singles[segment] as readonly number[], fitted, total) - choiceAmong(segments, order);
      if (score > bestScore) {
        best = segment;
        bestScore = score;
      }
    }
    if (best < 0) break;
    terms.push(cellsIn(cube, segments, best));
    rates = ratesOf({ cube, terms, changed: [], from: 'before', start: rates });
  }
  return { terms, rates: ratesOf({ cube, terms, changed: [] }) };
}

/** Of each segment those of its conditions alone. */
function singlesOf(cube: Cube, segments: Segments): readonly (readonly number[])[] {
  return Array.from({ length: segments.count }, (_, segment) =>
    [...conditionsIn(cube, segments, segment)].map(([attribute, value]) => segments.segmentAt[attribute]?.[value] as number),
  );
}

/**
 * The factors of its values follow what a segment has: only a part of its variance is left to show in it. The residual variance of its
 * indicator once the indicators of its values are known, over its mean, as if attributes went independently.
 */
function freePart(expected: Float64Array, singles: readonly number[], fitted: number, total: number): number {
  const own = fitted / total;
  const shares = singles.map((single) => Math.min(1, (expected[single] as number) / total));
  return Math.max(0.1, 1 - own - own * shares.reduce((sum, share) => sum + (1 - share) / share, 0));
}

/** What it costs, in nats, to say which segment of its order is meant, and which order: the length of its description (J. Rissanen, 1978). */
export function choiceAmong(segments: Segments, order: number): number {
  return Math.log(3 * Math.max(1, segments.ofOrder[order] as number));
}
