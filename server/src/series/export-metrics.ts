import { exportMetrics, type MetricExport } from '@throughline/insight';
import { listMetrics, metricContext } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';

/** The metrics as SQL views and as a semantic layer of dbt, their days in the zones of their flows. */
export async function exportDeclaredMetrics(throughline: Throughline): Promise<MetricExport> {
  const metrics = listMetrics();
  const zones = new Map<string, string>();
  for (const metric of metrics) zones.set(metric.id, (await metricContext(throughline, metric)).timeZone);
  return exportMetrics(metrics, ({ id }) => ({ timeZone: zones.get(id) ?? 'UTC' }));
}
