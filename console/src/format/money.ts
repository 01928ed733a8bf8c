import type { Money } from '@throughline/api';
import { currencyDigits } from '@throughline/language/currency';
import { formatDecimal, plainDecimal } from './number.ts';
import { remembered } from './settings.ts';
import { words } from './words.ts';

/** Decimals of an amount whose case does not say its currency: those that most currencies have. */
const digitsUnknown = 2;

export function moneyDigits(currency: string | null): number {
  return currency === null ? digitsUnknown : (currencyDigits(currency) ?? digitsUnknown);
}

const formatter = remembered(
  (locale: string, currency: string, digits: string) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: Number(digits),
      maximumFractionDigits: Number(digits),
    }),
);

/** Exact, with its currency: `€23,480.00`. */
export function formatMoney(money: Money, locale: string): string {
  return withCurrency(money, moneyDigits(money.currency), locale);
}

/** To the whole unit, for sentences: `€312,480`. */
export function formatMoneyWhole(money: Money, locale: string): string {
  return withCurrency(money, 0, locale);
}

/** Exact, for a column whose currency stands in its head or beside it: `23,480.00`. */
export function formatAmount(money: Money, locale: string): string {
  const digits = moneyDigits(money.currency);
  return formatDecimal(money.amount / 10 ** digits, digits, locale);
}

function withCurrency({ amount, currency }: Money, digits: number, locale: string): string {
  const value = amount / 10 ** moneyDigits(currency);
  if (currency === null) return formatDecimal(value, digits, locale);
  return formatter(locale, currency, String(digits)).format(value).replace('-', '−');
}

export type ParsedMoney = { readonly amount: number } | { readonly error: string };

/** What a person typed, in whole units and by their locale, as minor units. Exact: no floating point comes in between. */
export function parseMoney(text: string, currency: string | null, locale: string): ParsedMoney {
  const digits = moneyDigits(currency);
  const example = formatAmount({ amount: 12_345_678, currency }, locale);
  const plain = plainDecimal(text, locale);
  if (plain === undefined) return { error: words.writeAmountSuchAs(example) };
  const [whole = '0', fraction = ''] = plain.split('.');
  if (fraction.length > digits) {
    return { error: digits === 0 ? words.hasNoDecimals(currency) : words.atMostDecimalsSuchAs(digits, example) };
  }
  const amount = Number(`${whole}${fraction.padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(amount)) return { error: words.tooMuch };
  // No negative zero: it would be another value than 0 in a comparison by identity.
  return { amount: amount === 0 ? 0 : amount };
}

/** `123456` cents are `1234.56`, in files: with a point, without grouping, with the digits of the currency. */
export function moneyInFiles({ amount, currency }: Money): string {
  const digits = moneyDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const sign = amount < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
