import { setTimeout } from 'node:timers/promises';
import { type SeededRandom, seededRandom } from '@throughline/testing';
import { childId } from '../../src/case-id.ts';
import { type Host, startHost } from './hosts.ts';
import { jobId, noteAnswers, type Wish, wish } from './story.ts';
import { postmasterPid } from './strike.ts';
import type { Trial } from './trial.ts';

export interface Load {
  readonly seed: number;
  /** Blows in all. */
  readonly blows: number;
  /** Who asks at the same time. */
  readonly clients: number;
  readonly hosts: number;
}

const day = 86_400_000;
/** So often somebody who got no answer leaves it at that, until all is over. */
const resignation = 0.1;
const pauseMs = [60, 400] as const;

export type Blows = Readonly<Record<'host' | 'backend' | 'session' | 'postmaster' | 'frozen', number>>;

/**
 * Processes that run everything, clients that ask them for all kinds of things, and meanwhile, by a seed: processes, sessions, the processes of
 * the server and the server itself are killed, processes are frozen for longer than a lease, and machines' clocks leap.
 */
export async function loadUnderFire(trial: Trial, load: Load): Promise<Blows> {
  return new Fire(trial, load).run();
}

class Fire {
  readonly #trial: Trial;
  readonly #load: Load;
  readonly #chance: SeededRandom;
  readonly #hosts: Host[] = [];
  readonly #left: Wish[] = [];
  readonly #jobs: string[] = [];
  readonly #blows = { host: 0, backend: 0, session: 0, postmaster: 0, frozen: 0 };
  #isOver = false;

  constructor(trial: Trial, load: Load) {
    this.#trial = trial;
    this.#load = load;
    this.#chance = seededRandom(load.seed);
  }

