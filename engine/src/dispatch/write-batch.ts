import type { CaseRecord } from '@throughline/language';
import { EngineError } from '../errors.ts';
import { type ListChanges, type ListRow, listChanges, listRows } from '../lists/list-rows.ts';
import type { StoredCase } from '../sql/lock-cases.ts';
import type { Transaction } from '../store/transaction.ts';
import type { BatchPlan } from './decide-batch.ts';
import type { World } from './world.ts';

/** Writes a decided batch, one statement a table. Returns false where another transaction bore one of the cases first. */
export async function writeBatch(tx: Transaction, world: World, plan: BatchPlan): Promise<boolean> {
  const { born, moved, changed } = sortOut(world, plan);
  if ((await tx.insertCases(born)) < born.length) return false;
  const updated = await tx.updateCases(moved);
  const dataUpdated = await tx.updateCaseData(changed);
  await tx.insertEvents(plan.events);
  await tx.insertCaseData(born);
  await tx.insertReceipts(plan.receipts);
  await tx.insertEffects(plan.effects);
  await tx.insertLinks(plan.links);
  await tx.insertQuarantine(plan.quarantined);
  await tx.writeListFields(listChangesOf(world, plan));
  if (updated !== moved.length || dataUpdated !== changed.length)
    throw new EngineError('write-lost', 'A locked case was not there to be written: the database was changed by something else');
  return true;
}

/** New cases stand in lock order, so that two batches which bear the same cases wait for each other instead of deadlocking. */
function sortOut(world: World, plan: BatchPlan) {
  const born: StoredCase[] = [];
  const moved: StoredCase[] = [];
  const changed: StoredCase[] = [];
  for (const [id, after] of plan.cases) {
    const before = world.cases.get(id);
    if (before === undefined) {
      born.push(after);
      continue;
    }
    moved.push(after);
    if (plan.changed.has(id)) changed.push(after);
  }
  born.sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
  return { born, moved, changed };
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
