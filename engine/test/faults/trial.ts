import { type FlakyReceiver, flakyReceiver } from '@throughline/testing';
import pg from 'pg';
import type { DispatchResult } from '../../src/dispatch/submission.ts';
import { createEngine } from '../../src/engine.ts';
import { initialise } from '../../src/initialise.ts';
import { type Checked, checkLog, type Testimony } from './check-log.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { flows, jobMapping, secondJob } from './flows.ts';
import { type Host, type Orders, startHost } from './hosts.ts';
import { noteAnswers, type Step, storyOf, type Wish } from './story.ts';
import { type Strike, strikingDatabase } from './strike.ts';
import { type Hand, newSealKey, openHand, type Work } from './work.ts';

/** Whom a blow strikes: a process of its own, or an engine of this one. */
export type Victim = Pick<Host, 'ask'> & {
  isGone(): boolean;
  hasStruck(): boolean;
  seen(): ReadonlyMap<string, number>;
  close(): Promise<void>;
};

/** So long at once goes the machines' clock on after a blow: leases have run out by then, and circuits close. */
const jumpMs = 15 * 60_000;
const triesMax = 40;

/** A database with flows on it, a receiver for effects, and all that was asked and answered. */
export class Trial {
  readonly cluster: Cluster;
  readonly receiver: FlakyReceiver;
  readonly wishes: Wish[] = [];
  /** Times that somebody got no answer. */
  unanswered = 0;
  aheadMs = 0;
  /** Called before somebody who is well is asked. */
  onTrouble: () => void = () => undefined;
  readonly #sealKey = newSealKey();
  readonly #pool: pg.Pool;
  #rescuer: { readonly hand: Hand; readonly canLookUp: boolean } | undefined;

  private constructor(cluster: Cluster, receiver: FlakyReceiver) {
    this.cluster = cluster;
    this.receiver = receiver;
    this.#pool = new pg.Pool({ connectionString: cluster.url, max: 4, pipeline: true, allowExitOnIdle: true } as pg.PoolConfig);
    this.#pool.on('error', () => undefined);
  }

