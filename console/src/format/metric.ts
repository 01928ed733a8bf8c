import type { MetricTile } from '@throughline/api';
import { formatMoney, moneyDigits } from './money.ts';
import { formatChange, formatDecimal } from './number.ts';
import { words } from './words.ts';

type Unit = MetricTile['unit'];
type Measured = Pick<MetricTile, 'unit' | 'currency'>;

/** How a unit is shown: by what its values are multiplied, with how many decimals, and what stands behind the figure. */
const units: Readonly<
  Record<Exclude<Unit, 'money'>, { readonly factor: number; readonly digits: number; readonly suffix: string }>
> = {
  days: { factor: 1, digits: 1, suffix: 'days' },
  hours: { factor: 1, digits: 1, suffix: 'hours' },
  share: { factor: 100, digits: 1, suffix: '%' },
  count: { factor: 1, digits: 0, suffix: '' },
  number: { factor: 1, digits: 2, suffix: '' },
  'per-100-cases': { factor: 1, digits: 1, suffix: 'per 100' },
};

/**
 * A value and its unit apart, since they are set in different sizes: `54.2` and `days`. Money comes whole, in one; the API measures it in
 * whole units of the currency, unlike amounts.
 */
export function formatMeasure(value: number, { unit, currency }: Measured, locale: string): { value: string; unit: string } {
  if (unit === 'money') {
    const amount = Math.round(value * 10 ** moneyDigits(currency));
    return { value: formatMoney({ amount, currency }, locale), unit: '' };
  }
  const { factor, digits, suffix } = units[unit];
  return { value: formatDecimal(value * factor, digits, locale), unit: suffix };
}

/** So many decimals of a value, as the API measures it, are shown. */
export function measureDigits({ unit, currency }: Measured): number {
  if (unit === 'money') return moneyDigits(currency);
  return units[unit].digits + Math.round(Math.log10(units[unit].factor));
}

/** In one, as sentences have it: `54.2 days`, `7.3%`, `102`. */
export function measureText(value: number, measured: Measured, locale: string): string {
  const { value: figure, unit } = formatMeasure(value, measured, locale);
  if (unit === '') return figure;
  return unit === '%' ? `${figure}%` : `${figure} ${unit}`;
}

/** What it changed by, with its sign and without its unit: `+6.4`. */
export function formatMeasureChange(change: number, { unit, currency }: Measured, locale: string): string {
  if (unit === 'money') return formatChange(change, moneyDigits(currency), locale);
  const { factor, digits } = units[unit];
  return formatChange(change * factor, digits, locale);
}

/** The status of a metric in words, with the figure it is measured by: `above alarm 52`, `in target ≤ 10`, `under target 75`. */
export function statusWords(
  tile: Pick<MetricTile, 'unit' | 'currency' | 'target' | 'limits' | 'value' | 'status'>,
  locale: string,
): string {
  const bound = (value: number) => boundary(value, tile, locale);
  const { target, limits, value } = tile;
  if (tile.status === 'none' || value === null) return value === null ? words.nothingToMeasure : words.noTarget;
  if (tile.status === 'alarm') {
    if (limits !== null && value > limits.upper) return words.aboveAlarm(bound(limits.upper));
    return limits !== null && value < limits.lower ? words.belowAlarm(bound(limits.lower)) : words.pastAlarm;
  }
  if (tile.status === 'in-target') return target === null ? words.inTarget : words.inTargetOf(targetWords(target, bound));
  if (target?.to !== undefined && value > target.to) return words.overTarget(bound(target.to));
  return target?.from !== undefined && value < target.from ? words.underTarget(bound(target.from)) : words.offTarget;
}

function targetWords({ from, to }: { from?: number; to?: number }, bound: (value: number) => string): string {
  if (from !== undefined && to !== undefined) return words.to(bound(from), bound(to));
  if (from !== undefined) return `≥ ${bound(from)}`;
  return to === undefined ? '' : `≤ ${bound(to)}`;
}

/** A limit is written as short as it is: 52, not 52.0. */
function boundary(value: number, measured: Measured, locale: string): string {
  if (measured.unit === 'money') return formatMeasure(value, measured, locale).value;
  const { factor, digits } = units[measured.unit];
  const scaled = value * factor;
  return formatDecimal(scaled, Math.abs(scaled - Math.round(scaled)) < 0.05 ? 0 : digits, locale);
}
