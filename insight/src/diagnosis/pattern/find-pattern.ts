import { choose, chooseAgain } from './choice.ts';
import { cubeOf } from './cube.ts';
import { type Ground, significance } from './ground.ts';
import { inOrder, sharpened } from './missing.ts';
import type { CaseTable, Pattern, PatternOptions } from './pattern.ts';
import { persistentTerms } from './rates.ts';
import { type RedrawRequest, type Redraws, redraws } from './redraw.ts';
import { type Found, report } from './report.ts';
import type { Fit } from './round.ts';
import type { Scan } from './scan.ts';
import { projectionOf, segmentsOf } from './segments.ts';
import { chancesOfAfter, unitsOf } from './units.ts';
import { judgeWhole } from './whole.ts';

/** So many segments are told at most. */
const keptMax = 5;
const permutationsDefault = 999;

/**
 * Which cases rose? All segments of one to three attributes are held against what they would have at the rates before, at the mix of now;
 * what stands out of the rest by more than chance brings is taken, the simplest description first, and what is left is searched again.
 *
 * Answers are associations. Throws `RangeError` where the table's columns differ in length or the number of permutations is out of
 * bounds, and the signal's reason once it is aborted.
 *
 * @example
 * const pattern = findPattern(table, { seed: 1 });
 * if (pattern.verdict === 'pattern') console.log(pattern.kept[0]?.conditions);
 */
export function findPattern(table: CaseTable, options: PatternOptions): Pattern {
  requireSound(table, options);
  const cube = cubeOf(table);
  const segments = segmentsOf(cube);
  const project = projectionOf(cube, segments);
  const units = unitsOf(table, cube);
  const ground: Ground = { table, cube, segments, project, units, ...persistentTerms(cube, segments, project) };
  const whole = judgeWhole(ground);
  if (whole.isTooFew) return report(ground, whole, { kept: [], first: undefined });
  return report(ground, whole, search(ground, options));
}

function search(ground: Ground, { permutations = permutationsDefault, seed, signal }: PatternOptions): Found {
  const kept: { segment: number; chance: number }[] = [];
  let first: Found['first'];
  for (;;) {
    const taken = kept.map(({ segment }) => segment);
    const draw = (fit: Fit, scan: Scan, observed: number) =>
      redrawsOf(ground, fit, scan, { observed, permutations, seed: seed * 31 + kept.length, signal });
    const { best, chance, judged } = choose(ground, taken, draw);
    first ??= judged;
    // Each search for one more may name one by chance: the more there are, the surer the next must be.
    if (best < 0 || chance > significance / (kept.length + 1) || kept.length === keptMax)
      return { kept: inOrder(ground, kept), first };
    kept.push({ segment: sharpened(ground, taken, best), chance });
    if (kept.length > 1) reconsider(ground, kept);
  }
}

/** With others known, an earlier choice may turn out to have been a mixture of two: it is made again, given the rest. */
function reconsider(ground: Ground, kept: { segment: number; chance: number }[]): void {
  for (const [index, choice] of kept.slice(0, -1).entries()) {
    const others = kept.filter((_, other) => other !== index).map(({ segment }) => segment);
    const best = chooseAgain(ground, others, choice.segment);
    if (best >= 0) kept[index] = { ...choice, segment: sharpened(ground, others, best) };
  }
}

function redrawsOf(
  { cube, project, units }: Ground,
  { rates }: Fit,
  scan: Scan,
  how: Pick<RedrawRequest, 'observed' | 'permutations' | 'seed' | 'signal'>,
): Redraws {
  return redraws({ cube, scan, units, project, chances: chancesOfAfter(cube, rates, scan.affectedAfter), ...how });
}

function requireSound(
  { size, attributes, after, affected, cluster }: CaseTable,
  { permutations = permutationsDefault }: PatternOptions,
): void {
  const columns = [after, affected, ...(cluster === undefined ? [] : [cluster]), ...attributes.map(({ codes }) => codes)];
  if (columns.some(({ length }) => length !== size)) throw new RangeError(`Each column needs ${size} entries, one a case.`);
  if (!Number.isInteger(permutations) || permutations < 99 || permutations > 99_999)
    throw new RangeError(`permutations: 99 to 99,999 expected, not ${permutations}.`);
}
