import {
  type Actor,
  applyPatch,
  type CaseRecord,
  type Decision,
  decide,
  type Input,
  type JsonObject,
  type ReplayStep,
} from '@throughline/language';
import { type Examined, listOf } from './examined.ts';
import type { Valuation } from './valuations.ts';

/** A case where a history has led it, and the history. */
export interface Walk {
  readonly record: CaseRecord;
  readonly now: number;
  readonly steps: readonly ReplayStep[];
}

/** Who plays which part. */
export interface Cast {
  readonly asker: Actor;
  readonly reviser: Actor;
  readonly approvers: readonly Actor[];
}

export interface Attempt {
  /** It was carried out, approvals included. */
  readonly isTaken: boolean;
  readonly walk: Walk;
  /** The last decision about what was asked. */
  readonly decision: Decision;
  readonly decisions: readonly Decision[];
}

/** Long before the days that fields name: deadlines lie ahead. */
export const beginning = Date.UTC(2020, 0, 6, 10);
const minute = 60_000;
const hoursMs = 3_600_000;
/** Where a window of the calendar is closed, it is asked again so much later. */
const laterMs = [9, 40, 100, 200].map((days) => days * 24 * hoursMs);

export function person(examined: Examined, name: string): Actor {
  return { id: name, kind: 'person', principal: name, roles: examined.roles };
}

export function botOf(name: string): Actor {
  return { id: `bot of ${name}`, kind: 'automation', principal: name, roles: [] };
}

export function usualCast(examined: Examined): Cast {
  return {
    asker: person(examined, 'bob'),
    reviser: person(examined, 'carol'),
    approvers: ['dora', 'emil', 'fay', 'gus', 'hana', 'ivo', 'jil', 'kai'].map((name) => person(examined, name)),
  };
}

export const command = (actor: Actor, type: string, data: JsonObject): Input => ({
  kind: 'command',
  type,
  data,
  actor,
  reason: 'asked for',
});

/** Decides one input. What is applied is the fold of the event's patch, as the engine would keep it. */
export function take(
  examined: Examined,
  walk: Walk,
  input: Input,
  now = walk.now + minute,
  flow = examined.compiled,
): { decision: Decision; walk: Walk } {
  examined.spent.decisions += 1;
  const decision = decide(flow, walk.record, input, { now });
  const steps = [...walk.steps, { at: now, input }];
  if (decision.kind !== 'applied' && decision.kind !== 'deviated') return { decision, walk: { ...walk, now, steps } };
  return { decision, walk: { record: applyPatch(walk.record, decision.event.patch), now, steps } };
}

export function bear(examined: Examined, input: Input, key: string): { decision: Decision; walk: Walk | undefined } {
  examined.spent.decisions += 1;
  const subject = { id: key, flow: examined.definition.name, entity: 'explored', key };
  const decision = decide(examined.compiled, subject, input, { now: beginning });
  if (decision.kind !== 'applied') return { decision, walk: undefined };
  return { decision, walk: { record: decision.next, now: beginning, steps: [{ at: beginning, input }] } };
}

/** The case with this data: revised to it, by somebody who may. `undefined` where that is refused. */
export function withData(examined: Examined, walk: Walk, valuation: Valuation, reviser: Actor): Walk | undefined {
  const keyed = withKey(examined, withChildren(walk, valuation), valuation.data);
  const patch = patchOf(keyed.record.data, valuation.data);
  if (patch === undefined) return keyed;
  const { decision, walk: revised } = take(examined, keyed, command(reviser, 'revise', patch));
  return decision.kind === 'applied' ? revised : undefined;
}

/** Owned children are counted, not lived through. */
function withChildren(walk: Walk, { children }: Valuation): Walk {
  const counts = Object.entries(children);
  if (counts.length === 0) return walk;
  const slots = counts.map(([name, { open, count }]) => [
    `child/${name}`,
    { count, open: Array.from({ length: open }, (_, index) => `${name} ${index + 1}`) },
  ]);
  const { record } = walk;
  const clocks = { ...record.clocks, children: { ...record.clocks.children, ...Object.fromEntries(slots) } };
  return { ...walk, record: { ...record, clocks } };
}

/** Another key is another case with the same history. */
function withKey({ definition }: Examined, walk: Walk, data: JsonObject): Walk {
  const key = data[definition.key];
  if (typeof key !== 'string' || key === walk.record.data[definition.key]) return walk;
  const { record } = walk;
  return { ...walk, record: { ...record, id: key, key, data: { ...record.data, [definition.key]: key } } };
}

function patchOf(before: JsonObject, after: JsonObject): JsonObject | undefined {
  const gone = Object.keys(before).filter((field) => after[field] === undefined);
  const changed = Object.entries(after).filter(([field, value]) => JSON.stringify(before[field]) !== JSON.stringify(value));
  if (gone.length + changed.length === 0) return undefined;
  return Object.fromEntries([...gone.map((field) => [field, null] as const), ...changed]);
}

