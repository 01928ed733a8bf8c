import { setTimeout as wait } from 'node:timers/promises';
import { ThroughlineError } from '../errors.ts';
import { forgetRuns } from '../integrations/run-table.ts';
import type { Throughline } from '../throughline.ts';
import { readStates } from './connection-table.ts';
import { declaredConnections } from './declarations.ts';
import { endDeliveryHours, forgetDeliveries } from './delivery-table.ts';
import { runConnection } from './run-connection.ts';
import { readLastRuns } from './run-table.ts';
import { dueAt } from './show.ts';

const everyMs = 5000;
/** After so many looks the hours of deliveries are ended, and after so many what is old is forgotten. */
const [endsEvery, forgetsEvery] = [12, 720];
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
  const tidy = async (looks: number) => {
    if (looks % endsEvery === 1) await endDeliveryHours(throughline.pool);
    if (looks % forgetsEvery !== 1) return;
    await forgetDeliveries(throughline.pool);
    await forgetRuns(throughline.pool);
  };
  const loop = async () => {
    for (let looks = 1; ; looks += 1) {
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) break;
      for (const work of [look, () => tidy(looks)])
        await work().catch((error: unknown) => {
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
