import { metricSeries, type SeriesLine, type SeriesPeriod } from '@throughline/insight';
import { type Actor, type MetricDefinition, type Millis, targetStanding } from '@throughline/language';
import { finishDiagnosis } from '../diagnosis/finish.ts';
import { startDiagnosis } from '../diagnosis/open.ts';
import { metricContext } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';

/** Who asks why a number left its target. */
export const watcher: Actor = { id: 'watch', kind: 'automation', principal: 'watch', roles: ['diagnosis-run'] };

/** So far back the period is looked for against which a breach is held. */
const periods = 7;

export interface Breach {
  readonly metric: MetricDefinition;
  readonly now: Millis;
  readonly signal?: AbortSignal;
}

/**
 * Looks whether a metric has left its target in the latest period that is over, as it was known at `now`, and has it diagnosed: once, until it
 * is back. What was begun and broken off is finished first. Returns how many parts are out of it, and how many diagnoses were opened.
 */
export async function watchTarget(
  throughline: Throughline,
  { metric, now, signal }: Breach,
): Promise<{ readonly rows: number; readonly recorded: number }> {
  const { pool } = throughline;
  const context = await metricContext(throughline, metric);
  const at = new Date(now).toISOString();
  const { freeze: _, ...unfrozen } = metric;
  const { lines } = await metricSeries(throughline.reader, unfrozen, { ...context, now: at, knownAt: at, periods });
  const line = lines.find((one) => isOut(metric, over(one).at(-1)));
  const { rows: open } = await pool.query<{ from: string; to: string; diagnosis: string | null }>(
    `select from_day::text as from, to_day::text as to, diagnosis from throughline_server.breach
      where metric = $1 and over_at is null order by from_day desc limit 1`,
    [metric.id],
  );
  const [known] = open;
  if (line === undefined) {
    const isKnown = over(lines[0]).at(-1)?.value != null;
    if (isKnown) await endBreach(throughline, metric, at);
    return { rows: 0, recorded: 0 };
  }
  if (known !== undefined && known.diagnosis !== null) return { rows: 1, recorded: 0 };
  const points = over(line);
  const latest = points.find(({ from }) => from === known?.from) ?? (points.at(-1) as SeriesPeriod);
  const against = points.findLast(
    ({ from, value }) => from < latest.from && value !== null && targetStanding(metric, value) !== 'breach',
  );
  const before = against ?? points.findLast(({ from, value }) => from < latest.from && value !== null);
  // Held against nothing there is nothing to say.
  if (before === undefined) return { rows: 1, recorded: 0 };
  await pool.query(
    'insert into throughline_server.breach (metric, from_day, to_day) values ($1, $2, $3) on conflict (metric, from_day) do nothing',
    [metric.id, latest.from, latest.to],
  );
  const diagnosis = await diagnosisOf(throughline, {
    metric,
    line,
    latest,
    before,
    now,
    signal,
    severalCurrencies: lines.length > 1,
  });
  const { rowCount } = await pool.query(
    'update throughline_server.breach set diagnosis = $3 where metric = $1 and from_day = $2 and diagnosis is null',
    [metric.id, latest.from, diagnosis.id],
  );
  return { rows: 1, recorded: rowCount === 1 && diagnosis.isNew ? 1 : 0 };
}

/** The metric is back in its target: whoever has its diagnosis on the desk is told, before the breach counts as over. */
async function endBreach({ pool, engine }: Throughline, metric: MetricDefinition, at: string): Promise<void> {
  const { rows } = await pool.query<{ diagnosis: string }>(
    'select diagnosis from throughline_server.breach where metric = $1 and over_at is null and diagnosis is not null',
    [metric.id],
  );
  for (const { diagnosis } of rows) {
    const assignee = (await engine.readCase(diagnosis))?.clocks.assignee;
    const named = assignee === undefined ? '' : `@${assignee} `;
    await engine.submit({
      case: { id: diagnosis },
      input: {
        kind: 'command',
        type: 'comment',
        data: { text: `${named}${metric.title} is back in its target, as of ${at.slice(0, 10)}.` },
        actor: watcher,
      },
      // Broken off and begun again it is said once.
      receipt: { source: 'watch/target', key: `${diagnosis} over` },
    });
  }
  await pool.query('update throughline_server.breach set over_at = $2 where metric = $1 and over_at is null', [metric.id, at]);
}

const over = (line: SeriesLine | undefined): readonly SeriesPeriod[] => (line?.points ?? []).filter(({ complete }) => complete);

function isOut(metric: MetricDefinition, point: SeriesPeriod | undefined): boolean {
  return point !== undefined && targetStanding(metric, point.value) === 'breach';
}

interface Wanted {
  readonly metric: MetricDefinition;
  readonly line: SeriesLine;
  readonly latest: SeriesPeriod;
  readonly before: SeriesPeriod;
  readonly now: Millis;
  readonly signal: AbortSignal | undefined;
  readonly severalCurrencies: boolean;
}

/** One that somebody has opened about the period already is the one; what a server that died left half done is done. */
async function diagnosisOf(
  throughline: Throughline,
  { metric, line, latest, before, now, signal, severalCurrencies }: Wanted,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const { rows } = await throughline.pool.query<{ id: string }>(
    `select d.id from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      where c.flow = 'diagnosis' and d.data->>'metric' = $1 and d.data->>'from' = $2 and d.data->>'to' = $3 order by d.key limit 1`,
    [metric.id, latest.from, latest.to],
  );
  const [found] = rows;
  if (found !== undefined) {
    await finishDiagnosis(throughline, found.id, { actor: watcher, ...(signal === undefined ? {} : { signal }) });
    return { id: found.id, isNew: false };
  }
  const where = severalCurrencies && line.currency !== null ? [`${metric.currency ?? 'currency'}=${line.currency}`] : [];
  const id = await startDiagnosis(
    throughline,
    { metric: metric.id, from: latest.from, to: latest.to, against: { from: before.from, to: before.to }, where },
    { actor: watcher, visible: seesAll, now, ...(signal === undefined ? {} : { signal }) },
  );
  return { id, isNew: true };
}
