import type { CaseTable } from '@throughline/insight';

/** The cases of a segment in the two periods, and the affected ones. */
export interface SegmentCounts {
  readonly conditions: ReadonlyMap<string, string>;
  readonly casesBefore: number;
  readonly casesAfter: number;
  readonly affectedBefore: number;
  readonly affectedAfter: number;
  /** What the numbers given for the cases after add up to. */
  readonly expected: number;
}

/** All segments of these attributes that occur. */
export function segmentCounts(table: CaseTable, family: readonly number[], ofCase?: Float64Array): readonly SegmentCounts[] {
  const attributes = family.map((index) => table.attributes[index] as CaseTable['attributes'][number]);
  const size = attributes.reduce((product, { values }) => product * values.length, 1);
  const counts = Array.from({ length: 5 }, () => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let row = 0; row < table.size; row += 1) {
    let place = 0;
    for (const { codes, values } of attributes) place = place * values.length + (codes[row] as number);
    const period = table.after[row] as 0 | 1;
    const [cases, affected] = [counts[period], counts[(2 + period) as 2 | 3]];
    cases[place] = (cases[place] as number) + 1;
    affected[place] = (affected[place] as number) + (table.affected[row] as number);
    if (period === 1 && ofCase !== undefined) counts[4][place] = (counts[4][place] as number) + (ofCase[row] as number);
  }
  const found: SegmentCounts[] = [];
  for (let place = 0; place < size; place += 1) {
    const [casesBefore, casesAfter, affectedBefore, affectedAfter, expected] = counts.map((count) => count[place] as number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (casesBefore + casesAfter === 0) continue;
    found.push({ conditions: conditionsAt(attributes, place), casesBefore, casesAfter, affectedBefore, affectedAfter, expected });
  }
  return found;
}

function conditionsAt(attributes: readonly CaseTable['attributes'][number][], place: number): ReadonlyMap<string, string> {
  let rest = place;
  const conditions: [string, string][] = [];
  for (const { name, values } of attributes.toReversed()) {
    conditions.unshift([name, values[rest % values.length] as string]);
    rest = Math.floor(rest / values.length);
  }
  return new Map(conditions);
}

/** All sets of one to three attributes. */
export function familiesOf(count: number): readonly (readonly number[])[] {
  const all = Array.from({ length: count }, (_, index) => index);
  const two = all.flatMap((a) => all.filter((b) => b > a).map((b) => [a, b]));
  return [...all.map((a) => [a]), ...two, ...two.flatMap(([a = 0, b = 0]) => all.filter((c) => c > b).map((c) => [a, b, c]))];
}

/** What a segment is called, whatever the order of its conditions: `a1=v3 & a4=v0`. */
export function nameOf(conditions: Iterable<readonly [string, string]>): string {
  return [...conditions]
    .map(([attribute, value]) => `${attribute}=${value}`)
    .sort()
    .join(' & ');
}
