import type { CaseRecord, Millis } from '../case.ts';
import { compileFlow } from '../compile/compile-flow.ts';
import type { CompiledFlow } from '../compile/compiled.ts';
import { approversOf } from '../decide/approvers.ts';
import { decide } from '../decide/decide.ts';
import { type Subject as DecideSubject, difference } from '../decide/draft.ts';
import { personNamed } from '../decide/person-named.ts';
import type { Decision } from '../decision.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { Actor, Input } from '../input.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Replay, ReplayStep } from '../replay.ts';
import type { Valuation, Wanted } from './ask.ts';
import type { Behaviour } from './behaviour.ts';
import type { Site } from './sites.ts';
import type { Subject } from './subject.ts';
import type { Way } from './ways.ts';

/*
 * Histories that show a finding. They are not told but run: each step is decided as the engine would decide it, and what does
 * not come to pass is not shown.
 */

/** A history as far as it has come. */
export interface Trail {
  readonly key: string;
  readonly steps: readonly ReplayStep[];
  readonly record: CaseRecord | undefined;
  readonly last: Decision | undefined;
}

export interface History {
  readonly compiled: CompiledFlow | undefined;
  /** A history at whose end the case is in the state; `undefined` where none was found. */
  reach(state: string, data?: JsonObject): Replay | undefined;
  /** A case that is not yet born. */
  begin(): Trail | undefined;
  /** Reaches a state with data; further steps can be taken from there. */
  arrive(state: string, data?: JsonObject): Trail | undefined;
  /** Goes on to wherever the given transitions and rungs lead, by one person. */
  walk(trail: Trail, sites: readonly Site[], by: Person): ReadonlyMap<string, Trail>;
  /** Arrives where the transition is asked for, with the data of the input, and asks. The last decision is what came of it. */
  ask(site: Site, way: Pick<Way, 'by'>, input: Valuation): Trail | undefined;
  /** Asks from where the trail is. */
  request(trail: Trail, site: Site, by: Person, way: Pick<Way, 'by'>, input: Pick<Valuation, 'event'>): Trail;
  /** Takes a transition or rung, with all that it needs: approvals, blocking exceptions resolved. `undefined` where it is not taken. */
  take(trail: Trail, site: Site, by: Person): Trail | undefined;
  /** Gives the approvals that are asked for, by persons who had no part in it, as far as they can be given. They hold all roles, or these. */
  approve(trail: Trail, of: string, roles?: readonly string[]): Trail;
  /** Lets the clock run until a rung fires or asks for its approval. */
  wait(trail: Trail, site: Site, data?: JsonObject): Trail | undefined;
  revise(trail: Trail, data: JsonObject): Trail | undefined;
  command(trail: Trail, type: string, data: JsonObject, by: Person): Trail;
  /** A fact that happened before the case came to its state. */
  lateFact(trail: Trail, type: string, data: JsonObject): Trail;
}

export type Person = 'ada' | 'ben' | 'ina' | 'jon' | (typeof approvers)[number];
/** As many as a quorum can ask for; none of them does anything else. */
const approvers = ['cleo', 'dora', 'emil', 'fay', 'gus', 'hal', 'kim', 'lea'] as const;

/** Before the days that the solver takes where any will do, so that rungs come due one after the other. */
const begin = Date.UTC(2025, 5, 2, 9);
const minute = 60_000;
const day = 1440 * minute;
/** Histories end where rungs or windows make them wait for more than so many steps. */
const waitsMax = 60;

