import type { MetricTile } from '@throughline/api';
import { latestOver, mainLine } from '@throughline/insight';
import type { MetricDefinition } from '@throughline/language';
import { metricHead } from '../metric-answers.ts';
import type { MeasuredMetric } from './measuring.ts';

/** A number of the first page, as its series has it; what was not measured yet has none. */
export function tileOf(metric: MetricDefinition, measured: MeasuredMetric | undefined): MetricTile {
  const head = metricHead(metric);
  const line = measured && mainLine(measured.series);
  const latest = latestOver(line);
  if (measured === undefined || line === undefined || latest === undefined) return { ...head, ...unmeasured };
  const { value, n, standing, expected } = latest;
  const points = line.points.filter(({ complete }) => complete);
  const before = points.at(-2)?.value ?? null;
  return {
    ...head,
    ...{ currency: line.currency, grain: measured.series.grain, value, n, standing, broke: measured.broke },
    change: value === null || before === null ? null : value - before,
    baseline: expected?.value ?? null,
    limits: expected === null ? null : { lower: expected.lower, upper: expected.upper },
    status: measured.broke ? 'alarm' : standing === null ? 'none' : statuses[standing],
    series: points.map((point) => ({ from: point.from, to: point.to, value: point.value })),
  };
}

const statuses = { met: 'in-target', warning: 'over-target', breach: 'breach' } as const;

const unmeasured: Omit<MetricTile, keyof ReturnType<typeof metricHead>> = {
  currency: null,
  grain: 'month',
  value: null,
  change: null,
  baseline: null,
  limits: null,
  broke: false,
  standing: null,
  status: 'none',
  n: 0,
  series: [],
};
