import { setImmediate } from 'node:timers/promises';

/** Chance that a seed repeats. */
export interface Chance {
  /** A whole number, both ends included. */
  integer(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
  shuffled<T>(list: readonly T[]): readonly T[];
}

/** What runs as one: a server with its workers. Who is killed never goes on; its connections are closed by the database. */
export interface Process {
  readonly name: string;
  isDead: boolean;
}

/** Somebody who waits until somebody else wakes it, perhaps with an error. */
export interface Parked {
  readonly woken: Promise<void>;
  wake(error?: Error): void;
}

/** Decides who goes on. Whatever touches the model passes here before. */
export interface Scheduling {
  /** The machine's clock, as the database reads it. */
  now(): number;
  /** Resolves when it is the turn of this process. */
  turn(process: Process): Promise<void>;
  park(process: Process): Parked;
  /** One of several, where the order is nobody's promise. */
  pick<T>(list: readonly T[]): T;
}

/** Everybody goes on at once, in the order in which they ask. */
export function immediateScheduling(now: () => number): Scheduling {
  return {
    now,
    turn: () => setImmediate(),
    park() {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      return { woken: promise, wake: (error) => (error === undefined ? resolve() : reject(error)) };
    },
    pick: (list) => list[0] as (typeof list)[number],
  };
}

interface Ready {
  readonly process: Process;
  readonly go: () => void;
}

/** So many turns without an end mean that nothing comes to rest. */
const turnsMax = 30_000;

/** Nobody is left who could go on, though the story is not over; or it never ends. */
export class Stalled extends Error {}

/**
 * One goes on at a time, chosen by chance that a seed repeats; time passes by the way, and jumps to the next sleeper where nobody
 * else is left. Between two turns all that follows in memory happens, so one seed is one history.
 */
export class SeededScheduling implements Scheduling {
  readonly #random: Chance;
  #ready: Ready[] = [];
  #sleeping: { readonly process: Process; readonly at: number; readonly go: () => void }[] = [];
  #time: number;
  /** How far the clock that the database reads is from the time that passes. */
  #skew = 0;
  #turns = 0;

  constructor(random: Chance, start: number) {
    this.#random = random;
    this.#time = start;
  }

  get turns(): number {
    return this.#turns;
  }

  now(): number {
    return this.#time + this.#skew;
  }

  pick<T>(list: readonly T[]): T {
    return this.#random.pick(list);
  }

  /** Somebody sets the machine's clock. */
  setClock(byMs: number): void {
    this.#skew += byMs;
  }

  pass(milliseconds: number): void {
    this.#time += milliseconds;
  }

  turn(process: Process): Promise<void> {
    return new Promise((resolve) => {
      this.#ready.push({ process, go: resolve });
    });
  }

  park(process: Process): Parked {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    return {
      woken: promise,
      wake: (error) => {
        this.#ready.push({ process, go: () => (error === undefined ? resolve() : reject(error)) });
      },
    };
  }

  sleep(process: Process, milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const sleeper = { process, at: this.#time + milliseconds, go: resolve };
      this.#sleeping.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleeping = this.#sleeping.filter((each) => each !== sleeper);
        resolve();
      });
    });
  }

  /** Lets everybody go on until the story is over. */
  async run<T>(story: Promise<T>): Promise<T> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    story.then(end, end);
    for (;;) {
      await setImmediate();
      if (isOver) return story;
      this.#wakeSleepers();
      if (this.#ready.length === 0) {
        // What is written as soon as the event loop comes round is given the time to ask for its turn.
        await setImmediate();
        await setImmediate();
        if (isOver) return story;
        if (this.#ready.length === 0 && !this.#passToNextSleeper()) throw new Stalled('Everybody waits, and nobody can go on');
        continue;
      }
      this.#turns += 1;
      if (this.#turns > turnsMax) throw new Stalled(`The story is not over after ${turnsMax} turns`);
      const [next] = this.#ready.splice(this.#random.integer(0, this.#ready.length - 1), 1);
      this.#time += this.#random.integer(0, 3);
      if (next !== undefined && !next.process.isDead) next.go();
    }
  }

  #wakeSleepers(): void {
    for (const { process, go } of this.#sleeping.filter(({ at }) => at <= this.#time)) this.#ready.push({ process, go });
    this.#sleeping = this.#sleeping.filter(({ at }) => at > this.#time);
  }

  #passToNextSleeper(): boolean {
    this.#sleeping = this.#sleeping.filter(({ process }) => !process.isDead);
    if (this.#sleeping.length === 0) return false;
    this.#time = Math.max(this.#time, Math.min(...this.#sleeping.map(({ at }) => at)));
    return true;
  }
}
