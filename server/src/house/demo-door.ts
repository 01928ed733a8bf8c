import { type Door, problems } from '@throughline/api';
import { EngineError, type Sinks } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import type { Pool } from 'pg';
import { buildDemo } from '../demo/build-demo.ts';
import { edition, readBuildRecord } from '../demo/build-record.ts';
import type { Progress } from '../demo/live.ts';
import { simulatedMail } from '../demo/simulate.ts';
import { travelDemo } from '../demo/travel-demo.ts';
import { ThroughlineError } from '../errors.ts';
import { gateSinks } from '../gate/gate-sink.ts';
import { measureAhead } from '../home/home.ts';
import type { HouseChange } from '../house.ts';
import { problemOf } from '../http/problem.ts';
import { demoMailSettings, mailSinks } from '../mail.ts';
import { migrateServer } from '../migrations/migrate.ts';
import type { Observability } from '../observability/observability.ts';
import { recordMetricVersions } from '../series/metric-versions.ts';
import { type OpenOptions, openDemo } from '../throughline.ts';
import { runWatches } from '../watching/run-watches.ts';
import { type Company, createCompany } from './company.ts';

export interface Travelled {
  readonly from: Millis;
  readonly now: Millis;
  /** What happened on the way. */
  readonly events: number;
}

export interface DemoDoorOptions {
  readonly env: OpenOptions['env'];
  readonly works: boolean;
  /** Whether the numbers of the first page are worked out when it opens, where it works. */
  readonly measuresAhead: boolean;
  readonly observability: Observability;
  readonly onError: (error: unknown) => void;
  readonly tell: (change: HouseChange) => void;
  /** The house is being closed: whatever is going on stops, and can be taken up again. */
  readonly signal: AbortSignal;
}

type State =
  | { readonly status: 'absent' }
  | { readonly status: 'building'; readonly progress?: NonNullable<Door['progress']> }
  | { readonly status: 'failed'; readonly failure: NonNullable<Door['failure']> }
  | { readonly status: 'ready'; readonly company: Company };

/** Progress is told so often at most, in milliseconds. */
const progressEveryMs = 250;

/** The door to the simulated company: whether it has been built, its building, and its time. */
export class DemoDoor {
  readonly #options: DemoDoorOptions;
  readonly #sinks: Sinks;
  #state: State = { status: 'absent' };
  #building: Promise<void> = Promise.resolve();
  #travelling: Promise<Travelled> | undefined;

  constructor(options: DemoDoorOptions) {
    this.#options = options;
    this.#sinks = demoSinks(options.env);
  }

