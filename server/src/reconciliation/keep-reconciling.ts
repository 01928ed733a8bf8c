import { setTimeout as wait } from 'node:timers/promises';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { declaredReconciliations } from './declarations.ts';
import { runReconciliation } from './run-reconciliation.ts';
import { readLastRuns } from './run-table.ts';

const everyMs = 10_000;

/** Compares what is due, one after the other, in the background. What goes wrong over there stands in the run; what goes wrong here is told. */
export function keepReconciling(
  throughline: Throughline,
  { onError, onChange }: { readonly onError: (error: unknown) => void; readonly onChange: () => void },
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const look = async () => {
    const declared = await declaredReconciliations(throughline.env);
    if (declared.length === 0) return;
    const lastRuns = await readLastRuns(throughline.pool);
    for (const { checked, id } of declared) {
      if (signal.aborted) return;
      if (!checked.ok || checked.declaration.schedule === undefined) continue;
      const last = lastRuns.get(id);
      const due = last === undefined ? 0 : Date.parse(last.startedAt) + checked.declaration.schedule.everySeconds * 1000;
      if (due > Date.now()) continue;
      await runReconciliation(throughline, checked.declaration, { cause: 'schedule', signal });
      onChange();
    }
  };
  const loop = async () => {
    for (;;) {
      await wait(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await look().catch((error: unknown) => {
        // Another server compares it just now.
        const isElsewhere = error instanceof ThroughlineError && error.code === 'reconciliation-running';
        if (!signal.aborted && !isElsewhere) onError(error);
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