  async run(): Promise<Blows> {
    const { clients, hosts, blows } = this.#load;
    await Promise.all(Array.from({ length: hosts }, () => this.#start()));
    const asking = Promise.all(Array.from({ length: clients }, (_, client) => this.#ask(client)));
    for (let blow = 0; blow < blows; blow += 1) {
      await setTimeout(this.#chance.integer(...pauseMs));
      await this.#strike();
    }
    this.#isOver = true;
    await asking;
    for (const host of this.#hosts) {
      host.signal('SIGCONT');
      host.signal('SIGKILL');
      await host.ended;
    }
    await this.#finish();
    return this.#blows;
  }

  /** Whoever left it at that asks again; then the rungs fire, and all jobs end. */
  async #finish(): Promise<void> {
    const trial = this.#trial;
    for (const each of this.#left) await this.#persist(each);
    await trial.settle(false);
    await trial.persist({ do: 'travel', to: (await trial.now()) + 40 * day }, false);
    const ends = this.#jobs.map((key) => wish({ flow: 'job', key }, 'finish', `${key} finish`));
    for (const each of ends) await this.#persist(each);
    await trial.settle(false);
  }

  async #persist(each: Wish): Promise<void> {
    each.sent += 1;
    if (!this.#trial.wishes.includes(each)) this.#trial.wishes.push(each);
    noteAnswers([each], await this.#trial.persist({ do: 'dispatch', submissions: [each.submission] }, false));
  }

  async #start(): Promise<void> {
    const host = await startHost(this.#trial.orders(false));
    this.#hosts.push(host);
    void host.ask({ do: 'start' }).catch(() => undefined);
  }

  /** One who asks for one thing after the other, about one job after the other. */
  async #ask(client: number): Promise<void> {
    const chance = seededRandom(this.#load.seed * 1000 + client);
    for (let number = 0; !this.#isOver; number += 1) {
      const key = `F${this.#load.seed}c${client}n${number}`;
      const stock = `F${this.#load.seed}s${client}n${number >> 1}`;
      const now = await this.#trial.now();
      this.#jobs.push(key);
      if (number % 2 === 0) await this.#insist(wish({ flow: 'stock', key: stock }, 'lay', `${stock} lay`, { number: stock }));
      const dueOn = new Date(now + day).toISOString().slice(0, 10);
      const of = { flow: 'job', key };
      const data = { number: key, stock, contact: `${key}@example.org`, dueOn, pieces: ['p', 'q'] };
      await this.#insist(wish(of, 'begin', `${key} begin`, data));
      const piece = (name: string, type: string) =>
        wish({ ...of, id: childId(jobId(key), 'piece', name) }, type, `${key} ${name} ${type}`);
      const rest = [
        ...['tell', 'shout', 'reserve', 'say', 'ask'].map((type) => wish(of, type, `${key} ${type}`)),
        ...[wish(of, 'reserve', `${key} reserve again`), wish(of, 'pay', `${key} pay`, { amount: 5 }, now)],
        ...[piece('p', 'pick'), piece('q', 'drop')],
      ];
      for (const each of chance.shuffled(rest)) if (!(await this.#askOnce(each))) await this.#orResign(each, chance);
      if (client === 0 && number % 4 === 3) await this.#travel(now + day);
    }
  }

  async #orResign(each: Wish, chance: SeededRandom): Promise<void> {
    if (chance.chance(resignation)) this.#left.push(each);
    else await this.#insist(each);
  }

  async #insist(each: Wish): Promise<void> {
    while (!(await this.#askOnce(each))) await setTimeout(20);
  }

  async #askOnce(each: Wish): Promise<boolean> {
    if (each.sent === 0) this.#trial.wishes.push(each);
    each.sent += 1;
    const host = this.#chance.pick(this.#hosts);
    try {
      noteAnswers([each], await patiently(host.ask({ do: 'submit', submissions: [each.submission] })));
      return true;
    } catch {
      this.#trial.unanswered += 1;
      return false;
    }
  }

  async #travel(to: number): Promise<void> {
    await patiently(this.#chance.pick(this.#hosts).ask({ do: 'travel', to })).catch(() => undefined);
  }

  async #strike(): Promise<void> {
    const what = this.#chance.pick(['host', 'host', 'host', 'backend', 'session', 'session', 'frozen', 'postmaster'] as const);
    this.#blows[what] += 1;
    const index = this.#chance.integer(0, this.#hosts.length - 1);
    const host = this.#hosts[index] as Host;
    if (what === 'host') {
      this.#hosts.splice(index, 1);
      host.signal('SIGKILL');
      await host.ended;
      await this.#start();
    } else if (what === 'postmaster') {
      process.kill(postmasterPid(this.#trial.cluster.pidFile), 'SIGKILL');
    } else if (what === 'frozen') await this.#freeze(host);
    else await this.#endSession(what);
    await this.#leap();
  }

  /** Longer than its leases last, as the others' clocks have it. */
  async #freeze(host: Host): Promise<void> {
    host.signal('SIGSTOP');
    await host.frozen();
    await this.#leap();
    await setTimeout(300);
    host.signal('SIGCONT');
  }

  /** The clocks of all machines go on at once; those of who is frozen, when it wakes up. */
  async #leap(): Promise<void> {
    this.#trial.aheadMs += this.#chance.integer(1, 40) * 1000;
    for (const host of this.#hosts) void host.ask({ do: 'ahead', ms: this.#trial.aheadMs }).catch(() => undefined);
  }

  async #endSession(what: 'backend' | 'session'): Promise<void> {
    const pids = await this.#trial.sessions();
    const pid = pids.length === 0 ? undefined : this.#chance.pick(pids);
    if (pid === undefined) return;
    if (what === 'session') await this.#trial.endSession(pid);
    else process.kill(pid, 'SIGKILL');
  }
}

/** Who is frozen, or waits for one who is, answers nobody. */
async function patiently<T>(answer: Promise<T>): Promise<T> {
  const giveUp = new AbortController();
  const late = setTimeout(3000, undefined, { signal: giveUp.signal }).then(
    () => Promise.reject(new Error('No answer')),
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    giveUp.abort();
    answer.catch(() => undefined);
  }
}
