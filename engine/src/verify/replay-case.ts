import {
  type Actor,
  type CaseRecord,
  type CompiledFlow,
  type Context,
  canonical,
  type Decision,
  decide,
  type EventData,
  type Input,
  type Json,
  type JsonObject,
  joinPersonal,
  retractedState,
} from '@throughline/language';
import type { LoggedEvent } from '../sql/read-log-page.ts';
import { type Fold, fold } from './check-case.ts';

/** What an event was decided under: of this and the case before it, its decision is a function. */
export interface ReplaySurroundings {
  readonly flowOf: (flow: string, version: number) => CompiledFlow | undefined;
  /** The parameters and calendars of the revisions that the event names, as of `now`; and the mapping, of a migration. */
  readonly contextOf: (asked: {
    readonly event: LoggedEvent;
    readonly flow: CompiledFlow;
    readonly input: Input;
    readonly now: number;
  }) => Context;
}

export interface ReplayDifference {
  readonly caseId: string;
  readonly seq: number;
  /** The part of the event that is decided otherwise now. */
  readonly part: string;
  readonly logged: Json;
  readonly decided: Json;
}

export interface CaseReplay {
  /** Events that were decided again. */
  readonly decided: number;
  /** Events that cannot be: something was erased before them, or the decision asked for what the log does not hold. */
  readonly skipped: number;
  readonly differences: readonly ReplayDifference[];
}

/** What these were told about the effect that they name lies beside the log. */
const undecidable: ReadonlySet<string> = new Set(['resend', 'settle-effect']);

/**
 * Decides the events of a case again, each on the case that the ones before it left, and compares: the check that `decide` gives the
 * same answer, on this machine and in this release. The events are those of one case, whole, in order.
 */
export function replayCase(events: readonly LoggedEvent[], surroundings: ReplaySurroundings): CaseReplay {
  const differences: ReplayDifference[] = [];
  let decided = 0;
  let before: Fold | undefined;
  for (const event of events) {
    const next = fold(before, event);
    const decision = next.isDataErased || next.isPersonalErased ? undefined : decideAgain(event, before, surroundings);
    if (decision !== undefined) {
      decided += 1;
      const difference = compare(event, decision);
      if (difference !== undefined) differences.push({ caseId: event.caseId, seq: event.seq, ...difference });
    }
    before = next;
  }
  return { decided, skipped: events.length - decided, differences };
}

function decideAgain(event: LoggedEvent, before: Fold | undefined, surroundings: ReplaySurroundings): Decision | undefined {
  if (undecidable.has(event.type)) return undefined;
  // Who was taken back is born again in the version of that day.
  const version = event.from === retractedState ? event.version : (before?.last.version ?? event.version);
  const flow = surroundings.flowOf(event.flow, version);
  if (flow === undefined) return undefined;
  const input = inputOf(event);
  // A command happens when it is decided. When the others were decided is told by when they were recorded, which may be later.
  const now = event.kind === 'command' ? event.occurredAt : event.recordedAt;
  const context = surroundings.contextOf({ event, flow, input, now });
  return decide(flow, before === undefined ? unborn(event) : current(before), input, context);
}

function current({ record, last }: Fold): CaseRecord {
  return { ...record, version: last.version };
}

function unborn({ caseId, context }: LoggedEvent): Parameters<typeof decide>[1] {
  const { flow, entity, key, parent } = objectOf(context).case as Readonly<Record<string, string>>;
  const name = { flow: flow ?? '', entity: entity ?? '', key: key ?? '' };
  return { id: caseId, ...name, ...(parent === undefined ? {} : { parent }) };
}

function objectOf(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}

function inputOf(event: LoggedEvent): Input {
  const { kind, occurredAt, reason } = event;
  if (kind === 'deadline') return { kind };
  const { roles = [], lent, deputyOf, secondFactor, source, liveFrom } = objectOf(event.context);
  const actor: Actor = {
    ...{ id: event.actor, kind: event.actorKind, principal: event.principal, roles: roles as readonly string[] },
    ...(lent === undefined ? {} : { lent: lent as NonNullable<Actor['lent']> }),
    ...(deputyOf === undefined ? {} : { deputyOf: deputyOf as unknown as NonNullable<Actor['deputyOf']> }),
    ...(secondFactor === true ? { secondFactor } : {}),
  };
  const from = source === undefined ? undefined : { name: String(source), liveFrom: Number(liveFrom) };
  const said = dataOf(event).input;
  // What waits for its birth is written as an event that holds the fact.
  const [type, data] = event.type === 'expected' ? [String(said.type), said.data as JsonObject] : [event.type, said];
  if (kind === 'command') return { kind, type, data, actor, ...(reason === null ? {} : { reason }) };
  if (kind === 'message') return { kind, type, data, actor, occurredAt, ...(from === undefined ? {} : { source: from }) };
  return { kind, type, data, actor, occurredAt, source: from ?? { name: '', liveFrom: 0 } };
}

function dataOf({ input, patch, personal }: LoggedEvent): EventData {
  const open = { input: objectOf(input ?? '{}'), patch: objectOf(patch ?? '{}') };
  return joinPersonal(open, personal === null ? undefined : (JSON.parse(personal) as EventData));
}

function compare(event: LoggedEvent, decision: Decision): Omit<ReplayDifference, 'caseId' | 'seq'> | undefined {
  if (decision.kind !== 'applied' && decision.kind !== 'deviated') {
    return { part: 'decision', logged: 'applied', decided: 'code' in decision ? decision.code : decision.kind };
  }
  const { type, version, from, to, occurredAt, patch, outcome, deviation = null } = decision.event;
  const again = { type, version, from, to, occurredAt, patch, outcome, deviation } as unknown as JsonObject;
  const logged: JsonObject = {
    ...{ type: event.type, version: event.version, from: event.from, to: event.to, occurredAt: event.occurredAt },
    patch: dataOf(event).patch as JsonObject,
    outcome: objectOf(event.outcome),
    deviation: event.deviation === null ? null : objectOf(event.deviation),
  };
  for (const [part, was] of Object.entries(logged)) {
    const is = again[part] as Json;
    if (canonical(was) !== canonical(is)) return { part, logged: was, decided: is };
  }
  return undefined;
}
