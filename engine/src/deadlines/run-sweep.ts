import type { Millis } from '@throughline/language';
import { type DispatchParts, dispatchBatch } from '../dispatch/dispatch.ts';
import type { Settings } from '../settings/settings.ts';
import type { SweepRow, SweptCase } from '../sql/sweeps.ts';
import type { Transaction } from '../store/transaction.ts';

/** So many cases a transaction: at most so long, some ten milliseconds, a command may wait for one of them. */
export const sweepMax = 500;

/** `none`: no sweep is left. `waiting`: one is, but others work on it, or transactions that began before its cause are not over. */
export type Swept = 'none' | 'worked' | 'waiting';

/**
 * Looks at the next cases of a flow of which something was decided that may make them due earlier, and moves their wake-ups. It waits for
 * no lock: a case that somebody holds is left for the end and then looked at under the lock of its root, as a deadline is.
 */
export async function runSweep(parts: DispatchParts, options: { readonly limit?: number } = {}): Promise<Swept> {
  const { alone } = parts.store;
  const limit = Math.min(options.limit ?? sweepMax, sweepMax);
  // Before it is asked whether any is left: each comes with a revision.
  const { settings: revision } = await alone.readMoment();
  if (parts.settings.sweptUpTo >= revision) return 'none';
  if (!(await alone.beginSweeps())) {
    parts.settings.sweptUpTo = Math.max(parts.settings.sweptUpTo, revision);
    return 'none';
  }
  const step = await parts.store.transaction((tx) => takeStep(parts, tx, limit));
  if (step === undefined) return 'waiting';
  if (step.left.length > 0) {
    // Who held them may have changed nothing. This waits, and so must hold nothing else.
    for (const id of step.left) await dispatchBatch(parts, [{ case: { id }, input: { kind: 'deadline' } }]);
    await alone.advanceSweep(step.sweep, step.end);
  }
  const { lastCase, lookedAt, lowered } = step.end;
  parts.observer?.event({ kind: 'sweep', flow: step.sweep.flow, looked: lookedAt, lowered, isEnd: lastCase === null });
  return 'worked';
}

interface Step {
  readonly sweep: SweepRow;
  /** Cases that were held, or moved meanwhile. The sweep has not gone past them. */
  readonly left: readonly string[];
  readonly end: Parameters<Transaction['advanceSweep']>[1];
}

async function takeStep(parts: DispatchParts, tx: Transaction, limit: number): Promise<Step | undefined> {
  const sweep = await tx.claimSweep();
  if (sweep === undefined) return undefined;
  const { now, settings } = await parts.settings.moment(tx);
  const cases = await tx.readCasesOfFlow(sweep.flow, sweep.lastCase, limit);
  const versions = new Set(cases.map(({ record }) => record.version));
  await parts.flows.load(
    tx,
    [...versions].map((version) => [sweep.flow, version] as const),
  );
  const earlier = cases.flatMap((each) => {
    const dueAt = wakeUpOf(parts, settings, each, now);
    return dueAt === null || (each.dueAt !== null && each.dueAt <= dueAt) ? [] : [{ ...each.record, dueAt }];
  });
  const lowered = await tx.lowerWakeUps(earlier);
  const left = earlier.flatMap(({ id }) => (lowered.has(id) ? [] : [id]));
  const isEnd = cases.length < limit;
  const end = {
    lastCase: isEnd ? null : (cases.at(-1)?.record.id ?? null),
    lookedAt: cases.length,
    lowered: earlier.length,
  };
  if (left.length === 0) await tx.advanceSweep(sweep, end);
  return { sweep, left, end };
}

/** `null` where its version is not there, too: a deadline could not be worked off. */
function wakeUpOf({ flows }: DispatchParts, settings: Settings, { record }: SweptCase, now: Millis): Millis | null {
  const flow = flows.get(record.flow, record.version);
  return flow === undefined ? null : settings.wakeUp(flow, record, now);
}
