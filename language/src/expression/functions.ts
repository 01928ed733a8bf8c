import type { Environment } from '@marcbachmann/cel-js';
import { formatDay, parseDay } from '../calendar.ts';
import { currencyDigits } from '../currency.ts';

/** The small standard library of expressions, beside what CEL has. None reads a clock. */
export function registerFunctions(environment: Environment): Environment {
  return environment
    .registerFunction('sum(list<int>): int', (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n))
    .registerFunction('min(list<int>): int', (values: readonly bigint[]) => extreme(values, (a, b) => a < b))
    .registerFunction('max(list<int>): int', (values: readonly bigint[]) => extreme(values, (a, b) => a > b))
    .registerFunction('min(int, int): int', (a: bigint, b: bigint) => (a < b ? a : b))
    .registerFunction('max(int, int): int', (a: bigint, b: bigint) => (a > b ? a : b))
    .registerFunction('addDays(string, int): string', (day: string, count: bigint) =>
      formatDay(dayWithin(parseDay(day) + Number(count))),
    )
    .registerFunction('daysBetween(string, string): int', (from: string, to: string) => BigInt(parseDay(to) - parseDay(from)))
    .registerFunction('money(int, string): string', (minor: bigint, currency: string) => formatMoney(minor, currency));
}

/** Days are written with four digits of a year. */
function dayWithin(day: number): number {
  if (!(day >= parseDay('0001-01-01') && day <= parseDay('9999-12-31'))) throw new Error('the day lies beyond the year 9999');
  return day;
}

function extreme(values: readonly bigint[], isMore: (a: bigint, b: bigint) => boolean): bigint {
  const [first, ...rest] = values;
  if (first === undefined) throw new Error('min and max need at least one value');
  return rest.reduce((found, value) => (isMore(value, found) ? value : found), first);
}

/** `money(123456, "EUR")` is `EUR 1,234.56`: the digits are those of ISO 4217. */
export function formatMoney(minor: bigint, currency: string): string {
  const digits = currencyDigits(currency) ?? 2;
  const sign = minor < 0n ? '-' : '';
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const units = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${currency} ${sign}${units}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}
