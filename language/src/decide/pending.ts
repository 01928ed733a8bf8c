import { hash } from 'node:crypto';
import type { CompiledTransition } from '../compile/compiled.ts';
import { canonical, type JsonObject, mergePatch } from '../json.ts';
import { eachRole } from './approvers.ts';
import { closeChildren, openTask } from './children.ts';
import { type Draft, setClock } from './draft.ts';

/** An event that the case takes once it is approved. */
export interface Asking {
  readonly type: string;
  readonly transition: CompiledTransition;
  /** The index of the transition in the state's list. */
  readonly index: number;
  readonly input: JsonObject;
}

/** Asks for the approval of a transition: it waits, with a task for those who may approve it. */
export function askApproval(draft: Draft, { type, transition, index, input }: Asking): void {
  const { actor, at } = draft;
  const withoutNulls = mergePatch({}, input) as JsonObject; // A patch could not say them.
  const { roles = [], ...approval } = transition.approval ?? {};
  const [role = roles[0]] = eachRole(draft, approval, withoutNulls);
  setClock(draft, 'pending', type, {
    type,
    by: actor.principal,
    at,
    dataHash: dataHash(draft.data),
    transition: index,
    input: withoutNulls,
  });
  if (role !== undefined) openTask(draft, `approve ${type}`, { role, title: `Approve: ${type}` });
  draft.outcome = { ...draft.outcome, awaiting: type };
}

export function endPending(draft: Draft, name: string, resolution: string): void {
  setClock(draft, 'pending', name, undefined);
  closeChildren(draft, 'task', `approve ${name}`, resolution);
}

export function dataHash(data: JsonObject): string {
  return hash('sha256', canonical(data));
}
