import { hash } from 'node:crypto';
import type { CompiledEvent, CompiledTransition } from '../compile/compiled.ts';
import { canonical, type JsonObject, mergePatch } from '../json.ts';
import { evaluate } from './actions.ts';
import { applyStep, requireValidData, settle, withDefaults } from './apply.ts';
import { blockingExceptions, openTask } from './children.ts';
import { type Draft, isBorn, setClock } from './draft.ts';
import { requireTransitionRights } from './permission.ts';
import { readingsOf } from './readings.ts';
import { refuse } from './refusal.ts';

/** A command of a person or automation, or a message of another case: declared in the flow, or refused. */
export function takeEvent(draft: Draft): void {
  const event = requireEvent(draft);
  requirePayload(event, draft.input);
  if (!isBorn(draft.subject)) return beBorn(draft, event);
  const transitions = draft.flow.states.get(draft.state)?.on.get(draft.type);
  if (transitions === undefined) {
    if (draft.flow.start.has(draft.type))
      refuse('case-exists', { message: `${draft.subject.flow} ${draft.subject.key} exists already` });
    const possible = [...(draft.flow.states.get(draft.state)?.on.keys() ?? [])];
    refuse('not-allowed-in-state', { message: `${draft.type} is not possible while ${draft.state}`, expected: possible });
  }
  const index = chooseTransition(draft, transitions);
  const transition = transitions[index];
  if (transition === undefined)
    refuse('guard-failed', {
      message: `No condition of ${draft.type} holds while ${draft.state}`,
      expected: guards(transitions),
    });
  requireTransitionRights(draft, transition);
  requireNotBlocked(draft, transition);
  if (transition.approval !== undefined) return askApproval(draft, transition, index);
  take(draft, event, transition, draft.input);
  settle(draft);
}

/** Applies a transition, for the one who asked or once it is approved. */
export function take(draft: Draft, event: CompiledEvent, transition: CompiledTransition, payload: JsonObject): void {
  applyStep(draft, {
    event: payload,
    assignments: [...event.set, ...transition.set],
    actions: transition,
    to: transition.to ?? draft.state,
    occasion: { name: event.name },
  });
  if (transition.by === 'automation' && draft.actor.kind === 'person') draft.outcome = { ...draft.outcome, manual: true };
  requireValidData(draft);
}

function requireEvent(draft: Draft): CompiledEvent {
  const event = draft.flow.events.get(draft.type);
  if (event === undefined)
    refuse('event-unknown', {
      message: `Flow ${draft.flow.name} has no event "${draft.type}"`,
      expected: [...draft.flow.events.keys()],
    });
  return event;
}

export function requirePayload(event: CompiledEvent, data: JsonObject): void {
  const [error] = event.data.errors(withDefaults(event.data.schema, data));
  if (error !== undefined)
    refuse('data-invalid', { message: `${error.path || 'The data'} of ${event.name} ${error.message}`, place: error.path });
}

function beBorn(draft: Draft, event: CompiledEvent): void {
  const transitions = draft.flow.start.get(draft.type);
  if (transitions === undefined)
    refuse('case-not-born', {
      message: `${draft.subject.flow} ${draft.subject.key} does not exist`,
      expected: [...draft.flow.start.keys()],
    });
  takeBirthData(draft, event);
  const transition = transitions[chooseTransition(draft, transitions)];
  if (transition === undefined) refuse('guard-failed', { expected: guards(transitions) });
  requireTransitionRights(draft, transition);
  take(draft, event, transition, draft.input);
  settle(draft);
}

/** A start event without a declared payload carries the data of the case itself; the business key must be the case's own. */
export function takeBirthData(draft: Draft, event: CompiledEvent): void {
  const { flow, subject } = draft;
  draft.clocks = { ...draft.clocks, bornAt: draft.at };
  if (flow.definition.events?.[event.name]?.data === undefined)
    draft.data = withDefaults(flow.data.schema, mergePatch({}, draft.input) as JsonObject);
  else draft.data = withDefaults(flow.data.schema, { [flow.definition.key]: subject.key });
  const key = draft.data[flow.definition.key];
  if (key !== subject.key)
    refuse('data-invalid', {
      message: `/${flow.definition.key} must be the key of the case`,
      place: `/${flow.definition.key}`,
      expected: subject.key,
    });
}

/** The index of the first transition whose guard holds; -1 where none does. */
export function chooseTransition(draft: Draft, transitions: readonly CompiledTransition[]): number {
  const readings = readingsOf(draft.flow, draft.data, draft.context, draft.input);
  return transitions.findIndex(({ when }) => when === undefined || evaluate(draft, when, readings) === true);
}

function guards(transitions: readonly CompiledTransition[]): string[] {
  return transitions.map(({ when }) => when?.source ?? 'true');
}

/** An open exception that blocks keeps the case in its state, unless the transition resolves it or gives the case up. */
export function requireNotBlocked(draft: Draft, transition: CompiledTransition): void {
  if (transition.to === undefined || transition.to === draft.state) return;
  const target = draft.flow.states.get(transition.to)?.definition.final;
  if (target === 'cancelled' || target === 'failed') return;
  const blocking = blockingExceptions(draft).filter((kind) => !transition.resolve.includes(kind));
  if (blocking.length > 0) refuse('blocked-by-exception', { message: `Open: ${blocking.join(', ')}`, expected: blocking });
}

export function dataHash(data: JsonObject): string {
  return hash('sha256', canonical(data));
}

function askApproval(draft: Draft, transition: CompiledTransition, index: number): void {
  const { type, actor, at, input } = draft;
  if (draft.clocks.pending?.[type] !== undefined) refuse('approval-already-pending');
  const withoutNulls = mergePatch({}, input) as JsonObject; // A patch could not say them.
  setClock(draft, 'pending', type, {
    type,
    by: actor.principal,
    at,
    dataHash: dataHash(draft.data),
    transition: index,
    input: withoutNulls,
  });
  const [role] = transition.approval?.roles ?? [];
  if (role !== undefined) openTask(draft, `approve ${type}`, { role, title: `Approve: ${type}` });
  draft.outcome = { ...draft.outcome, awaiting: type };
  settle(draft);
}
