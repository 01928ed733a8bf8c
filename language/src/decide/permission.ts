import { actsFor, hasPersonBehind } from '../actor-at.ts';
import type { KernelRole } from '../built-in.ts';
import type { CompiledTransition } from '../compile/compiled.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { roleTitle } from '../titles.ts';
import { fieldClasses, readersOf, type Scope, visibility } from '../visibility.ts';
import { refuseUnborn } from './birth.ts';
import { type Draft, isUnborn } from './draft.ts';
import { personNamed } from './person-named.ts';
import { refuse } from './refusal.ts';

/** The roles that answer for the case in its state; before its birth, and where the state names nobody, the flow's owner. */
export function ownerRoles(draft: Draft): readonly string[] {
  const { flow } = draft;
  const ofData = flow.ownerField === undefined ? undefined : draft.data[flow.ownerField];
  if (typeof ofData === 'string') return [ofData];
  // Whoever may begin a case may, whether or not facts wait for it.
  if (flow.start.has(draft.type) && isUnborn(flow, draft.subject)) return [flow.definition.owner];
  return [flow.states.get(draft.state)?.definition.owner ?? flow.definition.owner];
}

const operators: readonly KernelRole[] = ['operator'];

/** The roles that may put cases of a flow right by hand. */
export function operatorsOf({ operators: named }: Pick<FlowDefinition, 'operators'>): readonly string[] {
  return named ?? operators;
}

/** What operators do by hand: named, with a reason, by a person. */
export function requireOperator(draft: Draft): void {
  requirePersonOf(draft, operatorsOf(draft.flow.definition));
}

/** A person of one of the roles, who says why. */
export function requirePersonOf(draft: Draft, roles: readonly string[]): void {
  requirePerson(draft);
  requireRole(draft, roles);
  requireReason(draft);
}

/** Where facts wait for a case, it has an owner already, but no data that could be put right. */
export function requireBorn(draft: Draft): void {
  if (isUnborn(draft.flow, draft.subject)) refuseUnborn(draft);
}

/** The kernel tells it; nobody asks for it. */
export function requireMachine(draft: Draft): void {
  if (draft.actor.kind === 'person' || draft.kind !== 'message')
    refuse('event-unknown', { message: `${draft.type} is the kernel's own event` });
}

export function requirePerson(draft: Draft): void {
  if (draft.actor.kind !== 'person') refuse('person-required');
}

/** Of a person; a machine has none, and what it may do is said elsewhere (`by`). */
export function requireSecondFactor({ actor }: Draft): void {
  if (actor.kind === 'person' && actor.secondFactor !== true) refuse('second-factor-required');
}

export function requireReason(draft: Draft): void {
  if (draft.reason === undefined || draft.reason.trim() === '') refuse('reason-required', { place: '/reason' });
}

/** Persons need one of the roles; what automations may do, the definition says elsewhere (`by`). */
export function requireRole(draft: Draft, roles: readonly string[]): void {
  if (draft.actor.kind !== 'person' || roles.some((role) => draft.actor.roles.includes(role))) return;
  const titles = roles.map((role) => roleTitle(draft.flow.definition, role));
  refuse('role-required', { message: `This needs the role ${titles.join(' or ')}`, expected: roles });
}

/** A person who sees the case otherwise than as an auditor, who does nothing. */
export function requireParticipant(draft: Draft): void {
  const { flow, actor } = draft;
  if (actor.kind !== 'person') return;
  const roles = actor.roles.filter((role) => role !== auditRole);
  if (visibility(flow, { ...actor, roles }).cases === 'all') return;
  const among = readersOf(flow.definition).cases?.filter((role) => role !== auditRole);
  const titles = among?.map((role) => roleTitle(flow.definition, role)).join(' or ');
  refuse('role-required', {
    message: `This needs ${titles === undefined ? 'a role that has a part in the business' : `the role ${titles}`}`,
    ...(among === undefined ? {} : { expected: among }),
  });
}

const auditRole: KernelRole = 'auditor';

/** Of the persons of the roles only the one whom a field names, or who stands in for them; anybody, where it names nobody. */
function requireNamed(draft: Draft, field: string, roles: readonly string[]): void {
  const { flow, actor, subject } = draft;
  const person = personNamed(draft.data, field);
  if (person === undefined || !hasPersonBehind(actor) || actsFor(actor, person, roles)) return;
  const classes = fieldClasses(flow).get(field);
  const seen = visibility(flow, actor);
  const isSeen = (scope: Scope) => scope === 'all' || scope.includes(subject.entity);
  const isTold =
    (classes?.personal !== true || isSeen(seen.personal)) && (classes?.confidential !== true || isSeen(seen.confidential));
  refuse('named-person-required', isTold ? { message: `Only ${person} may do this`, expected: person } : {});
}

export function requireTransitionRights(
  draft: Draft,
  transition: Pick<CompiledTransition, 'by' | 'roles' | 'only' | 'reason' | 'secondFactor'>,
): void {
  if (transition.by === 'person') requirePerson(draft);
  const roles = transition.roles ?? ownerRoles(draft);
  requireRole(draft, roles);
  if (transition.only !== undefined) requireNamed(draft, transition.only, roles);
  if (transition.secondFactor) requireSecondFactor(draft);
  if (transition.reason && draft.actor.kind === 'person') requireReason(draft);
}
