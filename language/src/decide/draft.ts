import { actorAt } from '../actor-at.ts';
import { eventsOfRetracted, retractedState } from '../built-in.ts';
import type { CaseIdentity, CaseRecord, Clocks, Millis, PendingApproval } from '../case.ts';
import type { CompiledFlow } from '../compile/compiled.ts';
import { nextDueAt } from '../deadlines/next-due.ts';
import type {
  Applied,
  CasePatch,
  ChildInput,
  Deviation,
  EffectDraft,
  EventDraft,
  EventKind,
  EventOutcome,
  LinkDraft,
  Refused,
} from '../decision.ts';
import type { Actor, Context, Input, Message, Source } from '../input.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { refusalIn } from './refusal.ts';

/** What is decided about: a case, or the identity of one that is not born yet. */
export type Subject = CaseRecord | (CaseIdentity & { readonly id: string; readonly state?: undefined });

export function isBorn(subject: Subject): subject is CaseRecord {
  return subject.state !== undefined;
}

/** Whether nothing has begun the case yet, or what had was taken back; facts may have come that wait for it. */
export function isUnborn(flow: CompiledFlow, subject: Subject): boolean {
  if (!isBorn(subject) || subject.state === retractedState) return true;
  return flow.expected !== undefined && subject.state === 'expected';
}

/**
 * The case as it is being changed by one event. Nothing of it is seen outside `decide`: `finish` makes the event, whose patch
 * is the difference between the case before and after, so that folding the patches gives the case by construction.
 */
export interface Draft {
  /** That of the version that the case runs; a migration changes it. */
  flow: CompiledFlow;
  readonly subject: Subject;
  readonly context: Context;
  readonly kind: EventKind;
  readonly type: string;
  readonly input: JsonObject;
  readonly actor: Actor;
  readonly at: Millis;
  readonly source?: Source;
  readonly reason?: string;
  /** What happened before the case was live: no rung, task or effect comes of it. */
  readonly isHistoric: boolean;
  version: number;
  key: string;
  state: string;
  enteredAt: Millis;
  data: JsonObject;
  clocks: Clocks;
  outcome: EventOutcome;
  deviation?: Deviation;
  toParent?: Message;
  /** What is to be decided next about the case. */
  following?: readonly Input[];
  alias?: Applied['alias'];
  forwards?: Applied['forwards'];
  erases?: true;
  retracts?: true;
  effect?: Applied['effect'];
  /** What it says is so already: nothing happens. */
  isMoot?: true;
  readonly effects: EffectDraft[];
  readonly children: ChildInput[];
  readonly links: LinkDraft[];
  readonly cancels: string[];
}

export interface DraftInput {
  readonly kind: EventKind;
  readonly type: string;
  readonly data: JsonObject;
  readonly actor: Actor;
  readonly at: Millis;
  readonly source?: Source | undefined;
  readonly reason?: string | undefined;
}

export function startDraft(flow: CompiledFlow, subject: Subject, context: Context, input: DraftInput): Draft {
  const { kind, type, data, actor, at, source, reason } = input;
  const isHistoric = source !== undefined && at < source.liveFrom;
  const born = isBorn(subject) ? subject : undefined;
  // Nothing of what was taken back is left in what it may be born as.
  const isAnew = born?.state === retractedState && type !== 'retract' && !eventsOfRetracted.has(type);
  return {
    flow,
    subject,
    context,
    kind,
    type,
    input: data,
    actor: actorAt(actor, subject.entity),
    at,
    ...(source === undefined ? {} : { source }),
    ...(reason === undefined ? {} : { reason }),
    isHistoric,
    version: (isAnew ? undefined : born?.version) ?? flow.version,
    key: subject.key,
    state: born?.state ?? '',
    enteredAt: born?.enteredAt ?? at,
    data: (isAnew ? undefined : born?.data) ?? {},
    clocks: born?.clocks ?? (isHistoric ? { liveFrom: source.liveFrom } : {}),
    outcome: {},
    effects: [],
    children: [],
    links: [],
    cancels: [],
  };
}

/** Does a part of an event that may be refused by itself: then the draft is as it was before, and the rest of the event stands. */
export function attempt(draft: Draft, work: () => void): Refused | undefined {
  const { state, enteredAt, data, clocks, outcome } = draft;
  const lists = [draft.effects, draft.children, draft.links, draft.cancels];
  const lengths = lists.map(({ length }) => length);
  const refused = refusalIn(work);
  if (refused === undefined) return undefined;
  Object.assign(draft, { state, enteredAt, data, clocks, outcome });
  lists.forEach((list, index) => {
    list.length = lengths[index] ?? 0;
  });
  return refused;
}

/** The case as the draft has it now. */
export function recordOf(draft: Draft): CaseRecord {
  const { id, flow, entity, parent } = draft.subject;
  const born = isBorn(draft.subject) ? draft.subject : undefined;
  return {
    id,
    flow,
    entity,
    key: draft.key,
    ...(parent === undefined ? {} : { parent }),
    version: draft.version,
    seq: (born?.seq ?? 0) + 1,
    state: draft.state,
    enteredAt: draft.enteredAt,
    data: draft.data,
    clocks: draft.clocks,
  };
}