/** Open exceptions that block are resolved sooner or later (L202). */
export function unblocked(examined: Examined, walk: Walk): Walk {
  let current = walk;
  for (const [slot, { open }] of Object.entries(walk.record.clocks.children ?? {})) {
    const [flow = '', kind = ''] = slot.split(/\/(.*)/s);
    if (flow !== 'exception' || examined.definition.exceptions?.[kind]?.blocks !== true) continue;
    for (const ordinal of open) {
      const data = { child: `exception/${kind}#${ordinal}`, state: 'resolved' };
      const input = { kind: 'message', type: 'child-closed', data, actor: botOf('nobody'), occurredAt: current.now } as const;
      current = take(examined, current, input).walk;
    }
  }
  return current;
}

/** Asks for an event on a case with this data, and has it approved where that is needed. */
export function attempt(
  examined: Examined,
  from: Walk,
  asked: { readonly event: string; readonly valuation: Valuation; readonly as: 'command' | 'fact' },
  cast: Cast,
): Attempt | undefined {
  const before = withData(examined, from, namingAsker(examined, from, asked, cast.asker), cast.reviser);
  if (before === undefined) return undefined;
  const free = unblocked(examined, before);
  const ask = (now: number) =>
    asked.as === 'command'
      ? command(cast.asker, asked.event, asked.valuation.event)
      : {
          kind: 'fact' as const,
          type: asked.event,
          data: asked.valuation.event,
          actor: { id: 'source', kind: 'source' as const, principal: 'source', roles: [] },
          source: { name: 'source', liveFrom: 0 },
          occurredAt: now,
        };
  let now = free.now + minute;
  let { decision, walk } = take(examined, free, ask(now), now);
  for (const laterBy of laterMs) {
    if (decision.kind !== 'refused' || decision.code !== 'window-closed') break;
    now = free.now + laterBy;
    ({ decision, walk } = take(examined, free, ask(now), now));
  }
  if (decision.kind !== 'applied' || decision.event.outcome.awaiting === undefined)
    return { isTaken: decision.kind === 'applied', walk, decision, decisions: [decision] };
  return approved(examined, walk, decision.event.outcome.awaiting, cast.approvers);
}

/** What one person alone may do is tried with a case that names whoever asks. */
function namingAsker(
  { definition }: Examined,
  { record }: Walk,
  { event, valuation, as }: { readonly event: string; readonly valuation: Valuation; readonly as: 'command' | 'fact' },
  { principal }: Actor,
): Valuation {
  const fields = listOf(definition.states[record.state]?.on?.[event]).flatMap(({ only = [] }) => only);
  const named = fields.filter((field) => typeof valuation.data[field] === 'string' && valuation.data[field] !== '');
  if (as === 'fact' || named.length === 0) return valuation;
  return { ...valuation, data: { ...valuation.data, ...Object.fromEntries(named.map((field) => [field, principal])) } };
}

/** One after the other approves, until nothing waits any more. */
export function approved(examined: Examined, walk: Walk, of: string, approvers: readonly Actor[]): Attempt | undefined {
  let current = walk;
  const decisions: Decision[] = [];
  for (const approver of approvers) {
    const asking = (actor: Actor) => take(examined, current, command(actor, 'approve', { of }));
    let { decision, walk: after } = asking(approver);
    // The data may name roles that the flow does not: somebody holds them.
    const named = namedIn(decision);
    if (named.length > 0) ({ decision, walk: after } = asking({ ...approver, roles: [...approver.roles, ...named] }));
    decisions.push(decision);
    current = after;
    if (decision.kind === 'applied' && after.record.clocks.pending?.[of] === undefined)
      return { isTaken: true, walk: current, decision, decisions };
  }
  const decision = decisions.at(-1);
  return decision === undefined ? undefined : { isTaken: false, walk: current, decision, decisions };
}

/** The same history, so much later: instants in the clocks move with it. */
export function shifted(walk: Walk, byMs: number): Walk {
  const move = (value: unknown): unknown => {
    if (typeof value === 'number') return Math.abs(value) > 1e11 ? value + byMs : value;
    if (Array.isArray(value)) return value.map(move);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, move(member)]));
  };
  const { record } = walk;
  const clocks = move(record.clocks) as CaseRecord['clocks'];
  const steps = walk.steps.map(({ at, input }) => ({
    at: at + byMs,
    input: 'occurredAt' in input ? { ...input, occurredAt: input.occurredAt + byMs } : input,
  }));
  return { record: { ...record, enteredAt: record.enteredAt + byMs, clocks }, now: walk.now + byMs, steps };
}

function namedIn(decision: Decision): readonly string[] {
  if (decision.kind !== 'refused' || decision.code !== 'role-required') return [];
  const { expected } = decision;
  const missing = typeof expected === 'object' && expected !== null && 'missing' in expected ? expected['missing'] : undefined;
  return Array.isArray(missing) ? missing.filter((role) => typeof role === 'string') : [];
}
