import type { FlowDefinition } from '@throughline/language';
import { poissonAtLeast } from '../distributions.ts';
import { type Attributes, roleOf } from './attributes.ts';
import type { DataRow, Dataset } from './dataset.ts';
import { expectedRates } from './expected-rates.ts';
import { matches } from './matches.ts';
import type { PatternResult } from './pattern-step.ts';
import type { DiagnosisContext, KnownChange } from './question.ts';
import { surprise } from './statistics.ts';

export interface Counted {
  readonly cases: number;
  readonly affected: number;
  readonly expected: number;
  readonly excess: number;
}

export interface Cause {
  readonly kind: KnownChange['kind'];
  readonly key: string;
  readonly title: string;
  readonly at: number;
  readonly caseId?: string;
  readonly exposure: string;
  /** What time is told by, of its exposure. */
  readonly axis: Causes['axis'];
  readonly exposed: Counted;
  readonly others: Counted;
  readonly verdict: 'kept' | 'began-before' | 'flat-after' | 'too-few' | 'not-only-exposed' | 'no-excess' | 'later-than-another';
  readonly why: string;
}

export interface Causes {
  /** From when on it rose, milliseconds since 1970; null: at no time in particular. */
  readonly since: number | null;
  /** What time is told by: when cases began, or when they came to where they could be affected. */
  readonly axis: 'born' | 'at';
  readonly causes: readonly Cause[];
}

/** Where everybody would say that it may be chance. */
const significance = 0.01;
/** Of fewer exposed cases nothing can be said. */
const exposedMin = 8;
const dayMs = 86_400_000;
/** Of fewer cases before, all are looked at instead. */
const universeMin = 20;
/** A moment is as good as the best where its likelihood is less than e^4 below: the best of many moments is better by chance alone. */
const supportOfBest = 4;

/** The cases among which the change is dated, in the order of time: those of the kinds that rose, and of them what the pattern says. */
interface Universe {
  readonly rows: readonly DataRow[];
  readonly counted: readonly boolean[];
  readonly expected: readonly number[];
  readonly axis: (row: DataRow) => number;
  readonly name: Causes['axis'];
}

/**
 * Step 5: which change came first and touched those that rose, and only those? Each change splits the cases into exposed and not exposed
 * ones; it is held against the split in time that explains the rise best (a binomial likelihood ratio over the cases of the pattern).
 */
export function causesOf(
  dataset: Dataset,
  attributes: Attributes,
  pattern: PatternResult,
  known: readonly KnownChange[],
  flows: readonly FlowDefinition[],
): Causes {
  if (pattern.verdict !== 'pattern' && pattern.verdict !== 'everything-rose') return { since: null, axis: 'at', causes: [] };
  const rates = expectedRates(dataset, attributes, pattern.whole.expected);
  const universes = universesOf(dataset, attributes, pattern);
  const [universe, best] = sharpest(universes);
  const judged = known
    .map((change) =>
      universes
        .map((each) => judge(exposureOf(change, dataset, attributes, flows, each.axis), dataset, rates, each, best))
        .reduce((better, each) => (each.support > better.support ? each : better)),
    )
    .sort((a, b) => order(b) - order(a) || b.cause.at - a.cause.at);
  const kept = judged.filter(({ cause }) => cause.verdict === 'kept');
  const causes = judged.map(({ cause, support }): Cause => {
    const first = kept[0];
    if (cause.verdict !== 'kept' || first === undefined || cause === first.cause) return cause;
    return support >= first.support - 0.5
      ? { ...cause, why: `Kept too: it cannot be told from ${first.cause.key}` }
      : { ...cause, verdict: 'later-than-another', why: `${first.cause.key} explains it better` };
  });
  return { since: best?.at ?? null, axis: universe.name, causes };

  function order({ cause, support }: Judged): number {
    return (cause.verdict === 'kept' ? 1e6 : 0) + support;
  }
}

/**
 * Of a pattern, conditions of the mix say among which cases the rise is dated. What happened to cases on the way, or the version that they
 * ran under, may have come with the change: there those are counted that are affected and have it. Time is told in both ways: what was
 * changed works on cases from their beginning on, or on all that come to the point.
 */
function universesOf(dataset: Dataset, attributes: Attributes, pattern: PatternResult): readonly [Universe, Universe] {
  const kept = pattern.rows.filter(({ verdict, conditions }) => verdict === 'kept' && conditions.length > 0);
  const isOfKind = (row: DataRow) =>
    kept.some(({ conditions }) => conditions.every((each) => roleOf(each.attribute) !== 'mix' || matches(row, each)));
  const isCounted = (row: DataRow) =>
    row.affected &&
    kept.some(({ conditions }) => conditions.every((each) => roleOf(each.attribute) === 'version' || matches(row, each)));
  const before = dataset.rows.filter((row) => row.period === 0 && isOfKind(row)).length;
  const isEnough = kept.length > 0 && before >= universeMin;
  const counts = isEnough ? isCounted : (row: DataRow) => row.affected;
  const rates = expectedRates(dataset, attributes, undefined, counts);
  const pick = (name: Causes['axis']): Universe => {
    const axis = axisOf(name);
    const chosen = dataset.rows
      .map((row, index) => ({ row, rate: rates[index] ?? 0, index }))
      .filter(({ row }) => !isEnough || isOfKind(row))
      .sort((a, b) => axis(a.row) - axis(b.row) || a.index - b.index);
    return {
      rows: chosen.map(({ row }) => row),
      counted: chosen.map(({ row }) => counts(row)),
      expected: chosen.map(({ rate }) => rate),
      ...{ axis, name },
    };
  };
  return [pick('born'), pick('at')];
}

