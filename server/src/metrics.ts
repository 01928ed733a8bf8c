import { type MetricRequest, MetricRequestError, type MetricResult, measure } from '@throughline/insight';
import type { MetricDefinition } from '@throughline/language';
import { builtInPacks } from './built-in-packs.ts';
import { ThroughlineError } from './errors.ts';
import { readFlowVersion } from './sql/read-flow-version.ts';
import type { Throughline } from './throughline.ts';

/** The metrics that can be measured. */
export function listMetrics(): readonly MetricDefinition[] {
  return builtInPacks.flatMap(({ metrics }) => metrics);
}

export interface MetricQuestion extends Omit<MetricRequest, 'timeZone' | 'now'> {
  readonly id: string;
}

/** Measures a metric over the log; days are those of its flow's time zone, and those that the clock has not reached have not come. */
export async function showMetric({ engine, pool, reader }: Throughline, question: MetricQuestion): Promise<MetricResult> {
  const { id, ...request } = question;
  const metric = findMetric(id);
  const [first] = [metric.flow].flat();
  const flow = first === undefined ? undefined : await readFlowVersion(pool, first);
  const timeZone = flow?.definition.timeZone;
  const now = new Date((await engine.clock()).now).toISOString();
  try {
    return await measure(reader, metric, { ...request, now, ...(timeZone === undefined ? {} : { timeZone }) });
  } catch (cause) {
    if (!(cause instanceof MetricRequestError)) throw cause;
    throw new ThroughlineError('metric-request', cause.message, { place: `--${cause.place}`, cause });
  }
}

/** @throws ThroughlineError metric-unknown */
export function findMetric(id: string): MetricDefinition {
  const metrics = listMetrics();
  const found = metrics.find((metric) => metric.id === id);
  if (found !== undefined) return found;
  const expected = metrics.map((metric) => metric.id).join(', ');
  throw new ThroughlineError('metric-unknown', `There is no metric ${id}`, { place: 'metric', expected });
}
