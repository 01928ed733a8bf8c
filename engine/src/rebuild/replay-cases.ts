import { type CaseRecord, type CompiledFlow, canonical, type Json, listedFields } from '@throughline/language';
import { failed, type Prepared, type World } from '../dispatch/world.ts';
import type { FlowRegistry } from '../flow-registry.ts';
import { type ListChanges, listRows } from '../lists/list-rows.ts';
import type { StoredCase } from '../sql/lock-cases.ts';
import type { Transaction } from '../store/transaction.ts';
import { foldLog, LogBroken, storedFromFold } from './fold-log.ts';

/** What a batch works on after the cases that are to be replayed were made anew. */
export interface Replayed {
  readonly world: World;
  readonly prepared: readonly Prepared[];
}

/**
 * Makes the cases that a `replay` is for anew from their logs, under their locks, before anything is decided about them: hot row, data,
 * clocks and what lists know. Where a log does not hold, the submission fails, and the rows stay as they are.
 */
export async function replayCases(
  tx: Transaction,
  world: World,
  prepared: readonly Prepared[],
  flows: FlowRegistry,
): Promise<Replayed> {
  const asked = new Set(prepared.filter(isReplay).map(({ caseId }) => caseId));
  if (asked.size === 0) return { world, prepared };
  const cases = new Map(world.cases);
  const broken = new Map<string, LogBroken>();
  for (const id of asked) {
    const stored = cases.get(id);
    if (stored === undefined) continue;
    try {
      const rebuilt = await rebuiltCase(tx, { world, flows }, stored);
      if (rebuilt !== undefined) cases.set(id, rebuilt);
    } catch (error) {
      if (!(error instanceof LogBroken)) throw error;
      broken.set(id, error);
    }
  }
  const judged = prepared.map((item) => {
    const fault = isReplay(item) ? broken.get(item.caseId) : undefined;
    return fault === undefined ? item : { ...item, failure: failed(item.caseId, 'log-broken', fault.message) };
  });
  return { world: { ...world, cases, flowOf: (flow, version) => world.flowOf(flow, version) }, prepared: judged };
}

function isReplay({ submission: { input }, failure }: Prepared): boolean {
  return failure === undefined && input.kind === 'command' && input.type === 'replay';
}

/** The case as its log makes it, written where the rows are another; `undefined`: they are just this. */
async function rebuiltCase(
  tx: Transaction,
  { world, flows }: { readonly world: World; readonly flows: FlowRegistry },
  stored: StoredCase,
): Promise<StoredCase | undefined> {
  const { record } = stored;
  const folded = await foldLog(tx, record.id);
  // Without its first event nobody can say what it was; a patch that was erased whole tells no more what it did.
  if (folded === undefined) throw new LogBroken({ caseId: record.id, seq: 1 }, 'events-missing');
  if (folded.isDataErased) return undefined;
  const name = [folded.record.flow, folded.last.version] as const;
  await flows.load(tx, [name]);
  const flow = flows.get(...name);
  if (flow === undefined) throw new LogBroken({ caseId: record.id, seq: folded.last.seq }, 'state-changed');
  const rebuilt = storedFromFold(folded, flow, world.moment);
  if (isSame(rebuilt, stored)) return undefined;
  await tx.updateCases([rebuilt]);
  await tx.updateCaseData([rebuilt]);
  await tx.writeListFields(listFieldsOf(flow, rebuilt.record));
  return rebuilt;
}

/** A wake-up may lie before what is due; everything else is exact. */
function isSame({ dueAt: _, ...a }: StoredCase, { dueAt: __, ...b }: StoredCase): boolean {
  return canonical(a as unknown as Json) === canonical(b as unknown as Json);
}

/** All that lists know of the case, and all that they do not. */
function listFieldsOf(flow: CompiledFlow, record: CaseRecord): ListChanges {
  const written = listRows(flow, record);
  const known = new Set(written.map(({ field }) => field));
  const fields = listedFields(flow, record, { now: record.enteredAt }).map(({ name }) => name);
  return { written, gone: fields.filter((field) => !known.has(field)).map((field) => ({ caseId: record.id, field })) };
}
