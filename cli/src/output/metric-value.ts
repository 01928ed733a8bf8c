import type { MetricHead } from '@throughline/api';
import type { Locale } from './locale.ts';

const units: { readonly [U in MetricHead['unit']]: (value: number, locale: Locale, currency: string) => string } = {
  days: (value, locale) => `${locale.decimal(value, 1)} days`,
  hours: (value, locale) => `${locale.decimal(value, 1)} hours`,
  share: (value, locale) => locale.percent(value),
  count: (value, locale) => locale.count(value),
  number: (value, locale) => locale.decimal(value, 2),
  'per-100-cases': (value, locale) => `${locale.decimal(value, 1)} per 100 cases`,
  money: (value, locale, currency) => locale.money(value, currency),
};

/** A metric's value as people read it; `--json` gives it unrounded. */
export function metricValue(
  { value, currency }: { readonly value: number | null; readonly currency?: string | null },
  unit: MetricHead['unit'],
  locale: Locale,
): string {
  return value === null ? '-' : units[unit](value, locale, currency ?? '');
}
