import type { MetricParts } from '@throughline/api';
import { type Decomposition, decomposeInOneCurrency } from '@throughline/insight';
import type { MetricDefinition } from '@throughline/language';
import { newestFlows } from '../cases/flow-book.ts';
import { valueTitle } from '../cases/value-title.ts';
import { metricHead, placeOf, requestOf } from '../metric-answers.ts';
import { asking } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { metricSeen, partialOfMetric, seenOf } from '../visible/metrics-seen.ts';
import type { Visible } from '../visible/visible.ts';

export interface PartsAsked {
  readonly from: string;
  readonly to: string;
  readonly againstFrom: string;
  readonly againstTo: string;
  readonly where?: readonly string[];
  /** Default: the stages that the metric declares; else its flows where it has several, or its first dimension. */
  readonly by?: string;
}

/** What the change of a metric between two periods is made of. @throws ThroughlineError metric-unknown, metric-request, field-hidden */
export async function showParts(
  throughline: Throughline,
  id: string,
  { from, to, againstFrom, againstTo, ...asked }: PartsAsked,
  { visible }: { readonly visible: Visible },
): Promise<MetricParts> {
  const { by: _, ...request } = requestOf(asked);
  return await asking(throughline, id, placeOf(asked), async (metric, context) => {
    const choices = choicesOf(metric, visible);
    const by = asked.by ?? choices[0] ?? 'entity';
    const seen = seenOf(visible, metric, by === 'stages' ? request : { ...request, by });
    const flows = await newestFlows(throughline);
    const asOf = await throughline.reader.freshness();
    const { found, currency } = await decomposeInOneCurrency(throughline.reader, metric, {
      ...request,
      ...context,
      ...seen,
      ...{ by, before: { from: againstFrom, to: againstTo }, after: { from, to } },
    });
    return {
      metric: metricHead(metricSeen(visible, metric) ?? metric),
      ...{ by, choices: [...choices], currency, additive: found.additive },
      parts: found.parts.map((part) => ({
        id: part.id,
        title: by === 'stages' || part.id === null ? part.title : valueTitle(flows, metric, { dimension: by, value: part.id }),
        ...moved(part),
      })),
      whole: moved(found.whole),
      asOf,
      ...partialOfMetric(visible, metric),
    };
  });
}

function choicesOf(metric: MetricDefinition, visible: Visible): readonly string[] {
  const dimensions = metricSeen(visible, metric)?.dimensions ?? [];
  const flows = Array.isArray(metric.flow) && metric.flow.length > 1 ? ['flow'] : [];
  return [...new Set([...(metric.stages === undefined ? [] : ['stages']), ...flows, ...dimensions, 'entity'])];
}

function moved({ before, after, change, casesBefore, casesAfter }: Decomposition['whole']) {
  return { before, after, change, cases: { before: casesBefore, after: casesAfter } };
}