export function historyOf(subject: Subject, behaviour: Behaviour, isSound: boolean): History {
  let compiled: CompiledFlow | undefined;
  let isCompiled = false;
  const flow = () => {
    if (!isCompiled && isSound) compiled = compileOrNot(subject.flow);
    isCompiled = true;
    return compiled;
  };
  const runner: Runner = { flow, roles: rolesOf(subject), subject, behaviour };
  const arrivals = new Map<string, ReadonlyMap<string, Trail>>();
  const arrive: History['arrive'] = (state, data) => {
    if (flow() === undefined) return undefined;
    const key = keyOf(subject.flow, data);
    const known = arrivals.get(key) ?? walk(runner, born(key), subject.sites, 'jon');
    arrivals.set(key, known);
    const trail = known.get(state);
    return trail === undefined || data === undefined ? trail : revise(runner, trail, data);
  };
  return {
    get compiled() {
      return flow();
    },
    reach: (state, data) => asReplay(arrive(state, data)),
    begin: () => (flow() === undefined ? undefined : born('C-1')),
    arrive,
    walk: (trail, sites, by) => walk(runner, trail, sites, by),
    ask(site, way, input) {
      if (flow() === undefined) return undefined;
      if (site.kind === 'start') return request(runner, born(keyOf(subject.flow, input.data)), site, 'ben', way, input);
      const trail = site.from.map((state) => arrive(state, input.data)).find((each) => each !== undefined);
      return trail === undefined ? undefined : request(runner, trail, site, 'ben', way, input);
    },
    request: (trail, site, by, way, input) => request(runner, trail, site, by, way, input),
    take: (trail, site, by) => take(runner, trail, site, by),
    approve: (trail, of, roles) => approve(runner, trail, of, roles),
    wait: (trail, site, data) => wait(runner, trail, site, data),
    revise: (trail, data) => revise(runner, trail, data),
    command(trail, type, data, by) {
      const asked = type === 'approve' && typeof data.of === 'string' ? askedNow(runner, trail, data.of) : [];
      return step(runner, trail, command({ ...runner, roles: [...runner.roles, ...asked] }, type, data, by));
    },
    lateFact: (trail, type, data) => step(runner, trail, fact(type, data, (trail.record?.enteredAt ?? 1) - 1)),
  };
}

export function asReplay(trail: Trail | undefined): Replay | undefined {
  return trail === undefined ? undefined : { key: trail.key, steps: trail.steps };
}

interface Runner {
  readonly flow: () => CompiledFlow | undefined;
  readonly roles: readonly string[];
  readonly subject: Subject;
  readonly behaviour: Behaviour;
}

/** Which values the events could give to a field that is not revised is not worked out: it may have any (L201). */
function asIfRevisable(flow: CompiledFlow): CompiledFlow {
  if (flow.data.decided.size + flow.naming.size === 0) return flow;
  return { ...flow, naming: new Set(), data: { ...flow.data, decided: new Set() } };
}

function compileOrNot(definition: FlowDefinition): CompiledFlow | undefined {
  try {
    return asIfRevisable(compileFlow(definition));
  } catch {
    return undefined; // Then nothing can be run, and the finding stands on its reasons alone.
  }
}

/** Every person holds every role that the definition names (L200). */
function rolesOf({ flow, sites }: Subject): readonly string[] {
  return [
    ...new Set([
      flow.owner,
      ...Object.keys(flow.roles ?? {}),
      ...Object.values(flow.states).flatMap(({ owner }) => (owner === undefined ? [] : [owner])),
      ...sites.flatMap(({ roles = [], approval }) => [...roles, ...(approval?.roles ?? [])]),
    ]),
  ];
}

const born = (key: string): Trail => ({ key, steps: [], record: undefined, last: undefined });

/** The key is the case's for good: a history that needs certain data begins with its key. */
function keyOf({ key }: FlowDefinition, data: JsonObject | undefined): string {
  const value = data?.[key];
  return typeof value === 'string' && value !== '' ? value : 'C-1';
}

function step({ flow }: Runner, trail: Trail, input: Input, at = timeAfter(trail)): Trail {
  const compiled = flow() as CompiledFlow;
  const identity: DecideSubject = trail.record ?? { id: trail.key, flow: compiled.name, entity: 'replay', key: trail.key };
  const last = decide(compiled, identity, input, { now: at });
  const record = last.kind === 'applied' || last.kind === 'deviated' ? last.next : trail.record;
  return { key: trail.key, steps: [...trail.steps, { at, input }], record, last };
}

function timeAfter({ steps }: Trail): Millis {
  return (steps.at(-1)?.at ?? begin - minute) + minute;
}

export function personOf(id: Person, roles: readonly string[]): Actor {
  return { id, kind: 'person', principal: id, roles };
}

function command(runner: Runner, type: string, data: JsonObject, by: Person): Input {
  return { kind: 'command', type, data, actor: personOf(by, runner.roles), reason: 'replay' };
}

