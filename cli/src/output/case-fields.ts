import type { JsonObject } from '@throughline/language';
import type { CaseField } from '@throughline/server';
import type { Locale } from './locale.ts';
import { type Column, shown } from './table.ts';

export function caseColumns(fields: readonly CaseField[]): readonly Column[] {
  return fields.map(({ name, kind }) => ({ title: name, right: kind === 'money' || kind === 'number' }));
}

/** A field of a case as people read it: money with its currency, days in their language, the rest as it stands. */
export function caseCell({ name, kind }: CaseField, data: JsonObject, locale: Locale): string {
  const value = data[name];
  if (value === undefined || value === null) return '';
  if (kind === 'money' && typeof value === 'number') {
    const { currency } = data;
    return typeof currency === 'string' ? locale.minorMoney(value, currency) : locale.count(value);
  }
  if (kind === 'number' && typeof value === 'number') return locale.decimal(value, 6);
  if (kind === 'day' && typeof value === 'string') {
    const instant = Date.parse(`${value}T12:00:00Z`);
    return Number.isNaN(instant) ? shown(value) : locale.day(instant);
  }
  if (kind === 'instant' && typeof value === 'string') {
    const instant = Date.parse(value);
    return Number.isNaN(instant) ? shown(value) : locale.instant(instant);
  }
  return typeof value === 'string' ? shown(value, 40) : shown(JSON.stringify(value), 60);
}