/** The way of telling time in which the rise is sharpest. */
function sharpest(universes: readonly [Universe, Universe]): readonly [Universe, Split | undefined] {
  const [begun, come] = universes.map((universe) => [universe, bestSplit(universe)] as const) as [
    readonly [Universe, Split | undefined],
    readonly [Universe, Split | undefined],
  ];
  return (begun[1]?.support ?? 0) > (come[1]?.support ?? 0) ? begun : come;
}

function axisOf(name: Causes['axis']): Universe['axis'] {
  return name === 'born' ? ({ bornAt }) => bornAt : ({ at }) => at;
}

/** The cases of the later period that a change could have touched. */
export function exposedRows(
  { kind, key, axis }: Pick<Cause, 'kind' | 'key' | 'axis'>,
  {
    dataset,
    attributes,
    context,
  }: {
    readonly dataset: Dataset;
    readonly attributes: Attributes;
    readonly context: Pick<DiagnosisContext, 'changes' | 'flows'>;
  },
): readonly DataRow[] {
  const change = context.changes.find((each) => each.kind === kind && each.key === key);
  if (change === undefined) return [];
  const { isExposed } = exposureOf(change, dataset, attributes, context.flows, axisOf(axis));
  return dataset.rows.filter((row) => row.period === 1 && isExposed(row));
}

interface Split {
  readonly at: number;
  readonly support: number;
}

/** The instant from which on the rate is higher than before, where the two parts differ most. */
function bestSplit({ rows, counted, expected, axis }: Universe): Split | undefined {
  const [allAffected, allExpected] = [counted.filter(Boolean).length, expected.reduce((a, b) => a + b, 0)];
  let [affected, sum] = [0, 0];
  let best: Split | undefined;
  for (const [index, row] of rows.entries()) {
    const after = { cases: rows.length - index, affected: allAffected - affected, expected: allExpected - sum };
    const support = supportOf(after, { cases: index, affected, expected: sum });
    if (support > (best?.support ?? 0)) best = { at: axis(row), support };
    affected += counted[index] ? 1 : 0;
    sum += expected[index] ?? 0;
  }
  return best;
}

type Tally = { readonly cases: number; readonly affected: number; readonly expected: number };

/** The logarithm of the likelihood ratio that the rate is higher in one part than in the other; 0 where it is lower. */
function supportOf(exposed: Tally, others: Tally): number {
  const rate = (exposed.affected + others.affected) / Math.max(1e-9, exposed.expected + others.expected);
  if (exposed.affected <= rate * exposed.expected) return 0;
  // Affected and not affected ones: where half of the cases are affected, those that are not tell as much.
  const part = ({ cases, affected, expected }: Tally) =>
    surprise(affected, rate * expected) + surprise(cases - affected, cases - Math.min(cases - 0.5, rate * expected));
  return part(exposed) + part(others);
}

interface Exposure {
  readonly change: KnownChange;
  readonly words: string;
  readonly isExposed: (row: DataRow) => boolean;
  /** All cases are exposed from an instant on, and none before. */
  readonly byTime: boolean;
}

function exposureOf(
  change: KnownChange,
  { effect, originFlow }: Dataset,
  attributes: Attributes,
  flows: readonly FlowDefinition[],
  axis: Universe['axis'],
): Exposure {
  const { version, at, until, text = '' } = change;
  const titleOf = (name: string) => flows.find((flow) => flow.name === name)?.title ?? name;
  const since = (row: DataRow) => axis(row) >= at && (until === undefined || axis(row) < until);
  if (version !== undefined) {
    const isExposed = ({ versions }: DataRow) => (versions[version.flow] ?? 0) >= version.version;
    return { change, words: `ran ${titleOf(version.flow)} version ${version.version} or later`, isExposed, byTime: false };
  }
  const stream = flows.find(({ name }) => name === effect.flow)?.stream;
  const touched = new Set([
    effect.flow,
    originFlow,
    ...flows.filter((flow) => stream !== undefined && flow.stream === stream).map(({ name }) => name),
  ]);
  const isTouching = change.flows === undefined || change.flows.length === 0 || change.flows.some((flow) => touched.has(flow));
  const named = attributes.searched.flatMap(({ name, title, column }) =>
    column.values.flatMap((value) => (value.length >= 4 && mentions(text, value) ? [{ attribute: name, title, value }] : [])),
  );
  const [first] = named;
  if (first !== undefined) {
    const isExposed = (row: DataRow) => since(row) && named.some((one) => matches(row, one));
    const words = `${named.map(({ title, value }) => `${title.toLowerCase()} ${value}`).join(' or ')}, which it names, from then on`;
    return { change, words, isExposed, byTime: false };
  }
  if (!isTouching) return { change, words: `touches ${(change.flows ?? []).join(', ')}`, isExposed: () => false, byTime: true };
  return { change, words: until === undefined ? 'all from then on' : 'all while it lasted', isExposed: since, byTime: true };
}

