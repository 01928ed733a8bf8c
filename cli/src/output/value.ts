import type { FieldKind, Money, Value } from '@throughline/api';
import type { Locale } from './locale.ts';
import { shown } from './table.ts';

/** Numbers stand right. */
export function isNumber(kind: FieldKind): boolean {
  return kind === 'money' || kind === 'number';
}

/** A value as people read it: money with its currency, days in their language, text as it stands. */
export function valueText(value: Value | undefined, kind: FieldKind, currency: string | null, locale: Locale): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number')
    return kind === 'money' ? moneyText({ amount: value, currency }, locale) : locale.decimal(value, 6);
  if (kind === 'day') return dayText(value, locale);
  if (kind === 'instant') return Number.isNaN(Date.parse(value)) ? shown(value) : locale.instant(Date.parse(value));
  return shown(value, 40);
}

export function moneyText({ amount, currency }: Money, locale: Locale): string {
  return currency === null ? locale.count(amount) : locale.minorMoney(amount, currency);
}

/** A calendar day is the same day in every time zone. */
export function dayText(day: string, locale: Locale): string {
  const noon = Date.parse(`${day}T12:00:00Z`);
  return Number.isNaN(noon) ? shown(day) : locale.day(noon);
}

/** The currency of the money in a list of values: that of the field of this name. */
export function currencyIn(values: Readonly<Record<string, Value>>): string | null {
  const { currency } = values;
  return typeof currency === 'string' ? currency : null;
}
