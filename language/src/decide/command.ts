import { hasPersonBehind } from '../actor-at.ts';
import type { CompiledChild, CompiledEvent, CompiledTransition } from '../compile/compiled.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { conditionText, eventTitle, exceptionTitle, stateTitle } from '../titles.ts';
import { applyStep, beginRound, remember, requireValidData, settle, withDefaults } from './apply.ts';
import { refuseUnborn, takeBirthData } from './birth.ts';
import { blockingExceptions, raise } from './children.ts';
import { requireOpen } from './closed.ts';
import { attempt, type Draft, isUnborn, note } from './draft.ts';
import { evaluate } from './evaluate.ts';
import { askApproval } from './pending.ts';
import { requireTransitionRights } from './permission.ts';
import { draftReadings } from './readings.ts';
import { Refusal, refusalIn, refuse } from './refusal.ts';

/** A command of a person or automation, or a message of another case: declared in the flow, or refused. */
export function takeEvent(draft: Draft): void {
  const event = requireEvent(draft);
  requirePayload(event, draft.input);
  if (isUnborn(draft.flow, draft.subject)) return beBorn(draft, event);
  takeOneOf(draft, event, requireTransitions(draft), draft.input);
  settle(draft);
}

/** Takes the first transition whose guard holds, or asks for its approval. */
function takeOneOf(draft: Draft, event: CompiledEvent, transitions: readonly CompiledTransition[], input: JsonObject): void {
  const index = chooseTransition(draft, transitions, input);
  const transition = transitions[index];
  if (transition === undefined) refuseGuards(draft, transitions);
  requirePassage(draft, transition, event.name);
  if (transition.approval !== undefined) askApproval(draft, { type: event.name, transition, index, input });
  else take(draft, event, transition, input);
}

/**
 * A child of this kind has ended, and its owner has an event for that. Where the state takes it and a guard holds, it is taken as
 * part of the same event; what else would refuse it is noted, and an exception raised, since the child has ended all the same.
 */
export function takeEnded(draft: Draft, { ended = '' }: CompiledChild, about: JsonObject): void {
  const event = draft.flow.events.get(ended);
  const transitions = draft.flow.states.get(draft.state)?.on.get(ended);
  if (event === undefined || transitions === undefined) return;
  const input = declaredOf(event, about);
  const refused = attempt(draft, () => {
    requirePayload(event, input);
    takeOneOf(draft, event, transitions, input);
    if (hasPersonBehind(draft.actor)) remember(draft, ended, draft.actor.principal);
  });
  if (refused === undefined || refused.code === 'guard-failed') return;
  note(draft, 'failures', `${ended}: ${refused.message}`);
  raise(draft, 'effectFailed');
}

/** Of what the kernel can tell, that which the event declares. */
export function declaredOf({ data: { schema } }: CompiledEvent, about: JsonObject): JsonObject {
  const { properties } = schema;
  return Object.fromEntries(
    Object.entries(about).filter(([field]) => isJsonObject(properties) && Object.hasOwn(properties, field)),
  );
}

/** What the state of the case has for the event, or the refusal that says where it is possible. */
function requireTransitions(draft: Draft): readonly CompiledTransition[] {
  const { flow, state, type, subject } = draft;
  const transitions = flow.states.get(state)?.on.get(type);
  if (transitions !== undefined) return transitions;
  if (isUnborn(flow, subject)) refuseUnborn(draft);
  if (flow.start.has(type)) refuse('case-exists', { message: `${subject.flow} ${subject.key} exists already` });
  const taking = [...flow.states.values()].filter(({ on }) => on.has(type));
  const titles = taking.map(({ name }) => stateTitle(flow.definition, name));
  refuse('not-allowed-in-state', {
    message:
      titles.length === 0
        ? `${eventTitle(flow.definition, type)} comes as a fact alone: no state takes it otherwise`
        : `Only possible while ${titles.join(', ')}`,
    expected: [...(flow.states.get(state)?.on.keys() ?? [])],
  });
}

