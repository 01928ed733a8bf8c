import type { Database, Door } from '@throughline/api';
import type { Millis } from '@throughline/language';
import { connectionSinks } from './connections/connection-sinks.ts';
import { ThroughlineError } from './errors.ts';
import { deployPacks } from './flows.ts';
import { type Company, type CompanyOptions, createCompany } from './house/company.ts';
import { DemoDoor, type Travelled } from './house/demo-door.ts';
import { createWatchers } from './house/watchers.ts';
import { isConnectionLost } from './http/problem.ts';
import { mailSinks } from './mail.ts';
import { migrateServer } from './migrations/migrate.ts';
import { lagLimit } from './observability/limits.ts';
import { createObservability, type Observability } from './observability/observability.ts';
import { checkReadiness, type Unready } from './observability/readiness.ts';
import { type OpenDatabase, openDatabase } from './postgres/index.ts';
import { recordMetricVersions } from './series/metric-versions.ts';
import { readWritten } from './sql/read-written.ts';
import { type OpenOptions, openThroughline, type Throughline } from './throughline.ts';

/** Both companies under one roof: the owner's own, and the simulated one. Each is a database of its own; they never mix. */
export interface House {
  readonly env: OpenOptions['env'];
  readonly observability: Observability;
  /** The open company. @throws ThroughlineError database-not-ready */
  company(database: Database): Promise<Throughline>;
  doors(): Promise<readonly Door[]>;
  /** Why it cannot work, or not as it should; empty: it can. @throws ThroughlineError database-not-ready */
  unready(): Promise<readonly Unready[]>;
  /** The companies that are open now. */
  companies(): Promise<readonly Throughline[]>;
  /** Begins to build the demo where it is missing, and returns when it has begun. @throws ThroughlineError demo-in-use */
  buildDemo(request: { readonly rebuild: boolean }): Promise<Door>;
  /** Lets time pass in the demo up to an instant. @throws ThroughlineError demo-travel, EngineError travel-in-progress */
  travel(to: Millis): Promise<Travelled>;
  /** Calls back with what changes in a company, until the signal. */
  watch(database: Database, listener: (change: HouseChange) => void, signal: AbortSignal): void;
  /** Says what has changed; for `watch`. */
  tell(database: Database, change: HouseChange): void;
  close(): Promise<void>;
}

export type HouseChange =
  | { readonly event: 'changed'; readonly at: number }
  | { readonly event: 'clock'; readonly now: number }
  | { readonly event: 'travel'; readonly from: number; readonly now: number; readonly to: number }
  | { readonly event: 'demo'; readonly status: Door['status']; readonly share?: number };

export interface HouseOptions {
  readonly env: OpenOptions['env'];
  /** Whether deadlines, messages and mails are worked off here. */
  readonly works: boolean;
  /** Default `true`: where it works, the numbers of the demo's first page are worked out when it opens. */
  readonly measuresAhead?: boolean;
  /** Default: metrics, and nothing else. */
  readonly observability?: Observability;
  /** Something failed that nobody waits for, and will be tried again. */
  readonly onError?: (error: unknown) => void;
}

/** A house whose doors are still shut: `open` opens the owner's database, and the demo where it has been built. */
export interface ShutHouse extends House {
  /** @throws DatabaseError, ThroughlineError */
  open(): Promise<void>;
  /** Stops what takes long (a demo that is built, a journey in time), ahead of `close`. It can be taken up again later. */
  interrupt(): void;
}

const lostToldEveryMs = 30_000;

