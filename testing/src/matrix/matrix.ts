import assert from 'node:assert/strict';
import {
  type Actor,
  approversOf,
  builtInEvents,
  type CaseRecord,
  caseActions,
  type Decision,
  decide,
  type JsonObject,
  kernelRoles,
  startActions,
} from '@throughline/language';
import { type Occasion, outsider, type Stage } from './occasions.ts';
import { builtInRights, type Right, rightTo, rightToApprove, rightToDecline, suffices } from './reading.ts';

/** How often something was allowed, and refused for which reason. */
export type Tally = Map<string, number>;

const entity = 'explored';
const reason = 'asked for';

/** Somebody who takes no part otherwise: nobody is excluded for what they did before. */
function somebody(roles: readonly string[], more: Partial<Actor> = {}): Actor {
  return { id: outsider, kind: 'person', principal: outsider, roles, secondFactor: true, ...more };
}

interface Asker {
  readonly name: string;
  readonly actor: Actor;
  /** The role that counts here. */
  readonly role: string | undefined;
}

/** Every role alone; nobody; the first role that suffices in another entity, in this one, by loan, and without a second factor. */
function askersFor(roles: readonly string[], right: Right): readonly Asker[] {
  const first = right.roles?.[0] ?? roles[0] ?? 'anything';
  return [
    ...roles.map((role) => ({ name: role, actor: somebody([role]), role })),
    { name: 'nobody', actor: somebody([]), role: undefined },
    { name: `${first} of another entity`, actor: somebody([], { rolesIn: { elsewhere: [first] } }), role: undefined },
    { name: `${first} of this entity`, actor: somebody([], { rolesIn: { [entity]: [first], elsewhere: [] } }), role: first },
    { name: `${first} by loan`, actor: somebody([first], { lent: { [first]: ['somebody on leave'] } }), role: first },
    ...(right.person === undefined ? [] : othersThan(right.person, first)),
  ];
}

/** Another person of the role, one to whom the right one lent it here, one to whom they lent it elsewhere, or another role. */
function othersThan(person: string, role: string): readonly Asker[] {
  const other = (name: string, deputyOf: Actor['deputyOf'] = []): Asker => ({
    ...{ name: `${role} ${name}`, role },
    actor: somebody([role], { id: 'eve', principal: 'eve', deputyOf }),
  });
  return [
    other('as another person'),
    other('for the person', [{ principal: person, roles: [role], entities: ['elsewhere', entity] }]),
    other('for the person elsewhere', [{ principal: person, roles: [role], entities: ['elsewhere'] }]),
    other('for the person in another role', [{ principal: person, roles: ['stranger'] }]),
    other('for somebody else', [{ principal: 'somebody on leave', roles: [role] }]),
  ];
}

/** Whether somebody is the person whom it is for, or stands in for them here; nobody need be where it is for nobody alone. */
function isThePerson({ person, roles = [] }: Right, { principal, deputyOf = [] }: Actor): boolean {
  if (person === undefined || principal === person) return true;
  const lent = deputyOf.filter((loan) => loan.principal === person && (loan.entities ?? [entity]).includes(entity));
  return lent.some((loan) => loan.roles.some((role) => roles.includes(role)));
}

/** What must come of it, as read: `undefined` where the definition lets it happen. */
function expectedCode(right: Right, { actor, role }: Asker, hasReason: boolean): readonly string[] {
  const isPerson = actor.kind === 'person';
  const codes = [
    ...(!isPerson && right.isForPersons ? ['person-required'] : []),
    ...(isPerson && !suffices(right, role) ? ['role-required'] : []),
    ...(isPerson && !isThePerson(right, actor) ? ['named-person-required'] : []),
    ...(isPerson && right.needsSecondFactor && actor.secondFactor !== true ? ['second-factor-required'] : []),
    ...(isPerson && right.needsReason && !hasReason ? ['reason-required'] : []),
  ];
  return codes;
}