/** What a transition asks of the actor and the case, whatever the event carries. */
function requirePassage(draft: Draft, transition: CompiledTransition, type: string): void {
  requireTransitionRights(draft, transition);
  requireNotBlocked(draft, transition);
  requireOpen(draft, transition.closed);
  if (transition.approval !== undefined && draft.clocks.pending?.[type] !== undefined) refuse('approval-already-pending');
}

/**
 * The transitions that the event can take with some payload: a guard that reads the event counts as possibly true. Refuses as
 * `takeEvent` does where there is none; where the payload would decide between refusals, with the first.
 */
export function passableTransitions(draft: Draft): readonly CompiledTransition[] {
  const possible = possibleTransitions(draft, requireTransitions(draft));
  const judged = possible.map((transition) => ({
    transition,
    refused: refusalIn(() => requirePassage(draft, transition, draft.type)),
  }));
  const passable = judged.filter(({ refused }) => refused === undefined);
  const refused = judged[0]?.refused;
  if (passable.length === 0 && refused !== undefined) throw new Refusal(refused);
  return passable.map(({ transition }) => transition);
}

function possibleTransitions(draft: Draft, transitions: readonly CompiledTransition[]): readonly CompiledTransition[] {
  const readings = draftReadings(draft);
  const possible: CompiledTransition[] = [];
  for (const transition of transitions) {
    const { when } = transition;
    let holds = true;
    if (when !== undefined && !when.reads.has('event')) {
      const failed = refusalIn(() => {
        holds = evaluate(draft, when, readings) === true;
      });
      if (failed !== undefined && possible.length === 0) throw new Refusal(failed);
      if (failed !== undefined) break;
    }
    if (holds) possible.push(transition);
    if (holds && when?.reads.has('event') !== true) break;
  }
  if (possible.length === 0) refuseGuards(draft, transitions);
  return possible;
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
  if (transition.newRound) beginRound(draft);
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
  if (transitions === undefined) refuseUnborn(draft);
  takeBirthData(draft, event);
  const transition = transitions[chooseTransition(draft, transitions, draft.input)];
  if (transition === undefined) refuseGuards(draft, transitions);
  requireTransitionRights(draft, transition);
  requireOpen(draft, transition.closed);
  take(draft, event, transition, draft.input);
  settle(draft);
}

/** The index of the first transition whose guard holds; -1 where none does. */
export function chooseTransition(draft: Draft, transitions: readonly CompiledTransition[], input: JsonObject): number {
  if (transitions[0]?.when === undefined) return transitions.length === 0 ? -1 : 0;
  const readings = draftReadings(draft, input);
  return transitions.findIndex(({ when }) => when === undefined || evaluate(draft, when, readings) === true);
}

function refuseGuards({ flow }: Draft, transitions: readonly CompiledTransition[]): never {
  const guards = transitions.map(({ when }) => when?.source ?? 'true');
  refuse('guard-failed', {
    message: `Needs: ${guards.map((guard) => conditionText(flow.definition, guard)).join(', or ')}`,
    expected: guards,
  });
}

/** An open exception that blocks keeps the case in its state, unless the transition resolves it or gives the case up. */
export function requireNotBlocked(draft: Draft, transition: CompiledTransition): void {
  if (transition.to === undefined || transition.to === draft.state) return;
  const target = draft.flow.states.get(transition.to)?.definition.final;
  if (target === 'cancelled' || target === 'failed') return;
  const blocking = blockingExceptions(draft).filter((kind) => !transition.resolve.includes(kind));
  if (blocking.length === 0) return;
  const titles = blocking.map((kind) => exceptionTitle(draft.flow.definition, kind));
  refuse('blocked-by-exception', { message: `Open: ${titles.join(', ')}`, expected: blocking });
}
