import { alertsOf, expectedAs, metricSeries, type WatchedSeries } from '@throughline/insight';
import type { MetricDefinition, UnexpectedQuestion } from '@throughline/language';
import { findMetric, metricContext } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { type Asking, type WatchedRow, wholeCompany } from './question-rows.ts';

/** What is expected of the latest period rests on so many before it. */
const periods = 28;

/** Metrics that left what was expected of them for the worse, as the log was known then; what moved together is one row. */
export async function unexpectedRows(
  throughline: Throughline,
  { unexpected: { metrics: ids, period: grain = 'month', falseDiscovery } }: UnexpectedQuestion,
  { due, signal }: Asking,
): Promise<readonly WatchedRow[]> {
  const metrics = new Map(ids.map((id) => [id, findMetric(id)]));
  const at = new Date(due).toISOString();
  const watched: (WatchedSeries & { readonly period: string })[] = [];
  for (const metric of metrics.values()) {
    const { freeze: _, ...unfrozen } = metric;
    const asked = { ...(await metricContext(throughline, metric)), now: at, knownAt: at, grain, periods };
    const series = await metricSeries(throughline.reader, unfrozen, { ...asked, ...(signal === undefined ? {} : { signal }) });
    for (const { currency, points } of series.lines) {
      const over = points.filter(({ complete }) => complete);
      const id = JSON.stringify([metric.id, currency]);
      watched.push({ id, metric: metric.id, points: over, ...expectedAs(metric, grain), period: over.at(-1)?.from ?? '' });
    }
  }
  const alerts = alertsOf(watched, falseDiscovery === undefined ? {} : { falseDiscovery });
  return alerts.flatMap(({ members }): WatchedRow[] => {
    const lead = members.find(({ metric, moved }) => isWorse(metrics.get(metric), moved));
    const period = watched.find(({ id }) => id === lead?.id)?.period;
    if (lead === undefined || period === undefined) return [];
    const row = {
      ...{ metric: lead.metric, title: metrics.get(lead.metric)?.title ?? lead.metric, period, at, moved: lead.moved },
      ...{ value: lead.value, expected: lead.expectation.expected },
      members: [...new Set(members.map(({ metric }) => metric))].join(', '),
    };
    return [{ id: JSON.stringify([period, lead.id]), entity: wholeCompany, row }];
  });
}

function isWorse(metric: MetricDefinition | undefined, moved: 'up' | 'down'): boolean {
  return metric?.direction === 'band' || (metric?.direction === 'down') === (moved === 'up');
}
