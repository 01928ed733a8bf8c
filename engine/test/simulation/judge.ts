import { type CompiledFlow, nextDueAt, openChildren } from '@throughline/language';
import { childId } from '../../src/case-id.ts';
import { listRows } from '../../src/lists/list-rows.ts';
import { checkCase, type Fold, fold } from '../../src/verify/check-case.ts';
import { checkEvent } from '../../src/verify/check-event.ts';
import { judgeEffects } from './judge-effects.ts';
import { judgeWishes } from './judge-wishes.ts';
import type { EventRecord, Holdings, Testimony } from './record.ts';
import { replayLog } from './replay-log.ts';

/** Says what a breach is about, and fills in the rest. */
export type Blame = (what: string) => void;

export type FlowOf = (flow: string, version: number) => CompiledFlow | undefined;

/**
 * Compares what people asked for, what they were told and what was done outside with what the database holds. It knows nothing of the
 * engine's way: it checks the chain, and decides every event anew, each on the case that the ones before left.
 */
export function judge(testimony: Testimony, flowOf: FlowOf): readonly string[] {
  const breaches: string[] = [];
  const blame: Blame = (what) => breaches.push(what);
  const { holdings } = testimony;
  const histories = historiesOf(holdings.events);
  judgeChains(holdings, histories, blame);
  judgeWishes(testimony, histories, blame);
  const replayed = replayLog(testimony, histories, flowOf, blame);
  judgeEffects(testimony, replayed, blame);
  judgeCases(holdings, flowOf, blame);
  return breaches;
}

export type Histories = ReadonlyMap<string, readonly EventRecord[]>;

function historiesOf(events: readonly EventRecord[]): Histories {
  const histories = new Map<string, EventRecord[]>();
  for (const event of events.toSorted((a, b) => a.seq - b.seq)) {
    const history = histories.get(event.caseId);
    if (history === undefined) histories.set(event.caseId, [event]);
    else history.push(event);
  }
  return histories;
}

/** The chain is whole, each case is the fold of its events, and there is nothing of cases without events. */
function judgeChains({ cases, receipts, effects }: Holdings, histories: Histories, blame: Blame): void {
  const stored = new Map(cases.map((each) => [each.record.id, each]));
  for (const [id, history] of histories) {
    let before: EventRecord | undefined;
    let folded: Fold | undefined;
    for (const event of history) {
      const finding = checkEvent(event, before);
      if (finding !== undefined) blame(`${id}/${event.seq}: ${finding}`);
      if (before !== undefined && event.recordedAt < before.recordedAt)
        blame(`${id}/${event.seq}: recorded before the event before it`);
      folded = fold(folded, event);
      before = event;
    }
    if (folded === undefined) continue;
    const finding = checkCase(folded, stored.get(id), (data) => data);
    if (finding !== undefined) blame(`${id}: ${finding}`);
  }
  for (const id of stored.keys()) if (!histories.has(id)) blame(`${id}: a case without events`);
  for (const { caseId, seq } of [...receipts, ...effects])
    if (seq !== null && seq > (histories.get(caseId)?.length ?? 0)) blame(`${caseId}/${seq}: a receipt or an effect of no event`);
}

/** Nothing due is left, wake-ups are no later than what is due, owners count their children, and lists know the cases. */
function judgeCases({ cases, lists, asleep, now }: Holdings, flowOf: FlowOf, blame: Blame): void {
  const byId = new Map(cases.map((each) => [each.record.id, each]));
  const listed = new Map<string, string[]>();
  for (const row of lists) {
    const rows = listed.get(row.caseId) ?? [];
    rows.push(JSON.stringify([row.field, row.flow, row.isOpen, row.text, row.number, row.exact]));
    listed.set(row.caseId, rows);
  }
  for (const { record, dueAt } of cases) {
    const flow = flowOf(record.flow, record.version);
    if (flow === undefined) continue;
    if (dueAt !== null && dueAt <= now) blame(`${record.id}: ${record.flow} is due since ${now - dueAt} ms`);
    const due = nextDueAt(flow, record, { now });
    if (!asleep.has(record.id) && due !== null && (dueAt === null || dueAt > due))
      blame(`${record.id}: ${record.flow} would wake up at ${dueAt}, and is due at ${due}`);
    const rows = listRows(flow, record).map((row) =>
      JSON.stringify([row.field, row.flow, row.isOpen, row.text, row.number, row.exact]),
    );
    if (rows.toSorted().join() !== (listed.get(record.id) ?? []).toSorted().join())
      blame(`${record.id}: lists know it otherwise`);
    const open = openChildren(record.clocks).map((child) => childId(record.id, child.flow, child.key));
    const living = cases.flatMap(({ record: child }) =>
      child.parent === record.id && flowOf(child.flow, child.version)?.states.get(child.state)?.final !== true ? [child.id] : [],
    );
    if (open.toSorted().join() !== living.toSorted().join()) blame(`${record.id}: counts other open children than there are`);
    if (record.parent !== undefined && !byId.has(record.parent)) blame(`${record.id}: owned by nobody`);
  }
}
