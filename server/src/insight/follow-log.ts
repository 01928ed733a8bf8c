import { setTimeout as wait } from 'node:timers/promises';
import type { LogReader } from '@throughline/insight';

const everyMs = 10_000;

/** Keeps the projection of a log close behind it, so that whoever asks for a number waits for little. What fails is tried again. */
export function followLog(reader: LogReader, onError: (error: unknown) => void): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loop = async () => {
    for (;;) {
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await reader.freshness().catch((error: unknown) => {
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
