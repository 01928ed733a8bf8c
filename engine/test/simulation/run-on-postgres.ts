import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { createFlowRegistry } from '../../src/flow-registry.ts';
import { settle } from '../../src/settle.ts';
import { postgresStore } from '../../src/store/postgres-store.ts';
import type { Fault } from '../model/model-store.ts';
import type { Chance, Process } from '../model/scheduling.ts';
import { chaoticPool } from './chaotic-pool.ts';
import { type Office, runErrand } from './client.ts';
import { holdingsOf } from './holdings-of.ts';
import { type FlowOf, judge } from './judge.ts';
import { outsideWorld } from './outside.ts';
import { type Server, startServer } from './server.ts';
import { type Cast, day, writeStory } from './story.ts';

interface Host {
  readonly server: Server;
  readonly died: Promise<never>;
}

export interface OnPostgres extends Cast {
  readonly seed: number;
  readonly chance: (seed: number) => Chance;
  readonly flowOf: FlowOf;
  /** Ends when the story does; the pool stays. */
  readonly pool: pg.Pool;
}

/** The machine's time goes so much faster than the wall's. */
const haste = 50;
const faultsMax = 40;
const killsMax = 3;
const kinds: readonly Fault[] = ['transient', 'lost-before', 'lost-after', 'killed-before', 'killed-after'];

/** Runs a story on PostgreSQL, with faults as the seed has them; who comes first there is not the seed's to say. */
export async function runOnPostgres(
  options: OnPostgres,
): Promise<{ readonly breaches: readonly string[]; readonly faults: number }> {
  const run = new Run(options);
  return { breaches: await run.tell(), faults: run.faults };
}

class Run {
  readonly #options: OnPostgres;
  readonly #chance: Chance;
  readonly #faultChance: Chance;
  readonly #faultRate: number;
  readonly #begun = performance.now();
  readonly #base = Date.now();
  readonly #flows = createFlowRegistry();
  #hosts: Host[] = [];
  #jumped = 0;
  #isCalm = false;
  #kills = 0;
  #started = 0;
  #salts = 0;
  faults = 0;

  constructor(options: OnPostgres) {
    this.#options = options;
    this.#chance = options.chance(options.seed * 4);
    this.#faultChance = options.chance(options.seed * 4 + 1);
    this.#faultRate = this.#faultChance.pick([0.005, 0.01, 0.03]);
  }

  #machineNow(): number {
    return this.#base + this.#jumped + (performance.now() - this.#begun) * haste;
  }

  async #wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await setTimeout(milliseconds / haste, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }

  async tell(): Promise<readonly string[]> {
    const { seed, chance, pool, flowOf } = this.#options;
    const story = writeStory(this.#options, chance(seed * 4 + 2));
    const outside = outsideWorld(chance(seed * 4 + 3), () => this.#isCalm);
    const sinks = outside.sinks((milliseconds) => this.#wait(milliseconds));
    const start = () => this.#start(sinks);
    for (let index = this.#chance.integer(1, 2); index >= 0; index -= 1) start();
    const office: Office = {
      chance: this.#chance,
      pause: (milliseconds) => this.#wait(milliseconds),
      ask: (work) => {
        const { server, died } = this.#chance.pick(this.#hosts);
        return Promise.race([work(server), died]);
      },
    };
    const wellBehaved = story.errands.map((errand) => errand.map((wish) => ({ ...wish, isPoison: false })));
    const answers = (await Promise.all(wellBehaved.map((errand) => runErrand(office, errand)))).flat();
    this.#isCalm = true;
    await Promise.all(this.#hosts.map(({ server }) => server.workers.stop()));
    const now = await this.#settleAll(start().server, sinks);
    const { done, saidDone, doubtful, said } = outside;
    const holdings = await holdingsOf(pool, now);
    return judge({ answers, done, saidDone, doubtful, said, isUndisturbed: false, holdings }, flowOf);
  }

  #start(sinks: ReturnType<ReturnType<typeof outsideWorld>['sinks']>): Host {
    this.#started += 1;
    const process: Process = { name: `server ${this.#started}`, isDead: false };
    const { promise: died, reject } = Promise.withResolvers<never>();
    died.catch(() => undefined);
    const kill = () => {
      if (process.isDead) return;
      process.isDead = true;
      this.#kills += 1;
      this.#hosts = this.#hosts.filter((other) => other !== host);
      if (this.#hosts.length === 0) this.#start(sinks);
      reject(new Error('The server is gone'));
    };
    const database = chaoticPool(this.#options.pool, process, () => this.#nextFault(), kill);
    const server = startServer({
      ...{ name: process.name, store: postgresStore(database), sinks, flows: this.#flows, pollMs: 4000 },
      machine: {
        now: () => this.#machineNow(),
        random: () => this.#chance.integer(0, 999) / 1000,
        wait: (milliseconds, signal) => this.#wait(milliseconds, signal),
      },
      nextSalt: () => {
        this.#salts += 1;
        return this.#salts.toString(16).padStart(32, '0');
      },
    });
    const host: Host = { server, died };
    this.#hosts.push(host);
    return host;
  }

  #nextFault(): Fault | undefined {
    if (this.#isCalm || this.faults >= faultsMax || !this.#faultChance.chance(this.#faultRate)) return undefined;
    this.faults += 1;
    return this.#faultChance.pick(this.#kills < killsMax ? kinds : kinds.slice(0, 3));
  }

  async #settleAll({ parts, machine, workers }: Server, sinks: Parameters<typeof settle>[2]['sinks'] & object): Promise<number> {
    await workers.stop();
    const { alone } = parts.store;
    for (let round = 0; ; round += 1) {
      const { now } = await alone.readMoment();
      await settle(parts, machine, { sinks, worker: 'last' });
      const { rows } = await this.#options.pool.query(`select 1 from throughline.effect where status = 'pending' limit 1`);
      if (round > 24 || (round > 3 && rows.length === 0)) return now;
      if (round < 3) await alone.advanceClock(now + this.#chance.integer(0, 10 * day));
      this.#jumped += 7 * 3_600_000;
    }
  }
}
