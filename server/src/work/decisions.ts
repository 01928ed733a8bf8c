import { createHash } from 'node:crypto';
import type { CaseRow, Decision } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type Actor, actorAt, type CaseAction, type CompiledFlow, caseActions, type Millis } from '@throughline/language';
import { approvalsSoFar, type ContextsOf, contextsOf } from '../cases/approvals.ts';
import { caseRows, iso, type Seeing } from '../cases/case-row.ts';
import { caseViews } from '../cases/case-views.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { actorName, refusalText, roleName } from '../cases/names.ts';
import { remembering } from '../cases/remembered.ts';
import { subjectSeen } from '../cases/subject.ts';
import type { Throughline } from '../throughline.ts';
import { redactFor } from '../visible/redact.ts';
import { type AskingEvent, askingEvents } from './asking-events.ts';
import { decisionFacts } from './decision-facts.ts';
import { decisionTitle } from './decision-title.ts';
import { readCursor, writeCursor } from './page-cursor.ts';
import { moneyFields, type Pending, pendingApprovals } from './pending-approvals.ts';

export interface WorkContext extends Seeing {
  readonly actor: Actor;
}

export interface DecisionQuery {
  readonly whose: 'mine' | 'all';
  readonly limit: number;
  readonly after?: string;
}

/** An approval in the order in which decisions are due: what has no target is due at once, the oldest request first. */
type Ordered = Pending & { readonly due: Millis };

/** Approvals that wait, for those who may decide them themselves or for anybody, the soonest due first. */
export async function waitingDecisions(
  throughline: Throughline,
  context: WorkContext,
  whose: DecisionQuery['whose'],
): Promise<readonly Pending[]> {
  const { actor, now, visible } = context;
  const all = await pendingApprovals(throughline, visible);
  if (whose === 'all') return inOrder(all, now);
  const ofRoles = all.filter(({ roles, entity }) => roles.some((role) => actorAt(actor, entity).roles.includes(role)));
  return inOrder(await thoseAllowed(throughline, context, ofRoles), now);
}

const allowed = remembering<boolean>();
/** Windows open and close at the beginning of a day, which is in every zone that of a quarter of an hour. */
const quarterMs = 900_000;

/** Without those that somebody asked for or had a part in: a role alone does not decide them. */
async function thoseAllowed(throughline: Throughline, context: WorkContext, pending: readonly Pending[]): Promise<Pending[]> {
  const known = await allowed(throughline);
  const who = createHash('sha256').update(JSON.stringify(context.actor)).digest('base64');
  const quarter = Math.floor(context.now / quarterMs);
  const keyOf = ({ id, seq, of }: Pick<Pending, 'id' | 'seq' | 'of'>) => `${who} ${quarter} ${id} ${seq} ${of}`;
  const unknown = pending.filter((one) => known.get(keyOf(one)) === undefined);
  const views = await caseViews(
    throughline,
    unknown.map(({ id }) => id),
  );
  const flowOf = await loadFlows(throughline, [...views.values()]);
  const contextOf = await contextsOf(throughline);
  for (const { id, of } of unknown) {
    const view = views.get(id);
    if (view === undefined) continue;
    known.set(keyOf({ id, seq: view.seq, of }), approvalOf(flowOf(view), view, of, context, contextOf)?.allowed === true);
  }
  // One that has moved on in between is asked for again with the next reading.
  return pending.filter((one) => known.get(keyOf(one)) === true);
}

function approvalOf(
  flow: CompiledFlow,
  view: CaseView,
  of: string,
  { actor, now }: WorkContext,
  contextOf: ContextsOf,
): CaseAction | undefined {
  const actions = caseActions(flow, view, { actor, context: contextOf(flow, now) });
  return actions.find((action) => action.type === 'approve' && action.of === of);
}

