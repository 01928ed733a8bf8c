import { type CaseRecord, retractedState } from '@throughline/language';
import { EngineError } from '../errors.ts';
import { type ListChanges, type ListRow, listChanges, listRows } from '../lists/list-rows.ts';
import type { EventRow } from '../sql/insert-events.ts';
import type { StoredCase } from '../sql/lock-cases.ts';
import { inTurn, watched } from '../store/in-line.ts';
import type { Transaction } from '../store/transaction.ts';
import type { BatchPlan } from './decide-batch.ts';
import type { World } from './world.ts';

/**
 * Writes a decided batch, one statement a table, without waiting for one before the next is on its way. Returns false where another
 * transaction bore one of the cases first: then the database has refused their events, too.
 */
export async function writeBatch(tx: Transaction, world: World, plan: BatchPlan): Promise<boolean> {
  const { born, moved, changed, renamed } = sortOut(world, plan);
  const births = watched(tx.insertCases(born));
  const rest = watched(
    inTurn([
      tx.updateCases(moved),
      tx.updateCaseData(changed),
      tx.renameCases(renamed),
      tx.insertEvents(plan.events),
      tx.insertCaseData(born),
      tx.insertReceipts(plan.receipts),
      tx.insertEffects(plan.effects),
      tx.cancelEffects(plan.cancels),
      tx.changeEffects(plan.effectChanges),
      tx.insertLinks(plan.links),
      tx.insertQuarantine(plan.quarantined),
      tx.writeListFields(listChangesOf(world, plan)),
      tx.eraseCases(plan.events.filter(isErasure)),
      tx.retractCases(plan.events.filter(isRetraction)),
    ]),
  );
  if ((await births) < born.length) return false;
  const [updated, dataUpdated, , , , , , , changedEffects] = await rest;
  if (updated !== moved.length || dataUpdated !== changed.length || changedEffects !== plan.effectChanges.length)
    throw new EngineError('write-lost', 'A locked case was not there to be written: the database was changed by something else');
  return true;
}

/** The command that takes a person out of a case: with its event goes what all events before it held of that person. */
function isErasure({ kind, type }: EventRow): boolean {
  return kind === 'command' && type === 'erase';
}

/** What was taken back with its case, too. */
function isRetraction({ kind, type, to }: EventRow): boolean {
  return kind !== 'fact' && type === 'retract' && to === retractedState;
}

/** New cases stand in lock order, so that two batches which bear the same cases wait for each other instead of deadlocking. */
function sortOut(world: World, plan: BatchPlan) {
  const born: StoredCase[] = [];
  const moved: StoredCase[] = [];
  const changed: StoredCase[] = [];
  const renamed: { readonly id: string; readonly key: string }[] = [];
  for (const [id, after] of plan.cases) {
    const before = world.cases.get(id);
    if (before === undefined) {
      born.push(after);
      continue;
    }
    moved.push(after);
    if (plan.changed.has(id)) changed.push(after);
    if (after.record.key !== before.record.key) renamed.push({ id, key: after.record.key });
  }
  born.sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
  return { born, moved, changed, renamed };
}

/** What lists know of the cases that changed: both sides follow from the records, so nothing is read. */
function listChangesOf(world: World, plan: BatchPlan): ListChanges {
  const written: ListRow[] = [];
  const gone: ListChanges['gone'][number][] = [];
  for (const [id, { record }] of plan.cases) {
    const before = world.cases.get(id)?.record;
    // Neither data nor clocks nor state: a comment, say.
    if (before !== undefined && before.state === record.state && !plan.changed.has(id)) continue;
    const changes = listChanges(before === undefined ? [] : rowsOf(world, before), rowsOf(world, record));
    written.push(...changes.written);
    gone.push(...changes.gone);
  }
  return { written, gone };
}

function rowsOf(world: World, record: CaseRecord): readonly ListRow[] {
  const flow = world.flowOf(record.flow, record.version);
  if (flow === undefined) throw new Error(`Flow ${record.flow} is not loaded`);
  return listRows(flow, record);
}
