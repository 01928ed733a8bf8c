import { currencyDigits } from '@throughline/language';
import type { ColumnKind } from './column-names.ts';
import type { ColumnProfile } from './column-profile.ts';
import { dayInWords } from './date-shapes.ts';
import { type Recognised, type RecognisedColumn, recogniseColumns, type TableShape } from './recognise.ts';
import type { TableFormat } from './table-reader.ts';

/*
 * From what is recognised to how the table is read: a plan as data. What can be read in two ways is asked, and never guessed.
 */

/** How a column is read. */
export interface PlannedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Of a day or an instant. */
  readonly format?: string;
  /** Of a number: what stands before its decimals. */
  readonly decimal?: '.' | ',';
}

export interface TablePlan {
  readonly shape: TableShape;
  readonly columns: readonly PlannedColumn[];
  /** Of amounts where no column says it. */
  readonly currency?: string;
}

/** Something that only a person knows. */
export interface TableQuestion {
  /** `dates/<column>`, `decimal/<column>`, `currency`, `kind/case`, `kind/activity`, `kind/time`. */
  readonly id: string;
  readonly column: string | null;
  readonly question: string;
  /** None: any text. */
  readonly options: readonly { readonly value: string; readonly reading: string }[];
}

/** By question, what is answered; `kind/<column>` and `shape` may be answered unasked. */
export type TableAnswers = Readonly<Record<string, string>>;

export interface PlannedTable {
  readonly plan: TablePlan;
  readonly shapeBecause: string;
  readonly columns: readonly (RecognisedColumn & PlannedColumn)[];
  readonly questions: readonly TableQuestion[];
  /** What was settled, and on what it rests. */
  readonly notes: readonly string[];
}

const dateKinds: ReadonlySet<ColumnKind> = new Set(['time', 'issued', 'due', 'paid', 'date']);

/** Whether columns of this kind hold days or instants. */
export function isDateKind(kind: ColumnKind): boolean {
  return dateKinds.has(kind);
}

/** How a table is read, as far as it and the answers say. */
export function planTable(profiles: readonly ColumnProfile[], format: TableFormat, answers: TableAnswers = {}): PlannedTable {
  const recognised = answered(recogniseColumns(profiles), answers);
  const notes: string[] = [];
  const dates = dateFormats(recognised, profiles, answers, notes);
  const decimals = decimalMarks(recognised, profiles, format, answers, notes);
  const currency = currencyOf(recognised, profiles, answers, notes);
  const columns = recognised.columns.map((column) => {
    const [date, decimal] = [dates.formats.get(column.name), decimals.marks.get(column.name)];
    return { ...column, ...(date === undefined ? {} : { format: date }), ...(decimal === undefined ? {} : { decimal }) };
  });
  const plan: TablePlan = {
    shape: recognised.shape,
    columns: columns.map(({ confidence: _, because: __, ...column }) => column),
    ...(currency.value === undefined ? {} : { currency: currency.value }),
  };
  const questions = [...missing(recognised, profiles), ...dates.questions, ...decimals.questions, ...currency.questions];
  return { plan, shapeBecause: recognised.shapeBecause, columns, questions, notes };
}

/** What was said of columns counts before what they look like. A kind of which there is one is taken from whoever had it. */
function answered(recognised: Recognised, answers: TableAnswers): Recognised {
  const said = new Map(
    Object.entries(answers).flatMap(([id, value]) => (id.startsWith('kind/') ? [[id.slice(5), value] as const] : [])),
  );
  const byRole = new Map<string, ColumnKind>();
  const kinds = new Map<string, ColumnKind>();
  for (const [what, value] of said) {
    if (recognised.columns.some(({ name }) => name === what)) kinds.set(what, value as ColumnKind);
    else if (recognised.columns.some(({ name }) => name === value)) byRole.set(value, what as ColumnKind);
  }
  for (const [column, kind] of byRole) kinds.set(column, kind);
  const single = new Set<ColumnKind>(['case', 'activity', 'time', 'currency']);
  const claimed = new Set([...kinds.values()].filter((kind) => single.has(kind)));
  const { shape } = answers;
  return {
    ...(shape === 'wide' || shape === 'long'
      ? { shape, shapeBecause: 'You said so' }
      : { shape: recognised.shape, shapeBecause: recognised.shapeBecause }),
    columns: recognised.columns.map((column) => {
      const kind = kinds.get(column.name);
      if (kind !== undefined) return { name: column.name, kind, confidence: 1, because: 'You said so' };
      if (!claimed.has(column.kind)) return column;
      return { name: column.name, kind: 'text', confidence: 0.3, because: 'Another column was said to be that' };
    }),
  };
}