/** Holds every role against one thing that can be done: those who may get what somebody with all roles gets, others are refused for it. */
function holdAgainst(
  stage: Stage,
  what: string,
  right: Right,
  ask: (actor: Actor, reason?: string) => Decision,
  tally: Tally,
): void {
  const roles = [...new Set([...stage.roles, ...kernelRoles, 'stranger'])];
  const all = ask(somebody(roles), reason);
  const askers = askersFor(roles, right);
  const holder = askers.find(({ role }) => suffices(right, role))?.actor ?? somebody(roles);
  const held: readonly (Asker & { readonly reason?: string })[] = [
    ...askers.map((asker) => ({ ...asker, reason })),
    { name: 'no second factor', actor: { ...holder, secondFactor: false }, role: holder.roles[0], reason },
    { name: 'no reason', actor: holder, role: holder.roles[0] },
    { name: 'a machine', actor: { id: 'bot', kind: 'automation', principal: 'bot', roles: [] }, role: undefined, reason },
  ];
  for (const asker of held) {
    const decision = ask(asker.actor, asker.reason);
    const codes = expectedCode(right, asker, asker.reason !== undefined);
    const label = `${stage.definition.name}: ${what} by ${asker.name}`;
    const code = codeOf(decision);
    tally.set(code, (tally.get(code) ?? 0) + 1);
    if (codes.length === 0) assert.equal(code, codeOf(all), label);
    else if (codeOf(all) === 'applied') assert.ok(codes.includes(code), `${label}: ${code}, not ${codes.join(' or ')}`);
    else assert.notEqual(code, 'applied', label);
  }
}

function codeOf(decision: Decision): string {
  return decision.kind === 'refused' ? decision.code : decision.kind;
}

/** Every role against every transition that a command can take, and against the approval that it asks for. */
export function holdTransitions(stage: Stage, tally: Tally): void {
  for (const occasion of stage.occasions) {
    const { record, event, transition } = occasion;
    const right = rightTo(stage.definition, record?.state, transition, record?.data);
    const ask = (actor: Actor, why?: string) => decideOn(stage, occasion, actor, why);
    holdAgainst(stage, `${event} while ${record?.state ?? 'unborn'}`, right, ask, tally);
    offers(stage, occasion, right);
    const asked = ask({ ...somebody(stage.roles), id: 'bob', principal: 'bob' }, reason);
    if (asked.kind !== 'applied' || asked.event.outcome.awaiting === undefined) continue;
    holdApproval(stage, asked.next, asked.event.outcome.awaiting, occasion.now, tally);
  }
}

function decideOn({ flow }: Stage, { record, key, event, data, now }: Occasion, actor: Actor, why: string | undefined): Decision {
  const subject = record ?? { id: key, flow: flow.name, entity, key };
  return decide(
    flow,
    subject,
    { kind: 'command', type: event, data, actor, ...(why === undefined ? {} : { reason: why }) },
    { now },
  );
}

/** What is offered is what is allowed: to those who may, and to nobody else. */
function offers({ flow, roles }: Stage, { record, event, now }: Occasion, right: Right): void {
  for (const { name, actor, role } of askersFor([...roles, ...kernelRoles], right)) {
    const offered =
      record === undefined
        ? startActions(flow, { actor, context: { now }, entity })
        : caseActions(flow, record, { actor, context: { now } });
    const allowed = offered.some((action) => action.type === event && action.allowed);
    const label = `${flow.name}: ${event} while ${record?.state} is offered to ${name}`;
    // Another transition of the event, for another payload, may be for others.
    if (suffices(right, role) && isThePerson(right, actor)) assert.ok(allowed, label);
    else if (transitionsOf(flow.definition, record?.state, event).length === 1) assert.ok(!allowed, label);
  }
}

type Definition = Stage['definition'];

function transitionsOf(definition: Definition, state: string | undefined, event: string) {
  return [(state === undefined ? definition.start : definition.states[state]?.on)?.[event] ?? []].flat();
}

