import { cubeOf } from './cube.ts';
import { type Ground, significance } from './ground.ts';
import type { CaseTable, Pattern, PatternOptions } from './pattern.ts';
import { persistentTerms, ratesOf } from './rates.ts';
import { chanceOf, type Redraws, redraws } from './redraw.ts';
import { type Found, report } from './report.ts';
import { bestOf, type Scan, scanOf } from './scan.ts';
import { cellsIn, projectionOf, segmentsOf } from './segments.ts';
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
  const ground: Ground = { table, cube, segments, project, units, terms: persistentTerms(cube, segments, project) };
  const whole = judgeWhole(ground);
  if (whole.isTooFew) return report(ground, whole, { kept: [], first: undefined, last: undefined });
  return report(ground, whole, search(ground, options));
}

function search(ground: Ground, options: PatternOptions): Found {
  const kept: { segment: number; chance: number }[] = [];
  let first: Found['first'];
  for (;;) {
    const taken = kept.map(({ segment }) => segment);
    const round = roundOf(ground, taken);
    const best = bestOf(round.scan, new Set(taken));
    if (best < 0) return { kept, first, last: first };
    const drawn = redrawsOf(ground, round, round.scan.score[best] as number, options, kept.length);
    const last = { scan: round.scan, drawn };
    first ??= last;
    const chance = chanceOf(drawn, round.scan.score[best] as number);
    if (chance > significance || kept.length === keptMax) return { kept, first, last };
    kept.push({ segment: best, chance });
    if (kept.length > 1) reconsider(ground, kept);
  }
}

interface Round {
  readonly scan: Scan;
  readonly changed: readonly Uint8Array[];
}

/** A scan in which the segments taken may have changed by themselves. */
function roundOf({ cube, segments, project, terms }: Ground, taken: readonly number[]): Round {
  const changed = taken.map((segment) => cellsIn(cube, segments, segment));
  return { scan: scanOf(cube, segments, project, ratesOf({ cube, terms, changed })), changed };
}

/** With others known, an earlier choice may turn out to have been a mixture of two: it is made again, given the rest. */
function reconsider(ground: Ground, kept: { segment: number; chance: number }[]): void {
  for (const [index, choice] of kept.slice(0, -1).entries()) {
    const others = kept.filter((_, other) => other !== index).map(({ segment }) => segment);
    const best = bestOf(roundOf(ground, others).scan, new Set(others));
    if (best >= 0) kept[index] = { ...choice, segment: best };
  }
}

function redrawsOf(ground: Ground, { scan, changed }: Round, observed: number, options: PatternOptions, round: number): Redraws {
  const { cube, project, units, terms } = ground;
  return redraws({
    cube,
    scan,
    units,
    project,
    observed,
    chances: chancesOfAfter(cube, ratesOf({ cube, terms, changed }), scan.affectedAfter),
    permutations: options.permutations ?? permutationsDefault,
    seed: options.seed * 31 + round,
    signal: options.signal,
  });
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
