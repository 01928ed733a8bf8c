import { type Change, likelihoodAfter } from './changes.ts';
import { cubeOf } from './cube.ts';
import { type Ground, significance } from './ground.ts';
import type { CaseTable, Pattern, PatternOptions } from './pattern.ts';
import { persistentTerms, type Rates, ratesOf } from './rates.ts';
import { chanceOf, type Redraws, redraws } from './redraw.ts';
import { type Found, report } from './report.ts';
import { bestOf, type Scan, scanOf } from './scan.ts';
import { cellsIn, conditionsIn, projectionOf, segmentsOf } from './segments.ts';
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
    const round = roundOf(ground, taken);
    const best = bestOf(round.scan, within(ground, taken));
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
  readonly rates: Rates;
}

/** A scan in which the segments taken may have changed by themselves, each in the way that fits it better. */
function roundOf({ cube, segments, project, terms, rates: start }: Ground, taken: readonly number[]): Round {
  let changed: readonly Change[] = [];
  let rates = start;
  for (const segment of taken) {
    const inside = cellsIn(cube, segments, segment);
    const [best] = (['times', 'plus'] as const)
      .map((kind) => {
        const tried = [...changed, { inside, kind }];
        const fitted = ratesOf({ cube, terms, changed: tried, start });
        return { tried, fitted, likelihood: likelihoodAfter(cube, fitted.rate, fitted.change) };
      })
      .sort((a, b) => b.likelihood - a.likelihood);
    if (best !== undefined) [changed, rates] = [best.tried, best.fitted];
  }
  return { scan: scanOf(cube, segments, project, rates), rates };
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
    if (best >= 0) kept[index] = { ...choice, segment: best };
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