/** Every role against an approval that is waited for, and its refusal. */
export function holdApproval(stage: Stage, record: CaseRecord, of: string, now: number, tally: Tally): void {
  const pending = record.clocks.pending?.[of];
  const approval =
    pending?.ladder === undefined
      ? transitionsOf(stage.definition, record.state, pending?.type ?? '')[pending?.transition ?? 0]?.approval
      : stage.definition.ladders?.[pending.ladder]?.rungs.find(({ name }) => name === pending.rung?.replace(/#\d+$/, ''))
          ?.approval;
  assert.ok(approval !== undefined, `${stage.definition.name}: ${of} waits for an approval that is declared`);
  const say = (type: string) => (actor: Actor, why?: string) =>
    decide(
      stage.flow,
      record,
      { kind: 'command', type, data: { of }, actor, ...(why === undefined ? {} : { reason: why }) },
      { now },
    );
  const limited = Object.keys(approval.limit?.by ?? {});
  // Of several sides that the data names, each may; where it names none, the roles of the definition.
  const named = approversOf(stage.flow, record, of, { now })?.each ?? [];
  const asked = { ...approval, roles: named.length === 0 ? approval.roles : [...named] };
  const free = asked.roles.filter((role) => !limited.includes(role));
  // Up to what somebody may approve is a matter of the data, not of the role.
  const right = { ...rightToApprove(asked), ...(free.length === 0 ? {} : { roles: free }) };
  const everybody = [...new Set([...stage.roles, ...named])];
  const withoutLimits = { ...stage, roles: everybody.filter((role) => !limited.includes(role)) };
  holdAgainst(withoutLimits, `approve ${of} while ${record.state}`, right, say('approve'), tally);
  holdAgainst(
    { ...stage, roles: everybody },
    `decline ${of} while ${record.state}`,
    rightToDecline(asked),
    say('decline'),
    tally,
  );
  if (pending === undefined || pending.ladder !== undefined) return;
  const asker = { ...somebody(everybody), id: pending.by, principal: pending.by };
  assert.equal(codeOf(say('approve')(asker, reason)), 'approver-excluded', `${stage.definition.name}: ${of} by who asked`);
  const byLoan = somebody(everybody, { lent: Object.fromEntries(asked.roles.map((role) => [role, [pending.by]])) });
  assert.equal(
    codeOf(say('approve')(byLoan, reason)),
    'approver-excluded',
    `${stage.definition.name}: ${of} by loan of who asked`,
  );
}

const payloads: Readonly<Record<string, JsonObject>> = {
  comment: { text: 'so' },
  assign: { to: 'mia' },
  link: { name: 'none', key: 'none' },
  merge: { into: 'another' },
  rekey: { key: 'another' },
  retract: {},
  'skip-rung': { ladder: 'none', rung: 'none' },
  resend: { effect: 'none' },
  'settle-effect': { effect: 'none', outcome: 'done' },
  'child-closed': { child: 'task/none#1', state: 'done' },
  'effect-failed': { effect: 'none', kind: 'mail', outcome: 'dead', error: 'none' },
};

/** Every role against every built-in event, in every state; and against every event that the state does not take. */
export function holdBuiltIns(stage: Stage, tally: Tally): void {
  for (const record of stage.cases) {
    const now = record.enteredAt + 3_600_000;
    const say = (type: string) => (actor: Actor, why?: string) =>
      decide(
        stage.flow,
        record,
        { kind: 'command', type, data: payloads[type] ?? {}, actor, ...(why === undefined ? {} : { reason: why }) },
        { now },
      );
    for (const type of builtInEvents) {
      if (type === 'approve' || type === 'decline') continue;
      const right = builtInRights[type]?.(stage.definition, record.state);
      if (right !== undefined) holdAgainst(stage, `${type} while ${record.state}`, right, say(type), tally);
      else
        for (const actor of [somebody([...stage.roles, ...kernelRoles]), { ...somebody([]), kind: 'automation' as const }])
          assert.equal(codeOf(say(type)(actor, reason)), 'event-unknown', `${stage.definition.name}: ${type}`);
    }
    for (const event of stage.flow.events.keys())
      if (transitionsOf(stage.definition, record.state, event).length === 0)
        assert.notEqual(codeOf(say(event)(somebody(stage.roles), reason)), 'applied', `${event} while ${record.state}`);
    for (const of of Object.keys(record.clocks.pending ?? {})) holdApproval(stage, record, of, now, tally);
  }
}