  /** Opens the demo where it has been built. `main`: the owner's database, on the same server. */
  async look(main: Pool): Promise<void> {
    const { rowCount } = await main.query(`select 1 from pg_database where datname = current_database() || '_demo'`);
    if (rowCount !== 1) return;
    await this.#enter().catch((error: unknown) => {
      this.#state = { status: 'failed', failure: failureOf(error) };
      this.#options.onError(error);
    });
  }

  /** @throws ThroughlineError database-not-ready */
  company(): Company {
    const found = this.open();
    if (found !== undefined) return found;
    const words = { absent: 'has not been built', building: 'is being built', failed: 'could not be built', ready: '' };
    throw new ThroughlineError('database-not-ready', `The simulated company ${words[this.#state.status]}`);
  }

  /** The company, where it is there. */
  open(): Company | undefined {
    return this.#state.status === 'ready' ? this.#state.company : undefined;
  }

  async door(): Promise<Door> {
    const state = this.#state;
    return {
      database: 'demo',
      title: 'Halden Components',
      simulated: true,
      status: state.status,
      ...(state.status === 'building' && state.progress !== undefined ? { progress: state.progress } : {}),
      ...(state.status === 'failed' ? { failure: state.failure } : {}),
      ...(state.status === 'ready' ? await state.company.figures() : { cases: 0 }),
    };
  }

  /** Resolves when the building has begun. @throws ThroughlineError demo-in-use */
  async build({ rebuild }: { readonly rebuild: boolean }): Promise<Door> {
    const { signal, onError } = this.#options;
    const { status } = this.#state;
    if (status === 'building' || (status === 'ready' && !rebuild)) return this.door();
    const begun = Promise.withResolvers<void>();
    const running = this.#build(rebuild, begun.resolve);
    this.#building = running.catch((error: unknown) => (signal.aborted ? undefined : onError(error)));
    await Promise.race([begun.promise, running]);
    return this.door();
  }

  /** @throws ThroughlineError demo-travel, EngineError travel-in-progress */
  async travel(to: Millis): Promise<Travelled> {
    if (this.#travelling !== undefined) throw new EngineError('travel-in-progress', 'The clock is being moved already');
    this.#travelling = this.#travel(to);
    try {
      return await this.#travelling;
    } finally {
      this.#travelling = undefined;
    }
  }

  async close(): Promise<void> {
    await this.#building;
    await this.#travelling?.catch(() => undefined);
    await this.open()?.close();
  }

  async #enter(): Promise<void> {
    const { env, works, measuresAhead, observability, onError, signal, tell } = this.#options;
    const throughline = await openDemo({ env, observer: observability.observer('demo') });
    try {
      const record = await readBuildRecord(throughline.pool);
      const isThere = record?.finished === true && record.edition === edition;
      if (isThere) {
        await migrateServer(throughline.pool);
        await recordMetricVersions(throughline);
      }
      if (!isThere || signal.aborted) return await throughline.close();
    } catch (error) {
      await throughline.close();
      throw error;
    }
    const company = createCompany({
      throughline,
      sinks: this.#sinks,
      observability,
      onError,
      onNoted: () => tell({ event: 'changed', at: Date.now() }),
    });
    if (works) {
      company.work();
      if (measuresAhead) await measureAhead(throughline).catch(onError);
    }
    this.#state = { status: 'ready', company };
  }

  async #build(rebuild: boolean, onBegun: () => void): Promise<void> {
    const { env, signal, tell } = this.#options;
    const former = this.open();
    this.#state = { status: 'building' };
    tell({ event: 'demo', status: 'building', share: 0 });
    try {
      await this.#travelling?.catch(() => undefined);
      await former?.close();
      await buildOnce({ env, rebuild, signal }, (progress) => {
        this.#state = { status: 'building', progress };
        tell({ event: 'demo', status: 'building', share: progress.share });
        onBegun();
      });
      // What an engine remembers of flows and sources is of the company that was: this one gets its own.
      await this.#enter();
    } catch (error) {
      this.#state = signal.aborted ? { status: 'absent' } : { status: 'failed', failure: failureOf(error) };
      throw error;
    } finally {
      tell({ event: 'demo', status: this.#state.status });
    }
  }

  async #travel(to: Millis): Promise<Travelled> {
    const { works, signal, tell } = this.#options;
    const { throughline, rest, work } = this.company();
    const before = await countEvents(throughline.pool);
    // Time passes in order: nothing may be worked off beside it.
    await rest();
    try {
      const onProgress = seldom((progress: Progress) => tell({ event: 'travel', ...progress }));
      const { from, now } = await travelDemo(throughline, { to, sinks: gateSinks(throughline, this.#sinks), signal, onProgress });
      // What fell due on the way is asked as the log was known when it did.
      await runWatches(throughline, { since: from, signal });
      return { from, now, events: (await countEvents(throughline.pool)) - before };
    } finally {
      if (works && !signal.aborted) work();
      const clock = await throughline.engine.clock().catch(() => undefined);
      if (clock !== undefined) tell({ event: 'clock', now: clock.now });
      tell({ event: 'changed', at: Date.now() });
    }
  }
}

async function buildOnce(
  { env, rebuild, signal }: { readonly rebuild: boolean } & Pick<DemoDoorOptions, 'env' | 'signal'>,
  onProgress: (progress: NonNullable<Door['progress']>) => void,
): Promise<void> {
  const throughline = await openDemo({ env });
  try {
    const iso = (instant: number) => new Date(instant).toISOString();
    await buildDemo(throughline, {
      rebuild,
      signal,
      onProgress: seldom(({ from, now, to }: Progress) =>
        onProgress({ share: Math.min(1, Math.max(0, (now - from) / (to - from))), from: iso(from), now: iso(now), to: iso(to) }),
      ),
    });
  } finally {
    await throughline.close();
  }
}

function demoSinks(env: OpenOptions['env']): Sinks {
  return { mail: simulatedMail, ...mailSinks(demoMailSettings(env)) };
}

function seldom<T>(tell: (value: T) => void): (value: T) => void {
  let last = -Infinity;
  return (value) => {
    const now = performance.now();
    if (now - last < progressEveryMs) return;
    last = now;
    tell(value);
  };
}

async function countEvents(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ events: number }>('select coalesce(sum(seq), 0)::float8 as events from throughline.case_');
  return rows[0]?.events ?? 0;
}

function failureOf(error: unknown): NonNullable<Door['failure']> {
  const { code, message } = problemOf(error);
  return { code, message, action: problems[code].action };
}
