import type { PendingApproval } from '../case.ts';
import type { CompiledApproval, CompiledLadder, CompiledRung, CompiledTransition } from '../compile/compiled.ts';
import type { Expression } from '../expression/expression.ts';
import { formatMoney } from '../expression/functions.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { eventTitle, roleTitle } from '../titles.ts';
import { remember, requireValidData, settle } from './apply.ts';
import { eachRole, listedRoles, missingRoles, wantedRoles } from './approvers.ts';
import { requireOpen } from './closed.ts';
import { requireNotBlocked, take } from './command.ts';
import { takeRung } from './deadline.ts';
import { type Draft, setClock } from './draft.ts';
import { evaluate } from './evaluate.ts';
import { setStanding } from './ladders.ts';
import { dataHash, endPending } from './pending.ts';
import { requirePerson, requireReason, requireRole, requireSecondFactor } from './permission.ts';
import { draftReadings } from './readings.ts';
import { refuse } from './refusal.ts';

/** Whoever only did these has had no part in what is to be approved. */
const bystanding: ReadonlySet<string> = new Set([
  'comment',
  'assign',
  'link',
  'approve',
  'decline',
  'child-closed',
  'effect-failed',
  'replay',
  'resend',
  'settle-effect',
]);

/** Whoever did these has had a part in what is approved, whatever the approval names. */
const rewriting: ReadonlySet<string> = new Set(['revise', 'repair', 'rekey']);

/** What is to be approved, and what happens once it is. */
interface Asked {
  readonly name: string;
  readonly pending: PendingApproval;
  readonly approval: CompiledApproval;
  readonly transition?: CompiledTransition;
  readonly rung?: { readonly ladder: CompiledLadder; readonly rung: CompiledRung };
}

/** `{of, dataHash?}`: gives the approval that is asked for, and does what waited for it once all have been given. */
export function approve(draft: Draft): void {
  const asked = requireAsked(draft);
  const { name, pending, approval } = asked;
  const current = dataHash(draft.data);
  if (pending.dataHash !== current || (draft.input.dataHash ?? current) !== current) refuse('approval-void');
  const each = eachRole(draft, approval, pending.input);
  const given = withGiven(draft, pending, each, requireApprover(draft, asked, each));
  const roles = missingRoles(each, given);
  const missing = Math.max(approval.quorum - given.length, Math.min(roles.length, 1));
  if (missing > 0) {
    setClock(draft, 'pending', name, { ...pending, given });
    draft.outcome = { ...draft.outcome, missing, ...(roles.length === 0 ? {} : { missingRoles: roles }) };
    return settle(draft);
  }
  endPending(draft, name, 'approved');
  if (asked.rung !== undefined) {
    const { ladder, rung } = asked.rung;
    const clock = draft.clocks.ladders?.[ladder.name];
    takeRung(draft, ladder, rung, clock?.episode ?? 1, clock?.rungs?.[rung.name]?.due);
    requireValidData(draft);
  } else {
    takeApproved(draft, asked);
  }
  settle(draft);
}

/** What has been given, with this: of several roles each person counts for those that they hold. */
function withGiven(
  { actor, at }: Draft,
  { given = [] }: PendingApproval,
  each: readonly string[],
  counting: readonly string[],
): NonNullable<PendingApproval['given']> {
  const by = actor.principal;
  if (each.length === 0) return [...given, { by, at }];
  const before = given.find((one) => one.by === by)?.for ?? [];
  return [...given.filter((one) => one.by !== by), { by, at, for: [...before, ...counting] }];
}

/** It happens now, so the books must be open now. */
function takeApproved(draft: Draft, { pending, transition }: Asked): void {
  const event = draft.flow.events.get(pending.type);
  if (event === undefined || transition === undefined) refuse('approval-void');
  requireNotBlocked(draft, transition);
  requireOpen(draft, transition.closed);
  const askers = draft.clocks.principals?.[pending.type] ?? [];
  take(draft, event, transition, pending.input);
  // What the event carried was written by the one who asked: in a new round too.
  if (transition.newRound && askers.includes(pending.by)) remember(draft, pending.type, pending.by);
}

