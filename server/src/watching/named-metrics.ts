import type { JsonObject } from '@throughline/language';
import { RefusedError } from '../cases/refused.ts';
import { metricsIn } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { listWatches, withTarget } from './watches.ts';

/** The fields of a flow that a watch reads as the ids of metrics: guard-rails, say. */
function metricFields(flow: string): readonly string[] {
  const fields = listWatches().flatMap(({ ask }) =>
    'cases' in ask && ask.cases.flow === flow && ask.cases.breaching !== undefined ? [ask.cases.breaching.metrics] : [],
  );
  return [...new Set(fields)];
}

/**
 * Refuses the name of a metric that is none, or has no target that it could leave: it would be watched, and never heard of.
 *
 * @throws RefusedError data-invalid, with the place of the name and the metrics that there are
 */
export function refuseUnknownMetrics(
  throughline: Pick<Throughline, 'ownMetrics'>,
  flow: string,
  data: Readonly<Record<string, unknown>> | JsonObject,
): void {
  for (const field of metricFields(flow)) {
    const named = data[field];
    if (!Array.isArray(named)) continue;
    const known = withTarget(metricsIn(throughline)).map(({ id }) => id);
    const index = named.findIndex((name) => typeof name === 'string' && !known.includes(name));
    if (index < 0) continue;
    throw new RefusedError({
      code: 'data-invalid',
      message: `There is no metric “${String(named[index]).slice(0, 80)}” with a target that it could leave`,
      place: `/${field}/${index}`,
      expected: [...known].sort().join(', '),
    });
  }
}
