import { type ColumnLook, type DayFormat, guessCurrency, guessDayFormat, guessDecimal, lookAt } from './column-values.ts';

export type WantedKind = 'key' | 'text' | 'number' | 'money' | 'day' | 'instant' | 'flag' | 'currency';

/** Something that a column is looked for. */
export interface WantedColumn {
  readonly name: string;
  readonly title: string;
  readonly kind: WantedKind;
  readonly required: boolean;
  /** Names under which it is often found, the most telling first. */
  readonly oftenCalled: readonly string[];
}

/** A column of a file, with the values of its first rows as they stand. */
export interface FileColumn {
  readonly name: string;
  readonly values: readonly string[];
}

export interface ColumnSuggestion {
  /** By wanted name, the column's. */
  readonly columns: Readonly<Record<string, string>>;
  readonly dateFormat: DayFormat;
  readonly decimal: '.' | ',';
  /** What the amounts say where no column says it. */
  readonly currency?: string;
  /** By wanted name, and for dateFormat, decimal and currency: what the suggestion rests on. */
  readonly because: Readonly<Record<string, string>>;
}

interface Candidate {
  readonly wanted: WantedColumn;
  readonly column: ColumnLook;
  readonly score: number;
  readonly because: string;
}

const scoreMin = 0.5;

/**
 * Which column is probably which: by names as people and systems give them, where the values do not speak against it; then, for
 * what is still missing, by the values alone. Each column is suggested for one thing at most.
 */
export function suggestColumns(wanted: readonly WantedColumn[], found: readonly FileColumn[]): ColumnSuggestion {
  const names = found.map(({ name }) => name);
  // A name that the header has twice names no column.
  const isName = (name: string) => name.trim() !== '' && names.indexOf(name) === names.lastIndexOf(name);
  const looks = found.filter(({ name }) => isName(name)).map(({ name, values }) => lookAt(name, values));
  const taken = new Map<string, Candidate>();
  const byName = wanted.flatMap((one) => looks.flatMap((column) => named(one, column) ?? []));
  take(byName, taken);
  take(byValues(wanted, looks, taken), taken);
  const chosen = [...taken.values()];
  const ofKind = (kind: WantedKind) =>
    wanted.flatMap(({ name }) => chosen.filter((one) => one.wanted.name === name && one.wanted.kind === kind));
  const dateFormat = guessDayFormat(ofKind('day').map(({ column }) => column));
  const money = ofKind('money').map(({ column }) => column);
  const decimal = guessDecimal(money);
  const currency = ofKind('currency').length > 0 ? undefined : guessCurrency(money[0]);
  return {
    columns: Object.fromEntries(
      wanted.flatMap(({ name }) => (taken.has(name) ? [[name, taken.get(name)?.column.name ?? '']] : [])),
    ),
    dateFormat: dateFormat.value,
    decimal: decimal.value,
    ...(currency === undefined ? {} : { currency: currency.value }),
    because: {
      ...Object.fromEntries(chosen.map(({ wanted: { name }, because }) => [name, because])),
      dateFormat: dateFormat.because,
      decimal: decimal.because,
      ...(currency === undefined ? {} : { currency: currency.because }),
    },
  };
}

/** The best first; each column and each wanted thing once. */
function take(candidates: readonly Candidate[], taken: Map<string, Candidate>): void {
  const used = new Set([...taken.values()].map(({ column }) => column.name));
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    const { wanted, column } = candidate;
    if (taken.has(wanted.name) || used.has(column.name)) continue;
    taken.set(wanted.name, candidate);
    used.add(column.name);
  }
}

function named(wanted: WantedColumn, column: ColumnLook): Candidate | undefined {
  const aliases = [wanted.title, wanted.name, ...wanted.oftenCalled];
  let [best, alias] = [0, ''];
  for (const name of aliases) {
    const score = likeness(name, column.name);
    if (score > best) [best, alias] = [score, name];
  }
  const fit = fits[wanted.kind](column);
  const score = best * fit;
  if (score < scoreMin) return undefined;
  const because = best === 1 ? `“${column.name}” is a usual name for it` : `“${column.name}” is close to “${alias}”`;
  return { wanted, column, score, because };
}

