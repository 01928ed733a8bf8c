import { createEngine, type Engine, initialise, migrate, type Observer } from '@throughline/engine';
import type { ProjectionReader } from '@throughline/insight';
import type { MetricDefinition, Millis } from '@throughline/language';
import pg from 'pg';
import { readBuildRecord } from './demo/build-record.ts';
import { ThroughlineError } from './errors.ts';
import { insightFolder, openReader } from './insight/open-reader.ts';
import { openDatabase } from './postgres/index.ts';
import { sealSigner } from './seal-key.ts';

export type DatabaseName = 'main' | 'demo';

export interface OpenOptions {
  /** DATABASE_URL, THROUGHLINE_HOME and the mail settings are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The company's own, or the demo's. They never mix. */
  readonly database: DatabaseName;
  /** Is told what the engine does. */
  readonly observer?: Observer | undefined;
}

/** An open Throughline: what every use case works on. */
export interface Throughline {
  readonly engine: Engine;
  /** The log, by a projection of it. */
  readonly reader: ProjectionReader;
  readonly pool: pg.Pool;
  readonly env: OpenOptions['env'];
  readonly database: DatabaseName;
  /** Metrics beside those of the packs that ship: whoever opens the house for flows of their own knows what is measured of these. */
  readonly ownMetrics?: readonly MetricDefinition[];
  /** Ends the connections and lets go of the database; an embedded server stops with its last user. */
  close(): Promise<void>;
}

/** Two lanes, four loops of workers, the sealer, and reads beside them. */
const connectionsMax = 10;

/**
 * Opens the company's database on its real clock, made where missing; or the demo's, as it was built.
 *
 * @throws ThroughlineError demo-missing
 */
export async function openThroughline({ env, database, observer }: OpenOptions): Promise<Throughline> {
  const opened = await connect({ env, database, observer });
  try {
    if (database === 'main') await initialise(opened.pool, { mode: 'real' });
    else await openBuiltDemo(opened.pool);
    // What an older release made is given what lists know of its cases before anybody asks for a list: a step at a time, once.
    while ((await opened.engine.reindex()) > 0);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function openBuiltDemo(pool: pg.Pool): Promise<void> {
  const record = await readBuildRecord(pool);
  if (record?.finished === true) return migrate(pool);
  throw new ThroughlineError('demo-missing', 'The demo company has not been built yet', { place: '--demo' });
}

/** Opens the demo's database to build what is in it. */
export function openDemo({ env, observer }: Pick<OpenOptions, 'env' | 'observer'>): Promise<Throughline> {
  return connect({ env, database: 'demo', observer });
}

/** Makes a database ready on a virtual clock. Only the demo has one. */
export function initialiseVirtual({ pool }: Throughline, now: Millis): Promise<void> {
  return initialise(pool, { mode: 'virtual', now });
}

async function connect({ env, database, observer }: OpenOptions): Promise<Throughline> {
  const postgres = await openDatabase({ env, name: database });
  const insight = insightFolder(env, database);
  return attach({ url: postgres.url, env, database, observer, insight, release: postgres.close });
}

/**
 * The house on a database that is at hand. `release` lets go of it when the house closes; `insight` is the folder of its projection, without which
 * it has a temporary one.
 */
export function attach({
  url,
  env,
  database,
  observer,
  insight,
  ownMetrics,
  release,
}: OpenOptions & {
  readonly url: string;
  readonly insight?: string;
  readonly ownMetrics?: readonly MetricDefinition[];
  readonly release: () => Promise<void>;
}): Throughline {
  const pool = new pg.Pool({ connectionString: url, max: connectionsMax, pipeline: true, ...sessionSettings[database] });
  // A connection may break at any time, idle or in somebody's hands between two queries; the next query says so.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const reader = openReader(pool, insight);
  return {
    engine: createEngine({ database: pool, signer: () => sealSigner(env), ...(observer === undefined ? {} : { observer }) }),
    reader,
    pool,
    env,
    database,
    ...(ownMetrics === undefined ? {} : { ownMetrics }),
    async close() {
      try {
        await reader.close();
        await pool.end();
      } finally {
        await release();
      }
    },
  };
}

/**
 * The demo can be built again from its seed: it need not wait for the disk. Nothing else may do without. It is small and lies in
 * memory: reading the open cases by index takes 3.8 ms at its end, reading the tables whole 5.4 ms.
 */
const demoSettings = '-c synchronous_commit=off -c random_page_cost=1.1';
const sessionSettings = { main: {}, demo: { options: demoSettings } } as const;

/** Opens, works, and closes whatever happens. */
export function withThroughline<T>(options: OpenOptions, work: (throughline: Throughline) => Promise<T>): Promise<T> {
  return closing(openThroughline(options), work);
}

/** The same with the demo's database, built or not. */
export function withDemo<T>(options: Pick<OpenOptions, 'env'>, work: (throughline: Throughline) => Promise<T>): Promise<T> {
  return closing(openDemo(options), work);
}

/** The same with the company's database as it is, made ready or not: for whoever fills an empty one. */
export function withUnready<T>({ env }: Pick<OpenOptions, 'env'>, work: (throughline: Throughline) => Promise<T>): Promise<T> {
  return closing(connect({ env, database: 'main' }), work);
}

async function closing<T>(opening: Promise<Throughline>, work: (throughline: Throughline) => Promise<T>): Promise<T> {
  const throughline = await opening;
  try {
    return await work(throughline);
  } finally {
    await throughline.close();
  }
}
