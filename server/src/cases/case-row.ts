import type { CaseRow } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import {
  type CaseRecord,
  type CompiledFlow,
  calendarOfCase,
  type Deadline,
  dayOf,
  deadlines,
  eventTitle,
  exceptionTitle,
  inWords,
  type LadderView,
  ladderTitle,
  ladderView,
  listedFields,
  type Millis,
  type PendingApproval,
  rungReached,
  rungTitle,
  stateTitle,
} from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { approvalsSoFar, type ContextsOf, contextsAsked } from './approvals.ts';
import { isExpected } from './birth.ts';
import { propertiesOf } from './fields.ts';
import { loadFlows } from './flow-book.ts';
import { actorName, ownerName } from './names.ts';
import { declaredRung, declaredRungs } from './rungs.ts';

/** What time it is in the company. */
export interface Moment {
  readonly now: Millis;
}

/** When, and by whom, something is looked at. */
export interface Seeing extends Moment {
  readonly visible: Visible;
}

/** Cases as lists show them; at most one statement for all of them. They must have been found to be visible. */
export async function caseRows(throughline: Throughline, cases: readonly CaseView[], seeing: Seeing): Promise<CaseRow[]> {
  const flowOf = await loadFlows(throughline, cases);
  const contextOf = await contextsAsked(throughline, flowOf, cases);
  return cases.map((found) => caseRow(throughline, flowOf(found), found, { ...seeing, ...contextOf }));
}

/** One case as lists show it. */
export function caseRow(
  { database }: Pick<Throughline, 'database'>,
  flow: CompiledFlow,
  found: CaseView,
  { now, visible, contextOf = (_, at) => ({ now: at }) }: Seeing & { readonly contextOf?: ContextsOf },
): CaseRow {
  const { id, version, entity, key, state, seq, clocks } = found;
  const { definition } = flow;
  const context = contextOf(flow, now);
  const open = isOpen(flow, found);
  const role = ownerRole(flow, found);
  const lead = leadLadder(flow);
  const ladder = lead === undefined ? undefined : ladderView(flow, found, { now }, lead);
  const { fields, hidden } = fieldsOf(flow, found, { now, visible });
  const counted = flow.ladders.get(lead ?? '')?.anchorField;
  return {
    id,
    flow: flow.name,
    version,
    entity,
    key,
    ...(isOwned(flow) ? { title: ownTitle(flow, found) ?? '' } : {}),
    state,
    stateTitle: stateTitle(definition, state),
    open,
    seq,
    owner: role === undefined ? null : ownerName(flow, role),
    assignee: clocks.assignee === undefined ? null : actorName({ database }, clocks.assignee),
    enteredAt: iso(found.enteredAt),
    lastAt: iso(found.lastAt),
    fields,
    ...(hidden === undefined ? {} : { hidden }),
    next: open ? nextDeadline(flow, found, now) : null,
    rung: ladder === undefined ? null : rungOf(flow, found, ladder.name),
    pausedBy: ladder === undefined ? null : pausedBy(flow, ladder),
    daysLate:
      ladder === undefined || !open || hidden?.[counted ?? ''] !== undefined ? null : daysSince(flow, entity, ladder, now),
    exceptions: openExceptions(flow, found),
    awaiting: Object.entries(clocks.pending ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, 20)
      .map(([of, pending]) => ({ of, title: awaitedTitle(flow, of, pending), ...approvalsSoFar(flow, found, of, context) })),
  };
}

/** What lists know of a case; fields that are kept back are null, and named. */
function fieldsOf(flow: CompiledFlow, found: CaseView, { now, visible }: Seeing): Pick<CaseRow, 'fields' | 'hidden'> {
  const kept = visible.hidden(flow, found.entity);
  const listed = listedFields(flow, found, { now }).filter(({ name }) => !name.startsWith('$'));
  const hidden = listed.flatMap(({ name }): [string, { needs: string[] }][] => {
    const why = kept.get(name);
    return why === undefined ? [] : [[name, { needs: [...why.needs] }]];
  });
  return {
    fields: Object.fromEntries(listed.map(({ name, value }) => [name, kept.has(name) ? null : value])),
    ...(hidden.length === 0 ? {} : { hidden: Object.fromEntries(hidden) }),
  };
}

export const iso = (instant: Millis) => new Date(instant).toISOString();
export const isoOrNull = (instant: Millis | null | undefined) =>
  instant === null || instant === undefined ? null : iso(instant);

export function isOpen(flow: CompiledFlow, { state }: Pick<CaseRecord, 'state'>): boolean {
  return flow.states.get(state)?.final !== true;
}

/** The role that answers for the case as it stands; a case that has ended needs nobody. */
export function ownerRole(flow: CompiledFlow, { state, data }: Pick<CaseRecord, 'state' | 'data'>): string | undefined {
  if (isExpected(flow, { state })) return flow.expected?.owner;
  const own = flow.ownerField === undefined ? undefined : data[flow.ownerField];
  if (typeof own === 'string') return own;
  const { definition, final } = flow.states.get(state) ?? {};
  return definition?.owner ?? (final === true ? undefined : flow.definition.owner);
}

