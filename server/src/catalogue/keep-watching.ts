import { setTimeout as wait } from 'node:timers/promises';
import { lockConnection, unlockConnection } from '../connections/run-connection.ts';
import type { Throughline } from '../throughline.ts';
import { watchCatalogue } from './watch-catalogue.ts';

/** A document that falls stale, a person who leaves: nobody waits longer for either to be noticed. */
const everyMs = 60_000;
const lock = 'catalogue';

/** Looks after the catalogue in the background, in one process of all at a time. */
export function keepWatchingCatalogue(
  throughline: Throughline,
  { onError }: { readonly onError: (error: unknown) => void },
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const look = async () => {
    const client = await lockConnection(throughline, lock);
    if (client === undefined) return;
    try {
      const { now } = await throughline.engine.clock();
      await watchCatalogue(throughline, now);
    } finally {
      await unlockConnection(client, lock);
    }
  };
  const loop = async () => {
    for (;;) {
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await look().catch((error: unknown) => {
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
