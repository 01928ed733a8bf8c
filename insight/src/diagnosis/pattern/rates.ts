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
const sweeps = 6;
const sweepsWhileLooking = 2;

export interface RatesRequest {
  readonly cube: Cube;
  /** Cells that have a rate of their own beside their values': persistent interactions. */
  readonly terms: readonly Uint8Array[];
  /** Cells that have a change of their own beside that of the whole. */
  readonly changed: readonly Uint8Array[];
  /** `before`: the rates of that period alone; nothing is said of a change. Default `both`. */
  readonly from?: 'before' | 'both';
  readonly sweeps?: number;
}

/**
 * A log-linear model of the rates, fitted by iterative proportional fitting (W. E. Deming, F. F. Stephan, 1940; J. N. Darroch, D.
 * Ratcliff, 1972): each value of each attribute, each term and each change has a factor, such that the expected numbers of its cells add
 * up to those that occurred. A cell has few cases, most have none affected: what it would have had is known from its margins alone.
 */
export function ratesOf(request: RatesRequest): Rates {
  const { cube, terms, changed, from = 'both' } = request;
  const rate = new Float64Array(cube.cells).fill(1);
  const change = new Float64Array(cube.cells).fill(1);
  const isBoth = from === 'both';
  const affected = isBoth
    ? cube.affectedBefore.map((count, cell) => count + (cube.affectedAfter[cell] as number))
    : cube.affectedBefore;
  const everywhere = new Uint8Array(cube.cells).fill(1);
  const exposure = (cell: number) =>
    (cube.casesBefore[cell] as number) + (isBoth ? (cube.casesAfter[cell] as number) * (change[cell] as number) : 0);
  const rake = (
    inside: Uint8Array,
    target: Float64Array,
    factorOn: Float64Array,
    expected: (cell: number) => number,
    prior: number,
  ) => {
    let seen = prior;
    let fitted = prior;
    for (let cell = 0; cell < cube.cells; cell += 1) {
      if (inside[cell] === 0) continue;
      seen += target[cell] as number;
      fitted += expected(cell);
    }
    const factor = fitted > 0 ? seen / fitted : 1;
    for (let cell = 0; cell < cube.cells; cell += 1) if (inside[cell] === 1) factorOn[cell] = (factorOn[cell] as number) * factor;
  };
  const expectedAll = (cell: number) => (rate[cell] as number) * exposure(cell);
  const expectedAfter = (cell: number) => (rate[cell] as number) * (change[cell] as number) * (cube.casesAfter[cell] as number);
  const expectedBefore = (cell: number) => (rate[cell] as number) * (cube.casesBefore[cell] as number);
  rake(everywhere, affected, rate, expectedAll, 0);
  for (let sweep = 0; sweep < (request.sweeps ?? sweeps); sweep += 1) {
    for (const attribute of cube.attributes) rakeValues(cube, attribute, affected, rate, exposure);
    for (const term of terms) rake(term, affected, rate, expectedAll, shrinkage);
    if (isBoth) {
      for (const inside of changed) rake(inside, cube.affectedAfter, change, expectedAfter, shrinkage);
      rake(everywhere, cube.affectedAfter, change, expectedAfter, 0);
    }
    rake(everywhere, cube.affectedBefore, rate, expectedBefore, 0);
  }
  return { rate, change };
}

/** All values of an attribute at once. One that did not occur before has no rate of its own: that it has one may be the very news. */
function rakeValues(
  cube: Cube,
  { codes, size }: Cube['attributes'][number],
  affected: Float64Array,
  rate: Float64Array,
  exposure: (cell: number) => number,
): void {
  const seen = new Float64Array(size).fill(shrinkage);
  const fitted = new Float64Array(size).fill(shrinkage);
  const before = new Float64Array(size);
  for (let cell = 0; cell < cube.cells; cell += 1) {
    const value = codes[cell] as number;
    seen[value] = (seen[value] as number) + (affected[cell] as number);
    fitted[value] = (fitted[value] as number) + (rate[cell] as number) * exposure(cell);
    before[value] = (before[value] as number) + (cube.casesBefore[cell] as number);
  }
  const factor = seen.map((count, value) => (before[value] === 0 ? 1 : count / (fitted[value] as number)));
  for (let cell = 0; cell < cube.cells; cell += 1)
    rate[cell] = (rate[cell] as number) * (factor[codes[cell] as number] as number);
}

const termsMax = 8;
/** By so much (in log likelihood, beyond the choice among all segments) must a persistent interaction stand out to get a rate of its own. */
const termMargin = 3;

/**
 * Segments whose rate differs from what their values tell, in both periods: such as two values that never went well together. Added one
 * by one, that which stands out most first. Nobody is to take them for news when the mix shifts.
 */
export function persistentTerms(cube: Cube, segments: Segments, project: Projection): readonly Uint8Array[] {
  const affected = project(cube.affectedBefore.map((count, cell) => count + (cube.affectedAfter[cell] as number)));
  const terms: Uint8Array[] = [];
  for (let round = 0; round < termsMax; round += 1) {
    const { rate, change } = ratesOf({ cube, terms, changed: [], sweeps: sweepsWhileLooking });
    const expected = project(
      rate.map(
        (each, cell) =>
          each * ((cube.casesBefore[cell] as number) + (cube.casesAfter[cell] as number) * (change[cell] as number)),
      ),
    );
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
  }
  return terms;
}

/** What it costs, in nats, to say which segment of its order is meant, and which order: the length of its description (J. Rissanen, 1978). */
export function choiceAmong(segments: Segments, order: number): number {
  return Math.log(3 * Math.max(1, segments.ofOrder[order] as number));
}
