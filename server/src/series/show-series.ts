import type { MetricSeries as Answer, Grain, SeriesPoint } from '@throughline/api';
import { type MetricSeries, metricSeries } from '@throughline/insight';
import { iso } from '../cases/case-row.ts';
import { metricHead, placeOf, requestOf } from '../metric-answers.ts';
import { asking, listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { partialOfMetric, seenOf } from '../visible/metrics-seen.ts';
import type { Visible } from '../visible/visible.ts';
import { annotationsOf } from './annotations.ts';
import { readMetricVersions } from './metric-versions.ts';

export interface SeriesAsked {
  readonly grain?: Grain;
  readonly periods?: number;
  readonly where?: readonly string[];
  readonly by?: string;
}

/** A metric by its periods, and what happened meanwhile. @throws ThroughlineError metric-unknown, metric-request, field-hidden */
export async function showSeries(
  throughline: Throughline,
  id: string,
  { grain, periods, ...asked }: SeriesAsked,
  { visible, signal }: { readonly visible: Visible; readonly signal?: AbortSignal },
): Promise<Answer> {
  const request = requestOf(asked);
  return await asking(throughline, id, placeOf(asked), async (metric, context) => {
    const asOf = await throughline.reader.freshness();
    const found = await metricSeries(throughline.reader, metric, {
      ...request,
      ...context,
      ...seenOf(visible, metric, request),
      ...(grain === undefined ? {} : { grain }),
      ...(periods === undefined ? {} : { periods }),
      ...(signal === undefined ? {} : { signal }),
    });
    const definitions = await readMetricVersions(throughline.pool, id);
    const paired = listMetrics().find((one) => one.id === metric.paired);
    return {
      metric: metricHead(metric),
      grain: found.grain,
      freezeDays: metric.freeze?.days ?? null,
      paired: paired === undefined ? null : { id: paired.id, title: paired.title },
      series: found.lines.map(({ points, ...line }) => ({ ...line, points: points.map(pointView) })),
      annotations: await annotationsOf(throughline, {
        ...{ metric, definitions, visible, now: context.now },
        ...stretchOf(found),
        freezes: freezesOf(found),
      }),
      definitions: definitions.map(({ version, from, by, digest, definition }) => ({
        ...{ version, from: iso(from), by, digest, title: definition.title },
      })),
      asOf,
      ...partialOfMetric(visible, metric),
    };
  });
}

function pointView({ from, to, value, n, standing, complete, expected, frozenAt, restated }: Point): SeriesPoint {
  return { from, to, value, n, standing, complete, expected, frozenAt, restated };
}
type Point = MetricSeries['lines'][number]['points'][number];

function stretchOf({ lines }: MetricSeries): { readonly from: string; readonly to: string } {
  const points = lines[0]?.points ?? [];
  return { from: points[0]?.from ?? '1970-01-01', to: points.at(-1)?.to ?? '1970-01-01' };
}

function freezesOf({ lines }: MetricSeries): readonly { readonly at: string; readonly period: string }[] {
  return (lines[0]?.points ?? []).flatMap(({ frozenAt, from }) => (frozenAt === null ? [] : [{ at: frozenAt, period: from }]));
}
