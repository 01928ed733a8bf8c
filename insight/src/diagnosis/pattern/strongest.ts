import type { Ground } from './ground.ts';
import type { Fit } from './round.ts';
import type { Scan } from './scan.ts';
import { cellsIn } from './segments.ts';

/** What brings less than this share of the affected ones is no answer, however sure it is: a million cases make everything certain. */
const worthMin = 0.01;

export interface Strongest {
  readonly taken: readonly number[];
  readonly without: ReadonlySet<number>;
  readonly most: number;
}

/** The segments with the highest scores, simpler ones first among equals, that bring so much beside those taken that it is worth to be told. */
export function strongestOf(
  ground: Ground,
  fit: Fit,
  { score, segments, affectedAfter, borrowed }: Scan,
  { taken, without, most }: Strongest,
): readonly number[] {
  const known = new Uint8Array(ground.cube.cells);
  for (const segment of taken)
    for (const [cell, isIn] of cellsIn(ground.cube, segments, segment).entries()) if (isIn === 1) known[cell] = 1;
  const order = [...segments.order.keys()]
    .filter((segment) => score[segment] !== Number.NEGATIVE_INFINITY && !without.has(segment))
    .sort((a, b) => (score[b] as number) - (score[a] as number) || a - b);
  const strongest: number[] = [];
  for (const segment of order) {
    if (broughtBy(ground, fit, segment, known, borrowed[segment] as number) < worthMin * affectedAfter) continue;
    strongest.push(segment);
    if (strongest.length === most) break;
  }
  return strongest;
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
