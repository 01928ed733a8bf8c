import type { Scorecard, ScorecardRow } from '@throughline/api';
import { type MetricSeries, metricSeries, type SeriesLine, type SeriesPeriod } from '@throughline/insight';
import type { MetricDefinition } from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { iso, type Seeing } from '../cases/case-row.ts';
import { listDiagnoses } from '../diagnosis/list.ts';
import { keptLately } from '../flows/kept.ts';
import { metricHead } from '../metric-answers.ts';
import { metricContext } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { metricSeen, partialOfMetric, seenOf } from '../visible/metrics-seen.ts';
import type { Visible } from '../visible/visible.ts';

/** The period that is not over is measured, too, but not shown. */
const periods = 14;

/** All metrics that somebody may see, by the pack that declares them. What takes a while is worked out in the background, and kept. */
export async function showScorecard(throughline: Throughline, { now, visible }: Seeing): Promise<Scorecard> {
  const groups = builtInPacks
    .map(({ name, title, metrics }) => ({ name, title, metrics: metrics.flatMap((metric) => metricSeen(visible, metric) ?? []) }))
    .filter(({ metrics }) => metrics.length > 0);
  const shown = groups.flatMap(({ metrics }) => metrics);
  const key = `scorecard ${JSON.stringify([visible.seen() ?? null, shown.map(({ id }) => id)])}`;
  const kept = await keptLately(throughline, key, now, () => measureAll(throughline, shown, visible));
  const [first] = shown;
  const partial = first === undefined ? {} : partialOfMetric(visible, first);
  if (kept === undefined) return { measuredAt: null, groups: [], asOf: null, ...partial };
  const { series, asOf } = kept.value;
  const diagnoses = await openDiagnoses(throughline, visible);
  return {
    measuredAt: iso(kept.at),
    groups: groups.map(({ name, title, metrics }) => ({
      ...{ name, title },
      rows: metrics.flatMap((metric) => rowOf(metric, { series, diagnoses }) ?? []),
    })),
    asOf,
    ...partial,
  };
}

async function measureAll(throughline: Throughline, metrics: readonly MetricDefinition[], visible: Visible) {
  const asOf = await throughline.reader.freshness();
  const series = new Map<string, MetricSeries>();
  for (const metric of metrics) {
    const context = await metricContext(throughline, metric);
    const request = { ...context, ...seenOf(visible, metric), periods };
    series.set(metric.id, await metricSeries(throughline.reader, metric, request));
  }
  return { series, asOf };
}

interface Found {
  readonly series: ReadonlyMap<string, MetricSeries>;
  readonly diagnoses: ReadonlyMap<string, NonNullable<ScorecardRow['diagnosis']>>;
}

function rowOf(metric: MetricDefinition, { series, diagnoses }: Found): ScorecardRow | undefined {
  const found = series.get(metric.id);
  const line = found?.lines[0];
  const points = over(line);
  const latest = points.at(-1);
  if (found === undefined || line === undefined || latest === undefined) return undefined;
  const change = changeOf(points);
  return {
    metric: metricHead(metric),
    currency: line.currency,
    grain: found.grain,
    period: { from: latest.from, to: latest.to },
    ...{ value: latest.value, n: latest.n, standing: latest.standing, change, better: isBetter(metric, change) },
    unexpected: unexpected(latest),
    frozen: latest.frozenAt !== null,
    restated: points.some(({ restated }) => restated !== null),
    points: points.map(({ from, to, value }) => ({ from, to, value })),
    paired: pairedOf(metric, series),
    diagnosis: diagnoses.get(metric.id) ?? null,
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

function unexpected({ value, expected }: SeriesPeriod): boolean | null {
  if (value === null || expected === null) return null;
  return value < expected.lower || value > expected.upper;
}

function pairedOf({ paired }: MetricDefinition, series: Found['series']): ScorecardRow['paired'] {
  const metric = builtInPacks.flatMap(({ metrics }) => metrics).find(({ id }) => id === paired);
  const line = series.get(paired ?? '')?.lines[0];
  if (metric === undefined || line === undefined) return null;
  const points = over(line);
  const { id, title, unit } = metric;
  return { id, title, unit, currency: line.currency, value: points.at(-1)?.value ?? null, change: changeOf(points) };
}

/** The latest open diagnosis of each metric. */
async function openDiagnoses(throughline: Throughline, visible: Visible): Promise<Found['diagnoses']> {
  const { items } = await listDiagnoses(throughline, { open: true, limit: 200 }, { visible });
  return new Map(items.map((row) => [row.metric.id, { case: row.case, stateTitle: row.stateTitle }] as const).reverse());
}
