import type { MetricDefinition } from './definition/metric.ts';

export type TargetStanding = 'met' | 'warning' | 'breach';

/** How a value stands to the target of its metric; `null` where it has none, or nothing was there to measure. */
export function targetStanding({ target }: MetricDefinition, value: number | null): TargetStanding | null {
  const { from, to, warn } = target ?? {};
  if (value === null || (from === undefined && to === undefined)) return null;
  const isBelow = from !== undefined && value < from;
  const isAbove = to !== undefined && value > to;
  if (!isBelow && !isAbove) return 'met';
  if (warn === undefined) return 'breach';
  return (isBelow && value >= warn) || (isAbove && value <= warn) ? 'warning' : 'breach';
}
