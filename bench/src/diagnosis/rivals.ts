import type { CaseTable } from '@throughline/insight';
import { familiesOf, nameOf, type SegmentCounts, segmentCounts } from './segment-counts.ts';
import type { World } from './world.ts';

/** What each of the others names; `undefined`: nothing. */
export interface Answers {
  readonly riskRatio: string | undefined;
  readonly adtributor: string | undefined;
  readonly rawScan: string | undefined;
}

export function rivalsOf(table: CaseTable): Answers {
  const families = familiesOf(table.attributes.length);
  const counts = families.map((family) => segmentCounts(table, family));
  const whole = wholeOf(counts[0] ?? []);
  return {
    riskRatio: byRiskRatio(counts.flat(), whole),
    adtributor: byAdtributor(counts.slice(0, table.attributes.length), whole),
    rawScan: byRawScan(counts),
  };
}

type Whole = Omit<SegmentCounts, 'conditions' | 'expected'>;

function wholeOf(segments: readonly SegmentCounts[]): Whole {
  const sum = (of: (segment: SegmentCounts) => number) => segments.reduce((whole, segment) => whole + of(segment), 0);
  return {
    casesBefore: sum(({ casesBefore }) => casesBefore),
    casesAfter: sum(({ casesAfter }) => casesAfter),
    affectedBefore: sum(({ affectedBefore }) => affectedBefore),
    affectedAfter: sum(({ affectedAfter }) => affectedAfter),
  };
}

/** A hundredth of the cases is enough to be looked at. */
const supportMin = 0.01;

/** The rate in the segment over that outside of it, after: what a table of "lift" shows. */
function byRiskRatio(segments: readonly SegmentCounts[], whole: Whole): string | undefined {
  let best: { readonly name: string; readonly ratio: number } | undefined;
  for (const { conditions, casesAfter, affectedAfter } of segments) {
    if (casesAfter < supportMin * whole.casesAfter || casesAfter === whole.casesAfter) continue;
    const outside = (whole.affectedAfter - affectedAfter) / (whole.casesAfter - casesAfter);
    const ratio = affectedAfter / casesAfter / outside;
    if (ratio > (best?.ratio ?? 1)) best = { name: nameOf(conditions), ratio };
  }
  return best?.name;
}

const explainedMin = 0.1;
const explainedTogether = 0.67;

/**
 * R. Bhagwan et al., Adtributor: Revenue Debugging in Advertising Systems, NSDI 2014, with the limits of the paper: of each attribute the
 * values with most surprise that each explain a tenth of the change, until they explain two thirds; the attribute with most surprise is named.
 */
function byAdtributor(attributes: readonly (readonly SegmentCounts[])[], whole: Whole): string | undefined {
  const longer = whole.casesAfter / whole.casesBefore;
  const change = whole.affectedAfter - whole.affectedBefore * longer;
  let best: { readonly name: string; readonly surprise: number } | undefined;
  for (const segments of attributes) {
    const values = segments.map(({ conditions, affectedBefore, affectedAfter }) => {
      const p = affectedBefore / whole.affectedBefore;
      const q = affectedAfter / whole.affectedAfter;
      const term = (share: number) => (share === 0 ? 0 : share * Math.log((2 * share) / (p + q)));
      return {
        name: nameOf(conditions),
        surprise: 0.5 * (term(p) + term(q)),
        explains: (affectedAfter - affectedBefore * longer) / change,
      };
    });
    values.sort((a, b) => b.surprise - a.surprise);
    const chosen: typeof values = [];
    let explained = 0;
    for (const value of values) {
      if (value.explains > explainedMin) {
        chosen.push(value);
        explained += value.explains;
      }
      if (explained > explainedTogether) break;
    }
    const surprise = chosen.reduce((sum, value) => sum + value.surprise, 0);
    if (explained > explainedTogether && surprise > (best?.surprise ?? 0))
      best = { name: chosen.map(({ name }) => name).join('; '), surprise };
  }
  return best?.name;
}

/** One in a hundred, by the bound of Bonferroni. */
const rawThreshold = Math.log(100);

/** The same scan without standardising: each segment against its own rate before, Poisson, whatever the whole and the mix did. */
function byRawScan(families: readonly (readonly SegmentCounts[])[]): string | undefined {
  const ofOrder = [0, 0, 0, 0];
  for (const segments of families) {
    const order = segments[0]?.conditions.size ?? 0;
    ofOrder[order] = (ofOrder[order] ?? 0) + segments.length;
  }
  let best: { readonly name: string; readonly score: number } | undefined;
  for (const { conditions, casesBefore, casesAfter, affectedBefore, affectedAfter } of families.flat()) {
    const expected = (casesAfter * (affectedBefore + 0.5)) / (casesBefore + 1);
    if (affectedAfter <= expected || affectedAfter < 6) continue;
    const gain = affectedAfter * Math.log(affectedAfter / expected) - (affectedAfter - expected);
    const score = gain - Math.log(3 * (ofOrder[conditions.size] ?? 1));
    if (score > (best?.score ?? rawThreshold)) best = { name: nameOf(conditions), score };
  }
  return best?.name;
}

/**
 * Does somebody who knows the true rates, and is told which attributes each cause has and how many cases it added, name the right
 * values? No method can be expected to do better.
 */
export function isRightByOracle({ table, causes, chance, addedBy }: World): boolean {
  return causes.every((cause, index) => {
    const names = [...cause.keys()].map((attribute) => `a${attribute}`);
    const family = names.map((name) => table.attributes.findIndex((attribute) => attribute.name === name));
    if (family.includes(-1)) return true;
    const truth = nameOf([...cause].map(([attribute, value]) => [`a${attribute}`, `v${value}`]));
    const added = addedBy[index] as number;
    let best: { readonly name: string; readonly gain: number } | undefined;
    for (const { conditions, affectedAfter, expected } of segmentCounts(table, family, chance)) {
      if (expected === 0 || [...conditions.values()].includes('')) continue;
      const gain = affectedAfter * Math.log(1 + added / expected) - added;
      if (best === undefined || gain > best.gain) best = { name: nameOf(conditions), gain };
    }
    return best?.name === truth;
  });
}