  static async open(options: { readonly bytes?: number } = {}): Promise<Trial> {
    const cluster = await openCluster(options);
    const receiver = await flakyReceiver({ behave: () => 'does' });
    const trial = new Trial(cluster, receiver);
    await initialise(trial.#pool, { mode: 'virtual', now: Date.UTC(2026, 0, 5, 8) });
    const engine = createEngine({ database: trial.#pool });
    await engine.deploy(flows, { by: 'bo' });
    await engine.deploy([secondJob], { by: 'bo', released: false });
    await engine.storeMapping(jobMapping(), { by: 'olga', reason: 'as agreed' });
    await engine.source('erp', { liveFrom: 0 });
    return trial;
  }

  orders(canLookUp: boolean, strike?: Strike): Orders {
    const { url, pidFile } = this.cluster;
    return {
      ...{ url, place: { url, pidFile }, receiver: this.receiver.url, canLookUp, aheadMs: this.aheadMs, sealKey: this.#sealKey },
      ...(strike === undefined ? {} : { strike }),
    };
  }

  /** A process of its own. */
  async process(canLookUp: boolean, strike?: Strike): Promise<Victim> {
    const host = await startHost(this.orders(canLookUp, strike));
    return {
      ask: (work) => host.ask(work),
      isGone: () => host.isGone(),
      hasStruck: () => host.isGone(),
      seen: () => host.seen,
      async close() {
        host.signal('SIGKILL');
        await host.ended;
      },
    };
  }

  /** An engine of this process; through `url`, where that leads to the same database by a way of its own. */
  here(canLookUp: boolean, strike: Strike | undefined, url = this.cluster.url): Victim {
    const orders = this.orders(canLookUp, strike);
    const pool = new pg.Pool({ connectionString: url, max: 4, pipeline: true, allowExitOnIdle: true } as pg.PoolConfig);
    pool.on('error', () => undefined);
    const { database, seen, hasStruck } = strikingDatabase(pool, orders.place, strike);
    const hand = openHand({ ...orders, database });
    return { ask: (work) => hand.carryOut(work), isGone: () => false, hasStruck, seen: () => seen, close: () => pool.end() };
  }

  /** Tells a story to a victim; what it did not answer is asked for again, of whoever is there, until it is answered. */
  async tell(name: string, victim: Victim, only?: readonly Step['name'][]): Promise<void> {
    const canLookUp = name.startsWith('L');
    const now = await this.now();
    const steps = storyOf(name, now).filter((step) => only === undefined || only.includes(step.name));
    for (const { wishes, work } of steps) {
      this.wishes.push(...wishes);
      for (const wish of wishes) wish.sent += 1;
      const wasGone = victim.isGone();
      const results = wasGone ? undefined : await victim.ask(work).catch(() => undefined);
      if (results === undefined && !wasGone) this.unanswered += Math.max(1, wishes.length);
      noteAnswers(wishes, results ?? (await this.persist(work, canLookUp)));
    }
    await this.settle(canLookUp);
  }

  /** Asks an engine that is well until it answers. */
  async persist(work: Work, canLookUp: boolean): Promise<readonly DispatchResult[]> {
    this.aheadMs += jumpMs;
    this.onTrouble();
    for (let tries = 1; ; tries += 1) {
      await this.cluster.up();
      const { hand } = this.#rescue(canLookUp);
      await hand.carryOut({ do: 'ahead', ms: this.aheadMs });
      try {
        return await hand.carryOut(work);
      } catch (error) {
        if (tries >= triesMax) throw error;
      }
    }
  }

  /** Until nothing is pending, however long the machines must wait. */
  async settle(canLookUp: boolean): Promise<void> {
    for (let round = 1; ; round += 1) {
      const { rows } = await this.#query<{ left: number }>(
        `select count(*)::int4 as left from throughline.effect where status = 'pending'`,
      );
      if (rows[0]?.left === 0) return;
      if (round > triesMax) throw new Error(`${rows[0]?.left} effects stay pending`);
      await this.persist({ do: 'settle' }, canLookUp);
    }
  }

  testimony(more: Partial<Testimony> = {}): Testimony {
    return { wishes: this.wishes, deeds: [...this.receiver.deeds], isSettled: true, isSealed: true, ...more };
  }

  /** Seals what is left, and has the independent program look at everything. */
  async check(): Promise<Checked> {
    await this.persist({ do: 'seal' }, true);
    return checkLog(this.cluster.url, this.testimony());
  }

  get pool(): pg.Pool {
    return this.#pool;
  }

  async close(): Promise<void> {
    await this.#pool.end();
    await this.receiver.close();
    await this.cluster.close();
  }

  #rescue(canLookUp: boolean) {
    if (this.#rescuer?.canLookUp !== canLookUp)
      this.#rescuer = { hand: openHand({ ...this.orders(canLookUp), database: this.#pool }), canLookUp };
    return this.#rescuer;
  }

  /** Sessions of others that are connected to the database. */
  async sessions(): Promise<readonly number[]> {
    const { rows } = await this.#query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid() order by pid`,
    );
    return rows.map(({ pid }) => pid);
  }

  async endSession(pid: number): Promise<void> {
    await this.#query(`select pg_terminate_backend(${pid})`);
  }

  /** The server begins the next file of its log; where there is no room for it, it ends itself. */
  async nextLogFile(): Promise<void> {
    const write = 'insert into throughline.source (name) values ($1) on conflict do nothing';
    for (let file = 0; file < 3; file += 1)
      await this.#pool
        .query(write, [`log ${file}`])
        .then(() => this.#pool.query('select pg_switch_wal()'))
        .catch(() => undefined);
  }

  async now(): Promise<number> {
    const { rows } = await this.#query<{ now: Date }>('select now from throughline.clock');
    return rows[0]?.now.getTime() ?? 0;
  }

  async #query<R extends pg.QueryResultRow>(text: string): Promise<pg.QueryResult<R>> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#pool.query<R>(text);
      } catch (error) {
        if (tries >= triesMax) throw error;
        this.onTrouble();
        await this.cluster.up();
      }
    }
  }
}
