import type { Causes } from './causes.ts';
import type { Diagnosis } from './diagnose.ts';
import type { PatternResult, PatternRow } from './pattern-step.ts';

/** A piece of the sentence. With `of` it is a number that opens its cases, with `to` the change that it names. */
export interface SentencePart {
  readonly text: string;
  readonly of?: string;
  readonly to?: { readonly kind: string; readonly key: string; readonly caseId?: string };
}

type Found = Pick<Diagnosis, 'question' | 'stage' | 'pattern' | 'causes' | 'verdict'> & {
  /** A person took this part of the metric: the sentence is about its cases alone. */
  readonly part?: string | undefined;
};

/** What was found, as one says it: figures with their counts, what is unexplained, the change before it, and that it is no proof. */
export function sentenceOf(found: Found): readonly SentencePart[] {
  const { pattern, causes, verdict } = found;
  if (verdict === 'definition-changed') return definitionChanged(found);
  if (verdict === 'too-few')
    return [
      ...effectParts(found),
      { text: ' Too few cases to say more: ' },
      { text: `${plain(pattern.whole.affectedBefore + pattern.whole.affectedAfter)} affected`, of: 'affected.both' },
      { text: ' in both periods together.' },
    ];
  if (verdict === 'nothing') return [...effectParts(found), { text: ' Nothing here is beyond chance.' }];
  if (verdict === 'mix-shifted')
    return [
      ...effectParts(found),
      { text: ' Only the mix shifted: each kind of case has the rate that it had, and other kinds came. ' },
      { text: `${plain(pattern.whole.expected)} were expected`, of: 'affected.after' },
      { text: ' at this mix.' },
    ];
  if (verdict === 'everything-rose')
    return [
      ...effectParts(found),
      { text: ' Everything rose: no part of the cases stands out. ' },
      ...causeParts(causes),
      { text: ' Association, not proof.' },
    ];
  return [
    ...effectParts(found),
    { text: ' ' },
    ...patternParts(pattern),
    ...causeParts(causes),
    { text: ' Association, not proof.' },
  ];
}

/** As one text. */
export function spoken(parts: readonly SentencePart[]): string {
  return parts
    .map(({ text }) => text)
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function effectParts(found: Found): readonly SentencePart[] {
  const {
    pattern: { effect, whole },
    question,
  } = found;
  const { affectedBefore, affectedAfter, casesBefore, casesAfter, expected } = whole;
  const before = { text: plain(affectedBefore), of: 'affected.before' };
  const after = { text: plain(affectedAfter), of: 'affected.after' };
  const atMix = { text: `${plain(expected)} expected`, of: 'expected' };
  const closing = { text: ' at this mix).' };
  const lead = found.part === undefined ? leadOf(found) : [{ text: `Of ${found.part}: ` }, ...leadOf(found)];
  if (casesBefore === 0 || casesAfter === 0)
    return [...lead, { text: `“${effect}”: ` }, before, { text: ' to ' }, after, { text: '.' }];
  // Counts compare where the periods are of one length; else shares of the cases do.
  if (Math.abs(days(question.against) - days(question)) <= 3) {
    const change = affectedBefore === 0 ? undefined : affectedAfter / affectedBefore - 1;
    return [
      ...lead,
      { text: `“${effect}” ${movedBy(change)} (` },
      before,
      { text: ' to ' },
      after,
      { text: '; ' },
      atMix,
      closing,
    ];
  }
  const [was, is] = [affectedBefore / casesBefore, affectedAfter / casesAfter];
  const verb = is > was ? 'rose' : is < was ? 'fell' : 'stayed';
  return [
    ...lead,
    { text: `“${effect}” ${verb} from ${percent(was)} (` },
    { ...before, text: `${plain(affectedBefore)} of ${plain(casesBefore)}` },
    { text: `) to ${percent(is)} (` },
    { ...after, text: `${plain(affectedAfter)} of ${plain(casesAfter)}` },
    { text: '; ' },
    atMix,
    closing,
  ];
}

/** Where the metric itself did not get worse, that is said first. */
function leadOf({ stage: { whole }, question: { metric } }: Found): readonly SentencePart[] {
  const { before, after, change } = whole;
  if (before === null || after === null || change === null || metric.direction === 'band') return [];
  const isWorse = metric.direction === 'down' ? change > 0 : change < 0;
  if (isWorse) return [];
  return [
    { text: `${metric.title} did not get worse (` },
    { text: figure(before), of: 'whole.before' },
    { text: ' to ' },
    { text: figure(after), of: 'whole.after' },
    { text: '). ' },
  ];
}

function movedBy(change: number | undefined): string {
  if (change === undefined) return 'came up';
  if (Math.abs(change) < 0.0005) return 'stayed';
  return `${change > 0 ? 'rose' : 'fell'} ${percent(Math.abs(change))}`;
}

function patternParts({ rows, whole }: PatternResult): readonly SentencePart[] {
  const kept = rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => row.verdict === 'kept' && row.conditions.length > 0);
  const excess = Math.round(whole.excess);
  // Parts are rounded so that they sum.
  const rounded = roundedTo(excess, [...kept.map(({ row }) => row.excess), whole.unexplained]);
  const sum = kept.reduce((total, { row }) => total + row.excess, 0);
  if (Math.round(whole.unexplained) < 0) return moreThanAll(kept, sum, whole);
  const explained = kept.flatMap(({ row, index }, at): SentencePart[] => [
    { text: at === 0 ? `${row.label} explains ` : `, ${row.label} ` },
    { text: at === 0 ? `${rounded[at]} of the ${excess}` : `${rounded[at]}`, of: `pattern.${index}.excess` },
    { text: `${at === 0 ? ' excess' : ''} (${shareOf(row, whole.excess)})` },
  ]);
  return [...explained, { text: '. ' }, { text: `${rounded.at(-1)} unexplained`, of: 'unexplained' }, { text: '. ' }];
}