export function finish(draft: Draft): Applied {
  const { subject, context, actor } = draft;
  const born = isBorn(subject) ? subject : undefined;
  const next = recordOf(draft);
  const event: EventDraft = {
    type: draft.type,
    kind: draft.kind,
    flow: draft.flow.name,
    version: next.version,
    from: born?.state ?? null,
    to: draft.state,
    actor: actor.id,
    principal: actor.principal,
    occurredAt: draft.at,
    input: draft.input,
    patch: patchOf(born, next),
    context: contextSeen(draft, context),
    outcome: draft.outcome,
    ...(draft.reason === undefined ? {} : { reason: draft.reason }),
    ...(draft.deviation === undefined ? {} : { deviation: draft.deviation }),
  };
  return {
    kind: draft.deviation === undefined ? 'applied' : 'deviated',
    event,
    next,
    dueAt: nextDueAt(draft.flow, next, context),
    effects: draft.effects,
    children: draft.children,
    links: draft.links,
    ...(draft.toParent === undefined ? {} : { toParent: draft.toParent }),
    ...(draft.following === undefined ? {} : { following: draft.following }),
    ...(draft.alias === undefined ? {} : { alias: draft.alias }),
    ...(draft.forwards === undefined ? {} : { forwards: draft.forwards }),
    ...(draft.erases === undefined ? {} : { erases: draft.erases }),
    ...(draft.retracts === undefined ? {} : { retracts: draft.retracts }),
    ...(draft.effect === undefined ? {} : { effect: draft.effect }),
    ...(draft.cancels.length === 0 ? {} : { cancels: draft.cancels }),
  };
}

function contextSeen(draft: Draft, context: Context): JsonObject {
  const { actor, source } = draft;
  return {
    actorKind: actor.kind,
    parameters: context.parameterRevision ?? 0,
    ...(context.calendarRevision === undefined ? {} : { calendars: context.calendarRevision }),
    ...(context.migration?.revision === undefined ? {} : { mapping: context.migration.revision }),
    ...(actor.kind === 'person' ? personSeen(actor) : {}),
    ...(source === undefined ? {} : { source: source.name, liveFrom: source.liveFrom }),
  };
}

/** What a decision may have relied on: the roles held there, who lent them, for whom one stands in, and whether there was a second factor. */
function personSeen({ roles, lent, deputyOf, secondFactor }: Actor): JsonObject {
  return {
    roles,
    ...(lent === undefined ? {} : { lent }),
    ...(deputyOf === undefined ? {} : { deputyOf: deputyOf as unknown as Json }),
    ...(secondFactor === true ? { secondFactor } : {}),
  };
}

function patchOf(before: CaseRecord | undefined, after: CaseRecord): CasePatch {
  const data = difference(before?.data ?? {}, after.data);
  const clocks = difference((before?.clocks ?? {}) as JsonObject, after.clocks as JsonObject);
  return {
    ...(before?.state === after.state ? {} : { state: after.state }),
    ...(before?.enteredAt === after.enteredAt ? {} : { enteredAt: after.enteredAt }),
    ...(data === undefined ? {} : { data }),
    ...(clocks === undefined ? {} : { clocks }),
    ...(before === undefined || before.version === after.version ? {} : { version: after.version }),
    ...(before === undefined || before.key === after.key ? {} : { key: after.key }),
  };
}

/** The merge patch that turns one object into another; `undefined` where they are equal. */
export function difference(before: JsonObject, after: JsonObject): JsonObject | undefined {
  if (before === after) return undefined;
  const patch: Record<string, Json> = {};
  let isEmpty = true;
  const say = (key: string, value: Json) => {
    patch[key] = value;
    isEmpty = false;
  };
  // Own members only: data may have one that is called "valueOf".
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key) || after[key] === undefined) say(key, null);
  for (const key of Object.keys(after)) {
    const value = after[key];
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old === value || value === undefined) continue;
    if (isJsonObject(old) && isJsonObject(value)) {
      const inner = difference(old, value);
      if (inner !== undefined) say(key, inner);
    } else if (!isSame(old, value)) {
      say(key, value);
    }
  }
  return isEmpty ? undefined : patch;
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (isJsonObject(a) && isJsonObject(b)) return difference(a, b) === undefined;
  return a === b;
}

/** Adds names to a list of the outcome. */
export function note(
  draft: Draft,
  list:
    | 'effects'
    | 'raised'
    | 'resolved'
    | 'tasks'
    | 'opened'
    | 'sent'
    | 'superseded'
    | 'stopped'
    | 'overtaken'
    | 'voided'
    | 'skipped'
    | 'failures',
  ...names: string[]
): void {
  if (names.length > 0) draft.outcome = { ...draft.outcome, [list]: [...(draft.outcome[list] ?? []), ...names] };
}

/** Sets or removes (`undefined`) one entry of one of the maps in the clocks; an empty map is removed. */
export function setClock<K extends 'ladders' | 'children' | 'pending' | 'occurrences' | 'principals' | 'stamps' | 'heldBy'>(
  draft: Draft,
  map: K,
  name: string,
  value: NonNullable<Clocks[K]>[string] | undefined,
): void {
  if (value !== undefined) {
    draft.clocks = { ...draft.clocks, [map]: { ...draft.clocks[map], [name]: value } };
    return;
  }
  const { [map]: entries, ...rest } = draft.clocks;
  const { [name]: _, ...others } = (entries ?? {}) as Record<string, unknown>;
  draft.clocks = Object.keys(others).length === 0 ? rest : { ...rest, [map]: others };
}

/** By name: the database does not keep the order in which the members of an object were written. */
export function pendingOf({ clocks }: Pick<CaseRecord, 'clocks'>): readonly [string, PendingApproval][] {
  return Object.entries(clocks.pending ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}