export function createHouse(options: HouseOptions): ShutHouse {
  const { env, works, measuresAhead = true, observability = createObservability() } = options;
  const onError = (error: unknown) => {
    observability.failed(error);
    options.onError?.(error);
  };
  const stopping = new AbortController();
  const server = keepServer(env);
  let lostAt = -Infinity;
  const whenFailed = (error: unknown) => {
    if (!isConnectionLost(error)) return onError(error);
    server.mend();
    // Each worker finds it missing each second; one of them says so.
    if (performance.now() - lostAt < lostToldEveryMs) return;
    lostAt = performance.now();
    onError(error);
  };
  const watchers = createWatchers(async (database) => {
    const open = database === 'main' ? await main : demo.open();
    return open === undefined ? undefined : readWritten(open.throughline.pool);
  });
  const tell = watchers.tell;
  const demo = new DemoDoor({
    env,
    works,
    measuresAhead,
    observability,
    onError: whenFailed,
    signal: stopping.signal,
    tell: (change) => tell('demo', change),
  });
  let main: Promise<Company> | undefined;
  let looked: Promise<void> | undefined;
  return {
    env,
    observability,
    async open() {
      main = openMain({
        env,
        works,
        observability,
        onError: whenFailed,
        onNoted: () => tell('main', { event: 'changed', at: Date.now() }),
      });
      looked = main.then(({ throughline }) => demo.look(throughline.pool));
      await looked;
    },
    interrupt: () => stopping.abort(),
    async company(database) {
      // The server may be asked before the house has been opened: then it waits.
      await looked;
      if (database === 'demo') return demo.company().throughline;
      if (main === undefined) throw new ThroughlineError('database-not-ready', 'The house has not been opened');
      return (await main).throughline;
    },
    async doors() {
      await looked;
      return [await mainDoor(await main), await demo.door()];
    },
    async unready() {
      await looked;
      if (main === undefined) throw new ThroughlineError('database-not-ready', 'The house has not been opened');
      const { throughline } = await main;
      return checkReadiness({ throughline, loops: observability.loops, works, lagMsMax: lagLimit(env) });
    },
    async companies() {
      const open = [await main?.catch(() => undefined), demo.open()];
      return open.flatMap((company) => company?.throughline ?? []);
    },
    buildDemo: (request) => demo.build(request),
    travel: (to) => demo.travel(to),
    watch: watchers.watch,
    tell,
    async close() {
      stopping.abort();
      watchers.close();
      await looked?.catch(() => undefined);
      await demo.close();
      await (await main?.catch(() => undefined))?.close();
      await server.close();
      await observability.close();
    },
  };
}

async function openMain({
  env,
  works,
  observability,
  onError,
  onNoted,
}: Required<Omit<HouseOptions, 'measuresAhead'>> & Pick<CompanyOptions, 'onNoted'>): Promise<Company> {
  const sinks = connectionSinks(mailSinks(env), env);
  const throughline = await openThroughline({ env, database: 'main', observer: observability.observer('main') });
  try {
    await migrateServer(throughline.pool);
    await deployPacks(throughline);
    await recordMetricVersions(throughline);
  } catch (error) {
    await throughline.close();
    throw error;
  }
  const company = createCompany({ throughline, sinks, observability, onError, onNoted });
  if (works) company.work();
  return company;
}

async function mainDoor(company: Company | undefined): Promise<Door> {
  if (company === undefined) throw new ThroughlineError('database-not-ready', 'The house has not been opened');
  return { database: 'main', title: 'Your company', simulated: false, status: 'ready', ...(await company.figures()) };
}

/**
 * Brings the embedded PostgreSQL back where it, or its keeper, has died. Its address stays, so that the pools find it again. A
 * server that DATABASE_URL names comes back by itself, or not.
 */
function keepServer(env: OpenOptions['env']): { mend(): void; close(): Promise<void> } {
  let held: OpenDatabase | undefined;
  let mending: Promise<void> | undefined;
  let closed = false;
  const mend = async () => {
    const next = await openDatabase({ env, name: 'main' });
    await held?.close();
    held = next;
  };
  return {
    mend() {
      if (closed) return;
      mending ??= mend()
        .catch(() => undefined) // Whoever finds it still missing asks again.
        .finally(() => {
          mending = undefined;
        });
    },
    async close() {
      closed = true;
      await mending;
      await held?.close();
    },
  };
}
