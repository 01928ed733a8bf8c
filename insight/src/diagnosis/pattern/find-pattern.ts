import { cubeOf } from './cube.ts';
import { type Ground, significance } from './ground.ts';
import { inOrder, sharpened } from './missing.ts';
import type { CaseTable, Pattern, PatternOptions } from './pattern.ts';
import { choiceAmong, persistentTerms } from './rates.ts';
import { chanceOf, type Redraws, redraws } from './redraw.ts';
import { type Found, report } from './report.ts';
import { type Round, roundOf } from './round.ts';
import { bestOf } from './scan.ts';
import { conditionsIn, projectionOf, segmentsOf } from './segments.ts';
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
  if (whole.isTooFew) return report(ground, whole, { kept: [], first: undefined, last: undefined });
  return report(ground, whole, search(ground, options));
}

function search(ground: Ground, options: PatternOptions): Found {
  const kept: { segment: number; chance: number }[] = [];
  let first: Found['first'];
  for (;;) {
    const taken = kept.map(({ segment }) => segment);
    const { round, best } = choose(ground, taken);
    if (best < 0) return { kept: inOrder(ground, kept), first, last: first };
    const drawn = redrawsOf(ground, round, round.scan.score[best] as number, options, kept.length);
    const last = { scan: round.scan, drawn };
    first ??= last;
    const chance = chanceOf(drawn, round.scan.score[best] as number);
    if (chance > significance || kept.length === keptMax) return { kept: inOrder(ground, kept), first, last };
    kept.push({ segment: sharpened(ground, taken, best), chance });
    if (kept.length > 1) reconsider(ground, kept);
  }
}

interface Choice {
  readonly round: Round;
  /** -1: none. */
  readonly best: number;
}

/**
 * The segment that stands out most. What hits all cases alike is no news of those that had little: where an addend of the whole tells as well
 * what changed as a change of the segment does, the segments are held against that.
 */
function choose(ground: Ground, taken: readonly number[]): Choice {
  const without = within(ground, taken);
  const round = roundOf(ground, taken);
  const best = bestOf(round.scan, without);
  if (best < 0) return { round, best };
  const shared = roundOf(ground, taken, 'times-and-plus');
  const cost = choiceAmong(ground.segments, ground.segments.order[best] as number);
  if (shared.likelihood <= Math.max(round.likelihood, roundOf(ground, [...taken, best]).likelihood - cost))
    return { round, best };
  return { round: shared, best: bestOf(shared.scan, without) };
}

/** These segments and all narrower ones: what is uneven in a segment that was taken is no further answer. */
function within({ segments, cube }: Ground, taken: readonly number[]): Set<number> {
  const all = new Set<number>();
  for (const segment of taken) {
    const wider = conditionsIn(cube, segments, segment);
    for (let other = 0; other < segments.count; other += 1) {
      const own = conditionsIn(cube, segments, other);
      if ([...wider].every(([attribute, value]) => own.get(attribute) === value)) all.add(other);
    }
  }
  return all;
}

/** With others known, an earlier choice may turn out to have been a mixture of two: it is made again, given the rest. */
function reconsider(ground: Ground, kept: { segment: number; chance: number }[]): void {
  for (const [index, choice] of kept.slice(0, -1).entries()) {
    const others = kept.filter((_, other) => other !== index).map(({ segment }) => segment);
    const without = within(ground, others);
    // A later, wider choice does not make this one a narrower reading of it.
    without.delete(choice.segment);
    const best = bestOf(roundOf(ground, others).scan, without);
    if (best >= 0) kept[index] = { ...choice, segment: sharpened(ground, others, best) };
  }
}

function redrawsOf(ground: Ground, { scan, rates }: Round, observed: number, options: PatternOptions, round: number): Redraws {
  const { cube, project, units } = ground;
  return redraws({
    cube,
    scan,
    units,
    project,
    observed,
    chances: chancesOfAfter(cube, rates, scan.affectedAfter),
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
