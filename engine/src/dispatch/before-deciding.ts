import type { FlowRegistry } from '../flow-registry.ts';
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
  { flows, hasFailed }: { readonly flows: FlowRegistry; readonly hasFailed: boolean },
): Promise<Replayed> {
  const replayed = await replayCases(tx, world, prepared, flows);
  if (!hasFailed && !prepared.some(isErasure)) return replayed;
  const waiting = new Set(await tx.readSendersWaiting(idsOf(replayed.prepared, isErasure)));
  const unborn = hasFailed ? idsOf(replayed.prepared, ({ caseId }) => !world.cases.has(caseId)) : [];
  const retired = new Set(await tx.readRetired(unborn));
  const judged = replayed.prepared.map((item) => {
    const { caseId } = item;
    if (item.failure !== undefined) return item;
    if (retired.has(caseId)) return { ...item, failure: failed(caseId, 'case-retired') };
    if (!isErasure(item)) return item;
    if (waiting.has(caseId)) return { ...item, failure: failed(caseId, 'messages-waiting') };
    const held = heldBy(world, caseId);
    if (held === undefined) return item;
    const refusal = { code: 'case-held', message: 'A legal hold keeps the case that owns it', expected: held } as const;
    return { ...item, failure: { outcome: 'refused', caseId, refusal } as const };
  });
  return { ...replayed, prepared: judged };
}

function isErasure({ submission: { input }, failure }: Prepared): boolean {
  return failure === undefined && input.kind === 'command' && input.type === 'erase';
}

/** The matters that hold an owner of the case, at any height. */
function heldBy(world: World, id: string): readonly string[] | undefined {
  for (let owner = world.cases.get(id)?.record.parent; owner !== undefined; ) {
    const record = world.cases.get(owner)?.record;
    if (record?.clocks.heldBy !== undefined) return Object.keys(record.clocks.heldBy).sort();
    owner = record?.parent;
  }
  return undefined;
}

function idsOf(prepared: readonly Prepared[], isMeant: (item: Prepared) => boolean): readonly string[] {
  const ids = prepared.flatMap((item) => (item.failure === undefined && isMeant(item) ? [item.caseId] : []));
  return [...new Set(ids)].sort();
}