function missing({ shape, columns }: Recognised, profiles: readonly ColumnProfile[]): readonly TableQuestion[] {
  const has = (kind: ColumnKind) => columns.some((column) => column.kind === kind);
  const ask = (kind: ColumnKind, question: string, options: readonly ColumnProfile[]): readonly TableQuestion[] =>
    has(kind)
      ? []
      : [
          {
            id: `kind/${kind}`,
            column: null,
            question,
            options: options.map(({ name, samples }) => ({ value: name, reading: samples.slice(0, 3).join(', ') })),
          },
        ];
  const filled = profiles.filter(({ name, filled: rows }) => rows > 0 && name.trim() !== '');
  const dates = filled.filter((column) => column.dates > 0);
  const noDate = columns.some(({ kind }) => isDateKind(kind))
    ? []
    : ask('date', 'Which column says when something happened?', dates.length === 0 ? filled : dates);
  return [
    ...ask(
      'case',
      shape === 'long' ? 'Which column says to which case an event belongs?' : 'Which column names the case, such as its number?',
      filled,
    ),
    ...(shape === 'long'
      ? [
          ...ask('activity', 'Which column says what happened?', filled),
          ...ask('time', 'Which column says when it happened?', dates),
        ]
      : noDate),
  ];
}

/**
 * The format of each column of dates. Where several read all its values, one that is the only one of another column of the same file is taken; else it is
 * asked.
 */
function dateFormats({ columns }: Recognised, profiles: readonly ColumnProfile[], answers: TableAnswers, notes: string[]) {
  const formats = new Map<string, string>();
  const questions: TableQuestion[] = [];
  const profileOf = (name: string) => profiles.find((profile) => profile.name === name);
  const dated = columns.filter(({ kind }) => isDateKind(kind)).flatMap(({ name }) => profileOf(name) ?? []);
  const dayOf = (format: string) => format.replace(/[T ]H:mm.*$/, '');
  const certain = new Map<string, string>();
  for (const { name, dateFormats: ways } of dated) {
    const [only, other] = ways;
    if (only !== undefined && other === undefined && !certain.has(dayOf(only))) certain.set(dayOf(only), name);
  }
  for (const { name, dateFormats: ways, dateExample, dates, filled } of dated) {
    const answer = answers[`dates/${name}`] ?? answers['dates'];
    const given = ways.find((way) => way === answer || dayOf(way) === answer);
    const [first] = ways;
    const known = ways.filter((way) => certain.has(dayOf(way)));
    if (given !== undefined) formats.set(name, given);
    else if (answer !== undefined && answers[`dates/${name}`] !== undefined) formats.set(name, answer);
    else if (ways.length === 1 && first !== undefined) formats.set(name, first);
    else if (known.length === 1 && known[0] !== undefined) {
      formats.set(name, known[0]);
      notes.push(
        `The days of “${name}” are read as those of “${certain.get(dayOf(known[0]))}”, which can be read in one way only: ${known[0]}.`,
      );
    } else if (ways.length > 1) {
      const options = ways.map((way) => ({ value: way, reading: `${dateExample} is ${dayInWords(way, dateExample)}` }));
      questions.push({
        id: `dates/${name}`,
        column: name,
        question: `How are the days of “${name}” written? All of them can be read in ${ways.length} ways.`,
        options,
      });
    }
    if (dates < filled) notes.push(`${filled - dates} of ${filled} values of “${name}” are no dates.`);
  }
  return { formats, questions };
}

