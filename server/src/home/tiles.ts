import type { MetricTile } from '@throughline/api';
import type { BaselineComparison } from '@throughline/insight';
import type { MetricDefinition } from '@throughline/language';
import { metricHead } from '../metric-answers.ts';

/** A number of the first page; what was not measured yet has none. */
export function tileOf(metric: MetricDefinition, comparison: BaselineComparison | undefined): MetricTile {
  const head = metricHead(metric);
  if (comparison === undefined) return { ...head, ...unmeasured };
  const { value, change, baseline, limits, broke, n, series, currency = null } = comparison;
  return {
    ...head,
    ...{ currency, value, change, baseline, limits, broke, n },
    status: broke ? 'alarm' : statusOf(head.target, value),
    series: series.map((point) => ({ from: point.from, to: point.to, value: point.value })),
  };
}

const unmeasured: Omit<MetricTile, keyof ReturnType<typeof metricHead>> = {
  currency: null,
  value: null,
  change: null,
  baseline: null,
  limits: null,
  broke: false,
  status: 'none',
  n: 0,
  series: [],
};

function statusOf(target: MetricTile['target'], value: number | null): MetricTile['status'] {
  if (target === null || value === null) return 'none';
  return value >= (target.from ?? -Infinity) && value <= (target.to ?? Infinity) ? 'in-target' : 'over-target';
}
