import type { MetricHead } from '@throughline/api';
import { formatMeasure } from '../../format/metric.ts';

/** `everDisputed` is *Ever disputed*: dimensions are named as fields are. */
export function dimensionTitle(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`)
    .replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

const directions: Readonly<Record<MetricHead['direction'], string>> = {
  up: 'more is better',
  down: 'less is better',
  band: 'best within its target',
};

/** `Target at most 40 days, less is better` */
export function targetWords({ target, unit, direction }: MetricHead, locale = 'en-GB'): string {
  const bound = (value: number) => {
    const measure = formatMeasure(value, { unit, currency: null }, locale);
    return `${measure.value.replace(/[.,]0$/, '')}${measure.unit === '%' ? '%' : ` ${measure.unit}`}`.trim();
  };
  const { from, to } = target ?? {};
  if (from === undefined && to === undefined) return `No target, ${directions[direction]}`;
  if (from !== undefined && to !== undefined) return `Target ${bound(from)} to ${bound(to)}`;
  return from === undefined ? `Target at most ${bound(to ?? 0)}` : `Target at least ${bound(from)}`;
}

/** What stands behind a figure of the unit: `days`, `%`. */
export function unitWord(unit: MetricHead['unit']): string {
  return unit === 'money' ? '' : formatMeasure(0, { unit, currency: null }, 'en-GB').unit;
}
