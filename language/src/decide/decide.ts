import type { CaseRecord } from '../case.ts';
import type { CompiledFlow } from '../compile/compiled.ts';
import { isInstant } from '../deadlines/length.ts';
import { nextDueAt } from '../deadlines/next-due.ts';
import type { CasePatch, Decision } from '../decision.ts';
import type { Command, Context, Fact, Input, Message } from '../input.ts';
import { findUnstorable, isJsonObject, type JsonObject, mergePatch } from '../json.ts';
import { refuseUnborn } from './birth.ts';
import { builtInHandlers, isBuiltIn } from './built-in.ts';
import { takeEvent } from './command.ts';
import { fireDeadline } from './deadline.ts';
import { type Draft, finish, isBorn, type Subject, startDraft } from './draft.ts';
import { awaitBirth, isAwaitedFact, isEarly, takeAwaited } from './expected.ts';
import { takeFact } from './fact.ts';
import { refuseMerged } from './names.ts';
import { Refusal, refuse } from './refusal.ts';
import { isOfNobody, isOverWith } from './retract.ts';

/**
 * Decides what an input does to a case: the one place where a case is moved, for commands, facts, deadlines, messages, imports
 * and rehearsals alike. Pure and total: the same arguments give the same decision, and every input gives one.
 */
export function decide(flow: CompiledFlow, subject: Subject, input: Input, context: Context): Decision {
  try {
    if (input.kind === 'deadline') return decideDeadline(flow, subject, context);
    const isWaiting = input.kind === 'fact' && isEarly(flow, subject, input);
    const start = () =>
      startDraft(flow, subject, context, {
        kind: input.kind,
        type: isWaiting ? 'expected' : input.type,
        data: isWaiting ? { type: input.type, data: input.data } : input.data,
        actor: input.actor,
        at: timeOf(input, context),
        source: sourceOf(input),
        reason: reasonOf(input),
      });
    const draft = start();
    requireSane(draft, input);
    requireOwnersWord(draft);
    refuseMerged(draft);
    if (isOfNobody(draft)) return { kind: 'ignored', reason: 'already-so' };
    if (isWaiting) awaitBirth(draft, input);
    else if (isBuiltIn(input.type)) decideBuiltIn(draft);
    else if (isAwaitedFact(flow, subject, input)) return finish(takeAwaited(start));
    else if (input.kind === 'fact') takeFact(draft);
    else takeEvent(draft);
    return draft.isMoot ? { kind: 'ignored', reason: 'already-so' } : finish(draft);
  } catch (error) {
    if (error instanceof Refusal) return error.refused;
    throw error;
  }
}

function decideDeadline(flow: CompiledFlow, subject: Subject, context: Context): Decision {
  if (!isBorn(subject)) return { kind: 'ignored', reason: 'nothing-due', dueAt: null };
  const draft = isInstant(context.now) ? fireDeadline(flow, subject, context) : undefined; // No log can hold another.
  if (draft === undefined) return { kind: 'ignored', reason: 'nothing-due', dueAt: nextDueAt(flow, subject, context) };
  return finish(draft);
}

function decideBuiltIn(draft: Draft): void {
  if (!isBorn(draft.subject) && draft.type !== 'alias')
    refuse('case-not-born', { message: `${draft.subject.flow} ${draft.subject.key} does not exist` });
  if (isOverWith(draft)) refuseUnborn(draft);
  if (draft.kind === 'fact') refuse('event-unknown', { message: `${draft.type} is a command, not a fact` });
  builtInHandlers[draft.type as keyof typeof builtInHandlers](draft);
}

/** The name of an event is at most so long, also of one that no flow declares. */
const typeLengthMax = 200;
const reasonLengthMax = 4000;

function requireSane(draft: Draft, input: Command | Fact | Message): void {
  if (findUnstorable(input.type) !== undefined || input.type.length > typeLengthMax || input.type in Object.prototype)
    refuse('event-unknown', { message: 'An event cannot have this name', place: '/type' });
  if (!isJsonObject(input.data)) refuse('data-invalid', { message: 'The data of an event is an object', place: '' });
  if (input.kind === 'command' && input.reason !== undefined && input.reason.length > reasonLengthMax)
    refuse('data-invalid', { message: `A reason has at most ${reasonLengthMax} characters`, place: '/reason' });
  const unstorable =
    findUnstorable(input.data) ??
    (input.kind === 'command' && input.reason !== undefined ? findUnstorable(input.reason) : undefined);
  if (unstorable !== undefined)
    refuse('data-invalid', {
      message: 'Holds a NUL character, half a surrogate pair, no finite number, or is nested too deep',
      place: unstorable,
    });
  if (!isInstant(draft.at))
    refuse('data-invalid', { message: 'The time is no time between the years 1 and 9000', place: '/occurredAt' });
  if (input.kind === 'command' && input.ifSeq !== undefined && isBorn(draft.subject) && draft.subject.seq !== input.ifSeq)
    refuse('case-moved-on', { expected: draft.subject.seq });
}

/** Owned children are opened and closed by their owner alone, which counts them: whoever else finishes one resolves it. */
export function requireOwnersWord({ flow, subject, kind, type }: Draft): void {
  if (flow.ownerField === undefined || (type !== 'open' && type !== 'close')) return;
  if (kind !== 'message' || subject.parent === undefined)
    refuse('event-unknown', { message: `${type} of a case of ${flow.name} comes from its owner alone` });
}

function timeOf(input: Command | Fact | Message, context: Context): number {
  if (input.kind === 'command') return context.now;
  return Object.is(input.occurredAt, -0) ? 0 : input.occurredAt; // No log can hold -0.
}

function sourceOf(input: Command | Fact | Message) {
  return input.kind === 'command' ? undefined : input.source;
}

function reasonOf(input: Command | Fact | Message) {
  return input.kind === 'command' ? input.reason : undefined;
}

/** The case after an event: the fold that gives every case back from its log. */
export function applyPatch(record: CaseRecord, patch: CasePatch): CaseRecord {
  return {
    ...record,
    seq: record.seq + 1,
    version: patch.version ?? record.version,
    key: patch.key ?? record.key,
    state: patch.state ?? record.state,
    enteredAt: patch.enteredAt ?? record.enteredAt,
    data: patch.data === undefined ? record.data : asObject(mergePatch(record.data, patch.data)),
    clocks:
      patch.clocks === undefined
        ? record.clocks
        : (asObject(mergePatch(record.clocks as JsonObject, patch.clocks)) as CaseRecord['clocks']),
  };
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value as JsonObject) ? (value as JsonObject) : {};
}
