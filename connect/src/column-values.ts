import { currencyDigits } from '@throughline/language';
import { dateReader } from './dates.ts';
import { timeZoneOf } from './time-zone.ts';

/*
 * What the values of a column look like. Only the first rows of a file are looked at, so all of this is likelihood: the mapping
 * that is made of it reads strictly, and says where it was wrong.
 */

/** What systems write where there is nothing. */
export const emptyTexts = [
  ...[
    '-',
    '--',
    '0000-00-00',
    '00.00.0000',
    '00/00/0000',
    '00000000',
    'NULL',
    'null',
    'None',
    'none',
    'N/A',
    'n/a',
    '#N/A',
    '#NV',
  ],
] as const;
const empty = new Set<string>(['', ...emptyTexts]);

export const dayFormats = ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY'] as const;
export type DayFormat = (typeof dayFormats)[number];

/** The format as mappings declare it: with one digit or two, and a time of day where ISO has one. */
export const readFormats: Readonly<Record<DayFormat, string>> = {
  'YYYY-MM-DD': 'ISO',
  'DD.MM.YYYY': 'D.M.YYYY',
  'DD/MM/YYYY': 'D/M/YYYY',
  'MM/DD/YYYY': 'M/D/YYYY',
};

const utc = timeZoneOf('UTC');
const readers = new Map(dayFormats.map((format) => [format, utc && dateReader(readFormats[format], utc)]));

/** UTC ms of a day as it is written in a format, or `undefined`. */
export function dayIn(format: DayFormat, text: string): number | undefined {
  return readers.get(format)?.instant(text.trim());
}

/** The words of flags, in the languages that invoices come in. */
export const flagWords: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...['Yes', 'Y', 'True', 'Ja', 'J', 'Oui', 'O', 'Wahr', 'Vrai', 'Sí', 'Si', 'S', 'X', '1'].flatMap(spellings(true)),
  ...['No', 'N', 'False', 'Nein', 'Non', 'Falsch', 'Faux', '0'].flatMap(spellings(false)),
]);

function spellings(value: boolean): (word: string) => readonly (readonly [string, boolean])[] {
  return (word) => [word, word.toLowerCase(), word.toUpperCase()].map((spelling) => [spelling, value]);
}

export interface ColumnLook {
  readonly name: string;
  /** What is not empty, trimmed. */
  readonly values: readonly string[];
  /** Some rows have nothing there. */
  readonly gaps: boolean;
  /** Shares of `values`, from 0 to 1. */
  readonly days: number;
  readonly numbers: number;
  readonly decimals: number;
  readonly flags: number;
  readonly currencies: number;
  readonly distinct: number;
}

