import type { Ground } from './ground.ts';
import type { Fit } from './round.ts';
import type { Scan } from './scan.ts';
import { cellsIn, conditionsIn, placeIn } from './segments.ts';

/** What brings less than this share of the affected ones is no answer, however sure it is: a million cases make everything certain. */
const worthMin = 0.01;

export interface Strongest {
  readonly taken: readonly number[];
  readonly without: ReadonlySet<number>;
  readonly most: number;
}

/**
 * The segments with the highest scores, simpler ones first among equals, that bring so much beside those taken that it is worth to be told; then
 * what is wider than the first: where a share of all is hit, part of those with little risk stands out more than all of them.
 */
export function strongestOf(
  ground: Ground,
  fit: Fit,
  { score, segments, affectedAfter, borrowed, after, both, share }: Scan,
  { taken, without, most }: Strongest,
): readonly number[] {
  const known = new Uint8Array(ground.cube.cells);
  for (const segment of taken)
    for (const [cell, isIn] of cellsIn(ground.cube, segments, segment).entries()) if (isIn === 1) known[cell] = 1;
  const worth = worthMin * affectedAfter;
  const isWorth = (segment: number) =>
    score[segment] !== Number.NEGATIVE_INFINITY &&
    !without.has(segment) &&
    (after[segment] as number) - (both[segment] as number) * (share[segment] as number) >= worth &&
    (taken.length === 0 || broughtBy(ground, fit, segment, known, borrowed[segment] as number) >= worth);
  const order = [...segments.order.keys()].sort((a, b) => (score[b] as number) - (score[a] as number) || a - b);
  const strongest: number[] = [];
  for (const segment of order) {
    if (score[segment] === Number.NEGATIVE_INFINITY || strongest.length === most) break;
    if (isWorth(segment)) strongest.push(segment);
  }
  const [first] = strongest;
  if (first === undefined) return [];
  return [...strongest, ...widerThan(ground, first).filter((segment) => !strongest.includes(segment) && isWorth(segment))];
}

/** The segments of some of its conditions. */
function widerThan({ cube, segments }: Ground, segment: number): readonly number[] {
  const conditions = conditionsIn(cube, segments, segment);
  return segments.families.flatMap((family, index) => {
    if (family.length >= conditions.size || !family.every((attribute) => conditions.has(attribute))) return [];
    const place = placeIn(cube, family, conditions);
    const wider = segments.segmentAt[index]?.[place] ?? -1;
    return wider < 0 ? [] : [wider];
  });
}

/** How many more affected ones a segment has after than if it had changed as was fitted, those that are known not counted. */
function broughtBy({ cube, segments }: Ground, { rates }: Fit, segment: number, known: Uint8Array, borrowed: number): number {
  const inside = cellsIn(cube, segments, segment);
  let [after, both, expectedAfter, expectedBefore] = [0, 0, 0, borrowed];
  for (let cell = 0; cell < cube.cells; cell += 1) {
    if (inside[cell] === 0 || known[cell] === 1) continue;
    const rate = rates.rate[cell] as number;
    after += cube.affectedAfter[cell] as number;
    both += (cube.affectedAfter[cell] as number) + (cube.affectedBefore[cell] as number);
    expectedAfter += rate * (rates.change[cell] as number) * (cube.casesAfter[cell] as number);
    expectedBefore += rate * (cube.casesBefore[cell] as number);
  }
  return expectedAfter === 0 ? 0 : after - (both * expectedAfter) / (expectedAfter + expectedBefore);
}
