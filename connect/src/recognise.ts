import { type ColumnKind, namedAs } from './column-names.ts';
import type { ColumnProfile } from './column-profile.ts';

/* Which column is what: by its name, as far as its values do not speak against it; failing that, by values that can hardly be anything else. */

export interface RecognisedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** From 0 to 1. */
  readonly confidence: number;
  /** In words: what it rests on. */
  readonly because: string;
}

/** One row a case with several dates, or one row an event. */
export type TableShape = 'wide' | 'long';

export interface Recognised {
  readonly shape: TableShape;
  readonly shapeBecause: string;
  readonly columns: readonly RecognisedColumn[];
}

interface Candidate {
  readonly column: ColumnProfile;
  readonly kind: ColumnKind;
  readonly score: number;
  readonly because: string;
}

const scoreMin = 0.45;
const share = (part: number, { filled }: ColumnProfile) => (filled === 0 ? 0 : part / filled);
const distinctShare = ({ distinct, filled }: ColumnProfile) => (filled === 0 ? 0 : distinct / filled);
/** Eight digits that are all days (20260131) are hardly numbers. */
const isPacked = ({ dates, filled, length }: ColumnProfile) => filled > 0 && dates === filled && length === 8;
const isDates = (column: ColumnProfile) =>
  share(column.dates, column) >= 0.8 && (share(column.numbers, column) < 0.95 || isPacked(column));
const isNumbers = (column: ColumnProfile) => share(column.numbers, column) >= 0.8 && !isDates(column);
const isWords = (column: ColumnProfile) => column.filled > 0 && !isDates(column) && share(column.numbers, column) < 0.5;

/** How well values go with a kind: 0 rules it out. */
const fits: Readonly<Record<ColumnKind, (column: ColumnProfile) => number>> = {
  case: (column) => {
    if (isDates(column) || share(column.money, column) > 0.3 || column.filled < column.rows * 0.9) return 0;
    // Few words that stand again and again are no numbers of cases.
    return isWords(column) && column.distinct < 30 && distinctShare(column) < 0.1 && !/\d/.test(column.samples[0] ?? '')
      ? 0.4
      : 1;
  },
  activity: (column) =>
    !isWords(column) || column.distinct > Math.max(60, column.rows * 0.2) || column.length > 80
      ? 0
      : column.distinct < 2
        ? 0.5
        : 1,
  time: (column) => (isDates(column) ? 1 : 0),
  issued: (column) => (isDates(column) ? 1 : 0),
  due: (column) => (isDates(column) ? 1 : 0),
  paid: (column) => (isDates(column) ? 1 : 0),
  date: (column) => (isDates(column) ? 1 : 0),
  amount: (column) => (isNumbers(column) ? (column.money > 0 ? 1 : 0.8) : 0),
  currency: (column) => (share(column.currencies, column) >= 0.8 ? 1 : 0),
  customer: (column) =>
    isDates(column) || share(column.money, column) > 0.2 ? 0 : distinctShare(column) > 0.98 && column.rows > 30 ? 0.6 : 1,
  entity: (column) => (isDates(column) || column.distinct > 200 ? 0 : 1),
  person: (column) => (isDates(column) || share(column.money, column) > 0.2 ? 0 : 1),
  status: (column) => (isWords(column) && column.distinct <= 60 ? 1 : 0),
  reference: (column) => (isDates(column) || column.filled === 0 ? 0 : 1),
  country: (column) => (isDates(column) || column.distinct > 260 ? 0 : 1),
  flag: (column) => (share(column.flags, column) >= 0.9 && column.distinct <= 4 ? 1 : 0),
  number: () => 0,
  text: () => 0,
};

/** Kinds of which a table has one column at most. */
const once: ReadonlySet<ColumnKind> = new Set([
  'case',
  'activity',
  'time',
  'issued',
  'due',
  'paid',
  'currency',
  'customer',
  'entity',
  'person',
  'status',
  'country',
]);

export function recogniseColumns(profiles: readonly ColumnProfile[]): Recognised {
  const names = profiles.map(({ name }) => name);
  const usable = profiles.filter(({ name }) => name.trim() !== '' && names.indexOf(name) === names.lastIndexOf(name));
  const candidates = usable.flatMap((column) => candidatesOf(column));
  const { shape, because: shapeBecause } = shapeOf(usable, candidates);
  const fitting = candidates.filter(({ kind }) =>
    shape === 'wide' ? kind !== 'activity' && kind !== 'time' : !['due', 'paid', 'issued'].includes(kind),
  );
  const taken = take(fitting.map((one) => adjusted(one, shape)));
  for (const found of byValues(usable, taken, shape)) taken.set(found.column.name, found);
  return {
    shape,
    shapeBecause,
    columns: profiles.map((column) => {
      const found = taken.get(column.name);
      if (found === undefined) return plain(column);
      return { name: column.name, kind: found.kind, confidence: Math.round(found.score * 100) / 100, because: found.because };
    }),
  };
}

function candidatesOf(column: ColumnProfile): readonly Candidate[] {
  return (Object.keys(fits) as ColumnKind[]).flatMap((kind) => {
    const { score, alias } = namedAs(kind, column.name);
    const fitted = score * fits[kind](column);
    if (fitted < scoreMin) return [];
    const because = score === 1 ? `“${column.name}” is a usual name for it` : `“${column.name}” is close to “${alias}”`;
    return [{ column, kind, score: fitted, because }];
  });
}