function fact(type: string, data: JsonObject, occurredAt: Millis): Input {
  return {
    kind: 'fact',
    type,
    data,
    actor: { id: 'source', kind: 'source', principal: 'source', roles: [] },
    source: { name: 'source', liveFrom: 0 },
    occurredAt,
  };
}

/** A case is revised to data by whoever owns it; its key stays. `undefined` where that is refused. */
function revise(runner: Runner, trail: Trail, wanted: JsonObject): Trail | undefined {
  const { record } = trail;
  const { key } = runner.subject.flow;
  if (record === undefined) return undefined;
  const patch = difference(record.data, { ...wanted, [key]: record.data[key] as Json });
  if (patch === undefined) return trail;
  const revised = step(runner, trail, command(runner, 'revise', patch, 'ina'));
  return revised.last?.kind === 'applied' ? revised : undefined;
}

/** Asks for a transition: by a person, or as a fact of a source where only a fact takes it. */
function request(
  runner: Runner,
  trail: Trail,
  site: Site,
  by: Person,
  way: Pick<Way, 'by'>,
  { event }: Pick<Valuation, 'event'>,
): Trail {
  const { key } = runner.subject.flow;
  const isBirthData = site.kind === 'start' && runner.subject.flow.events?.[site.label]?.data === undefined;
  const data = isBirthData ? { ...givenAtBirth(runner, event), [key]: trail.key } : event;
  const ready = way.by === 'command' ? named(runner, trail, site, by) : trail;
  const at = timeAfter(ready);
  const asked = (from: Trail, time: Millis): Trail => {
    const input: Input = way.by === 'command' ? command(runner, site.label, data, by) : fact(site.label, data, time);
    return step(runner, from, input, time);
  };
  let found = asked(ready, at);
  // A window of the calendar may be closed just now.
  for (let waited = 1; isRefused(found, 'window-closed') && waited <= waitsMax; waited++)
    found = asked(ready, at + waited * 7 * day);
  if (!isRefused(found, 'blocked-by-exception')) return found;
  const free = resolveBlocking(runner, ready);
  return asked(free, Math.max(timeAfter(free), found.steps.at(-1)?.at ?? at));
}

/** What one person alone may do is done by the person whom the case names: it names the one who is to do it. */
function named(runner: Runner, trail: Trail, { only }: Site, by: Person): Trail {
  const { record } = trail;
  const person = only === undefined || record === undefined ? undefined : personNamed(record.data, only);
  if (only === undefined || record === undefined || person === undefined || person === by) return trail;
  return revise(runner, trail, { ...record.data, [only]: by }) ?? trail;
}

/** No person gives a new case what only events write, where it can do without. */
function givenAtBirth({ subject: { flow } }: Runner, event: JsonObject): JsonObject {
  const { properties = {}, required = [] } = flow.data as {
    readonly properties?: Readonly<Record<string, { readonly decided?: boolean; readonly default?: unknown }>>;
    readonly required?: readonly string[];
  };
  const isNeeded = (name: string) => required.includes(name) && properties[name]?.default === undefined;
  return Object.fromEntries(
    Object.entries(event).filter(([name]) => properties[name]?.decided !== true || isNeeded(name)),
  ) as JsonObject;
}

function isRefused({ last }: Trail, code: string): boolean {
  return last?.kind === 'refused' && last.code === code;
}

/** Whoever owns an exception resolves it sooner or later (L202). */
function resolveBlocking(runner: Runner, trail: Trail): Trail {
  const compiled = runner.flow() as CompiledFlow;
  const { record } = trail;
  if (record === undefined) return trail;
  const blocking = [...compiled.exceptions].flatMap(([kind, { blocks }]) => {
    const [ordinal] = record.clocks.children?.[`exception/${kind}`]?.open ?? [];
    return blocks === true && ordinal !== undefined ? [{ kind, ordinal }] : [];
  });
  return blocking.reduce((free, { kind, ordinal }) => {
    const at = timeAfter(free);
    return step(runner, free, {
      kind: 'message',
      type: 'child-closed',
      data: { child: `exception/${kind}#${ordinal}`, state: 'resolved' },
      actor: { id: `case:exception/${kind}`, kind: 'automation', principal: `case:exception/${kind}`, roles: [] },
      occurredAt: at,
    });
  }, trail);
}