const numberShape =
  /^(?:[A-Z]{3}|\p{Sc})?\s*[+-]?(?:\p{Sc})?\s*\d{1,3}(?:[.,'’  \u202f]?\d{3})*(?:[.,]\d+)?\s*-?\s*(?:[A-Z]{3}|\p{Sc})?$|^[+-]?\d+(?:[.,]\d+)?$/u;

export function lookAt(name: string, texts: readonly string[]): ColumnLook {
  const values = texts.map((text) => text.trim()).filter((text) => !empty.has(text));
  const share = (test: (text: string) => boolean) => (values.length === 0 ? 0 : values.filter(test).length / values.length);
  return {
    name,
    values,
    gaps: values.length < texts.length,
    days: share((text) => dayFormats.some((format) => dayIn(format, text) !== undefined)),
    numbers: share((text) => numberShape.test(text)),
    decimals: share((text) => numberShape.test(text) && /[.,]\d{1,2}\D*$/.test(text)),
    flags: share((text) => Object.hasOwn(flagWords, text)),
    currencies: share((text) => /^[A-Z]{3}$/i.test(text) && currencyDigits(text.toUpperCase()) !== undefined),
    distinct: values.length === 0 ? 0 : new Set(values).size / values.length,
  };
}

/** A guess, and the sentence that says what it rests on. */
export interface Guess<T> {
  readonly value: T;
  readonly because: string;
}

/**
 * How days are written. Of two ways that fit, the one by which fewer invoices are due or paid before they are issued; failing
 * that, the day first, which most of the world writes.
 *
 * @param columns of days, in the order in which they should come: issued, due, paid
 */
export function guessDayFormat(columns: readonly ColumnLook[]): Guess<DayFormat> {
  const texts = columns.flatMap(({ values }) => values);
  if (texts.length === 0) return { value: 'YYYY-MM-DD', because: 'No column of days is chosen yet' };
  const fits = dayFormats.map((format) => ({ format, count: texts.filter((text) => dayIn(format, text) !== undefined).length }));
  const best = Math.max(...fits.map(({ count }) => count));
  const [first, second] = fits.filter(({ count }) => count === best).map(({ format }) => format);
  if (first === undefined || best === 0)
    return { value: 'YYYY-MM-DD', because: 'None of the four ways fits: correct the dates in the file' };
  const example = texts.find(
    (text) =>
      dayIn(first, text) !== undefined &&
      (second !== undefined || fits.every(({ format }) => format === first || dayIn(format, text) === undefined)),
  );
  if (second === undefined)
    return { value: first, because: `Only this way reads ${example === undefined ? 'the days' : example}` };
  const [forward, other] = [disorder(columns, first), disorder(columns, second)];
  const value = other < forward ? second : first;
  if (forward !== other) return { value, because: 'Read the other way round, some would be due or paid before they were issued' };
  return { value, because: `${example} could be read both ways: compare the preview with an invoice that you know` };
}

/** How many rows have a day that comes before the one it should follow. */
function disorder(columns: readonly ColumnLook[], format: DayFormat): number {
  let count = 0;
  for (const [index, { values }] of columns.entries()) {
    const earlier = columns[index - 1];
    // Rows can be told apart only where neither column has gaps.
    if (earlier === undefined || earlier.gaps || earlier.values.length !== values.length) continue;
    for (const [row, text] of values.entries()) {
      const [before, after] = [dayIn(format, earlier.values[row] ?? ''), dayIn(format, text)];
      if (before !== undefined && after !== undefined && after < before) count += 1;
    }
  }
  return count;
}

/** What stands before the cents. */
export function guessDecimal(columns: readonly ColumnLook[]): Guess<'.' | ','> {
  const texts = columns.flatMap(({ values }) => values);
  const evidence = { '.': 0, ',': 0 };
  let example: string | undefined;
  for (const text of texts) {
    const digits = text.replace(/[^\d.,]/g, '');
    // A mark with one or two digits after it is before the cents; of two different marks, the last is.
    const mark = /([.,])\d{1,2}$/.exec(digits)?.[1] ?? /[.,].*([.,])\d+$/.exec(digits)?.[1];
    if (mark !== '.' && mark !== ',') continue;
    if (digits.split(mark).length > 2) continue;
    evidence[mark] += 1;
    example ??= text;
  }
  if (evidence['.'] !== evidence[',']) {
    const value = evidence['.'] > evidence[','] ? '.' : ',';
    return { value, because: example === undefined ? 'So the amounts are written' : `So ${example} is written` };
  }
  const grouped = texts.find((text) => /[.,]\d{3}$/.test(text));
  if (grouped === undefined) return { value: '.', because: 'The amounts have no cents, so it makes no difference' };
  // Read as before the cents, it is an error that is seen; read as between thousands, it would be another amount.
  const value = grouped.includes(',') ? ',' : '.';
  return { value, because: `${grouped} could be read both ways; so read, it is refused rather than taken for another amount` };
}

const signs: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR', zł: 'PLN' };

/** The currency that the amounts or the name of their column say. */
export function guessCurrency(amount: ColumnLook | undefined): Guess<string> | undefined {
  if (amount === undefined) return undefined;
  const code = amount.name
    .toUpperCase()
    .split(/[^A-Z]+/)
    .find((word) => usual.has(word));
  if (code !== undefined) return { value: code, because: `The column “${amount.name}” says so` };
  for (const text of amount.values) {
    const written = Object.entries(signs).find(([sign]) => text.includes(sign))?.[1] ?? /\b([A-Z]{3})\b/.exec(text)?.[1];
    if (written !== undefined && currencyDigits(written) !== undefined) return { value: written, because: `${text} says so` };
    if (text.includes('$'))
      return { value: 'USD', because: `${text}: the dollar of the United States is the most frequent; check it` };
  }
  return undefined;
}

/** Codes that are hardly words: “all” and “top” are currencies too. */
const usual: ReadonlySet<string> = new Set(
  'EUR USD GBP CHF JPY PLN CZK SEK NOK DKK HUF CAD AUD INR CNY BRL MXN SGD ZAR'.split(' '),
);
