import { hasPersonBehind } from '../actor-at.ts';
import type { Clocks, PendingApproval } from '../case.ts';
import type { CompiledActions, CompiledAssignment } from '../compile/compiled.ts';
import { isJsonObject, type Json, type JsonObject, mergePatch } from '../json.ts';
import { nextOccurrence, perform } from './actions.ts';
import { closeAllChildren, closeChildren, raise } from './children.ts';
import { type Draft, isBorn, isUnborn, note, pendingOf, setClock } from './draft.ts';
import { evaluate } from './evaluate.ts';
import { moveLadders, renewedLadders, renewLadder, setStanding, stopLadders } from './ladders.ts';
import { endOwned } from './owned-children.ts';
import { draftReadings } from './readings.ts';
import { refuse } from './refusal.ts';

export interface Step {
  /** What the event carries, as expressions see it. */
  readonly event: JsonObject;
  readonly assignments: readonly CompiledAssignment[];
  /** Absent for a deviation: nothing was declared for it. */
  readonly actions?: CompiledActions;
  readonly to: string;
  /** The name of a task that it opens, and what its effects' keys begin with. */
  readonly occasion: { readonly name: string; readonly key?: string };
}

/** Sets the fields, moves the case, does what the transition says. */
export function applyStep(draft: Draft, step: Step): void {
  const { data, clocks } = draft;
  assign(draft, step.assignments, step.event);
  if (draft.kind === 'deadline' && draft.data !== data) keepValidData(draft, data, clocks.stamps);
  move(draft, step.to);
  renewLadders(draft, step.occasion.name);
  if (step.actions !== undefined) {
    const { name } = step.occasion;
    const key = step.occasion.key ?? `event:${name}:${nextOccurrence(draft, name, step.actions)}`;
    perform(draft, step.actions, step.event, { name, key });
  }
}

/** What follows from every event, once its own steps are done. */
export function settle(draft: Draft): void {
  derive(draft);
  if (hasPersonBehind(draft.actor)) remember(draft, draft.type, draft.actor.principal);
}

/** What follows from the case as it is now, whoever changed it. */
export function derive(draft: Draft): void {
  if (draft.data !== (isBorn(draft.subject) ? draft.subject.data : undefined)) voidPending(draft, () => true);
  stopLadders(draft);
}

export function remember(draft: Draft, type: string, principal: string): void {
  const known = draft.clocks.principals?.[type] ?? [];
  if (!known.includes(principal)) setClock(draft, 'principals', type, [...known, principal].sort());
}

/** What came before is settled. Who does the event that says so is remembered after it, as of any. */
export function beginRound(draft: Draft): void {
  const { principals: _, ...rest } = draft.clocks;
  draft.clocks = rest;
}

/** The data of a new case: what its start event carries, with the defaults of the schema for what it leaves out. `null` is left out. */
export function withDefaults(schema: JsonObject, data: JsonObject): JsonObject {
  const missing = defaultsOf(schema).filter(([field]) => data[field] === undefined);
  return missing.length === 0 ? data : { ...data, ...Object.fromEntries(missing) };
}

const defaults = new WeakMap<JsonObject, readonly (readonly [field: string, value: Json])[]>();

function defaultsOf(schema: JsonObject): readonly (readonly [field: string, value: Json])[] {
  const known = defaults.get(schema);
  if (known !== undefined) return known;
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const found = Object.entries(properties).flatMap(([field, property]) => {
    const value = (property as JsonObject).default;
    return value === undefined ? [] : [[field, value] as const];
  });
  defaults.set(schema, found);
  return found;
}

/** All assignments read the case as it was before any of them. A value of `null` removes the field. */
export function assign(draft: Draft, assignments: readonly CompiledAssignment[], event: JsonObject): void {
  if (assignments.length === 0) return;
  const readings = draftReadings(draft, event);
  const values: [string, Json][] = [];
  for (const { field, value } of assignments) {
    if (draft.outcome.late && isSetLater(draft, field)) continue;
    const result = evaluate(draft, value, readings);
    if (result !== undefined) values.push([field, result]);
  }
  setFields(draft, values);
}

/** Whether something younger has set or removed the field; the birth has set those that it gave a value. */
function isSetLater(draft: Draft, field: string): boolean {
  const { stamps, bornAt = -Infinity } = draft.clocks;
  const stamp = stamps?.[field];
  return stamp === undefined ? draft.data[field] !== undefined && bornAt >= draft.at : stamp >= draft.at;
}