function mentions(text: string, value: string): boolean {
  const at = text.indexOf(value);
  if (at < 0) return false;
  const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}]/u.test(char);
  return !isWord(text[at - 1]) && !isWord(text[at + value.length]);
}

interface Judged {
  readonly cause: Cause;
  readonly support: number;
}

function judge(
  { change, words, isExposed, byTime }: Exposure,
  dataset: Dataset,
  rates: readonly number[],
  universe: Universe,
  best: Split | undefined,
): Judged {
  const { kind, key, title, at, caseId } = change;
  const exposed = tally(dataset, rates, (row) => row.period === 1 && isExposed(row));
  const others = tally(dataset, rates, (row) => row.period === 1 && !isExposed(row));
  const inside = universeTally(universe, isExposed);
  const support = supportOf(inside.exposed, inside.others);
  const head = {
    kind,
    key,
    title,
    at,
    ...(caseId === undefined ? {} : { caseId }),
    exposure: words,
    axis: universe.name,
    exposed,
    others,
  };
  const say = (verdict: Cause['verdict'], why: string): Judged => ({ cause: { ...head, verdict, why }, support });
  if (exposed.cases < exposedMin)
    return say('too-few', exposed.cases === 0 ? 'None of these cases was exposed' : 'Too few exposed');
  if (best === undefined) return say('no-excess', 'The rise cannot be dated');
  const early = betweenTally(universe, best.at, at);
  // The best split is chosen so that affected cases lie right after it: a handful of them before the change may be chance.
  const isChance = at > best.at && poissonAtLeast(early.affected, early.expected) > significance / 10;
  const isTimed = support >= best.support - supportOfBest || (byTime && isChance);
  if (!isTimed && byTime) {
    const later = change.until === undefined ? undefined : betweenTally(universe, change.until, Number.POSITIVE_INFINITY);
    if (later !== undefined && at <= best.at + dayMs && poissonAtLeast(later.affected, later.expected) <= significance)
      return say('not-only-exposed', `It went on when that was over: ${later.affected} of ${later.cases}`);
    if (at > best.at)
      return say('began-before', `The rise began before it: ${early.affected} of ${early.cases} from ${day(best.at)} on`);
    return say('flat-after', `Flat for ${span(best.at - at)} after it`);
  }
  // Among all exposed ones, others that fell would hide it: what counts are those of the kinds that rose.
  if (poissonAtLeast(inside.exposed.affected, inside.exposed.expected) > significance)
    return say('no-excess', `No more than expected: ${inside.exposed.affected}, ${tenth(inside.exposed.expected)} expected`);
  if (!isTimed) {
    const rose =
      inside.others.affected > inside.others.expected &&
      poissonAtLeast(inside.others.affected, inside.others.expected) < significance;
    if (rose)
      return say(
        'not-only-exposed',
        `The others rose, too: ${inside.others.affected}, ${tenth(inside.others.expected)} expected`,
      );
    return say('no-excess', 'Exposed or not, the rate is much the same');
  }
  return say('kept', others.cases === 0 ? 'Kept: the first that fits in time' : 'Kept: first, and only the exposed rose');
}

function tally({ rows }: Dataset, rates: readonly number[], has: (row: DataRow) => boolean): Counted {
  let [cases, affected, expected] = [0, 0, 0];
  for (const [index, row] of rows.entries()) {
    if (!has(row)) continue;
    cases += 1;
    if (row.affected) affected += 1;
    expected += rates[index] ?? 0;
  }
  return { cases, affected, expected, excess: affected - expected };
}

function universeTally({ rows, counted, expected }: Universe, isExposed: (row: DataRow) => boolean) {
  const exposed = { cases: 0, affected: 0, expected: 0 };
  const others = { cases: 0, affected: 0, expected: 0 };
  for (const [index, row] of rows.entries()) {
    const part = isExposed(row) ? exposed : others;
    part.cases += 1;
    part.affected += counted[index] ? 1 : 0;
    part.expected += expected[index] ?? 0;
  }
  return { exposed, others };
}

function betweenTally({ rows, counted, expected, axis }: Universe, from: number, to: number): Tally {
  const between = { cases: 0, affected: 0, expected: 0 };
  for (const [index, row] of rows.entries()) {
    if (axis(row) < from || axis(row) >= to) continue;
    between.cases += 1;
    between.affected += counted[index] ? 1 : 0;
    between.expected += expected[index] ?? 0;
  }
  return between;
}

const day = (at: number) => new Date(at).toISOString().slice(0, 10);
const tenth = (value: number) => Math.round(value * 10) / 10;

function span(ms: number): string {
  const days = Math.round(ms / 86_400_000);
  if (days < 14) return days === 1 ? '1 day' : `${days} days`;
  return `${Math.round(days / 7)} weeks`;
}
