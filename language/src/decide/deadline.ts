import type { CaseRecord, Millis } from '../case.ts';
import type { CompiledFlow, CompiledLadder, CompiledRung } from '../compile/compiled.ts';
import { termsOf } from '../deadlines/length.ts';
import { stateDueAt } from '../deadlines/next-due.ts';
import { endedPauses, ladderBase, rungDueAt } from '../deadlines/rung-due.ts';
import { isOverUnmarked } from '../deadlines/stop.ts';
import type { Actor, Context } from '../input.ts';
import { rungTitle } from '../titles.ts';
import { applyStep, settle } from './apply.ts';
import { eachRole } from './approvers.ts';
import { openTask, raise } from './children.ts';
import { type Draft, note, setClock, startDraft } from './draft.ts';
import { rungKey, setStanding } from './ladders.ts';
import { dataHash } from './pending.ts';

const clockActor: Actor = { id: 'clock', kind: 'system', principal: 'clock', roles: [] };

type Due =
  | { readonly kind: 'state'; readonly dueAt: Millis }
  | {
      readonly kind: 'rung';
      readonly dueAt: Millis;
      readonly ladder: CompiledLadder;
      readonly rung: CompiledRung;
      readonly earlier: readonly CompiledRung[];
    };

/** Fires what is due first. `undefined`: nothing is due at `context.now`. The engine asks again until that is so. */
export function fireDeadline(flow: CompiledFlow, record: CaseRecord, context: Context): Draft | undefined {
  const due = firstDue(flow, record, context);
  if (due === undefined) return undefined;
  return due.kind === 'state' ? markOverdue(flow, record, context, due.dueAt) : fireRung(flow, record, context, due);
}

function firstDue(flow: CompiledFlow, record: CaseRecord, context: Context): Due | undefined {
  const live = record.clocks.liveFrom ?? -Infinity;
  const isDue = (dueAt: Millis) => dueAt <= context.now && dueAt >= live;
  const found: Due[] = [];
  const terms = termsOf(flow, record, context);
  const overdueAt = stateDueAt(terms, record);
  if (overdueAt !== undefined && record.clocks.overdueAt === undefined && isDue(overdueAt))
    found.push({ kind: 'state', dueAt: overdueAt });
  for (const ladder of flow.ladders.values()) {
    if (!ladder.during.has(record.state)) continue;
    const clock = record.clocks.ladders?.[ladder.name];
    const base = ladderBase(terms, record, ladder, clock);
    if (base === undefined || isOverUnmarked(flow, context, record, ladder)) continue;
    const pauses = endedPauses(clock);
    const rungs = ladder.rungs
      .filter((rung) => clock?.rungs?.[rung.name] === undefined)
      .map((rung) => ({ rung, dueAt: rungDueAt(terms, ladder, rung, base, pauses) }))
      .filter(({ dueAt }) => isDue(dueAt))
      .sort((a, b) => a.dueAt - b.dueAt);
    const chosen = ladder.catchUp === 'latest' ? rungs.at(-1) : rungs[0];
    if (chosen === undefined) continue;
    const earlier = ladder.catchUp === 'latest' ? rungs.slice(0, -1).map(({ rung }) => rung) : [];
    found.push({ kind: 'rung', ladder, earlier, ...chosen });
  }
  return found.sort((a, b) => a.dueAt - b.dueAt)[0];
}

function markOverdue(flow: CompiledFlow, record: CaseRecord, context: Context, dueAt: Millis): Draft {
  const draft = startDraft(flow, record, context, {
    kind: 'deadline',
    type: 'overdue',
    data: { state: record.state },
    actor: clockActor,
    at: context.now,
  });
  draft.clocks = { ...draft.clocks, overdueAt: context.now };
  draft.outcome = { ...draft.outcome, due: dueAt };
  // Exceptions and tasks say themselves that they are late.
  if (flow.ownerField === undefined) raise(draft, 'overdue');
  settle(draft);
  return draft;
}

function fireRung(flow: CompiledFlow, record: CaseRecord, context: Context, due: Due & { kind: 'rung' }): Draft {
  const { ladder, rung, earlier, dueAt } = due;
  const name = `${ladder.name}/${rung.name}`;
  const episode = record.clocks.ladders?.[ladder.name]?.episode ?? 1;
  const data = { ladder: ladder.name, rung: rung.name, episode };
  const draft = startDraft(flow, record, context, { kind: 'deadline', type: 'rung', data, actor: clockActor, at: context.now });
  draft.outcome = { ...draft.outcome, due: dueAt };
  for (const other of earlier) setStanding(draft, ladder.name, other.name, 'superseded');
  note(draft, 'superseded', ...earlier.map((other) => `${ladder.name}/${other.name}`));
  if (rung.approval !== undefined) {
    setStanding(draft, ladder.name, rung.name, 'awaiting', dueAt);
    const { data: caseData } = draft;
    setClock(draft, 'pending', name, {
      type: 'rung',
      by: clockActor.principal,
      at: draft.at,
      dataHash: dataHash(caseData),
      ladder: ladder.name,
      rung: rung.name,
      input: data,
    });
    const [role = rung.approval.roles[0]] = eachRole(draft, rung.approval, data);
    if (role !== undefined)
      openTask(draft, `approve ${name}`, { role, title: `Approve: ${rungTitle(flow.definition, ladder.name, rung.name)}` });
    draft.outcome = { ...draft.outcome, awaiting: name };
  } else {
    takeRung(draft, ladder, rung, episode, dueAt);
  }
  settle(draft);
  return draft;
}

/** Does what a rung says, when it is due or once it is approved. */
export function takeRung(draft: Draft, ladder: CompiledLadder, rung: CompiledRung, episode: number, dueAt?: Millis): void {
  const name = `${ladder.name}/${rung.name}`;
  setStanding(draft, ladder.name, rung.name, 'fired', dueAt);
  draft.outcome = { ...draft.outcome, fired: name };
  applyStep(draft, {
    event: {},
    assignments: rung.set,
    actions: rung,
    to: rung.to ?? draft.state,
    // A rung that comes again opens no second task while its first one is open.
    occasion: { name: `${ladder.name}/${firstName(rung)}`, key: rungKey(ladder, episode, rung) },
  });
}

function firstName({ name, repeat }: CompiledRung): string {
  return repeat === undefined ? name : name.slice(0, name.lastIndexOf('#'));
}
