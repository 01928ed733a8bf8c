import type { NotificationKind } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { actorAt, actsFor, approversOf, type CompiledFlow, type Context, caseActions, type Millis } from '@throughline/language';
import { contextsOf } from '../cases/approvals.ts';
import { caseViews } from '../cases/case-views.ts';
import { type FlowBook, loadFlows } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import { type AskedFor, answeredIn, readAskers } from './askers.ts';
import { holdsRole, type Recipient } from './audience.ts';
import type { LoggedEvent } from './log-page.ts';
import { mentionedIn } from './mentions.ts';
import { readWatchers } from './watch-table.ts';

/** What one person is to be told of one event. */
export interface Note {
  readonly person: string;
  readonly kind: NotificationKind;
  readonly caseId: string;
  readonly childId: string | null;
  readonly eventCase: string;
  readonly seq: number;
  /** The approval or event that it is about. */
  readonly about: string;
  readonly at: Millis;
}

/** What is no longer to be dealt with: of whom nobody is named, by anybody. */
export interface Settled {
  readonly kinds: readonly NotificationKind[];
  readonly caseId: string | null;
  readonly childId: string | null;
  readonly about: string | null;
  /** Only what was noted of earlier events of the case. */
  readonly before: number | null;
  readonly person: string | null;
  /** All but this person. */
  readonly except: string | null;
}

export interface Derived {
  readonly notes: readonly Note[];
  readonly settled: readonly Settled[];
}

interface Around {
  readonly events: readonly LoggedEvent[];
  readonly audience: readonly Recipient[];
  readonly views: ReadonlyMap<string, CaseView>;
  readonly flowOf: FlowBook;
  readonly askers: ReadonlyMap<string, AskedFor>;
  readonly watchers: ReadonlyMap<string, readonly string[]>;
  /** What is in force of a flow. */
  readonly contextOf: (flow: CompiledFlow, now: Millis) => Context;
  readonly now: Millis;
}

/** An event, its case as it is now, and the case that it leads to. */
interface Told extends Around {
  readonly event: LoggedEvent;
  readonly view: CaseView;
  readonly root: CaseView;
  readonly childId: string | null;
}

type Concern = readonly [kind: NotificationKind, people: readonly Recipient[], about?: string];

/** Whom some events concern, and what they settle. What has been dealt with since is not told any more. A few statements, however many. */
export async function deriveNotes(
  throughline: Throughline,
  events: readonly LoggedEvent[],
  audience: readonly Recipient[],
): Promise<Derived> {
  const { now } = await throughline.engine.clock();
  const own = await caseViews(
    throughline,
    events.map(({ caseId }) => caseId),
  );
  const parents = [...own.values()].flatMap(({ parent }) => (parent === undefined ? [] : [parent]));
  const views = new Map([...own, ...(await caseViews(throughline, parents))]);
  const flowOf = await loadFlows(throughline, [...views.values(), ...events]);
  const askers = await readAskers(throughline.pool, events);
  const watchers = await readWatchers(
    throughline.pool,
    events.map(({ caseId }) => caseId),
  );
  const contextOf = await contextsOf(throughline);
  const around = { events, audience, views, flowOf, askers, watchers, contextOf, now };
  return {
    notes: events.flatMap((event) => notesOf(around, event)),
    settled: events.flatMap((event) => settledBy(event)),
  };
}

function notesOf(around: Around, event: LoggedEvent): readonly Note[] {
  const view = around.views.get(event.caseId);
  if (view === undefined) return [];
  const parent = around.views.get(view.parent ?? '');
  if (view.parent !== undefined && parent === undefined) return [];
  const isChild = parent !== undefined && isKernel(view.flow);
  const root = isChild ? parent : view;
  const told: Told = { ...around, event, view, root, childId: isChild ? view.id : null };
  const byPerson = new Map<string, Note>();
  for (const [kind, people, about = ''] of concernsOf(told))
    for (const { id, actor, visible } of people) {
      // Nobody is told what they did themselves, nor of a case that they may not see; a task may be seen where its case is not.
      const seen = visible.sees(root) ? root : isChild && visible.sees(view) ? view : undefined;
      if (byPerson.has(id) || actor.principal === event.principal || seen === undefined) continue;
      byPerson.set(id, {
        ...{ person: id, kind, about, caseId: seen.id, childId: told.childId },
        ...{ eventCase: event.caseId, seq: event.seq, at: event.occurredAt },
      });
    }
  return [...byPerson.values()];
}

const isKernel = (flow: string) => flow === 'task' || flow === 'exception';

/** The most important first: one event tells a person one thing. */
function concernsOf(told: Told): readonly Concern[] {
  const { event, view } = told;
  return [
    ...mentions(told),
    ...assignment(told),
    ...approvals(told),
    ...(isKernel(view.flow) ? work(told) : []),
    ...answers(told),
    ...lateness(told),
    ...(event.from !== null && event.from !== event.to && !isKernel(view.flow)
      ? [['watched', inAudience(told, told.watchers.get(view.id) ?? [])] as const]
      : []),
  ];
}

function inAudience({ audience }: Around, ids: readonly string[]): readonly Recipient[] {
  return ids.length === 0 ? [] : audience.filter(({ id }) => ids.includes(id));
}

