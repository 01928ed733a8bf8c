import { runDeadlines } from './deadlines/run-deadlines.ts';
import { runSweep } from './deadlines/run-sweep.ts';
import type { DispatchParts } from './dispatch/dispatch.ts';
import { deliverMessages } from './effects/deliver-messages.ts';
import { effectRunner, type Machine } from './effects/perform-effects.ts';
import type { Sinks } from './effects/sink.ts';
import type { LoopName } from './observer.ts';

export interface WorkerOptions {
  readonly sinks?: Sinks;
  /** Ends the workers as `stop()` does. */
  readonly signal?: AbortSignal;
  /** The longest time between two looks. Default 1,000. */
  readonly pollMs?: number;
  /** A look failed (the database is away, say); the worker pauses and looks again. */
  readonly onError?: (error: unknown) => void;
}

export interface Workers {
  /** Resolves when what was begun is finished. */
  stop(): Promise<void>;
}

/** Wakes those who wait, when something may be due. */
export class Bell {
  readonly #waiters = new Set<() => void>();
  #rings = 0;

  /** How often it has rung. */
  get rings(): number {
    return this.#rings;
  }

  ring(): void {
    this.#rings += 1;
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  /** Resolves at the first ring after those heard, after the time, or when the signal is aborted. */
  async wait(heard: number, milliseconds: number, signal: AbortSignal, machine: Machine): Promise<void> {
    if (this.#rings !== heard) return;
    const over = new AbortController();
    let wake = () => {};
    const rung = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#waiters.add(wake);
    try {
      await Promise.race([rung, machine.wait(milliseconds, AbortSignal.any([signal, over.signal]))]);
    } finally {
      this.#waiters.delete(wake);
      over.abort();
    }
  }
}

const pollMsFloor = 1000;

/** Commits follow each other by the hundred a second, and most leave nothing to do: one look sees to all that came in this time. */
const gatherMs = 20;

/** Runs deadlines, messages and effects in the background: soon after each commit of this process, and every second. */
export function startWorkers(
  parts: DispatchParts,
  machine: Machine,
  bell: Bell,
  { worker, ...options }: WorkerOptions & { readonly worker: string },
): Workers {
  const { sinks = {}, pollMs = pollMsFloor, onError } = options;
  const stopping = new AbortController();
  const signal = options.signal === undefined ? stopping.signal : AbortSignal.any([stopping.signal, options.signal]);
  const loop = async (name: LoopName, look: () => Promise<number>) => {
    while (!signal.aborted) {
      let found = 0;
      // What is committed while it looks, it may have missed: that ring counts as well.
      const heard = bell.rings;
      try {
        found = await look();
        parts.observer?.event({ kind: 'look', loop: name });
      } catch (error) {
        parts.observer?.event({ kind: 'look', loop: name, error });
        onError?.(error);
      }
      if (found > 0 || signal.aborted) continue;
      await bell.wait(heard, pollMs, signal, machine);
      if (bell.rings !== heard) await machine.wait(gatherMs, signal);
    }
  };
  const effects = effectRunner(parts, machine, {
    sinks,
    worker,
    onEnd: () => bell.ring(),
    onFailure: (error) => onError?.(error),
  });
  const loops = [
    loop('deadlines', () => runDeadlines(parts)),
    loop('sweeps', () => sweepGently(parts, machine, bell, signal)),
    loop('messages', () => deliverMessages(parts)),
    // It does not wait for what it has begun: a slow destination holds up no other.
    loop('effects', () => effects.take()),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await effects.idle();
    },
  };
}

const sweepPauseMs = 25;

/** Where others were committed meanwhile, it rests a while before it goes on: a sweep may take its time, and they may not. */
async function sweepGently(parts: DispatchParts, machine: Machine, bell: Bell, signal: AbortSignal): Promise<number> {
  const heard = bell.rings;
  const swept = await runSweep(parts);
  if (swept === 'worked' && bell.rings !== heard) await machine.wait(sweepPauseMs, signal);
  return swept === 'worked' ? 1 : 0;
}
