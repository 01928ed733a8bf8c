import type { Millis } from '@throughline/language';
import { attemptBatch, type DispatchParts, dispatchBatch, dispatchPrepared, isWorthAnother } from '../dispatch/dispatch.ts';
import type { DispatchResult, Submission } from '../dispatch/submission.ts';
import { type Prepared, prepareAll } from '../dispatch/world.ts';
import { codeOf } from '../observer.ts';
import type { Transaction } from '../store/transaction.ts';

/** So many cases a transaction: commands on other cases wait no longer for their turn of the process than that takes. */
export const deadlinesMax = 500;

export interface DeadlineOptions {
  readonly limit?: number;
  /** Whether those that somebody else holds are waited for; else they are left to come up again. */
  readonly isPatient?: boolean;
}

/**
 * Works off the deadlines of cases whose wake-up has come, longest due first. They are claimed in the very transaction that decides
 * them, so workers side by side take different ones, and what one worker leaves is free again. Returns how many cases were looked at;
 * zero: nothing is due, or none of it is free.
 */
export async function runDeadlines(parts: DispatchParts, options: DeadlineOptions = {}): Promise<number> {
  const { alone } = parts.store;
  const { now } = await alone.readMoment();
  // A look at the index comes before the transaction: most of the time there is nothing.
  const next = await alone.readNextDue();
  if (next === undefined || next > now) return 0;
  const limit = Math.min(options.limit ?? deadlinesMax, deadlinesMax);
  const begun = performance.now();
  const claimed = await workOffClaimed(parts, limit);
  if (claimed > 0) parts.observer?.event({ kind: 'deadlines', cases: claimed, milliseconds: performance.now() - begun });
  if (claimed > 0 || options.isPatient !== true) return claimed;
  const due = await alone.readDueCases(now, limit);
  await setAside(parts, alone, await dispatchBatch(parts, due.map(deadlineOf)), now);
  return due.length;
}

async function workOffClaimed(parts: DispatchParts, limit: number): Promise<number> {
  let claimed: readonly Prepared[] = [];
  try {
    await parts.store.transaction(async (tx) => {
      claimed = [];
      const { now } = await tx.readMoment();
      claimed = prepareAll((await tx.claimDueCases(now, limit)).map(deadlineOf), new Map());
      if (claimed.length > 0) await setAside(parts, tx, await attemptBatch(parts, tx, claimed), now);
    });
    if (claimed.length > 0) parts.onCommit();
  } catch (error) {
    if (claimed.length === 0 || !isWorthAnother(error)) throw error;
    // One of them is at fault: halved until it stands alone.
    const results = await dispatchPrepared(parts, claimed);
    await setAside(parts, parts.store.alone, results, (await parts.store.alone.readMoment()).now);
  }
  return claimed.length;
}

function deadlineOf(id: string): Submission {
  return { case: { id }, input: { kind: 'deadline' } };
}

/** Cases that cannot be decided sleep, so that they are not met again and again. */
async function setAside(
  { observer }: DispatchParts,
  tx: Transaction,
  results: readonly DispatchResult[],
  now: Millis,
): Promise<void> {
  const stuck = results.flatMap((result) =>
    result.outcome === 'failed' ? [{ caseId: result.caseId, reason: `${result.refusal.code}: ${result.refusal.message}` }] : [],
  );
  await tx.quarantineCases(stuck, now);
  for (const { caseId, reason } of stuck) observer?.event({ kind: 'quarantined', caseId, code: codeOf(reason) });
}
