import type { MetricSql } from '@throughline/api';
import { MetricRequestError, metricView } from '@throughline/insight';
import { findMetric, metricContext } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';

/** What a metric is, as SQL over the log: the definition alone, of no case. @throws ThroughlineError metric-unknown */
export async function showMetricSql(throughline: Throughline, id: string): Promise<MetricSql> {
  const metric = findMetric(id);
  const { timeZone, calendars } = await metricContext(throughline, metric);
  try {
    return { sql: metricView(metric, { timeZone, ...(calendars === undefined ? {} : { calendars }) }), why: null };
  } catch (error) {
    if (error instanceof MetricRequestError) return { sql: null, why: error.message };
    throw error;
  }
}
