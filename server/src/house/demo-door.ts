import type { Door } from '@throughline/api';
import { problems } from '@throughline/api';
import { EngineError, type Sinks } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import type { Pool } from 'pg';
import { buildDemo } from '../demo/build-demo.ts';
import { edition, readBuildRecord } from '../demo/build-record.ts';
import { simulatedMail } from '../demo/simulate.ts';
import { travelDemo } from '../demo/travel-demo.ts';
import { ThroughlineError } from '../errors.ts';
import type { HouseChange } from '../house.ts';
import { problemOf } from '../http/problem.ts';
import { mailSinks } from '../mail.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { type OpenOptions, openDemo } from '../throughline.ts';
import { type Company, createCompany } from './company.ts';

export interface Travelled {
  readonly from: Millis;
  readonly now: Millis;
  /** What happened on the way. */
  readonly events: number;
}

export interface DemoDoor {
  /** Opens the demo where it has been built. `main`: the owner's database, on the same server. */
  look(main: Pool): Promise<void>;
  /** @throws ThroughlineError database-not-ready */
  company(): Company;
  /** The same, or nothing. */
  open(): Company | undefined;
  door(): Promise<Door>;
  build(request: { readonly rebuild: boolean }): Promise<Door>;
  travel(to: Millis): Promise<Travelled>;
  close(): Promise<void>;
}

export interface DemoDoorOptions {
  readonly env: OpenOptions['env'];
  readonly works: boolean;
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

export function createDemoDoor({ env, works, onError, tell, signal }: DemoDoorOptions): DemoDoor {
  let state: State = { status: 'absent' };
  let building: Promise<void> = Promise.resolve();
  let travelling: Promise<unknown> | undefined;
  const sinks = demoSinks(env);

  const enter = async () => {
    const throughline = await openDemo({ env });
    try {
      const record = await readBuildRecord(throughline.pool);
      const isThere = record?.finished === true && record.edition === edition;
      if (isThere) await migrateServer(throughline.pool);
      if (!isThere || signal.aborted) return await throughline.close();
    } catch (error) {
      await throughline.close();
      throw error;
    }
    const company = createCompany({ throughline, sinks, onError });
    if (works) company.work();
    state = { status: 'ready', company };
  };
  const open = () => (state.status === 'ready' ? state.company : undefined);
  const door = async (): Promise<Door> => ({
    database: 'demo',
    title: 'Halden Components',
    simulated: true,
    status: state.status,
    ...(state.status === 'building' && state.progress !== undefined ? { progress: state.progress } : {}),
    ...(state.status === 'failed' ? { failure: state.failure } : {}),
    ...(state.status === 'ready' ? await state.company.figures() : { cases: 0 }),
  });
  const run = async (rebuild: boolean, onBegun: () => void) => {
    const former = open();
    state = { status: 'building' };
    tell({ event: 'demo', status: 'building', share: 0 });
    try {
      await former?.close();
      await build({ env, rebuild, signal }, (progress) => {
        state = { status: 'building', progress };
        tell({ event: 'demo', status: 'building', share: progress.share });
        onBegun();
      });
      // What an engine remembers of flows and sources is of the company that was: this one gets its own.
      await enter();
    } catch (error) {
      state = signal.aborted ? { status: 'absent' } : { status: 'failed', failure: failureOf(error) };
      throw error;
    } finally {
      tell({ event: 'demo', status: state.status });
    }
  };
  const company = () => {
    const found = open();
    if (found !== undefined) return found;
    const words = { absent: 'has not been built', building: 'is being built', failed: 'could not be built', ready: '' };
    throw new ThroughlineError('database-not-ready', `The simulated company ${words[state.status]}`);
  };
  const journey = async (to: Millis): Promise<Travelled> => {
    const { throughline, rest, work } = company();
    const before = await countEvents(throughline.pool);
    // Time passes in order: nothing may be worked off beside it.
    await rest();
    try {
      const onProgress = seldom((progress: { from: number; now: number; to: number }) => tell({ event: 'travel', ...progress }));
      const { from, now } = await travelDemo(throughline, { to, sinks, signal, onProgress });
      return { from, now, events: (await countEvents(throughline.pool)) - before };
    } finally {
      if (works && !signal.aborted) work();
      const clock = await throughline.engine.clock().catch(() => undefined);
      if (clock !== undefined) tell({ event: 'clock', now: clock.now });
      tell({ event: 'changed', at: Date.now() });
    }
  };
  return {
    async look(main) {
      const { rowCount } = await main.query(`select 1 from pg_database where datname = current_database() || '_demo'`);
      if (rowCount === 1) await enter().catch(onError);
    },
    company,
    open,
    door,
    async build({ rebuild }) {
      if (state.status === 'building' || (state.status === 'ready' && !rebuild)) return door();
      await travelling?.catch(() => undefined);
      const begun = Promise.withResolvers<void>();
      const running = run(rebuild, begun.resolve);
      building = running.catch((error: unknown) => (signal.aborted ? undefined : onError(error)));
      await Promise.race([begun.promise, running]);
      return door();
    },
    async travel(to) {
      if (travelling !== undefined) throw new EngineError('travel-in-progress', 'The clock is being moved already');
      travelling = journey(to);
      try {
        return (await travelling) as Travelled;
      } finally {
        travelling = undefined;
      }
    },
    async close() {
      await building;
      await travelling?.catch(() => undefined);
      await open()?.close();
    },
  };
}

async function build(
  { env, rebuild, signal }: { readonly rebuild: boolean } & Pick<DemoDoorOptions, 'env' | 'signal'>,
  onProgress: (progress: NonNullable<Door['progress']>) => void,
): Promise<void> {
  const throughline = await openDemo({ env });
  try {
    const iso = (instant: number) => new Date(instant).toISOString();
    await buildDemo(throughline, {
      rebuild,
      signal,
      onProgress: seldom(({ from, now, to }: { from: number; now: number; to: number }) =>
        onProgress({ share: Math.min(1, Math.max(0, (now - from) / (to - from))), from: iso(from), now: iso(now), to: iso(to) }),
      ),
    });
  } finally {
    await throughline.close();
  }
}

function demoSinks(env: OpenOptions['env']): Sinks {
  const real = mailSinks({
    THROUGHLINE_SMTP_URL: env['THROUGHLINE_DEMO_SMTP_URL'],
    THROUGHLINE_SMTP_FROM: env['THROUGHLINE_DEMO_SMTP_FROM'],
  });
  return { mail: simulatedMail, ...real };
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
