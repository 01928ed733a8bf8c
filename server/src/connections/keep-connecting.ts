import { setTimeout as wait } from 'node:timers/promises';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { readStates } from './connection-table.ts';
import { declaredConnections } from './declarations.ts';
import { runConnection } from './run-connection.ts';
import { readLastRuns } from './run-table.ts';
import { dueAt } from './show.ts';

const everyMs = 5000;
/** At most so many are read at a time: each holds a connection to the database. */
const atOnce = 2;

/** Reads what is due, in the background. What goes wrong over there is in the run log; what goes wrong here is told. */
export function keepConnecting(
  throughline: Throughline,
  { onError, onChange }: { readonly onError: (error: unknown) => void; readonly onChange: () => void },
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = new Map<string, Promise<void>>();
  const begin = (id: string, run: () => Promise<unknown>) => {
    const ended = run()
      .then(() => undefined)
      .catch((error: unknown) => {
        // Another server reads it just now.
        const isElsewhere = error instanceof ThroughlineError && error.code === 'connection-running';
        if (!signal.aborted && !isElsewhere) onError(error);
      })
      .finally(() => running.delete(id));
    running.set(id, ended);
  };
  const look = async () => {
    const declared = await declaredConnections(throughline.env);
    if (declared.length === 0) return;
    const [states, lastRuns] = await Promise.all([readStates(throughline.pool), readLastRuns(throughline.pool)]);
    for (const one of declared) {
      if (running.size >= atOnce || signal.aborted) return;
      const due = dueAt(one, states(one.id), lastRuns.get(one.id) ?? null);
      const { checked } = one;
      if (!checked.ok || due === undefined || due > Date.now() || running.has(one.id)) continue;
      begin(one.id, () => runConnection(throughline, checked, { cause: 'schedule', signal, onChange }));
    }
  };
  const loop = async () => {
    for (;;) {
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) break;
      await look().catch((error: unknown) => {
        if (!signal.aborted) onError(error);
      });
    }
    await Promise.all(running.values());
  };
  const ended = loop();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
