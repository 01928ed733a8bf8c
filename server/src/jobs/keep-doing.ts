import { setTimeout as wait } from 'node:timers/promises';
import { lockConnection, unlockConnection } from '../connections/run-connection.ts';
import type { Throughline } from '../throughline.ts';

export interface Keeping {
  /** Milliseconds from the end of one time to the next. */
  readonly everyMs: number;
  /** Milliseconds to the first time. Default: `everyMs` */
  readonly firstMs?: number;
  /** What went wrong, unless it is being stopped; the next time it is tried again. */
  readonly onError: (error: unknown) => void;
}

/** Does something again and again in the background, one time after the other, until it is stopped; `stop` waits for the one that runs. */
export function keepDoing(
  work: (signal: AbortSignal) => Promise<unknown>,
  { everyMs, firstMs = everyMs, onError }: Keeping,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async () => {
    for (let pause = firstMs; ; pause = everyMs) {
      await wait(pause, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await work(signal).catch((error: unknown) => {
        if (!signal.aborted) onError(error);
      });
    }
  };
  const ended = loop();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** The same in one process of all at a time, each on this database: where another holds the lock, this time is left out. */
export function keepDoingAlone(
  throughline: Throughline,
  lock: string,
  work: (signal: AbortSignal) => Promise<unknown>,
  keeping: Keeping,
): { stop(): Promise<void> } {
  return keepDoing(async (signal) => {
    const client = await lockConnection(throughline, lock);
    if (client === undefined) return;
    try {
      await work(signal);
    } finally {
      await unlockConnection(client, lock);
    }
  }, keeping);
}
