import type { ChildCount, Clocks } from '../case.ts';
import { compileDuration } from '../compile/compile-duration.ts';
import type { CompiledDuration, CompiledTask } from '../compile/compiled.ts';
import { addDuration, calendarOfCase } from '../deadlines/length.ts';
import type { Message } from '../input.ts';
import type { JsonObject } from '../json.ts';
import { type Draft, note, setClock } from './draft.ts';
import { personNamed } from './person-named.ts';

/**
 * At most so many owned children a case, open and finished together. Exceptions and tasks are counted by themselves, so that one
 * can still be raised of a case that has as many lines as it may.
 */
export const childrenMax = 1000;

export function childCount({ clocks }: Draft, isMeant: (slot: string) => boolean = () => true): number {
  let total = 0;
  for (const [slot, { count }] of Object.entries(clocks.children ?? {})) if (isMeant(slot)) total += count;
  return total;
}

/** Whether a slot of `clocks.children` is one of exceptions or tasks. */
function isKernels(slot: string): boolean {
  return !slot.startsWith('child/');
}

/** Raises an exception of a kind, unless one is open already. */
export function raise(draft: Draft, kind: string): void {
  const { flow, subject } = draft;
  const definition = flow.exceptions.get(kind);
  if (definition === undefined) throw new Error(`Flow ${flow.name} has no exception "${kind}"`);
  const within = definition.within === undefined ? undefined : compileDuration(flow.definition, definition.within);
  openChild(draft, 'exception', kind, within, (key) => ({
    key,
    kind,
    title: definition.title ?? kind,
    owner: definition.owner,
    severity: definition.severity,
    ofFlow: subject.flow,
    ofKey: subject.key,
    ...(flow.definition.stage === undefined ? {} : { stage: flow.definition.stage }),
    blocks: definition.blocks ?? false,
    resolutions: definition.resolutions ?? [],
  }));
}

/** Opens a task, unless one of the name is open already or what happens is history. */
export function openTask(draft: Draft, name: string, task: CompiledTask): void {
  if (draft.isHistoric) return;
  const person = task.only === undefined ? undefined : personNamed(draft.data, task.only);
  openChild(draft, 'task', name, task.within, (key) => ({
    key,
    name,
    title: task.title,
    owner: task.role,
    ofFlow: draft.subject.flow,
    ofKey: draft.subject.key,
    ...(person === undefined ? {} : { person }),
  }));
}

type ChildFlow = 'exception' | 'task';

function openChild(
  draft: Draft,
  childFlow: ChildFlow,
  name: string,
  within: CompiledDuration | undefined,
  data: (key: string) => JsonObject,
): void {
  const slot = `${childFlow}/${name}`;
  const { count, open } = childrenAt(draft, slot);
  if (open.length > 0) return;
  if (childCount(draft, isKernels) >= childrenMax) return note(draft, 'failures', `${slot}: more than ${childrenMax} children`);
  const ordinal = count + 1;
  const key = childKey(name, ordinal);
  const target = within === undefined ? {} : targetTime(draft, within);
  setClock(draft, 'children', slot, { count: ordinal, open: [ordinal] });
  draft.children.push({ flow: childFlow, key, birth: true, message: childMessage(draft, 'open', { ...data(key), ...target }) });
  note(draft, childFlow === 'exception' ? 'raised' : 'tasks', name);
}

/** By when it should be settled, in the calendar of the case that it belongs to; nothing where that calendar has no such time. */
function targetTime(draft: Draft, within: CompiledDuration): JsonObject {
  const { flow, subject, context, at } = draft;
  const dueAt = addDuration(flow, at, within, context, calendarOfCase(flow, subject.entity, context), draft.data);
  return dueAt === Infinity ? {} : { dueAt: new Date(dueAt).toISOString() };
}

/** Closes what is open of a kind; the child hears of it in the same transaction. */
export function closeChildren(draft: Draft, childFlow: ChildFlow, name: string, resolution: string): void {
  const slot = `${childFlow}/${name}`;
  const { count, open } = childrenAt(draft, slot);
  if (open.length === 0) return;
  for (const ordinal of open) {
    draft.children.push({
      flow: childFlow,
      key: childKey(name, ordinal),
      birth: false,
      message: childMessage(draft, 'close', { resolution }),
    });
  }
  setClock(draft, 'children', slot, { count, open: [] });
  if (childFlow === 'exception') note(draft, 'resolved', name);
}

export function closeAllChildren(draft: Draft, resolution: string): void {
  for (const slot of Object.keys(draft.clocks.children ?? {})
    .filter(isKernels)
    .sort()) {
    const [childFlow, name] = splitSlot(slot);
    closeChildren(draft, childFlow, name, resolution);
  }
}

/** A child says that it is finished. */
export function childClosed(draft: Draft, childFlow: string, key: string): void {
  const cut = key.lastIndexOf('#');
  const slot = `${childFlow}/${key.slice(0, cut)}`;
  const { count, open } = childrenAt(draft, slot);
  const ordinal = Number(key.slice(cut + 1));
  if (!open.includes(ordinal)) return;
  setClock(draft, 'children', slot, { count, open: open.filter((other) => other !== ordinal) });
}

/** The kinds of open exceptions that block the case. */
export function blockingExceptions(draft: Draft): readonly string[] {
  return Object.entries(draft.clocks.children ?? {})
    .filter(([slot, { open }]) => open.length > 0 && slot.startsWith('exception/'))
    .map(([slot]) => splitSlot(slot)[1])
    .filter((kind) => draft.flow.exceptions.get(kind)?.blocks === true)
    .sort();
}

/** The exceptions and tasks of a case that are not finished. */
export function openChildren({ children = {} }: Clocks): readonly { readonly flow: ChildFlow; readonly key: string }[] {
  return Object.entries(children).flatMap(([slot, { open }]) => {
    if (!isKernels(slot)) return [];
    const [flow, name] = splitSlot(slot);
    return open.map((ordinal) => ({ flow, key: childKey(name, ordinal) }));
  });
}

function childKey(name: string, ordinal: number | string): string {
  return `${name}#${ordinal}`;
}

function childrenAt(draft: Draft, slot: string): ChildCount {
  return draft.clocks.children?.[slot] ?? { count: 0, open: [] };
}

function splitSlot(slot: string): [ChildFlow, string] {
  const cut = slot.indexOf('/');
  return [slot.slice(0, cut) as ChildFlow, slot.slice(cut + 1)];
}

/** What a case says to one that it owns. */
export function childMessage(draft: Draft, type: string, data: JsonObject): Message {
  const { actor, at, source } = draft;
  const { flow, key } = draft.subject;
  return {
    kind: 'message',
    type,
    data,
    actor: { id: `case:${flow}/${key}`, kind: 'automation', principal: actor.principal, roles: [] },
    occurredAt: at,
    ...(source === undefined ? {} : { source }),
  };
}