/** @throws ThroughlineError cursor-invalid */
export async function listDecisions(
  throughline: Throughline,
  context: WorkContext,
  { whose, limit, after }: DecisionQuery,
): Promise<{ readonly items: Decision[]; readonly next?: string }> {
  const question = ['decisions', whose, context.actor.id];
  // The order is as of the first page, so that what is due at once stays in its place.
  const [asOf, ...place] = after === undefined ? [context.now] : readCursor(question, after);
  const waiting = inOrder(await waitingDecisions(throughline, context, whose), Number(asOf));
  const rest = after === undefined ? waiting : waiting.filter((one) => compare(placeOf(one), place) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const items = await decisionsOf(throughline, context, page);
  const hasNext = last !== undefined && rest.length > limit;
  return { items, ...(hasNext ? { next: writeCursor(question, [Number(asOf), ...placeOf(last)]) } : {}) };
}

function inOrder(pending: readonly Pending[], now: Millis): readonly Ordered[] {
  const ordered = pending.map((one): Ordered => ({ ...one, due: one.dueAt ?? now }));
  return ordered.sort((a, b) => compare(placeOf(a), placeOf(b)));
}

function placeOf({ due, asked, id, of }: Ordered): (string | number)[] {
  return [due, asked.at, id, of];
}

function compare(a: readonly (string | number | null)[], b: readonly (string | number | null)[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? '';
    if (one !== null && one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** Approvals with the facts on which they rest. A few statements, however many. */
export async function decisionsOf(
  throughline: Throughline,
  context: WorkContext,
  pending: readonly Pending[],
): Promise<Decision[]> {
  const views = await caseViews(
    throughline,
    pending.map(({ id }) => id),
  );
  const present = pending.filter(({ id, of }) => views.get(id)?.clocks.pending?.[of] !== undefined);
  const rows = await caseRows(throughline, [...views.values()], context);
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const events = await askingEvents(throughline.pool, present);
  const flowOf = await loadFlows(throughline, [...views.values()]);
  const contextOf = await contextsOf(throughline);
  return present.flatMap((one, index) => {
    const [view, row, event] = [views.get(one.id), rowOf.get(one.id), events[index]];
    return view === undefined || row === undefined
      ? []
      : [decisionOf(throughline, context, { flow: flowOf(view), one, view, row, event, contextOf })];
  });
}

interface Parts {
  readonly flow: CompiledFlow;
  readonly one: Pending;
  readonly view: CaseView;
  readonly row: CaseRow;
  readonly event: AskingEvent | undefined;
  readonly contextOf: ContextsOf;
}

function decisionOf(throughline: Throughline, context: WorkContext, { flow, one, view, row, event, contextOf }: Parts): Decision {
  const { actor, now, visible } = context;
  const kept = visible.hidden(flow, view.entity);
  const approve = approvalOf(flow, view, one.of, context, contextOf);
  const why = approve?.refusal === undefined ? undefined : refusalText(throughline, { flow, actor }, approve.refusal);
  return {
    case: row,
    of: one.of,
    title: decisionTitle(flow.definition, one.of),
    askedBy: actorName(throughline, event?.actor ?? one.asked.by, event?.kind ?? 'system'),
    askedAt: iso(one.asked.at),
    dueAt: iso(one.dueAt ?? now),
    late: one.dueAt !== null && one.dueAt < now,
    subject: subjectSeen(flow, view, kept),
    amount:
      one.amount === null || kept.has(moneyFields(flow.definition).amount ?? '')
        ? null
        : { amount: one.amount, currency: one.currency },
    facts: decisionFacts(flow, view, row, {
      ...{ of: one.of, asked: one.asked, reasoned: event?.reasoned ?? null },
      nameOf: (id) => actorName(throughline, id).name,
      ...{ kept, redact: redactFor(visible, flow, view, { now }) },
      context: contextOf(flow, now),
    }),
    dataHash: approve?.dataHash ?? one.asked.dataHash,
    ...approvalsSoFar(flow, view, one.of, contextOf(flow, now)),
    roles: one.roles.map((name) => roleName(flow, name)),
    mayDecide: approve?.allowed ?? false,
    ...(why === undefined ? {} : { why }),
  };
}
