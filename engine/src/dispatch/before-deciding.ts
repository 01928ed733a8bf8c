import { type Replayed, replayCases } from '../rebuild/replay-cases.ts';
import type { Transaction } from '../store/transaction.ts';
import { failed, type Prepared, type World } from './world.ts';

/**
 * What must be so before some submissions can be decided: a case that is replayed is made anew from its log; a case that is erased has no
 * message on its way, which would be lost; and nobody bears a case that retention has removed (asked only where a birth has failed).
 */
export async function beforeDeciding(
  tx: Transaction,
  world: World,
  prepared: readonly Prepared[],
  { hasFailed }: { readonly hasFailed: boolean },
): Promise<Replayed> {
  const replayed = await replayCases(tx, world, prepared);
  const erased = idsOf(replayed.prepared, ({ submission: { input } }) => input.kind === 'command' && input.type === 'erase');
  const waiting = new Set(await tx.readSendersWaiting(erased));
  const unborn = hasFailed ? idsOf(replayed.prepared, ({ caseId }) => !world.cases.has(caseId)) : [];
  const retired = new Set(await tx.readRetired(unborn));
  if (waiting.size + retired.size === 0) return replayed;
  const judged = replayed.prepared.map((item) => {
    const { caseId, failure, submission } = item;
    if (failure !== undefined) return item;
    if (retired.has(caseId)) return { ...item, failure: failed(caseId, 'case-retired') };
    const isErased = submission.input.kind === 'command' && submission.input.type === 'erase';
    return isErased && waiting.has(caseId) ? { ...item, failure: failed(caseId, 'messages-waiting') } : item;
  });
  return { ...replayed, prepared: judged };
}

function idsOf(prepared: readonly Prepared[], isMeant: (item: Prepared) => boolean): readonly string[] {
  const ids = prepared.flatMap((item) => (item.failure === undefined && isMeant(item) ? [item.caseId] : []));
  return [...new Set(ids)].sort();
}
