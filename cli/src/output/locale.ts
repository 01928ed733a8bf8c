import { currencyDigits } from '@throughline/language/currency';

/** How numbers, money and dates are written for the reader. */
export interface Locale {
  count(value: number): string;
  /** At most `digits` decimals. */
  decimal(value: number, digits?: number): string;
  percent(share: number): string;
  /** From whole units of the currency. */
  money(value: number, currency: string): string;
  /** From minor units. */
  minorMoney(value: number, currency: string): string;
  day(instant: number): string;
  instant(instant: number): string;
  duration(milliseconds: number): string;
}

/** The locale that LC_ALL, LC_MONETARY's owner or LANG ask for; without one, English with the day before the month. */
export function localeOf(env: Readonly<Record<string, string | undefined>>, timeZone = 'UTC'): Locale {
  const tag = languageTag(env['LC_ALL'] || env['LANG'] || '');
  const count = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone });
  const instant = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const decimal = (value: number, digits = 2) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits }).format(value);
  const money = (value: number, currency: string) =>
    /^[A-Z]{3}$/.test(currency)
      ? new Intl.NumberFormat(tag, { style: 'currency', currency }).format(value)
      : `${decimal(value)} ${currency}`;
  return {
    count: (value) => count.format(value),
    decimal,
    percent: (share) => percent.format(share),
    money,
    minorMoney: (value, currency) => money(value / 10 ** (currencyDigits(currency) ?? 2), currency),
    day: (at) => day.format(at),
    instant: (at) => instant.format(at),
    duration: (milliseconds) => duration(milliseconds, decimal),
  };
}

function languageTag(value: string): string {
  const [name = ''] = value.split(/[.@]/);
  if (name === '' || name === 'C' || name === 'POSIX') return 'en-GB';
  try {
    return Intl.getCanonicalLocales(name.replaceAll('_', '-'))[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** `3.2 d`, `5.5 h`: in the largest unit of which there is at least one. */
function duration(milliseconds: number, decimal: Locale['decimal']): string {
  const [name, length] = units.find(([, each]) => Math.abs(milliseconds) >= each) ?? (['ms', 1] as const);
  const value = milliseconds / length;
  return `${decimal(value, Math.abs(value) < 10 ? 1 : 0)} ${name}`;
}