/** In a table of cases each case stands once; in one of events, not. */
function adjusted(candidate: Candidate, shape: TableShape): Candidate {
  if (candidate.kind !== 'case') return candidate;
  const each = distinctShare(candidate.column);
  const fit = shape === 'wide' ? (each > 0.98 ? 1 : each > 0.9 ? 0.9 : 0.5) : each > 0.9 ? 0.4 : 1;
  return { ...candidate, score: candidate.score * fit };
}

function take(candidates: readonly Candidate[]): Map<string, Candidate> {
  const taken = new Map<string, Candidate>();
  const used = new Set<ColumnKind>();
  for (const candidate of candidates.toSorted((a, b) => b.score - a.score)) {
    if (taken.has(candidate.column.name) || (once.has(candidate.kind) && used.has(candidate.kind))) continue;
    taken.set(candidate.column.name, candidate);
    used.add(candidate.kind);
  }
  return taken;
}

/** A column that repeats the case and one that says what happened make a table of events. */
function shapeOf(
  columns: readonly ColumnProfile[],
  candidates: readonly Candidate[],
): { readonly shape: TableShape; readonly because: string } {
  const best = (kind: ColumnKind, fits: (column: ColumnProfile) => boolean = () => true) =>
    candidates.filter((one) => one.kind === kind && fits(one.column)).toSorted((a, b) => b.score - a.score)[0];
  const dates = columns.filter(isDates);
  const activity = best('activity') ?? (dates.length === 1 ? best('status') : undefined);
  const repeated = best('case', (column) => distinctShare(column) < 0.9) ?? repeatedKey(columns, activity?.column);
  const unique = best('case', (column) => distinctShare(column) > 0.98);
  if (activity !== undefined && repeated !== undefined && dates.length > 0 && (unique === undefined || dates.length === 1)) {
    const { name, rows, distinct } = repeated.column;
    return {
      shape: 'long',
      because: `“${activity.column.name}” says what happened, and “${name}” stands ${(rows / Math.max(1, distinct)).toFixed(1)} times each: a row is an event`,
    };
  }
  const key = unique?.column.name;
  const told = dates.length === 1 ? 'one date' : `${dates.length} dates`;
  return {
    shape: 'wide',
    because:
      key === undefined ? `A row has ${told}: a row is a case` : `Each “${key}” stands once, with ${told}: a row is a case`,
  };
}

/** Failing a name: short values that are there always and stand several times each, more of them than anything else that does. */
function repeatedKey(
  columns: readonly ColumnProfile[],
  activity: ColumnProfile | undefined,
): { readonly column: ColumnProfile } | undefined {
  const repeated = columns.filter((column) => {
    const each = distinctShare(column);
    return (
      column !== activity &&
      column.filled === column.rows &&
      !isDates(column) &&
      column.money === 0 &&
      column.length <= 40 &&
      each > 0.02 &&
      each < 0.7 &&
      column.distinct > 5
    );
  });
  const [column] = repeated.toSorted((a, b) => b.distinct - a.distinct);
  return column && { column };
}

/** What is still missing and cannot be done without. */
function byValues(
  columns: readonly ColumnProfile[],
  taken: ReadonlyMap<string, Candidate>,
  shape: TableShape,
): readonly Candidate[] {
  const has = (kind: ColumnKind) => taken.values().some((one) => one.kind === kind);
  const free = columns.filter(({ name, filled }) => !taken.has(name) && filled > 0);
  const found: Candidate[] = [];
  const add = (column: ColumnProfile | undefined, kind: ColumnKind, because: string) => {
    if (column === undefined || found.some((one) => one.column === column)) return;
    found.push({ column, kind, score: 0.5, because: `By its values: ${because}` });
  };
  const weak = [...taken.values()].filter(({ kind }) => kind === 'reference' || kind === 'customer').map(({ column }) => column);
  if (!has('case')) {
    const open = [...free, ...weak];
    if (shape === 'long') add(repeatedKey(open, undefined)?.column, 'case', 'it stands several times each');
    else
      add(
        open.find(
          (column) => distinctShare(column) === 1 && column.filled === column.rows && !isDates(column) && column.money === 0,
        ),
        'case',
        'each is there once',
      );
  }
  if (shape === 'long' && !has('time'))
    add(
      [...free, ...[...taken.values()].filter(({ kind }) => kind === 'date').map(({ column }) => column)].find(isDates),
      'time',
      'the column of dates',
    );
  if (shape === 'long' && !has('activity')) {
    const status = [...taken.values()].find(({ kind }) => kind === 'status')?.column;
    add(
      status ?? free.find((column) => isWords(column) && column.distinct >= 2 && column.distinct <= 60),
      'activity',
      'few words that stand again and again',
    );
  }
  if (!has('currency'))
    add(
      free.find((column) => share(column.currencies, column) === 1),
      'currency',
      'codes of currencies',
    );
  for (const column of free) if (isDates(column)) add(column, 'date', 'dates');
  if (!has('amount'))
    for (const column of free)
      if (share(column.money, column) >= 0.5 && !isDates(column)) add(column, 'amount', 'numbers with decimals');
  return found;
}

function plain(column: ColumnProfile): RecognisedColumn {
  const { name } = column;
  if (column.filled === 0) return { name, kind: 'text', confidence: 0, because: 'It is empty' };
  if (isDates(column)) return { name, kind: 'date', confidence: 0.5, because: 'By its values: dates' };
  if (isNumbers(column)) return { name, kind: 'number', confidence: 0.5, because: 'By its values: numbers' };
  if (fits.flag(column) === 1) return { name, kind: 'flag', confidence: 0.5, because: 'By its values: yes and no' };
  return { name, kind: 'text', confidence: 0.3, because: 'Nothing says what it is: it is kept as text' };
}