/** `{of}`, with a reason: refuses what was asked for. A declined rung does not ask again. */
export function decline(draft: Draft): void {
  const { pending, name, approval } = requireAsked(draft);
  requirePerson(draft);
  const each = listedRoles(approval, draftReadings(draft, pending.input));
  requireRole(draft, each.length === 0 ? approval.roles : each);
  requireReason(draft);
  endPending(draft, name, 'declined');
  if (pending.ladder !== undefined && pending.rung !== undefined) setStanding(draft, pending.ladder, pending.rung, 'declined');
  settle(draft);
}

function requireAsked(draft: Draft): Asked {
  const name = draft.input.of;
  if (typeof name !== 'string') refuse('data-invalid', { message: '/of must name what is approved', place: '/of' });
  const all = draft.clocks.pending ?? {};
  const pending = Object.hasOwn(all, name) ? all[name] : undefined;
  if (pending === undefined) refuse('approval-not-pending', { place: '/of', expected: Object.keys(all).sort() });
  const ladder = draft.flow.ladders.get(pending.ladder ?? '');
  const rung = ladder?.rungs.find((other) => other.name === pending.rung);
  if (ladder !== undefined && rung?.approval !== undefined)
    return { name, pending, approval: rung.approval, rung: { ladder, rung } };
  const transition = draft.flow.states.get(draft.state)?.on.get(pending.type)?.[pending.transition ?? 0];
  if (transition?.approval === undefined) refuse('approval-void');
  return { name, pending, approval: transition.approval, transition };
}

/**
 * A person of the roles who had no part in it, has not approved it yet, and may approve so much. Gives the roles for which their
 * approval counts.
 */
function requireApprover(draft: Draft, { approval, pending }: Asked, each: readonly string[]): readonly string[] {
  requirePerson(draft);
  const { principal } = draft.actor;
  const { given = [] } = pending;
  const wanted = wantedRoles(approval, each, given);
  const hasGiven = given.some(({ by }) => by === principal);
  if (each.length > 0) requireWanted(draft, wanted, hasGiven && missingRoles(each, given).length === 0);
  else requireRole(draft, wanted);
  if (approval.secondFactor) requireSecondFactor(draft);
  const why = exclusionOf(draft, approval, pending, principal);
  if (why !== undefined) refuse('approver-excluded', { message: `${principal} ${why} and cannot approve it` });
  if (each.length === 0 && hasGiven) refuse('approval-given');
  return withinLimit(draft, approval, pending, requireOwnAuthority(draft, approval, pending, wanted));
}

/** One of the roles that are missing; whoever approved before may approve again where they hold another of these by now. */
function requireWanted({ flow, actor }: Draft, wanted: readonly string[], isNoMore: boolean): void {
  if (isNoMore) refuse('approval-given');
  if (wanted.some((role) => actor.roles.includes(role))) return;
  const titles = wanted.map((role) => roleTitle(flow.definition, role));
  refuse('role-required', { message: `The approval of ${titles.join(' and ')} is missing`, expected: { missing: wanted } });
}

/** Why somebody may not approve: they asked for it, or had a part in this round. */
function exclusionOf(draft: Draft, approval: CompiledApproval, pending: PendingApproval, principal: string): string | undefined {
  if (pending.by === principal) return 'asked for it';
  const part = partOf(draft, approval, pending, principal);
  return part === undefined ? undefined : `had a part in it (${eventTitle(draft.flow.definition, part)})`;
}

/**
 * The roles by which the actor may approve. One that is only lent counts as the lender's own would: not where everybody who lent it is
 * excluded, or has approved this already.
 */