function take(runner: Runner, trail: Trail, site: Site, by: Person): Trail | undefined {
  const asked = site.kind === 'rung' ? wait(runner, trail, site) : takeTransition(runner, trail, site, by);
  if (asked === undefined) return undefined;
  const done = approve(runner, asked, site.label);
  return done.last?.kind === 'applied' && done.record?.clocks.pending?.[site.label] === undefined ? done : undefined;
}

function takeTransition(runner: Runner, trail: Trail, site: Site, by: Person): Trail | undefined {
  const { way, found } = runner.behaviour.possibilityOf(site);
  if (found === undefined) return undefined;
  const ready = site.kind === 'start' ? trail : revise(runner, trail, found.data);
  const asked = ready === undefined ? undefined : request(runner, ready, site, by, way ?? { by: 'command' }, found);
  return asked?.last?.kind === 'applied' ? asked : undefined;
}

function approve(runner: Runner, trail: Trail, of: string, roles = runner.roles): Trail {
  let asked = trail;
  for (const by of approvers) {
    if (asked.last?.kind !== 'applied' || asked.record?.clocks.pending?.[of] === undefined) return asked;
    const before = asked;
    const input = command({ ...runner, roles: [...roles, ...askedNow(runner, before, of)] }, 'approve', { of }, by);
    asked = step(runner, before, input);
    if (isRefused(asked, 'blocked-by-exception')) asked = step(runner, resolveBlocking(runner, before), input);
  }
  return asked;
}

/** The roles that the data asks for: no definition names them. */
function askedNow({ flow }: Runner, { record, steps }: Trail, of: string): readonly string[] {
  const compiled = flow();
  if (compiled === undefined || record === undefined) return [];
  return approversOf(compiled, record, of, { now: steps.at(-1)?.at ?? begin })?.each ?? [];
}

/** The clock runs from one deadline to the next until the rung has fired, or asks for its approval. */
function wait(runner: Runner, trail: Trail, site: Site, data = dataFor(runner, site)): Trail | undefined {
  let now = data === undefined ? trail : (revise(runner, trail, data) ?? trail);
  for (let waited = 0; waited < waitsMax; waited++) {
    const dueAt = now.last !== undefined && 'dueAt' in now.last ? now.last.dueAt : null;
    if (dueAt === null || dueAt === undefined) return undefined;
    now = step(runner, now, { kind: 'deadline' }, Math.max(dueAt, timeAfter(now)));
    const event = now.last?.kind === 'applied' ? now.last.event : undefined;
    if (event === undefined) continue;
    const occurrence = event.outcome.fired ?? event.outcome.awaiting;
    if (occurrence === site.label || occurrence?.startsWith(`${site.label}#`) === true) return now;
    if (now.record === undefined || !site.from.includes(now.record.state)) return undefined;
  }
  return undefined;
}

/** Data on which the ladder of a rung counts. */
function dataFor({ subject, behaviour }: Runner, { label }: Site): JsonObject | undefined {
  const { anchor, stopWhen } = subject.flow.ladders?.[label.slice(0, label.indexOf('/'))] ?? { anchor: 'entered' };
  const wanted: Wanted[] = [];
  if (anchor !== 'entered') wanted.push({ source: anchor, is: 'readable' });
  if (stopWhen !== undefined) wanted.push({ source: stopWhen, is: 'false' });
  return wanted.length === 0 ? undefined : behaviour.ask(undefined, true, wanted).found?.data;
}

/** Goes to every state that the sites lead to, each by a shortest way of those that come to pass. */
function walk(runner: Runner, from: Trail, sites: readonly Site[], by: Person): ReadonlyMap<string, Trail> {
  const { subject, behaviour } = runner;
  const found = new Map<string, Trail>();
  const goOn = (trail: Trail, site: Site) => {
    const { to } = site;
    if (to === undefined || found.has(to) || !behaviour.possibilityOf(site).isPossible) return;
    const taken = take(runner, trail, site, by);
    if (taken?.record?.state === to) found.set(to, taken);
  };
  if (from.record === undefined) for (const site of sites.filter(({ kind }) => kind === 'start')) goOn(from, site);
  else found.set(from.record.state, from);
  for (const [state, trail] of found) {
    if (subject.flow.states[state]?.final !== undefined) continue;
    for (const site of sites) if (site.kind !== 'start' && site.from.includes(state)) goOn(trail, site);
  }
  return found;
}
