import type { Attribute, Attributes } from './attributes.ts';
import type { DataRow, Dataset } from './dataset.ts';
import { withoutEmpty } from './empty-conditions.ts';
import { expectedRates } from './expected-rates.ts';
import { matches } from './matches.ts';
import { findPattern } from './pattern/find-pattern.ts';
import type { CaseTable, Pattern, Segment } from './pattern/pattern.ts';
import type { DiagnosisContext } from './question.ts';
import { randomFrom } from './statistics.ts';

export interface PatternRow {
  readonly label: string;
  readonly conditions: readonly { readonly attribute: string; readonly title: string; readonly value: string }[];
  readonly cases: number;
  readonly affected: number;
  readonly expected: number;
  readonly excess: number;
  readonly shareOfExcess: number | null;
  readonly lift: number | null;
  readonly falseDiscovery: number | null;
  readonly verdict: Segment['verdict'] | 'everything-rose';
  readonly why: string;
}

export interface PatternResult {
  readonly population: string;
  readonly effect: string;
  readonly verdict: Pattern['verdict'];
  readonly whole: Omit<Pattern['whole'], 'p'>;
  readonly rows: readonly PatternRow[];
  readonly searched: number;
  readonly attributes: readonly { readonly name: string; readonly title: string; readonly values: number }[];
  readonly leftOut: Attributes['leftOut'];
  readonly permutations: number;
}

const permutationsDefault = 999;
const rejectedMax = 8;
const readingsMax = 2;

