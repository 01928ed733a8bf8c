import type { CaseRow, Task } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type Actor, actorAt, actsFor, type CompiledFlow } from '@throughline/language';
import { caseRows, iso } from '../cases/case-row.ts';
import { caseViews } from '../cases/case-views.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { actorName, roleName } from '../cases/names.ts';
import { subjectSeen } from '../cases/subject.ts';
import type { Throughline } from '../throughline.ts';
import type { WorkContext } from './decisions.ts';
import { readCursor, writeCursor } from './page-cursor.ts';
import { worthOf } from './pending-approvals.ts';
import { type Holder, readTaskPlaces, type TaskPlace, type TaskQuery } from './task-places.ts';

export interface TaskListQuery {
  readonly whose: 'mine' | 'all';
  readonly status: TaskQuery['status'];
  readonly role?: string;
  readonly limit: number;
  readonly after?: string;
}

/** Tasks of one's roles, or on one's desk, or all; not approvals, which are decisions. @throws ThroughlineError cursor-invalid */
export async function listTasks(
  throughline: Throughline,
  context: WorkContext,
  { limit, after, ...query }: TaskListQuery,
): Promise<{ readonly items: Task[]; readonly next?: string }> {
  const question = ['tasks', query.whose, query.status, query.role ?? null, context.actor.id];
  const found = await readTaskPlaces(throughline.pool, selectionOf(query, context), {
    limit: limit + 1,
    ...(after === undefined ? {} : { after: placeIn(readCursor(question, after)) }),
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const items = await tasksOf(throughline, context, page);
  return {
    items,
    ...(last === undefined || found.length <= limit ? {} : { next: writeCursor(question, [last.id, last.dueAt]) }),
  };
}

/** All of them, in pages. */
export async function* allTasks(
  throughline: Throughline,
  context: WorkContext,
  query: Omit<TaskListQuery, 'limit' | 'after'>,
): AsyncIterable<Task> {
  let after: TaskPlace | undefined;
  do {
    const limit = 500;
    const selection = selectionOf(query, context);
    const page = await readTaskPlaces(throughline.pool, selection, { limit, ...(after === undefined ? {} : { after }) });
    yield* await tasksOf(throughline, context, page);
    after = page.length < limit ? undefined : page.at(-1);
  } while (after !== undefined);
}

export function selectionOf(
  { whose, status, role }: Omit<TaskListQuery, 'limit'>,
  { actor, now, visible }: WorkContext,
): TaskQuery {
  const holder = holderOf(actor);
  const flows = visible.flows();
  return {
    ...{ status, now },
    ...(whose === 'all' ? {} : { whose: holder }),
    ...(flows === undefined ? {} : { seen: { flows, holder } }),
    ...(role === undefined ? {} : { role }),
  };
}

function holderOf({ id, principal, roles, rolesIn = {}, deputyOf = [] }: Actor): Holder {
  const pairs = Object.entries(rolesIn).flatMap(([entity, held]) => held.map((role) => ({ entity, role })));
  const lent = deputyOf.flatMap((loan) =>
    (loan.entities ?? [null]).flatMap((entity) => loan.roles.map((role) => ({ principal: loan.principal, role, entity }))),
  );
  return { person: id, roles, rolesIn: pairs, actsFor: [{ principal, role: null, entity: null }, ...lent] };
}

function placeIn([id, dueAt]: readonly (string | number | null)[]): TaskPlace {
  return { id: String(id), dueAt: typeof dueAt === 'number' ? dueAt : null };
}

async function tasksOf(throughline: Throughline, context: WorkContext, places: readonly TaskPlace[]): Promise<Task[]> {
  const tasks = await caseViews(
    throughline,
    places.map(({ id }) => id),
  );
  const parents = [...tasks.values()].flatMap(({ parent }) => (parent === undefined ? [] : [parent]));
  const all = await caseViews(throughline, parents);
  const owners = new Map([...all].filter(([, owner]) => context.visible.sees(owner)));
  const rows = await caseRows(throughline, [...owners.values()], context);
  const about = new Map(rows.map((row) => [row.id, row]));
  const flowOf = await loadFlows(throughline, [...all.values(), ...tasks.values()]);
  return places.flatMap(({ id }) => {
    const task = tasks.get(id);
    if (task === undefined) return [];
    const flow = flowOf(all.get(task.parent ?? '') ?? task);
    return [
      taskOf(throughline, context, {
        task,
        flow,
        owner: owners.get(task.parent ?? ''),
        about: about.get(task.parent ?? '') ?? null,
      }),
    ];
  });
}

/** By role, or because they have it on the desk; not what is for another person alone. */
function isTheirs(actor: Actor, { data, clocks }: CaseView, role: string): boolean {
  if (typeof data.person === 'string' && !actsFor(actor, data.person, [role])) return false;
  return actor.roles.includes(role) || clocks.assignee === actor.id;
}

interface Parts {
  readonly task: CaseView;
  /** Of the case that owns it: there its role has a title. */
  readonly flow: CompiledFlow;
  readonly owner: CaseView | undefined;
  readonly about: CaseRow | null;
}

function taskOf(throughline: Throughline, { actor, now, visible }: WorkContext, { task, flow, owner, about }: Parts): Task {
  const { data, clocks } = task;
  const role = String(data.owner);
  const open = task.state === 'open';
  const dueAt = typeof data.dueAt === 'string' ? data.dueAt : null;
  return {
    id: task.id,
    title: String(data.title),
    role: roleName(flow, role),
    mine: isTheirs(actorAt(actor, task.entity), task, role),
    assignee: clocks.assignee === undefined ? null : actorName(throughline, clocks.assignee),
    open,
    seq: task.seq,
    openedAt: iso(clocks.bornAt ?? task.enteredAt),
    dueAt,
    late: open && dueAt !== null && Date.parse(dueAt) < now,
    resolution: typeof data.resolution === 'string' ? data.resolution : null,
    about,
    subject: owner === undefined ? null : subjectSeen(flow, owner, visible.hidden(flow, owner.entity)),
    amount: about === null || owner === undefined ? null : worthOf(flow, about, owner.data),
  };
}