export function setFields(draft: Draft, values: readonly (readonly [string, Json])[]): void {
  const changed = values.filter(([field, value]) => draft.data[field] !== value);
  if (changed.length === 0) return;
  const data: Record<string, Json> = { ...draft.data };
  for (const [field, value] of changed) {
    if (value === null) delete data[field];
    else data[field] = mergePatch(undefined, value); // without the nulls inside it, which a patch could not say
  }
  draft.data = data;
  if (!isUnborn(draft.flow, draft.subject)) {
    const stamps = { ...draft.clocks.stamps };
    for (const [field] of changed)
      stamps[field] = Math.max(draft.at, (Object.hasOwn(stamps, field) ? stamps[field] : undefined) ?? -Infinity);
    draft.clocks = { ...draft.clocks, stamps };
  }
}

/** The data after all that was set must satisfy the schema, or nothing happens. */
export function requireValidData(draft: Draft): void {
  if (isBorn(draft.subject) && draft.data === draft.subject.data) return;
  requireOwnKey(draft);
  const [error] = dataErrors(draft);
  if (error !== undefined) refuse('data-invalid', { message: `${error.path || 'The data'} ${error.message}`, place: error.path });
}

function dataErrors({ flow, data, clocks }: Draft) {
  return flow.data.errors(data, clocks.erasedAt !== undefined);
}

/** A deadline has come, and cannot be refused: what it would set against the schema is not set, and the rest is done. */
function keepValidData(draft: Draft, data: JsonObject, stamps: Clocks['stamps']): void {
  const [error] = dataErrors(draft);
  if (error === undefined) return;
  draft.data = data;
  const { stamps: _, ...others } = draft.clocks;
  draft.clocks = stamps === undefined ? others : { ...others, stamps };
  note(draft, 'failures', `${error.path || 'The data'} ${error.message}`);
  raise(draft, 'effectFailed');
}

/** A case is born under its key, whatever its birth sets. */
export function requireOwnKey({ flow, subject, data }: Draft): void {
  const { key } = flow.definition;
  if (!isUnborn(flow, subject) || data[key] === subject.key) return;
  refuse('data-invalid', { message: `/${key} must be the key of the case`, place: `/${key}`, expected: subject.key });
}

export function move(draft: Draft, to: string): void {
  const from = draft.state;
  if (to === from) return;
  draft.state = to;
  draft.enteredAt = draft.at;
  if (draft.clocks.overdueAt !== undefined) {
    const { overdueAt: _, ...rest } = draft.clocks;
    draft.clocks = rest;
    closeChildren(draft, 'exception', 'overdue', 'moved on');
  }
  voidPending(draft, ({ ladder }) => ladder === undefined || draft.flow.ladders.get(ladder)?.during.has(to) !== true);
  moveLadders(draft, from, to);
  if (draft.flow.states.get(to)?.final === true) {
    closeAllChildren(draft, 'the case has ended');
    endOwned(draft);
    const isOwnersWord = draft.flow.ownerField !== undefined && draft.type === 'close';
    if (draft.subject.parent !== undefined && !isOwnersWord) tellParent(draft);
  }
}

/** The event begins ladders anew: what was asked for by a rung of theirs falls. */
function renewLadders(draft: Draft, event: string): void {
  for (const ladder of renewedLadders(draft, event)) {
    voidPending(draft, (pending) => pending.ladder === ladder.name);
    renewLadder(draft, ladder);
  }
}

function tellParent(draft: Draft): void {
  const { flow, key } = draft.subject;
  draft.toParent = {
    kind: 'message',
    type: 'child-closed',
    data: { child: `${flow}/${key}`, state: draft.state },
    actor: { id: `case:${flow}/${key}`, kind: 'automation', principal: draft.actor.principal, roles: [] },
    occurredAt: draft.at,
    ...(draft.source === undefined ? {} : { source: draft.source }),
  };
}

/**
 * What was to be approved is no longer what it was: the request falls. A person must ask again; a rung asks again by itself,
 * since without a standing it is due.
 */
function voidPending(draft: Draft, isMeant: (pending: PendingApproval) => boolean): void {
  for (const [name, pending] of pendingOf(draft)) {
    if (!isMeant(pending)) continue;
    setClock(draft, 'pending', name, undefined);
    if (pending.ladder !== undefined && pending.rung !== undefined) setStanding(draft, pending.ladder, pending.rung, undefined);
    closeChildren(draft, 'task', `approve ${name}`, 'void');
    note(draft, 'voided', name);
  }
}