function requireOwnAuthority(
  draft: Draft,
  approval: CompiledApproval,
  pending: PendingApproval,
  wanted: readonly string[],
): readonly string[] {
  const held = wanted.filter((role) => draft.actor.roles.includes(role));
  const lendersOf = (role: string) => {
    const { lent = {} } = draft.actor;
    return Object.hasOwn(lent, role) ? (lent[role] ?? []) : [];
  };
  const why = (lender: string) =>
    exclusionOf(draft, approval, pending, lender) ??
    (pending.given?.some(({ by }) => by === lender) === true ? 'has approved it already' : undefined);
  const counting = held.filter(
    (role) => lendersOf(role).length === 0 || lendersOf(role).some((lender) => why(lender) === undefined),
  );
  const [role = ''] = held;
  const [lender = ''] = lendersOf(role);
  if (counting.length === 0)
    refuse('approver-excluded', {
      message: `The role ${roleTitle(draft.flow.definition, role)} is lent by ${lender}, who ${why(lender)} and cannot approve it`,
    });
  return counting;
}

/**
 * The event by which somebody took part in this round. Where the approval names no events, any counts; where it does, these, beside
 * whoever asked for it, revised or repaired. Persons count, whatever machine they did it with.
 */
function partOf(
  draft: Draft,
  { not }: CompiledApproval,
  { type: asked }: PendingApproval,
  principal: string,
): string | undefined {
  const counts = (type: string) =>
    not === undefined ? !bystanding.has(type) : rewriting.has(type) || type === asked || not.includes(type);
  return Object.entries(draft.clocks.principals ?? {})
    .filter(([type, persons]) => counts(type) && persons.includes(principal))
    .map(([type]) => type)
    .sort()[0];
}

/** Of the roles, those that may approve so much. */
function withinLimit(
  draft: Draft,
  { limit, each }: CompiledApproval,
  pending: PendingApproval,
  own: readonly string[],
): readonly string[] {
  const free = own.filter((role) => limit?.by.has(role) !== true);
  // Where one role is enough, limits of others are not asked for.
  if (limit === undefined || free.length === own.length || (each === undefined && free.length > 0)) return free;
  const readings = draftReadings(draft, pending.input);
  const amount = Number(evaluate(draft, limit.of, readings));
  const most = own
    .filter((role) => !free.includes(role))
    .map((role) => ({ role, most: Number(evaluate(draft, limit.by.get(role) as typeof limit.of, readings)) }));
  const within = [...free, ...most.filter((one) => amount <= one.most).map(({ role }) => role)];
  if (within.length > 0) return within;
  const told = amountText(draft, limit.of);
  const texts = most.map((one) => `${roleTitle(draft.flow.definition, one.role)} up to ${told(one.most)}`);
  refuse('approval-limit', {
    message: `It is ${told(amount)}, and the approver may approve: ${texts.join(', ')}`,
    expected: Object.fromEntries(most.map((one) => [one.role, one.most])),
  });
}

/** How the number that is limited is written: as money where all fields that it is made of are amounts and the case has one currency. */
function amountText({ flow, data }: Draft, { source }: Expression): (value: number) => string {
  const { columns = {}, computed = {} } = flow.definition;
  const isMoney = (text: string): boolean => {
    const named = [...text.matchAll(/\b(data|computed|event)\.(\w+)/g)].map(([, of, name = '']) => {
      if (of === 'computed')
        return columns[name]?.kind === 'money' || (Object.hasOwn(computed, name) && isMoney(computed[name] ?? ''));
      // What an event carries in place of a field of the case bears its name.
      return fieldsOf(flow.data.schema)[name]?.kind === 'money';
    });
    return named.length > 0 && named.every((each) => each);
  };
  const currencies = Object.entries(fieldsOf(flow.data.schema)).filter(([, { kind }]) => kind === 'currency');
  const currency = currencies.length === 1 ? data[currencies[0]?.[0] ?? ''] : undefined;
  return typeof currency === 'string' && isMoney(source) ? (value) => moneyText(value, currency) : String;
}

function moneyText(minor: number, currency: string): string {
  return Number.isSafeInteger(minor) ? formatMoney(BigInt(minor), currency) : String(minor);
}

function fieldsOf({ properties }: JsonObject): Readonly<Record<string, { readonly kind?: unknown }>> {
  return isJsonObject(properties) ? (properties as Readonly<Record<string, JsonObject>>) : {};
}