/** Step 4: which cases rose, and what else was looked at. */
export function patternOf(dataset: Dataset, asked: Attributes, context: DiagnosisContext): PatternResult {
  const permutations = context.permutations ?? permutationsDefault;
  const search = (among: Attributes) =>
    findPattern(tableOf(dataset, among, context), {
      seed: context.seed,
      permutations,
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
  const first = search(asked);
  const attributes = withoutEmpty(dataset, asked, first);
  const found = attributes === asked ? first : search(attributes);
  const kept = found.kept.map((segment) => rowOf(segment, attributes.searched, found, dataset.rows));
  const rejected = told(found.rejected).map((segment) => rowOf(segment, attributes.searched, found, dataset.rows));
  const { p: _, ...whole } = found.whole;
  return {
    population: dataset.effect.population,
    effect: dataset.effect.title,
    verdict: found.verdict,
    whole,
    rows: [...kept, ...rejected, everythingRose(found)],
    searched: found.searched,
    attributes: attributes.searched.map(({ name, title, column }) => ({ name, title, values: new Set(column.codes).size })),
    leftOut: attributes.leftOut,
    permutations,
  };
}

/**
 * A search that holds cases against the rates of their own kind would take what happened to them on the way for their kind: were more
 * references missing than before, and each missing one as bad as ever, only the mix had shifted. So such an attribute is held against
 * how often cases were affected and had it: unaffected cases, which tell nothing of that, are given its values at random so that they are
 * as frequent before as after. And a version that was not there before is held against the rate of all.
 */
function held({ role, column }: Attribute, rows: Dataset['rows'], random: () => number): CaseTable['attributes'][number] {
  if (role === 'mix') return column;
  const size = column.values.length;
  const sides = [0, 1].map((period) => {
    const all = new Float64Array(size);
    const affected = new Float64Array(size);
    let cases = 0;
    for (const [index, row] of rows.entries()) {
      if (row.period !== period) continue;
      cases += 1;
      const code = column.codes[index] as number;
      all[code] = (all[code] as number) + 1;
      if (row.affected) affected[code] = (affected[code] as number) + 1;
    }
    const share = (counts: Float64Array) => counts.map((n) => n / Math.max(1, cases));
    return { all: share(all), affected: share(affected) };
  });
  const [before, after] = sides as [(typeof sides)[number], (typeof sides)[number]];
  const codes = column.codes.slice();
  if (role === 'version') {
    for (const [index, { period }] of rows.entries()) if (period === 0) codes[index] = drawn(after.all, random());
    return { ...column, codes };
  }
  // As frequent in both periods: as often as in the one that has more of it, and the rest as most have.
  const wanted = before.all.map((share, code) => Math.max(share, after.all[code] as number));
  const usual = before.all.indexOf(Math.max(...before.all));
  wanted[usual] = 1 - wanted.reduce((sum, share, code) => (code === usual ? sum : sum + share), 0);
  for (const [index, { period, affected }] of rows.entries()) {
    if (affected) continue;
    const side = period === 1 ? after : before;
    codes[index] = drawn(
      wanted.map((share, code) => Math.max(0, share - (side.affected[code] as number))),
      random(),
    );
  }
  return { ...column, codes };
}

/** A code with a chance in proportion to its weight. */
function drawn(weights: Float64Array, random: number): number {
  let left = random * weights.reduce((sum, weight) => sum + weight, 0);
  for (let code = 0; code < weights.length; code += 1) {
    left -= weights[code] as number;
    if (left < 0) return code;
  }
  return weights.indexOf(Math.max(...weights));
}

/** So much more than by chance cases of a cluster have to be alike. */
const togetherFrom = 1.25;
const clustersMin = 10;

/**
 * Whether cases of a cluster (a customer) stood or fell together in the period before, beyond what their kind explains: by the variance of
 * the affected ones of a cluster over what it would be by chance (Pearson). Where they did not, each case speaks for itself.
 */
function standTogether(dataset: Dataset, attributes: Attributes, field: string): boolean {
  const rates = expectedRates(dataset, attributes, undefined);
  const clusters = new Map<string, { affected: number; expected: number; variance: number }>();
  for (const [index, { period, affected, values }] of dataset.rows.entries()) {
    const name = values[field] ?? null;
    if (period !== 0 || name === null) continue;
    const rate = rates[index] ?? 0;
    const sum = clusters.get(name) ?? { affected: 0, expected: 0, variance: 0 };
    clusters.set(name, {
      affected: sum.affected + (affected ? 1 : 0),
      expected: sum.expected + rate,
      variance: sum.variance + rate * (1 - rate),
    });
  }
  const told = [...clusters.values()].filter(({ expected, variance }) => expected >= 0.5 && variance > 0);
  if (told.length < clustersMin) return false;
  const spread =
    told.reduce((sum, { affected, expected, variance }) => sum + (affected - expected) ** 2 / variance, 0) / told.length;
  // Chance alone spreads it by this much (two standard deviations of a chi-squared distribution over its degrees of freedom).
  return spread > Math.max(togetherFrom, 1 + 2 * Math.sqrt(2 / told.length));
}

/** The strongest, in their order: other readings of what is kept only as far as there is room. */
function told(rejected: readonly Segment[]): readonly Segment[] {
  const readings = rejected.filter(({ verdict }) => verdict === 'part-of').slice(0, readingsMax);
  return rejected.filter((segment) => segment.verdict !== 'part-of' || readings.includes(segment)).slice(0, rejectedMax);
}

function tableOf(dataset: Dataset, attributes: Attributes, context: DiagnosisContext): CaseTable {
  const { rows, effect } = dataset;
  const { searched } = attributes;
  const field = context.samples?.find(({ flow }) => flow === effect.flow)?.cluster;
  const clusters = new Map<string, number>();
  const cluster =
    field === undefined || !standTogether(dataset, attributes, field)
      ? undefined
      : Int32Array.from(rows, ({ values }) => {
          const name = values[field] ?? null;
          if (name === null) return -1;
          if (!clusters.has(name)) clusters.set(name, clusters.size);
          return clusters.get(name) as number;
        });
  return {
    size: rows.length,
    attributes: searched.map((attribute, index) => held(attribute, rows, randomFrom(context.seed + 7919 * (index + 1)))),
    after: Uint8Array.from(rows, ({ period }) => period),
    affected: Uint8Array.from(rows, ({ affected }) => (affected ? 1 : 0)),
    ...(cluster === undefined ? {} : { cluster }),
  };
}

export function labelOf(conditions: Segment['conditions'], attributes: readonly Attribute[]): string {
  return conditions
    .map(({ attribute, value }) => attributes.find(({ name }) => name === attribute)?.label(value) ?? `${attribute}: ${value}`)
    .join(', ');
}

function rowOf(segment: Segment, attributes: readonly Attribute[], { kept }: Pattern, rows: Dataset['rows']): PatternRow {
  const told = (of: Segment) =>
    of.conditions.map(({ attribute, value }) => ({ attribute, value: value === '' ? 'missing' : value }));
  const has = (row: DataRow, of: Segment) => told(of).every((condition) => matches(row, condition));
  const at = kept.indexOf(segment);
  // As they are, and not as they were held against chance.
  const cases = rows.filter(
    (row) => row.period === 1 && has(row, segment) && !kept.slice(0, Math.max(0, at)).some((other) => has(row, other)),
  ).length;
  const { affected, expected, excess, shareOfExcess, lift, falseDiscovery, verdict } = segment;
  return {
    label: labelOf(segment.conditions, attributes),
    conditions: segment.conditions.map(({ attribute, value }) => ({
      attribute,
      title: attributes.find(({ name }) => name === attribute)?.title ?? attribute,
      value: value === '' ? 'missing' : value,
    })),
    ...{ cases, affected, expected, excess },
    shareOfExcess: finite(shareOfExcess),
    lift: finite(lift),
    falseDiscovery: finite(falseDiscovery),
    verdict,
    why: whyOf(segment, kept, attributes),
  };
}

function whyOf(
  { verdict, left, by, falseDiscovery }: Segment,
  kept: readonly Segment[],
  attributes: readonly Attribute[],
): string {
  const other = by === undefined ? undefined : kept[by];
  const named = other === undefined ? 'what is kept' : labelOf(other.conditions, attributes);
  const rest =
    left === undefined ? '' : `${left < 0 ? '−' : '+'}${Math.abs(Math.round(left * 10) / 10)} left once “${named}” is taken out`;
  switch (verdict) {
    case 'kept':
      return falseDiscovery <= 0.01 ? 'Kept, strong: it holds against chance' : 'Kept: it holds against chance';
    case 'explained-by':
      return rest === '' ? `Only because of “${named}”` : rest;
    case 'part-of':
      return `Another reading of “${named}”${rest === '' ? '' : `; ${rest}`}`;
    case 'too-few':
      return 'Too few cases to judge';
    case 'within-chance':
      return 'Within chance';
  }
}

function everythingRose({ verdict, whole }: Pattern): PatternRow {
  const { casesAfter: cases, affectedAfter: affected, expected, excess } = whole;
  const why = {
    pattern: 'Rejected: the rest stayed within bounds',
    'everything-rose': 'So it is: no part of the cases stands out of the rest',
    'mix-shifted': 'Rejected: each kind of case has the rate that it had',
    nothing: 'Rejected: no more than chance brings',
    'too-few': 'Too few affected cases to say',
  }[verdict];
  return {
    label: 'Everything rose',
    conditions: [],
    ...{ cases, affected, expected, excess },
    shareOfExcess: 1,
    lift: null,
    falseDiscovery: null,
    verdict: verdict === 'everything-rose' ? 'kept' : 'everything-rose',
    why,
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
