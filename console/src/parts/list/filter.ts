import type { FieldKind } from '@throughline/api';
import { formatDay, formatMoment } from '../../format/day.ts';
import { formatAmount, parseMoney } from '../../format/money.ts';
import { formatNumber, parseNumber } from '../../format/number.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { words } from './words.ts';

export const comparisons = ['!=', '<=', '>=', '^=', '=', '<', '>'] as const;
export type Comparison = (typeof comparisons)[number];

/** A condition on a list, as the address and the API write it: `dueOn<2026-11-01`. Of several values, any will do. */
export interface Filter {
  readonly field: string;
  readonly comparison: Comparison;
  readonly values: readonly string[];
}

/** What can be filtered by. */
export interface FilterField {
  readonly name: string;
  readonly title: string;
  readonly kind: FieldKind;
  /** The values that it can have, where they are few. */
  readonly options?: readonly { readonly value: string; readonly title: string }[];
  /** Of money, where all cases share one; else amounts are taken to have two decimals. */
  readonly currency?: string | null;
}

/** Reads what `writeFilter` wrote; `undefined` where it is no filter. */
export function parseFilter(text: string): Filter | undefined {
  const start = text.search(/[=!<>^]/);
  const comparison = comparisons.find((sign) => text.startsWith(sign, start));
  if (start < 1 || comparison === undefined) return undefined;
  const values = [...text.slice(start + comparison.length).matchAll(/(?:^|,)((?:[^,\\]|\\.)*)/g)].map((match) =>
    (match[1] ?? '').replaceAll(/\\(.)/g, '$1'),
  );
  return values.some((value) => value === '') ? undefined : { field: text.slice(0, start), comparison, values };
}

export function writeFilter({ field, comparison, values }: Filter): string {
  return `${field}${comparison}${values.map((value) => value.replaceAll(/[\\,]/g, '\\$&')).join(',')}`;
}

const ways: Readonly<Record<'text' | 'figure' | 'time' | 'choice', readonly (readonly [Comparison, string])[]>> = {
  text: [
    ['=', words.is],
    ['^=', words.beginsWith],
    ['!=', words.isNot],
  ],
  figure: [
    ['>', words.above],
    ['>=', words.atLeast],
    ['<', words.below],
    ['<=', words.atMost],
    ['=', words.is],
    ['!=', words.isNot],
  ],
  time: [
    ['<', words.before],
    ['<=', words.until],
    ['>', words.after],
    ['>=', words.from],
    ['=', words.on],
    ['!=', words.notOn],
  ],
  choice: [
    ['=', words.is],
    ['!=', words.isNot],
  ],
};

function comparisonWordsOf({ kind, options }: FilterField): readonly (readonly [Comparison, string])[] {
  if (options !== undefined || kind === 'flag') return ways.choice;
  if (kind === 'number' || kind === 'money') return ways.figure;
  return kind === 'day' || kind === 'instant' ? ways.time : ways.text;
}

/** The comparisons that make sense for a field, each in words; the first is what people mostly mean. */
export function comparisonsOf(field: FilterField): readonly { readonly comparison: Comparison; readonly words: string }[] {
  return comparisonWordsOf(field).map(([comparison, each]) => ({ comparison, words: each }));
}

/** A filter in words, without its field: `before 11 Jan`; `Sent, Paid in part`; `not Sent`. */
export function filterWords(filter: Filter, field: FilterField, settings: FormatSettings): string {
  const how = comparisonWordsOf(field).find(([comparison]) => comparison === filter.comparison)?.[1] ?? filter.comparison;
  const values = filter.values.map((value) => valueWords(value, field, settings)).join(', ');
  if (comparisonWordsOf(field) === ways.choice || comparisonWordsOf(field) === ways.text) {
    if (filter.comparison === '=') return values;
    if (filter.comparison === '!=') return words.not(values);
  }
  return `${how} ${values}`;
}

function valueWords(value: string, { kind, options, currency = null }: FilterField, settings: FormatSettings): string {
  const title = options?.find((option) => option.value === value)?.title;
  if (title !== undefined) return title;
  // An address can hold anything: what is no value of the kind is shown as it is, and the API says what is wrong with it.
  if (kind === 'day' || kind === 'instant') {
    if (Number.isNaN(Date.parse(value))) return value;
    return kind === 'day' ? formatDay(value, settings) : formatMoment(value, settings);
  }
  const number = Number(value);
  if ((kind !== 'number' && kind !== 'money') || Number.isNaN(number)) return value;
  return kind === 'money' ? formatAmount({ amount: number, currency }, settings.locale) : formatNumber(number, settings.locale);
}

export type ReadValue = { readonly value: string } | { readonly error: string };

/** What a person typed or chose, as a filter holds it: money in minor units, days as `YYYY-MM-DD`. */
export function readFilterValue(text: string, { kind, currency = null }: FilterField, locale: string): ReadValue {
  const typed = text.trim();
  if (typed === '') return { error: words.sayValue };
  if (kind === 'money') {
    const parsed = parseMoney(typed, currency, locale);
    return 'error' in parsed ? parsed : { value: String(parsed.amount) };
  }
  if (kind !== 'number') return { value: typed };
  const number = parseNumber(typed, locale);
  return number === undefined ? { error: words.writeNumberSuchAs(formatNumber(1234.5, locale)) } : { value: String(number) };
}
