import type { Environment } from '@marcbachmann/cel-js';
import { addBusinessDays, isBusinessDay } from '../business-time.ts';
import { type Calendar, calendarOf, dayOf, formatDay, parseDay } from '../calendar.ts';
import { currencyDigits } from '../currency.ts';
import { registerBy } from './by.ts';

let current: (() => Calendar) | undefined;

/**
 * Evaluates with the days of a calendar, which is asked for only where it is needed. Evaluation is synchronous, and what it begins
 * inside itself has the same calendar.
 */
export function withCalendar<T>(calendar: () => Calendar, evaluate: () => T): T {
  const outer = current;
  current = calendar;
  try {
    return evaluate();
  } finally {
    current = outer;
  }
}

/** The small standard library of expressions, beside what CEL has. None reads a clock. Amounts and counts are whole numbers. */
export function registerFunctions(environment: Environment): Environment {
  return registerBy(environment)
    .registerFunction('sum(list<int>): int', (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n))
    .registerFunction('min(list<int>): int', (values: readonly bigint[]) => extreme(values, (a, b) => a < b))
    .registerFunction('max(list<int>): int', (values: readonly bigint[]) => extreme(values, (a, b) => a > b))
    .registerFunction('min(int, int): int', (a: bigint, b: bigint) => (a < b ? a : b))
    .registerFunction('max(int, int): int', (a: bigint, b: bigint) => (a > b ? a : b))
    .registerFunction('date(string): string', localDay)
    .registerFunction('addDays(string, int): string', (day: string, count: bigint) =>
      formatDay(dayWithin(parseDay(day) + Number(count))),
    )
    .registerFunction('daysBetween(string, string): int', (from: string, to: string) => BigInt(parseDay(to) - parseDay(from)))
    .registerFunction('addBusinessDays(string, int): string', (day: string, count: bigint) =>
      formatDay(dayWithin(addBusinessDays(requiredCalendar(), parseDay(day), Number(count)))),
    )
    .registerFunction('isBusinessDay(string): bool', (day: string) => isBusinessDay(requiredCalendar(), parseDay(day)))
    .registerFunction('percent(int, int): int', percent)
    .registerFunction('money(int, string): string', (minor: bigint, currency: string) => formatMoney(minor, currency));
}

function requiredCalendar(): Calendar {
  const calendar = current?.();
  if (calendar?.business === undefined) throw new Error('business days need a calendar with business hours');
  return calendar;
}

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** The day of an instant in the time zone of the case; a day is itself. */
function localDay(text: string): string {
  if (text.length === 10) return formatDay(parseDay(text));
  const instant = instantForm.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) throw new Error(`this is no instant: ${text}`);
  return formatDay(dayWithin(dayOf(current?.() ?? calendarOf('UTC'), instant)));
}

/** Days are written with four digits of a year. */
function dayWithin(day: number): number {
  if (!(day >= parseDay('0001-01-01') && day <= parseDay('9999-12-31')))
    throw new Error(Number.isFinite(day) ? 'the day lies beyond the year 9999' : 'the calendar has no such business day');
  return day;
}

function extreme(values: readonly bigint[], isMore: (a: bigint, b: bigint) => boolean): bigint {
  const [first, ...rest] = values;
  if (first === undefined) throw new Error('min and max need at least one value');
  return rest.reduce((found, value) => (isMore(value, found) ? value : found), first);
}

/** So many hundredths of a percent of an amount; a half goes to the even neighbour, so that many roundings do not add up. */
export function percent(amount: bigint, basisPoints: bigint): bigint {
  const product = amount * basisPoints;
  const sign = product < 0n ? -1n : 1n;
  const whole = (product * sign) / 10_000n;
  const rest = (product * sign) % 10_000n;
  const isUp = rest > 5000n || (rest === 5000n && whole % 2n === 1n);
  return sign * (whole + (isUp ? 1n : 0n));
}

/** `money(123456, "EUR")` is `EUR 1,234.56`: the digits are those of ISO 4217. */
export function formatMoney(minor: bigint, currency: string): string {
  return `${currency} ${amountText(minor, currencyDigits(currency) ?? 2)}`;
}

/** The same without a currency: with two digits, `123456` is `1,234.56`. */
export function amountText(minor: bigint, digits: number): string {
  const sign = minor < 0n ? '-' : '';
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const units = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${units}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}
