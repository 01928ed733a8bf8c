import { setTimeout as wait } from 'node:timers/promises';
import { lockConnection, unlockConnection } from '../connections/run-connection.ts';
import type { Throughline } from '../throughline.ts';
import { followRequests } from './follow-requests.ts';

const everyMs = 30_000;
const lock = 'intake';

/** Looks after requests in the background, in one process of all at a time. */
export function keepFollowingRequests(
  throughline: Throughline,
  { onError }: { readonly onError: (error: unknown) => void },
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const look = async () => {
    const client = await lockConnection(throughline, lock);
    if (client === undefined) return;
    try {
      await followRequests(throughline);
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