/** The ladder that matters most: the first that counts from a day of the data. */
export function leadLadder({ definition, data }: CompiledFlow): string | undefined {
  const fields = propertiesOf(data.schema);
  const isDay = (anchor: string) => fields[/^data\.(\w+)$/.exec(anchor)?.[1] ?? '']?.['kind'] === 'day';
  return Object.entries(definition.ladders ?? {}).find(([, { anchor }]) => isDay(anchor))?.[0];
}

/** What is to happen first, or should have happened: it stands until the case moves on, or somebody decides. */
function nextDeadline(flow: CompiledFlow, found: CaseRecord, now: Millis): CaseRow['next'] {
  let first: (Deadline & { readonly dueAt: Millis }) | undefined;
  for (const deadline of deadlines(flow, found, { now })) {
    const { dueAt } = deadline;
    if (dueAt === null || !stillStands(flow, deadline)) continue;
    if (first === undefined || dueAt < first.dueAt) first = { ...deadline, dueAt };
  }
  if (first === undefined) return null;
  const { kind, name, dueAt } = first;
  return { kind, name, title: deadlineTitle(flow, first), dueAt: iso(dueAt), late: dueAt <= now };
}

function stillStands(flow: CompiledFlow, { kind, standing }: Deadline): boolean {
  if (standing === 'pending' || standing === 'awaiting') return true;
  // The target time of an owned case is its only rung: once it has fired, the case is late until it ends.
  return kind === 'state' ? standing === 'passed' : standing === 'fired' && isOwned(flow);
}

/** What an exception or a task is called; the kernel calls the task of an approval by the name of its event. `null` of other cases. */
export function ownTitle(flow: CompiledFlow, { data }: Pick<CaseRecord, 'data'>): string | null {
  if (!isOwned(flow)) return null;
  return String(data['title']).replace(/^Approve: (\w+)$/, (_, name: string) => `Approve: ${inWords(name).toLowerCase()}`);
}

function isOwned({ ownerField }: CompiledFlow): boolean {
  return ownerField !== undefined;
}

/** `Dunning: reminder`, `Target of Blocked`. */
export function deadlineTitle(flow: CompiledFlow, { kind, name }: Pick<Deadline, 'kind' | 'name'>): string {
  if (isOwned(flow)) return 'Target time';
  if (kind === 'state' && isExpected(flow, { state: name })) return 'Target of its birth';
  return kind === 'state' ? `Target of ${stateTitle(flow.definition, name)}` : ladderRungTitle(flow, name);
}

/** What people read for `<ladder>/<rung>`: `Dunning: reminder`. */
export function ladderRungTitle(flow: CompiledFlow, name: string): string {
  if (isOwned(flow)) return 'Target time passed';
  const { definition } = flow;
  const cut = name.indexOf('/');
  const ladder = name.slice(0, cut);
  const rung = rungTitle(definition, ladder, name.slice(cut + 1));
  return `${ladderTitle(definition, ladder)}: ${rung.charAt(0).toLowerCase()}${rung.slice(1)}`;
}

/** What an approval that waits is about. */
export function awaitedTitle(flow: CompiledFlow, of: string, { type, ladder, rung }: Partial<PendingApproval>): string {
  return ladder === undefined || rung === undefined
    ? eventTitle(flow.definition, type ?? of)
    : ladderRungTitle(flow, `${ladder}/${rung}`);
}

/** The rung that came due last, among the rungs as they are declared: one that comes again is one step. */
function rungOf(flow: CompiledFlow, { clocks }: CaseRecord, name: string): CaseRow['rung'] {
  const ladder = flow.ladders.get(name);
  const reached = ladder === undefined ? undefined : rungReached(ladder, clocks);
  if (reached === undefined) return null;
  const steps = declaredRungs(flow, name).map((rung) => rung.name);
  const title = rungTitle(flow.definition, name, reached);
  return { ladder: name, name: reached, title, step: steps.indexOf(declaredRung(reached)) + 1, of: steps.length };
}

function pausedBy(flow: CompiledFlow, { standing, pauses }: LadderView): string | null {
  const last = standing === 'paused' ? pauses.at(-1) : undefined;
  return last === undefined || last.to !== undefined ? null : stateTitle(flow.definition, last.by);
}

/**
 * Whole days of the case's zone since the day that the ladder counts from. What has no end to come is not late; nor is what has
 * left the states in which it counts, as an order that is delivered, unless money is still open.
 */
function daysSince(flow: CompiledFlow, entity: string, { standing, base }: LadderView, now: Millis): number | null {
  const isOwed = flow.listed.some(({ kind, of }) => kind === 'money' && of === 'computed');
  if (standing === 'over' || (standing === 'idle' && !isOwed)) return null;
  return base === undefined || !('day' in base) ? null : dayOf(calendarOfCase(flow, entity, {}), now) - base.day;
}

function openExceptions({ definition, exceptions }: CompiledFlow, { clocks }: CaseRecord): CaseRow['exceptions'] {
  return Object.entries(clocks.children ?? {})
    .filter(([slot, { open }]) => slot.startsWith('exception/') && open.length > 0)
    .map(([slot, { open }]) => {
      const kind = slot.slice('exception/'.length);
      return { kind, title: exceptions.get(kind)?.title ?? exceptionTitle(definition, kind), count: open.length };
    })
    .sort((a, b) => (a.kind < b.kind ? -1 : 1))
    .slice(0, 100);
}