function mentions(told: Told): readonly Concern[] {
  const { type, input } = told.event;
  const text = type === 'comment' ? input?.['text'] : undefined;
  return typeof text === 'string' && text.includes('@')
    ? [['mentioned', inAudience(told, mentionedIn(text, told.audience))]]
    : [];
}

function assignment(told: Told): readonly Concern[] {
  const { event, view } = told;
  const to = event.type === 'assign' ? event.input?.['to'] : undefined;
  if (typeof to !== 'string' || view.clocks.assignee !== to) return [];
  return [['assigned', inAudience(told, [to])]];
}

/** For those who may give it: a role alone does not, where somebody asked for it or had a part in it. */
function approvals(told: Told): readonly Concern[] {
  const { event, view, flowOf, contextOf, audience, now } = told;
  const of = event.outcome.awaiting;
  const asked = of === undefined ? undefined : view.clocks.pending?.[of];
  if (of === undefined || asked === undefined) return [];
  const flow = flowOf(view);
  const context = contextOf(flow, now);
  const roles = approversOf(flow, view, of, context)?.wanted ?? [];
  const people = audience.filter((one) => {
    if (!roles.some((role) => holdsRole(one, role, view.entity))) return false;
    const actions = caseActions(flow, view, { actor: one.actor, context });
    const approve = actions.find((action) => action.type === 'approve' && action.of === of);
    // Who may with a second factor is told as well: that can be mended.
    return approve !== undefined && (approve.allowed || (approve.refusal?.code as string) === 'second-factor-required');
  });
  return [['approval', people, of]];
}

/** Tasks and exceptions that have begun, and those whose target time has passed. */
function work(told: Told): readonly Concern[] {
  const { event, view, audience } = told;
  const { owner, name, kind, person } = view.data;
  if (view.state !== 'open' || typeof owner !== 'string') return [];
  const isFor = ({ actor }: Recipient) => typeof person !== 'string' || actsFor(actorAt(actor, view.entity), person, [owner]);
  const holders = audience.filter((one) => holdsRole(one, owner, view.entity) && isFor(one));
  // The task that marks an approval: the approval itself is told.
  const marksApproval = view.flow === 'task' && String(name).startsWith('approve ');
  if (event.seq === 1) {
    if (marksApproval) return [];
    if (view.flow === 'task') return [['task', holders]];
    return [[kind === 'effectFailed' ? 'effect' : 'exception', holders]];
  }
  if (event.type !== 'rung' || event.outcome.fired !== 'target/overdue' || marksApproval) return [];
  return [['late', ownersOf(told, holders)]];
}

function lateness(told: Told): readonly Concern[] {
  const { event, view, flowOf, audience } = told;
  if (event.type !== 'overdue' || view.clocks.overdueAt === undefined || view.state !== event.to) return [];
  const owner = stateOwner(flowOf(view), view);
  return [['late', ownersOf(told, owner === undefined ? [] : audience.filter((one) => holdsRole(one, owner, view.entity)))]];
}

/** Whoever has it on the desk; else all whose role answers for it. */
function ownersOf(told: Told, holders: readonly Recipient[]): readonly Recipient[] {
  const { assignee } = told.view.clocks;
  return assignee === undefined ? holders : inAudience(told, [assignee]);
}

function stateOwner({ definition }: CompiledFlow, { state }: CaseView): string | undefined {
  return definition.states[state]?.owner ?? definition.owner;
}

/** Whoever asked for it is told that it was approved or declined, or that it fell away. */
function answers(told: Told): readonly Concern[] {
  const { askers, event } = told;
  return answeredIn(event).flatMap((of): Concern[] => {
    const asked = askers.get(`${event.caseId} ${event.seq} ${of}`);
    if (asked === undefined) return [];
    return [['answered', told.audience.filter(({ actor }) => actor.principal === asked.by), of]];
  });
}

const nobody = { person: null, except: null, about: null, before: null, caseId: null, childId: null };

function settledBy(event: LoggedEvent): readonly Settled[] {
  const { caseId, seq, flow, from, to, type, input, principal } = event;
  const approvalsOver = answeredIn(event).map(
    (about): Settled => ({ ...nobody, kinds: ['approval'], caseId, about, before: seq }),
  );
  const mine = input?.['of'];
  if (type === 'approve' && approvalsOver.length === 0 && typeof mine === 'string')
    return [{ ...nobody, kinds: ['approval'], caseId, about: mine, before: seq, person: principal }];
  const moved = from !== null && from !== to;
  if (isKernel(flow)) {
    const all = ['task', 'exception', 'effect', 'late', 'assigned'] as const;
    if (moved && to !== 'open') return [{ ...nobody, kinds: all, childId: caseId }];
    const taker = input?.['to'];
    // Somebody has taken it on the desk: the others need not.
    if (type === 'assign' && typeof taker === 'string')
      return [{ ...nobody, kinds: ['task', 'exception', 'effect'], childId: caseId, except: taker }];
    return [];
  }
  return moved ? [...approvalsOver, { ...nobody, kinds: ['late'], caseId, before: seq }] : approvalsOver;
}