/** How well the values go with what is wanted: 0 rules it out. A column without values rules nothing out. */
const fits: Readonly<Record<WantedKind, (column: ColumnLook) => number>> = {
  key: ({ values, distinct, days }) => (values.length === 0 ? 0.9 : days > 0.8 ? 0 : distinct < 0.5 ? 0.6 : 1),
  text: ({ values, days }) => (values.length > 0 && days > 0.8 ? 0 : 1),
  number: ({ values, numbers }) => share(values, numbers),
  money: ({ values, numbers, days }) => (days > 0.8 ? 0 : share(values, numbers)),
  day: ({ values, days }) => share(values, days),
  instant: ({ values, days }) => share(values, days),
  flag: ({ values, flags }) => share(values, flags),
  currency: ({ values, currencies }) => share(values, currencies),
};

function share(values: readonly string[], fitting: number): number {
  if (values.length === 0) return 0.9;
  return fitting >= 0.8 ? 1 : fitting >= 0.5 ? 0.7 : 0;
}

/** For what is missing and cannot do without: the one column whose values can be nothing else. */
function byValues(
  wanted: readonly WantedColumn[],
  looks: readonly ColumnLook[],
  taken: ReadonlyMap<string, Candidate>,
): readonly Candidate[] {
  const used = new Set([...taken.values()].map(({ column }) => column.name));
  const free = looks.filter(({ name, values }) => !used.has(name) && values.length > 0);
  const missing = wanted.filter(({ name, required, kind }) => !taken.has(name) && (required || kind === 'currency'));
  return missing.flatMap((one) => {
    const [column, other] = free.filter((candidate) => unmistakable[one.kind]?.test(candidate) === true);
    const rule = unmistakable[one.kind];
    if (column === undefined || rule === undefined || (other !== undefined && !rule.first)) return [];
    return [{ wanted: one, column, score: scoreMin, because: `By its values: ${rule.because}` }];
  });
}

interface ValueRule {
  readonly test: (column: ColumnLook) => boolean;
  readonly because: string;
  /** Of several, the first is taken. */
  readonly first?: true;
}

const unmistakable: Readonly<Partial<Record<WantedKind, ValueRule>>> = {
  key: {
    test: ({ gaps, distinct, days, decimals }) => !gaps && distinct === 1 && days < 0.5 && decimals < 0.5,
    because: 'each is there once',
    first: true,
  },
  money: { test: ({ decimals, days }) => decimals >= 0.8 && days < 0.5, because: 'the only column of amounts with cents' },
  day: { test: ({ days }) => days >= 0.9, because: 'the only column of days that is left' },
  currency: { test: ({ currencies }) => currencies === 1, because: 'codes of currencies' },
};

/** How alike two names are: 1 the same, 0 not at all. Case, accents, umlauts and marks between words do not count. */
export function likeness(alias: string, name: string): number {
  const [a, b] = [wordsOf(alias), wordsOf(name)];
  if (a.length === 0 || b.length === 0) return 0;
  const [joinedA, joinedB] = [a.join(''), b.join('')];
  if (joinedA === joinedB) return 1;
  if (a.length === b.length && a.every((word) => b.includes(word))) return 0.95;
  // All words of what it is often called, and others besides: the fewer, the better.
  if (a.every((word) => b.includes(word)))
    return 0.85 - 0.08 * Math.min(4, b.length - a.length) - (joinedA.length < 4 ? 0.15 : 0);
  if (joinedA.length >= 5 && (joinedB.startsWith(joinedA) || joinedB.endsWith(joinedA))) return 0.7;
  const common = pairsInCommon(joinedA, joinedB);
  return common >= 0.8 ? common * 0.8 : 0;
}

/** `InvoiceNumber`, `invoice_no.` and `Fällig am` as words. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/([aou])e/g, '$1')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Sørensen and Dice: twice the pairs of letters that both have, of all that they have. */
function pairsInCommon(a: string, b: string): number {
  const pairs = (text: string) =>
    Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2));
  const left = pairs(a);
  const rest = pairs(b);
  const total = left.length + rest.length;
  let common = 0;
  for (const pair of left) {
    const at = rest.indexOf(pair);
    if (at < 0) continue;
    rest.splice(at, 1);
    common += 1;
  }
  return total === 0 ? 0 : (2 * common) / total;
}
