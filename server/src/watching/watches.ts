import type { WatchRow } from '@throughline/api';
import type { Millis, WatchDefinition } from '@throughline/language';
import type { Pool } from 'pg';
import { builtInPacks } from '../built-in-packs.ts';
import { iso, type Seeing } from '../cases/case-row.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { findMetric } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
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

/** What is asked of the log on a cadence, and what the last answer was. */
export async function showWatches(
  throughline: Throughline,
  { now, visible }: Seeing,
  watches: readonly WatchDefinition[] = listWatches(),
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
  return { items };
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
  const { flow: name } = ask.cases;
  return { kind: 'cases', name, title: (await newestFlow(throughline, name)).definition.title };
}
