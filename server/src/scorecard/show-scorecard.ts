import type { Scorecard, ScorecardRow } from '@throughline/api';
import { mainLine, type SeriesLine, type SeriesPeriod } from '@throughline/insight';
import { type MetricDefinition, type MetricGroup, metricGroups } from '@throughline/language';
import { iso, type Seeing } from '../cases/case-row.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { listDiagnoses } from '../diagnosis/list.ts';
import { changesLately } from '../home/changes.ts';
import { homePack } from '../home/home-pack.ts';
import { type MeasuredMetric, measuredLately } from '../home/measuring.ts';
import { metricHead } from '../metric-answers.ts';
import { listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { metricSeen, partialOfMetric, whyNotSeen } from '../visible/metrics-seen.ts';
import type { Visible } from '../visible/visible.ts';

/** What the groups are called. */
const groupTitles: Readonly<Record<MetricGroup, string>> = {
  delivery: 'Delivery',
  reliability: 'Reliability',
  quality: 'Quality',
  governance: 'Governance',
  'stakeholder-outcomes': 'Stakeholder outcomes',
};
/** Metrics that name no group stand last. */
const others = { name: 'other', title: 'Without a group' };

/**
 * All metrics that somebody may see, as their series have them, by their group: the same numbers as the first page has. What somebody may
 * not be told of is named, with what it would take.
 */
export async function showScorecard(throughline: Throughline, { now, visible }: Seeing): Promise<Scorecard> {
  const { timeZone } = (await newestFlow(throughline, homePack().flow)).calendar;
  const measured = await measuredLately(throughline, listMetrics(), { now, timeZone, visible });
  const withheld = listMetrics().flatMap((metric) => withheldOf(visible, metric) ?? []);
  if (measured === undefined) return { measuredAt: null, groups: [], withheld, changes: [], asOf: null };
  const [diagnoses, changes] = await Promise.all([
    openDiagnoses(throughline, visible),
    changesLately(throughline, { now, visible }),
  ]);
  const shown = listMetrics().flatMap((metric) => metricSeen(visible, metric) ?? []);
  const found: Found = { measured: measured.metrics, diagnoses, visible };
  const groups = [...metricGroups, undefined].map((group) => ({
    ...(group === undefined ? others : { name: group, title: groupTitles[group] }),
    rows: shown.filter((metric) => metric.group === group).flatMap((metric) => rowOf(metric, found) ?? []),
  }));
  return {
    measuredAt: iso(measured.at),
    groups: groups.filter(({ rows }) => rows.length > 0),
    withheld,
    changes: [...changes],
    asOf: measured.asOf,
  };
}

function withheldOf(visible: Visible, metric: MetricDefinition): Scorecard['withheld'][number] | undefined {
  const hidden = whyNotSeen(visible, metric);
  return hidden === undefined ? undefined : { id: metric.id, title: metric.title, needs: [...hidden] };
}

interface Found {
  readonly measured: ReadonlyMap<string, MeasuredMetric>;
  readonly diagnoses: ReadonlyMap<string, NonNullable<ScorecardRow['diagnosis']>>;
  readonly visible: Visible;
}

function rowOf(metric: MetricDefinition, { measured, diagnoses, visible }: Found): ScorecardRow | undefined {
  const found = measured.get(metric.id);
  const line = found && mainLine(found.series);
  const points = over(line);
  const latest = points.at(-1);
  if (found === undefined || line === undefined || latest === undefined) return undefined;
  const change = changeOf(points);
  return {
    metric: metricHead(metric),
    currency: line.currency,
    grain: found.series.grain,
    period: { from: latest.from, to: latest.to },
    ...{ value: latest.value, n: latest.n, standing: latest.standing, change, better: isBetter(metric, change) },
    expected: latest.expected,
    unexpected: found.verdict === 'too-few' ? null : found.verdict !== 'within',
    broke: found.broke,
    frozen: latest.frozenAt !== null,
    restated: points.some(({ restated }) => restated !== null),
    points: points.map(({ from, to, value }) => ({ from, to, value })),
    paired: pairedOf(metric, measured),
    diagnosis: diagnoses.get(metric.id) ?? null,
    ...partialOfMetric(visible, metric),
  };
}

const over = (line: SeriesLine | undefined): readonly SeriesPeriod[] => (line?.points ?? []).filter(({ complete }) => complete);

function changeOf(points: readonly SeriesPeriod[]): number | null {
  const [before, latest] = [points.at(-2)?.value ?? null, points.at(-1)?.value ?? null];
  return before === null || latest === null ? null : latest - before;
}

function isBetter({ direction }: MetricDefinition, change: number | null): boolean | null {
  if (change === null || change === 0 || direction === 'band') return null;
  return direction === 'up' ? change > 0 : change < 0;
}

function pairedOf({ paired }: MetricDefinition, measured: Found['measured']): ScorecardRow['paired'] {
  const metric = listMetrics().find(({ id }) => id === paired);
  const found = measured.get(paired ?? '');
  const line = found && mainLine(found.series);
  if (metric === undefined || line === undefined) return null;
  const points = over(line);
  const { id, title, unit } = metric;
  const period = { from: points.at(-1)?.from ?? '', to: points.at(-1)?.to ?? '' };
  return { id, title, unit, period, currency: line.currency, value: points.at(-1)?.value ?? null, change: changeOf(points) };
}

/** The latest open diagnosis of each metric. */
async function openDiagnoses(throughline: Throughline, visible: Visible): Promise<Found['diagnoses']> {
  const { items } = await listDiagnoses(throughline, { open: true, limit: 200 }, { visible });
  return new Map(items.map((row) => [row.metric.id, { case: row.case, stateTitle: row.stateTitle }] as const).reverse());
}
