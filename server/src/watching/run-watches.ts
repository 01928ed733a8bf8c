import type { Submission } from '@throughline/engine';
import { type Grain, periodsUntil } from '@throughline/insight';
import { type Actor, type MetricDefinition, type Millis, type WatchDefinition, watchFacts } from '@throughline/language';
import { newestFlows } from '../cases/flow-book.ts';
import { RefusedError } from '../cases/refused.ts';
import { finishLeft } from '../diagnosis/finish.ts';
import { ThroughlineError } from '../errors.ts';
import { deployPacks } from '../flows.ts';
import { listMetrics, metricContext } from '../metrics.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { digestOf, recordMetricVersions } from '../series/metric-versions.ts';
import type { Throughline } from '../throughline.ts';
import { watchTarget } from './breaches.ts';
import { dueBetween, lastDue } from './cadence.ts';
import { guardRailRows } from './guard-rails.ts';
import { caseRows, metricRows, type WatchedRow } from './question-rows.ts';
import { tellOver } from './tell-over.ts';
import { unexpectedRows } from './unexpected-rows.ts';
import { listWatches, morningOf, readLastRuns, targetWatch, withTarget } from './watches.ts';

/** One process at a time asks. */
const lockNumber = 7_302_140;
/** A server that slept for long, or a clock that was moved far: so many askings of a watch are made up for. */
const madeUpMax = 400;
const rowsMaxDefault = 100;

export interface RunOptions {
  readonly watches?: readonly WatchDefinition[];
  /** Whose targets are watched. */
  readonly metrics?: readonly MetricDefinition[];
  /** What was never asked is asked for each time that it was due since then. Default: only for the last time. */
  readonly since?: Millis;
  readonly signal?: AbortSignal;
}

/** What came of an asking. */
export interface WatchRun {
  readonly watch: string;
  readonly dueAt: Millis;
  readonly outcome: 'done' | 'over' | 'failed';
  readonly rows: number;
  readonly recorded: number;
  readonly message: string;
}

/** What is asked: a declared watch, or the target of a metric. */
interface Asked {
  readonly name: string;
  readonly digest: string;
  /** Those due after an instant and up to another, the earliest first. */
  due(after: Millis | undefined, until: Millis): readonly Millis[];
  ask(due: Millis): Promise<{ readonly rows: number; readonly recorded: number; readonly isOver?: true }>;
}

/**
 * Asks what fell due since it was last asked, each as the log was known when it was due, and records what comes of it: facts, as a source
 * brings them, and diagnoses of numbers that left their targets. Broken off anywhere it can be run again: what is recorded has receipts, so
 * that nothing is there twice, and an asking is done only once all of it is recorded. What a server that died left of diagnoses is
 * found before. Nothing is asked while another process asks (`undefined`), or while the reader does not see the whole log.
 */
export async function runWatches(throughline: Throughline, options: RunOptions = {}): Promise<readonly WatchRun[] | undefined> {
  return await alone(throughline, async () => {
    const { seal, behind } = await throughline.reader.freshness();
    if (behind > 0) return [];
    const { now } = await throughline.engine.clock();
    await finishLeft(throughline, now, options.signal);
    const last = await readLastRuns(throughline.pool);
    const runs: WatchRun[] = [];
    for (const asked of await allAsked(throughline, options)) {
      const known = last.get(asked.name);
      const isLeft = known !== undefined && (known.outcome === 'running' || known.outcome === 'failed');
      const due = [...(isLeft ? [known.dueAt] : []), ...asked.due(known?.dueAt ?? options.since, now)].slice(-madeUpMax);
      for (const dueAt of due) {
        options.signal?.throwIfAborted();
        const run = await runOnce(throughline, asked, { dueAt, seal, signal: options.signal });
        runs.push(run);
        // What failed is tried again before anything later of the same watch.
        if (run.outcome === 'failed') break;
      }
    }
    return runs;
  });
}

/** The same by hand, where no server may ever have run. */
export async function runDueWatches(throughline: Throughline): Promise<readonly WatchRun[] | undefined> {
  await migrateServer(throughline.pool);
  if (throughline.database === 'main') await deployPacks(throughline);
  await recordMetricVersions(throughline);
  return await runWatches(throughline);
}

interface Once {
  readonly dueAt: Millis;
  readonly seal: number | null;
  readonly signal: AbortSignal | undefined;
}

async function runOnce({ pool }: Throughline, asked: Asked, { dueAt, seal, signal }: Once): Promise<WatchRun> {
  const at = new Date(dueAt).toISOString();
  await pool.query(
    `insert into throughline_server.watch_run (watch, due_at, outcome, seal, digest) values ($1, $2, 'running', $3, $4)
      on conflict (watch, due_at) do update set outcome = 'running', seal = excluded.seal, digest = excluded.digest, message = ''`,
    [asked.name, at, seal, asked.digest],
  );
  let run: Omit<WatchRun, 'watch' | 'dueAt'>;
  try {
    const { rows, recorded, isOver } = await asked.ask(dueAt);
    run = {
      outcome: isOver ? 'over' : 'done',
      rows,
      recorded,
      message: isOver ? 'More rows than it may have: none was taken' : '',
    };
  } catch (error) {
    signal?.throwIfAborted();
    // A question that cannot be answered is told, and does not keep others from being asked; a database that is gone stops all.
    if (!(error instanceof ThroughlineError || error instanceof RefusedError)) throw error;
    run = { outcome: 'failed', rows: 0, recorded: 0, message: error.message };
  }
  await pool.query(
    `update throughline_server.watch_run set outcome = $3, rows = $4, recorded = $5, message = $6,
      ran_at = (select coalesce(now, clock_timestamp()) from throughline.clock) where watch = $1 and due_at = $2`,
    [asked.name, at, run.outcome, run.rows, run.recorded, run.message],
  );
  return { watch: asked.name, dueAt, ...run };
}