/** The rest fell: what is explained is more than the whole. */
function moreThanAll(
  kept: readonly { readonly row: PatternRow; readonly index: number }[],
  sum: number,
  { excess, unexplained }: PatternResult['whole'],
): readonly SentencePart[] {
  const all = Math.round(sum);
  const rounded = roundedTo(
    all,
    kept.map(({ row }) => row.excess),
  );
  const explained = kept.flatMap(({ row, index }, at): SentencePart[] => [
    { text: at === 0 ? `${row.label} explains ` : `, ${row.label} ` },
    { text: `${rounded[at]}`, of: `pattern.${index}.excess` },
  ]);
  const fell = Math.round(-unexplained);
  return [
    ...explained,
    { text: `, all of the ${Math.round(excess)} excess; the others fell by ` },
    { text: String(Math.max(fell, all - Math.round(excess))), of: 'unexplained' },
    { text: '. ' },
  ];
}

function shareOf(row: PatternRow, excess: number): string {
  return percent(excess === 0 ? 0 : row.excess / excess);
}

function causeParts({ causes }: Causes): readonly SentencePart[] {
  const kept = causes.filter(({ verdict }) => verdict === 'kept');
  if (kept.length === 0) return [{ text: 'No change explains it.' }];
  const named = kept.flatMap(({ kind, key, title, caseId }, index): SentencePart[] => [
    ...(index === 0 ? [] : [{ text: ' or ' }]),
    {
      text: kind === 'release' || kind === 'incident' ? `${kindWords[kind]} ${key}` : title,
      to: { kind, key, ...(caseId === undefined ? {} : { caseId }) },
    },
    { text: kind === 'release' || kind === 'incident' ? `, ${title},` : '' },
  ]);
  return [...named, { text: ' came before.' }];
}

const kindWords = { release: 'Release', incident: 'Incident' } as const;

function definitionChanged({ stage: { definition }, question }: Found): readonly SentencePart[] {
  const { title = '', underNew = null, told } = definition ?? {};
  return [
    { text: `${question.metric.title} was told to go from ${figure(told?.before ?? null)} to ` },
    // By the definition that counts now: its cases are those of the number.
    { text: figure(told?.after ?? null), of: 'whole.after' },
    { text: `. The definition changed (${title}): with one definition over both it changes by ${figure(underNew)}.` },
    { text: ' Definitional, not real.' },
  ];
}

function days({ from, to }: { readonly from: string; readonly to: string }): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

/** Whole numbers that sum to `total`: by largest remainder. */
export function roundedTo(total: number, values: readonly number[]): readonly number[] {
  const floors = values.map((value) => Math.floor(value) + 0);
  let left = total - floors.reduce((sum, each) => sum + each, 0);
  const byRemainder = values
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    floors[index] = (floors[index] ?? 0) + 1;
    left -= 1;
  }
  return floors;
}

const plain = (value: number) => Math.round(value).toLocaleString('en-GB');
const figure = (value: number | null) => (value === null ? 'no data' : String(Math.round(value * 1000) / 1000));

function percent(share: number): string {
  const value = share * 100;
  return `${Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10}%`;
}
