import { ThroughlineError } from '../errors.ts';
import { keepDoing } from '../jobs/keep-doing.ts';
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
  const look = async (signal: AbortSignal) => {
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
  return keepDoing(look, {
    everyMs,
    onError(error) {
      // Another server compares it just now.
      if (!(error instanceof ThroughlineError && error.code === 'reconciliation-running')) onError(error);
    },
  });
}