async function allAsked(throughline: Throughline, options: RunOptions): Promise<readonly Asked[]> {
  const { watches = listWatches(), metrics = listMetrics(), signal } = options;
  return [
    ...watches.map((watch) => declared(throughline, watch, signal)),
    ...(await Promise.all(withTarget(metrics).map((metric) => ofTarget(throughline, metric, signal)))),
  ];
}

function declared(throughline: Throughline, watch: WatchDefinition, signal: AbortSignal | undefined): Asked {
  return {
    name: watch.name,
    digest: digestOf(watch),
    due: (after, until) =>
      after === undefined ? [lastDue(watch.every, until)] : dueBetween(watch.every, after, until, madeUpMax),
    async ask(due) {
      const max = watch.rowsMax ?? rowsMaxDefault;
      const rows = await rowsOf(throughline, watch, { due, max, ...(signal === undefined ? {} : { signal }) });
      if (rows.length > max) {
        await tellOver(throughline, watch, { due, max });
        return { rows: rows.length, recorded: 0, isOver: true };
      }
      return { rows: rows.length, recorded: await recordFacts(throughline, watch, { rows, due }) };
    },
  };
}

async function rowsOf(
  throughline: Throughline,
  { ask }: WatchDefinition,
  asking: Parameters<typeof metricRows>[2],
): Promise<readonly WatchedRow[]> {
  if ('metric' in ask) return await metricRows(throughline, ask, asking);
  if ('unexpected' in ask) return await unexpectedRows(throughline, ask, asking);
  const flow = (await newestFlows(throughline)).find(({ name }) => name === ask.cases.flow);
  const open = [...(flow?.states.values() ?? [])].flatMap(({ name, definition }) =>
    definition.final === undefined ? [name] : [],
  );
  const rows = await caseRows(throughline, ask, { ...asking, open });
  const { breaching } = ask.cases;
  return breaching === undefined ? rows : await guardRailRows(throughline, breaching, { ...asking, cases: rows });
}

/** How many of them are new: those that were recorded before are answered as they were. */
async function recordFacts(
  throughline: Throughline,
  watch: WatchDefinition,
  { rows, due }: { readonly rows: readonly WatchedRow[]; readonly due: Millis },
): Promise<number> {
  const flows = (await newestFlows(throughline)).map(({ definition }) => definition);
  const { ask } = watch;
  const metric = 'metric' in ask ? listMetrics().find(({ id }) => id === ask.metric) : undefined;
  const factOf = watchFacts(watch, flows, metric);
  const source = `watch/${watch.name}`;
  const actor: Actor = { id: source, kind: 'source', principal: source, roles: [] };
  const submissions = rows.map(({ id, entity, row }): Submission => {
    const { key, data } = factOf(row);
    return {
      case: { flow: watch.fact.flow, entity, key },
      input: { kind: 'fact', type: watch.fact.event, data, actor, source: { name: source, liveFrom: 0 }, occurredAt: due },
      receipt: { source, key: id.slice(0, 500) },
    };
  });
  let recorded = 0;
  for (const result of await throughline.engine.dispatch(submissions)) {
    if (result.outcome === 'refused' || result.outcome === 'failed') throw new RefusedError(result.refusal);
    if (result.outcome === 'applied' || result.outcome === 'deviated') recorded += 1;
  }
  return recorded;
}

/** The target of a metric is looked at on the morning after each of its periods. */
async function ofTarget(throughline: Throughline, metric: MetricDefinition, signal: AbortSignal | undefined): Promise<Asked> {
  const { timeZone } = await metricContext(throughline, metric);
  const grain: Grain = metric.grain ?? 'month';
  return {
    name: targetWatch(metric.id),
    digest: digestOf(metric),
    due(after, until) {
      const count = after === undefined ? 2 : madeUpMax;
      const mornings = periodsUntil(new Date(until).toISOString(), timeZone, grain, count).map(({ from }) =>
        morningOf(from, timeZone),
      );
      const passed = mornings.filter((morning) => morning <= until && morning > (after ?? -Infinity));
      return after === undefined ? passed.slice(-1) : passed;
    },
    ask: (due) => watchTarget(throughline, { metric, now: due, ...(signal === undefined ? {} : { signal }) }),
  };
}

async function alone<T>({ pool }: Throughline, work: () => Promise<T>): Promise<T | undefined> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [lockNumber]);
    return rows[0]?.locked === true ? await work() : undefined;
  } finally {
    // Whoever asks next finds it free at once; with its connection it is gone in any case, whatever happened.
    await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
    client.release(true);
  }
}