/** What stands before the decimals of each column of numbers. Formats that programs write have a point; in a text it shows, or is asked. */
function decimalMarks(
  { columns }: Recognised,
  profiles: readonly ColumnProfile[],
  format: TableFormat,
  answers: TableAnswers,
  notes: string[],
) {
  const marks = new Map<string, '.' | ','>();
  const questions: TableQuestion[] = [];
  const numeric = columns.filter(({ kind }) => kind === 'amount' || kind === 'number');
  const found = numeric.flatMap(({ name }) => profiles.find((profile) => profile.name === name) ?? []);
  const sum = (way: 'point' | 'comma') => found.reduce((count, { marks: own }) => count + own[way], 0);
  const usual = sum('point') === 0 && sum('comma') === 0 ? undefined : sum('comma') > sum('point') ? ',' : '.';
  for (const { name, marks: own } of found) {
    const answer = answers[`decimal/${name}`] ?? answers['decimal'];
    const { point, comma, either, example } = own;
    if (answer === '.' || answer === ',') marks.set(name, answer);
    else if (point !== comma && (point === 0 || comma === 0 || Math.max(point, comma) > 9 * Math.min(point, comma)))
      marks.set(name, comma > point ? ',' : '.');
    else if (point > 0 && comma > 0) questions.push(decimalQuestion(name, [example.point, example.comma]));
    else if (either === 0 || format !== 'csv') marks.set(name, usual ?? '.');
    else if (usual !== undefined) {
      marks.set(name, usual);
      notes.push(
        `${example.either} in “${name}” is read like the other numbers of the file, with “${usual}” before the decimals.`,
      );
    } else questions.push(decimalQuestion(name, [example.either]));
  }
  return { marks, questions };
}

function decimalQuestion(name: string, examples: readonly string[]): TableQuestion {
  const [example = ''] = examples;
  const [one = '', thousand = ''] = [example.replace(/[.,]/, '.'), example.replace(/[.,]/g, '')];
  const mark = example.includes(',') ? ',' : '.';
  const other = mark === ',' ? '.' : ',';
  const question =
    examples.length > 1
      ? `“${name}” has ${examples.join(' and ')}: what stands before the decimals?`
      : `${example} in “${name}”: what stands before the decimals?`;
  return {
    ...{ id: `decimal/${name}`, column: name, question },
    options: [
      { value: mark, reading: `${example} is ${one}` },
      { value: other, reading: `${example} is ${thousand}` },
    ],
  };
}

const signs: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', '₹': 'INR', zł: 'PLN' };

function currencyOf({ columns }: Recognised, profiles: readonly ColumnProfile[], answers: TableAnswers, notes: string[]) {
  const nothing: { readonly value?: string; readonly questions: readonly TableQuestion[] } = { questions: [] };
  const amounts = columns.filter(({ kind }) => kind === 'amount');
  const answer = answers['currency']?.toUpperCase();
  if (amounts.length === 0) return nothing;
  if (answer !== undefined && currencyDigits(answer) !== undefined) return { value: answer, questions: [] };
  const named = amounts.flatMap(
    ({ name }) =>
      /(?:^|[^A-Za-z])(EUR|USD|GBP|CHF|PLN|CZK|SEK|NOK|DKK|HUF|CAD|AUD|JPY|INR|CNY|BRL|MXN|SGD|ZAR)(?:$|[^A-Za-z])/i.exec(
        name,
      )?.[1] ?? [],
  );
  const written = amounts.flatMap(({ name }) => profiles.find((profile) => profile.name === name)?.currencyMarks ?? []);
  const codes = new Set([...named, ...written].map((mark) => signs[mark] ?? mark.toUpperCase()));
  const [only] = codes;
  if (columns.some(({ kind }) => kind === 'currency'))
    return only !== undefined && codes.size === 1 && currencyDigits(only) !== undefined
      ? { value: only, questions: [] }
      : nothing;
  if (codes.size === 1 && only !== undefined && currencyDigits(only) !== undefined) {
    notes.push(`The currency is ${only}: so the amounts, or the names of their columns, say.`);
    return { value: only, questions: [] };
  }
  const question = `In which currency is “${amounts[0]?.name ?? ''}”? Nothing in the file says it.`;
  return {
    questions: [
      {
        id: 'currency',
        column: amounts[0]?.name ?? null,
        question,
        options: [...codes].map((code) => ({ value: code, reading: code })),
      },
    ],
  };
}
