import type { Attribute, Attributes } from './attributes.ts';
import type { Dataset } from './dataset.ts';
import { findPattern } from './pattern/find-pattern.ts';
import type { CaseTable, Pattern, Segment } from './pattern/pattern.ts';
import type { DiagnosisContext } from './question.ts';

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
export function patternOf(dataset: Dataset, attributes: Attributes, context: DiagnosisContext): PatternResult {
  const permutations = context.permutations ?? permutationsDefault;
  const found = findPattern(tableOf(dataset, attributes, context), {
    seed: context.seed,
    permutations,
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  const kept = found.kept.map((segment) => rowOf(segment, attributes.searched, found));
  const rejected = told(found.rejected).map((segment) => rowOf(segment, attributes.searched, found));
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

/** The strongest, in their order: other readings of what is kept only as far as there is room. */
function told(rejected: readonly Segment[]): readonly Segment[] {
  const readings = rejected.filter(({ verdict }) => verdict === 'part-of').slice(0, readingsMax);
  return rejected.filter((segment) => segment.verdict !== 'part-of' || readings.includes(segment)).slice(0, rejectedMax);
}

function tableOf({ rows, effect }: Dataset, { searched }: Attributes, context: DiagnosisContext): CaseTable {
  const field = context.samples?.find(({ flow }) => flow === effect.flow)?.cluster;
  const clusters = new Map<string, number>();
  const cluster =
    field === undefined
      ? undefined
      : Int32Array.from(rows, ({ values }) => {
          const name = values[field] ?? null;
          if (name === null) return -1;
          if (!clusters.has(name)) clusters.set(name, clusters.size);
          return clusters.get(name) as number;
        });
  return {
    size: rows.length,
    attributes: searched.map(({ column }) => column),
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

function rowOf(segment: Segment, attributes: readonly Attribute[], { kept }: Pattern): PatternRow {
  const { cases, affected, expected, excess, shareOfExcess, lift, falseDiscovery, verdict } = segment;
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
