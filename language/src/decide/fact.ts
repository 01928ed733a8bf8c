import type { CompiledEvent, CompiledTransition } from '../compile/compiled.ts';
import type { Expression, Readings } from '../expression/expression.ts';
import { applyStep, assign, beginRound, requireValidData, settle } from './apply.ts';
import { refuseUnborn, takeBirthData } from './birth.ts';
import { raise } from './children.ts';
import { chooseTransition, requirePayload } from './command.ts';
import { type Draft, isUnborn } from './draft.ts';
import { evaluate } from './evaluate.ts';
import { draftReadings } from './readings.ts';

/**
 * It has happened, so it is not refused: where the flow has no place for it, it is recorded as a deviation and the case is where
 * the fact says. Only what is no fact at all is refused: a payload that does not satisfy its schema, or a case that nothing
 * has begun.
 */
export function takeFact(draft: Draft, { isAwaited = false }: { readonly isAwaited?: boolean } = {}): void {
  const event = draft.flow.events.get(draft.type);
  if (isUnborn(draft.flow, draft.subject)) return beBornByFact(draft, event);
  if (event === undefined) return deviate(draft, undefined, draft.state);
  requirePayload(event, draft.input);
  if (draft.at < draft.enteredAt && event.late === 'fill' && !isAwaited) return fillLate(draft, event);
  const landing = landingOf(draft, event);
  const transition = fitting(draft, draft.flow.states.get(draft.state)?.on.get(draft.type) ?? [], landing);
  if (transition === undefined) return deviate(draft, event, landing ?? draft.state);
  takeTransition(draft, event, transition);
}

function beBornByFact(draft: Draft, event: CompiledEvent | undefined): void {
  const transitions = draft.flow.start.get(draft.type);
  if (event === undefined || transitions === undefined) refuseUnborn(draft);
  requirePayload(event, draft.input);
  takeBirthData(draft, event);
  const transition = fitting(draft, transitions, landingOf(draft, event)) ?? transitions[0];
  takeTransition(draft, event, transition as CompiledTransition);
}

function takeTransition(draft: Draft, event: CompiledEvent, transition: CompiledTransition): void {
  applyStep(draft, {
    event: draft.input,
    assignments: [...event.set, ...transition.set],
    actions: transition,
    to: transition.to ?? draft.state,
    occasion: { name: event.name },
  });
  if (transition.newRound) beginRound(draft);
  requireValidData(draft);
  settle(draft);
}

/** Where the fact says that the case now is; `undefined` where it does not say. */
function landingOf(draft: Draft, event: CompiledEvent): string | undefined {
  if (event.lands === undefined) return undefined;
  const readings = draftReadings(draft, draft.input);
  const landing = event.lands.find(({ when }) => when === undefined || evaluate(draft, when, readings) === true);
  return landing === undefined || landing.to === 'stay' ? draft.state : landing.to;
}

/**
 * The transition that the fact takes: one that leads where it lands. Of several, the first whose guard holds (an over-payment is
 * paid in another way than a payment), else the first: the guard asks whether it may happen, and it has. Where none leads there,
 * the first whose guard holds.
 */
function fitting(
  draft: Draft,
  transitions: readonly CompiledTransition[],
  landing: string | undefined,
): CompiledTransition | undefined {
  const leading = landing === undefined ? [] : transitions.filter(({ to }) => (to ?? draft.state) === landing);
  if (leading.length < 2) return leading[0] ?? transitions[chooseTransition(draft, transitions, draft.input)];
  const readings = draftReadings(draft, draft.input);
  return leading.find(({ when }) => when === undefined || isTrue(when, readings)) ?? leading[0];
}

/** A guard that fails does not hold; it is no deviation, since the fact need not ask it. */
function isTrue(when: Expression, readings: Readings): boolean {
  try {
    return when.evaluate(readings) === true;
  } catch {
    return false;
  }
}

function deviate(draft: Draft, event: CompiledEvent | undefined, to: string): void {
  const code = event === undefined ? 'not-declared' : 'not-expected-here';
  const message =
    event === undefined ? `The flow declares no ${draft.type}` : `${draft.type} is not expected while ${draft.state}`;
  draft.deviation = { code, state: draft.state, event: draft.type, message };
  applyStep(draft, { event: draft.input, assignments: event?.set ?? [], to, occasion: { name: draft.type } });
  requireValidData(draft);
  raise(draft, 'deviation');
  settle(draft);
}

/** Older than the state: it moves nothing, and fills only fields that no younger event has set. */
function fillLate(draft: Draft, event: CompiledEvent): void {
  draft.outcome = { ...draft.outcome, late: true };
  assign(draft, event.set, draft.input);
  requireValidData(draft);
  settle(draft);
}
