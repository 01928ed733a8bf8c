import { setTimeout as wait } from 'node:timers/promises';
import { lockConnection, unlockConnection } from '../connections/run-connection.ts';
import type { Throughline } from '../throughline.ts';
import { dayMs } from './tell-days.ts';
import { watchIntegrations } from './watch-integrations.ts';

const everyMs = 10_000;
const lock = 'integrations';
/** After a start, days are told as far back as anybody may have told runs; then what the last days may have brought. */
const daysBack = 800;
const daysAround = 3;

/** Looks after integrations in the background, in one process of all at a time. */
export function keepWatchingIntegrations(
  throughline: Throughline,
  { onError }: { readonly onError: (error: unknown) => void },
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let days = daysBack;
  const look = async () => {
    const client = await lockConnection(throughline, lock);
    if (client === undefined) return;
    try {
      const { now } = await throughline.engine.clock();
      await watchIntegrations(throughline, { since: now - days * dayMs });
      days = daysAround;
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
