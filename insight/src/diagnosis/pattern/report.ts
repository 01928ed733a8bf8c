import { falseDiscoveryRates } from '../../false-discovery.ts';
import { type Ground, significance } from './ground.ts';
import type { Pattern, PatternVerdict, Segment, SegmentCondition } from './pattern.ts';
import { ratesOf } from './rates.ts';
import { chanceOf, type Redraws } from './redraw.ts';
import { type Scan, total } from './scan.ts';
import { cellsIn, conditionsIn } from './segments.ts';
import type { Whole } from './whole.ts';

/** A scan, and what chance makes of it. */
export interface Judged {
  readonly scan: Scan;
  readonly drawn: Redraws;
}

/** What the search came to: the segments taken, and the scan with none of them taken. */
export interface Found {
  readonly kept: readonly { readonly segment: number; readonly chance: number }[];
  readonly first: Judged | undefined;
}

const rejectedMax = 12;
/** With fewer affected ones after, a segment that does not stand out is said to be too small to judge. */
const judgedMin = 8;

export function report(ground: Ground, whole: Whole, found: Found): Pattern {
  const { cube, segments } = ground;
  const insides = found.kept.map(({ segment }) => cellsIn(cube, segments, segment));
  // The sentence speaks of the rates before: they alone make what is expected.
  const { rate } = ratesOf({ cube, terms: [...ground.terms, ...insides], changed: [], from: 'before' });
  const expectedOf = rate.map((each, cell) => Math.min(1, each) * (cube.casesAfter[cell] as number));
  const expected = total(expectedOf);
  const excess = whole.affectedAfter - expected;
  const count = (isIn: (cell: number) => boolean) => countIn(ground, expectedOf, excess, isIn);
  const rates = falseDiscoveryRates(found.kept.map(({ chance }) => chance));
  const kept = found.kept.map(({ segment }, index) => ({
    ...count((cell) => insides[index]?.[cell] === 1 && !insides.slice(0, index).some((inside) => inside[cell] === 1)),
    conditions: conditionsOf(ground, segment),
    falseDiscovery: rates[index] as number,
    verdict: 'kept' as const,
  }));
  const rejected = rejectedOf(ground, found).map(({ segment, ...judged }): Segment => {
    const inside = cellsIn(cube, segments, segment);
    const left = count((cell) => inside[cell] === 1 && !insides.some((each) => each[cell] === 1));
    return { ...count((cell) => inside[cell] === 1), conditions: conditionsOf(ground, segment), ...judged, left: left.excess };
  });
  const { casesBefore, affectedBefore, casesAfter, affectedAfter, p } = whole;
  const unexplained = excess - kept.reduce((sum, each) => sum + each.excess, 0);
  return {
    verdict: verdictOf(whole, kept.length, excess),
    whole: { casesBefore, affectedBefore, casesAfter, affectedAfter, expected, excess, unexplained, p },
    kept,
    rejected,
    searched: segments.count,
  };
}

function verdictOf({ p, bareP, isTooFew }: Whole, kept: number, excess: number): PatternVerdict {
  if (isTooFew) return 'too-few';
  if (kept > 0) return 'pattern';
  if (p <= significance) return excess > 0 ? 'everything-rose' : 'nothing';
  return bareP <= significance ? 'mix-shifted' : 'nothing';
}

type Counted = Pick<Segment, 'cases' | 'affected' | 'expected' | 'excess' | 'shareOfExcess' | 'lift'>;

function countIn({ cube }: Ground, expectedOf: Float64Array, whole: number, isIn: (cell: number) => boolean): Counted {
  let [cases, affected, expected] = [0, 0, 0];
  for (let cell = 0; cell < cube.cells; cell += 1) {
    if (!isIn(cell)) continue;
    cases += cube.casesAfter[cell] as number;
    affected += cube.affectedAfter[cell] as number;
    expected += expectedOf[cell] as number;
  }
  const excess = affected - expected;
  return {
    cases,
    affected,
    expected,
    excess,
    shareOfExcess: whole === 0 ? 0 : excess / whole,
    lift: expected > 0 ? affected / expected : 0,
  };
}

function conditionsOf({ cube, segments }: Ground, segment: number): readonly SegmentCondition[] {
  return [...conditionsIn(cube, segments, segment)].map(([index, value]) => {
    const attribute = cube.attributes[index] as Ground['cube']['attributes'][number];
    return { attribute: attribute.name, value: attribute.values[value] as string };
  });
}

interface Rejected extends Pick<Segment, 'falseDiscovery' | 'verdict' | 'by'> {
  readonly segment: number;
}

/** The strongest of the first scan that are no answer, with what became of them. */
function rejectedOf(ground: Ground, { kept, first }: Found): readonly Rejected[] {
  if (first === undefined) return [];
  const { scan, drawn } = first;
  const taken = new Set(kept.map(({ segment }) => segment));
  const candidates = [...scan.score.keys()]
    .filter((segment) => !taken.has(segment) && scan.score[segment] !== Number.NEGATIVE_INFINITY)
    .sort((a, b) => (scan.score[b] as number) - (scan.score[a] as number) || a - b);
  return candidates.slice(0, rejectedMax).map((segment) => {
    const falseDiscovery = chanceOf(drawn, scan.score[segment] as number);
    const by = explainedBy(ground, kept, segment);
    if (by?.isNested === true) return { segment, falseDiscovery, verdict: 'part-of', by: by.index };
    if (falseDiscovery <= significance && by !== undefined)
      return { segment, falseDiscovery, verdict: 'explained-by', by: by.index };
    return { segment, falseDiscovery, verdict: (scan.after[segment] as number) < judgedMin ? 'too-few' : 'within-chance' };
  });
}

/** The kept segment that shares most affected cases with this one. */
function explainedBy(
  { cube, segments }: Ground,
  kept: Found['kept'],
  segment: number,
): { readonly index: number; readonly isNested: boolean } | undefined {
  const inside = cellsIn(cube, segments, segment);
  let best: { readonly index: number; readonly isNested: boolean; readonly shared: number } | undefined;
  for (const [index, each] of kept.entries()) {
    const other = cellsIn(cube, segments, each.segment);
    let [shared, own, whole] = [0, 0, 0];
    for (let cell = 0; cell < cube.cells; cell += 1) {
      const affected = cube.affectedAfter[cell] as number;
      if (inside[cell] === 1) own += affected;
      if (other[cell] === 1) whole += affected;
      if (inside[cell] === 1 && other[cell] === 1) shared += affected;
    }
    if (shared > (best?.shared ?? 0)) best = { index, shared, isNested: shared === own || shared === whole };
  }
  return best;
}
