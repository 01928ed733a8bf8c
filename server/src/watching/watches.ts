import type { WatchRow } from '@throughline/api';
import { type Grain, periodsUntil } from '@throughline/insight';
import { calendarOf, instantOf, type MetricDefinition, type Millis, parseDay, type WatchDefinition } from '@throughline/language';
import type { Pool } from 'pg';
import { builtInPacks } from '../built-in-packs.ts';
import { iso, type Seeing } from '../cases/case-row.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { findMetric, listMetrics, metricContext } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { metricSeen } from '../visible/metrics-seen.ts';
import { cadenceText, nextDue } from './cadence.ts';

/** The watches that are asked. */
export function listWatches(): readonly WatchDefinition[] {
  return builtInPacks.flatMap(({ watches = [] }) => watches);
}

/** An asking, as it was kept. */
export interface KeptRun {
  readonly watch: string;
  /** Milliseconds since 1970, business time. */
  readonly dueAt: Millis;
  readonly ranAt: Millis | null;
  readonly outcome: NonNullable<WatchRow['last']>['outcome'];
  readonly rows: number;
  readonly recorded: number;
  readonly seal: number | null;
  readonly digest: string;
  readonly message: string;
}

const millis = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`;

/** The latest asking of each watch. A company that was never served has none. */
export async function readLastRuns(pool: Pool): Promise<ReadonlyMap<string, KeptRun>> {
  const { rows: tables } = await pool.query<{ there: boolean }>(
    `select to_regclass('throughline_server.watch_run') is not null as there`,
  );
  if (tables[0]?.there !== true) return new Map();
  const { rows } = await pool.query<KeptRun>(
    `select distinct on (watch) watch, ${millis('due_at')} as "dueAt", ${millis('ran_at')} as "ranAt", outcome, rows, recorded,
      seal::float8 as seal, digest, message
      from throughline_server.watch_run order by watch, due_at desc`,
  );
  return new Map(rows.map((row) => [row.watch, row]));
}

/** What is looked at: declared watches, and the targets of metrics. */
export interface Watched {
  readonly watches?: readonly WatchDefinition[];
  readonly metrics?: readonly MetricDefinition[];
}

/** What is asked of the log on a cadence, and what the last answer was. */
export async function showWatches(
  throughline: Throughline,
  { now, visible }: Seeing,
  { watches = listWatches(), metrics = listMetrics() }: Watched = {},
): Promise<{ items: WatchRow[] }> {
  const seesEverything = visible.seen() === undefined;
  const last = await readLastRuns(throughline.pool);
  const items = await Promise.all(
    watches.map(async (watch): Promise<WatchRow> => {
      const run = last.get(watch.name);
      return {
        ...{ name: watch.name, title: watch.title, owner: ownerOf(watch.owner), every: cadenceText(watch.every) },
        about: await aboutOf(throughline, watch),
        last: run === undefined ? null : lastOf(run, seesEverything),
        nextAt: iso(nextDue(watch.every, now)),
      };
    }),
  );
  const targets = await Promise.all(
    withTarget(metrics)
      .filter((metric) => metricSeen(visible, metric) !== undefined)
      .map(async (metric): Promise<WatchRow> => {
        const run = last.get(targetWatch(metric.id));
        const { timeZone } = await metricContext(throughline, metric);
        const grain = metric.grain ?? 'month';
        return {
          ...{ name: targetWatch(metric.id), title: `Target of ${metric.title}`, owner: ownerOf(metric.owner) },
          every: `on the morning after each ${grain} (${timeZone})`,
          about: { kind: 'metric', name: metric.id, title: metric.title },
          last: run === undefined ? null : lastOf(run, seesEverything),
          nextAt: iso(nextMorning(now, timeZone, grain)),
        };
      }),
  );
  return { items: [...items, ...targets] };
}

function lastOf(run: KeptRun, seesEverything: boolean): NonNullable<WatchRow['last']> {
  const { dueAt, ranAt, outcome, rows, recorded, seal, digest, message } = run;
  return {
    ...{ dueAt: iso(dueAt), ranAt: ranAt === null ? null : iso(ranAt), outcome, seal, digest },
    ...(seesEverything ? { rows, recorded, message } : { rows: null, recorded: null, message: '' }),
  };
}

function ownerOf(role: string): WatchRow['owner'] {
  return { role, title: builtInPacks.find(({ roles }) => Object.hasOwn(roles, role))?.roles[role]?.title ?? role };
}

async function aboutOf(throughline: Throughline, { ask }: WatchDefinition): Promise<WatchRow['about']> {
  if ('metric' in ask) return { kind: 'metric', name: ask.metric, title: findMetric(ask.metric).title };
  if ('unexpected' in ask) {
    const { metrics } = ask.unexpected;
    const title = metrics.map((id) => findMetric(id).title).join(', ');
    return { kind: 'metrics', name: metrics[0] ?? '', title };
  }
  const { flow: name } = ask.cases;
  return { kind: 'cases', name, title: (await newestFlow(throughline, name)).definition.title };
}

/** The metrics whose targets are looked at. */
export function withTarget(metrics: readonly MetricDefinition[]): readonly MetricDefinition[] {
  return metrics.filter(({ target }) => target?.from !== undefined || target?.to !== undefined);
}

/** By what name the askings of a metric's target are kept; no declared watch has a slash in its name. */
export function targetWatch(metric: string): string {
  return `target/${metric}`;
}

/** Targets are looked at on the morning after a period. */
const morningMinute = 6 * 60;

/** The morning of a day on which a period has begun. */
export function morningOf(day: string, timeZone: string): Millis {
  return instantOf(calendarOf(timeZone), parseDay(day), morningMinute);
}

function nextMorning(now: Millis, timeZone: string, grain: Grain): Millis {
  const [current] = periodsUntil(new Date(now).toISOString(), timeZone, grain, 1);
  const mornings = [current?.from ?? '1970-01-01', current?.to ?? '1970-01-01'].map((day) => morningOf(day, timeZone));
  return mornings.find((morning) => morning > now) ?? now;
}
