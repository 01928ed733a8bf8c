import type { ContentFinding, ContentMetric } from '@throughline/api';
import { type MetricDefinition, type MetricShift, metricShifts } from '@throughline/language';
import { readMetricVersions } from '../series/metric-versions.ts';
import type { Throughline } from '../throughline.ts';
import { type Compared, flowsOf, metricsOf } from './about.ts';
import { beginOf, type ChangeContent } from './content.ts';

/** What becomes of the metrics that are measured of what changes: which measure something else from then on, and what was said of them. */
export async function measuredAfter(
  throughline: Throughline,
  content: ChangeContent,
  pairs: readonly Compared[],
): Promise<{ readonly metrics: readonly ContentMetric[]; readonly findings: readonly ContentFinding[] }> {
  const fates = content.subject === 'flow' ? (content.metrics ?? {}) : {};
  const measured = metricsOf(throughline, flowsOf(content)).slice(0, 500);
  const begin = beginOf(content);
  const from = begin === undefined ? null : new Date(begin).toISOString();
  const shifts = new Map(measured.map((metric) => [metric.id, shiftsOf(metric, pairs)]));
  const metrics = await Promise.all(
    measured.map(async ({ id, title }): Promise<ContentMetric> => {
      const becomes = fates[id] ?? null;
      const definition = (await readMetricVersions(throughline.pool, id)).at(-1)?.version ?? null;
      return {
        ...{ id, title, definition, becomes },
        isShifted: shifts.get(id)?.length !== 0,
        from: becomes === null ? null : from,
      };
    }),
  );
  const findings = measured.flatMap(({ id }) => (shifts.get(id) ?? []).map((shift) => shiftView(id, shift)));
  const unknown = Object.keys(fates).filter((id) => !shifts.has(id));
  return { metrics, findings: [...findings, ...unknown.map((id) => unknownView(id, [...shifts.keys()]))] };
}

function shiftsOf(metric: MetricDefinition, pairs: readonly Compared[]): readonly MetricShift[] {
  return pairs.flatMap(({ before, after }) =>
    before === undefined || ![metric.flow].flat().includes(after.name) ? [] : metricShifts(metric, before.definition, after),
  );
}

const mends = {
  'counts-twice':
    'Let the metric count cases, give the step an event of its own, or say under `metrics` what becomes of the metric.',
  'spans-state': 'Say under `metrics` whether it is restated or frozen, or let the metric name the state.',
} as const;

function shiftView(id: string, { kind, path, message, witness }: MetricShift): ContentFinding {
  const mend = mends[kind];
  return {
    ...{ code: `metric-${kind}`, severity: 'warning', flow: null, path, mend },
    message: `The metric ${id} measures something else: ${message}`,
    witness: [...witness],
  };
}

function unknownView(id: string, known: readonly string[]): ContentFinding {
  return {
    ...{ code: 'metric-unknown', severity: 'error', flow: null, path: `/metrics/${id}` },
    message: `it is said what becomes of ${id}, which is not measured of what changes`,
    witness: [`measured of it: ${known.join(', ') || 'nothing'}`],
    mend: 'Name one that is.',
  };
}
