import type { Json } from '@throughline/language';
import { currencyDigits } from '@throughline/language';
import { dateReader } from './dates.ts';
import type { ImportErrorCode } from './errors.ts';
import type { ValueKind, ValueMapping } from './mapping.ts';
import type { TimeZone } from './time-zone.ts';

/** Says what is wrong with a text; what was expected may be nearer than the catalogue has it. Gives `undefined`. */
export type Fail = (code: ImportErrorCode, expected?: string) => undefined;

/** Makes a value of a text, or says why it cannot. */
export type Convert = (text: string, fail: Fail) => Json | undefined;

export interface ConvertContext {
  readonly zone: TimeZone;
  /** ISO 4217; absent where the mapping states none. */
  readonly currency?: string;
  /** Each record names its own. */
  readonly currencyByRow?: boolean;
  /** Refuse what a spreadsheet would run. */
  readonly refuseFormulas: boolean;
}

/** The conversion that a mapping declares; `fail` hears what is wrong with the declaration itself. */
export function converterOf(mapping: ValueMapping, context: ConvertContext, fail: Fail): Convert | undefined {
  if (mapping.values !== undefined) return byTable(mapping.values as Readonly<Record<string, Json>>);
  const kind = mapping.as ?? 'text';
  return converters[kind](mapping, context, fail);
}

const converters: Readonly<
  Record<ValueKind, (mapping: ValueMapping, context: ConvertContext, fail: Fail) => Convert | undefined>
> = {
  text: (_, { refuseFormulas }) => (refuseFormulas ? plainText : storableText),
  integer: (mapping) => numberOf(mapping, 0),
  decimal: (mapping) => decimalOf(mapping),
  money: (mapping, { currency }, fail) => {
    const digits = currency === undefined ? undefined : currencyDigits(currency);
    if (currency === undefined || digits === undefined) return fail('currency-unknown');
    const number = numberOf(mapping, digits);
    return mapping.currencyMark === true ? withoutMark(currency, number) : number;
  },
  date: (mapping, { zone }, fail) => {
    const dates = datesOf(mapping, zone, fail);
    return dates && ((text, bad) => dates.day(text.trim()) ?? bad('bad-date', mapping.format));
  },
  instant: (mapping, { zone }, fail) => {
    const dates = datesOf(mapping, zone, fail);
    return (
      dates &&
      ((text, bad) => {
        const instant = dates.instant(text.trim());
        return instant === undefined ? bad('bad-date', mapping.format) : new Date(instant).toISOString();
      })
    );
  },
  flag: () => byTable({ true: true, false: false }),
};

function datesOf(mapping: ValueMapping, zone: TimeZone, fail: Fail) {
  if (mapping.format === undefined) return fail('date-format-missing');
  return dateReader(mapping.format, zone) ?? fail('date-format-unknown');
}

function byTable(values: Readonly<Record<string, Json>>): Convert {
  const table = new Map(Object.entries(values));
  const expected = [...table.keys()].slice(0, 20).join(', ');
  return (text, fail) => table.get(text.trim()) ?? fail('value-unknown', expected);
}

const storableText: Convert = (text, fail) => (text.includes('\0') ? fail('value-unstorable') : text);
const plainText: Convert = (text, fail) => (isFormula(text) ? fail('formula-in-cell') : storableText(text, fail));

/** What a spreadsheet would compute rather than show. A signed number, a telephone number and a row of dashes are plain text. */
export function isFormula(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === 0x09 || first === 0x0d) return true;
  const start = text.trimStart();
  if (!/^[=+\-@]/.test(start)) return false;
  return !/^(-+|[+-][\d .,()/-]*)$/.test(start);
}

/** The sign or the code of this currency may stand before or after the number; that of another is no number. */
function withoutMark(currency: string, number: Convert): Convert {
  const sign = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find(({ type }) => type === 'currency')?.value;
  const marks = [currency, ...(sign === undefined ? [] : [sign])].map((mark) => mark.replace(/\W/g, '\\$&')).join('|');
  const expression = new RegExp(`^([+-]?)(?:${marks})?\\s*([^\\s].*?)\\s*(?:${marks})?$`);
  return (text, fail) => {
    const [, sign = '', rest = ''] = expression.exec(text.trim()) ?? [];
    return number(`${sign}${rest}`, fail);
  };
}

/** Digits with a sign; marks between thousands only where they are declared, and then in their places. */
function numberParts(mapping: ValueMapping): RegExp {
  const decimal = mapping.decimalMark === ',' ? ',' : '\\.';
  const whole =
    mapping.thousandsMark === undefined ? '\\d+' : `\\d{1,3}(?:(?<mark>[${marksOf(mapping)}])\\d{3}(?:\\k<mark>\\d{3})*)|\\d+`;
  return new RegExp(`^([+-]?)(?<whole>${whole})(?:${decimal}(?<fraction>\\d+))?$`);
}

function marksOf({ thousandsMark, decimalMark = '.' }: ValueMapping): string {
  const spaces = ' \\u00a0\\u202f';
  if (thousandsMark === 'any') return `${decimalMark === '.' ? ',' : '.'}'\u2019${spaces}`;
  return thousandsMark === ' ' ? spaces : (thousandsMark ?? '');
}

/** An integer of the smallest unit, by its digits and never through a fraction: 55.94 with two digits is 5594. */
function numberOf(mapping: ValueMapping, digits: number): Convert {
  const expression = numberParts(mapping);
  return (text, fail) => {
    const match = expression.exec(text.trim());
    if (match === null) return fail('bad-number');
    const { whole = '', fraction = '' } = match.groups ?? {};
    const sign = match[1];
    const exact = fraction.replace(/0+$/, '');
    if (exact.length > digits)
      return digits === 0 && mapping.as !== 'money'
        ? fail('bad-number', 'a whole number')
        : fail('too-many-decimals', `at most ${digits}`);
    const size = Number(whole.replace(/\D/g, '') + exact.padEnd(digits, '0'));
    if (!Number.isSafeInteger(size)) return fail('number-too-large');
    return sign === '-' && size !== 0 ? -size : size;
  };
}

function decimalOf(mapping: ValueMapping): Convert {
  const expression = numberParts(mapping);
  return (text, fail) => {
    const match = expression.exec(text.trim());
    if (match === null) return fail('bad-number');
    const { whole = '', fraction = '0' } = match.groups ?? {};
    const sign = match[1] ?? '';
    const value = Number(`${sign}${whole.replace(/\D/g, '')}.${fraction}`);
    return Number.isFinite(value) ? (Object.is(value, -0) ? 0 : value) : fail('number-too-large');
  };
}
