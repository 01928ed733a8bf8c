import { setTimeout as wait } from 'node:timers/promises';
import type { Throughline } from '../throughline.ts';
import { runWatches } from './run-watches.ts';

const everyMs = 60_000;
const firstMs = 30_000;

/** Asks what falls due, in the background, on the company's clock. What fails is tried again a minute later. */
export function keepWatching(throughline: Throughline, onError: (error: unknown) => void): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async () => {
    for (let pause = firstMs; ; pause = everyMs) {
      await wait(pause, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await runWatches(throughline, { signal }).catch((error: unknown) => {
        if (!signal.aborted) onError(error);
      });
    }
  };
  const running = loop();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
