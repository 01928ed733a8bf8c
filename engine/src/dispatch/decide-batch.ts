import {
  type Actor,
  type Applied,
  type CaseRecord,
  type ChildInput,
  type Decision,
  decide,
  type Input,
  retractedState,
} from '@throughline/language';
import { caseId, childId } from '../case-id.ts';
import { DeadlineRun } from '../deadlines/deadline-run.ts';
import type { EffectChange, EffectState } from '../sql/change-effects.ts';
import { type EffectName, effectName } from '../sql/end-effects.ts';
import type { EffectRow } from '../sql/insert-effects.ts';
import type { EventRow } from '../sql/insert-events.ts';
import type { LinkRow } from '../sql/insert-links.ts';
import type { StoredCase } from '../sql/lock-cases.ts';
import type { QuarantineRow } from '../sql/quarantine.ts';
import type { Receipt } from '../sql/receipts.ts';
import { answerAgain } from './answer-again.ts';
import { effectAsked } from './effects-asked.ts';
import { type Cause, dataSize, effectRow, eventRow, type KnownText, type Target } from './event-row.ts';
import { birthFailed, type Following, isDeclared, takenBack } from './following.ts';
import { actorOf, isOfNewLife, isSameCase, receiptResult, refusalOf, systemActor, tooLarge, unstorablePlace } from './judging.ts';
import { bornAs } from './kin.ts';
import { meantFor, mergeRefusal, mergeTarget } from './merged-cases.ts';
import { migrationAsked } from './migrations-asked.ts';
import type { DispatchResult, Refusal } from './submission.ts';
import { dataBytesMax, failureCodes } from './submission.ts';
import { CaseNotRead, failed, isName, type Prepared, receiptName, type World } from './world.ts';

/**
 * At most so many events come of one input: those of the case, its owned children and its owner. A case has at most 1,000 children
 * of its own, and each of them may tell it something.
 */
export const stepsMax = 4096;

/** An owned child has at most so many owners above it: they are all read before it is decided. */
const depthMax = 3;

/** All that a batch writes. */
export interface BatchPlan {
  readonly results: readonly DispatchResult[];
  /** The cases that change, as they will be. */
  readonly cases: ReadonlyMap<string, StoredCase>;
  /** Those of them whose data or clocks change. */
  readonly changed: ReadonlySet<string>;
  readonly events: readonly EventRow[];
  readonly effects: readonly EffectRow[];
  /** What was said of effects that came to nothing, and effects that their case needs no more. */
  readonly effectChanges: readonly EffectChange[];
  readonly cancels: readonly EffectName[];
  readonly links: readonly LinkRow[];
  readonly receipts: readonly Receipt[];
  readonly quarantined: readonly QuarantineRow[];
}

/** What one submission brings about; kept or dropped as a whole. */
interface Steps {
  readonly cases: Map<string, StoredCase>;
  readonly changed: Set<string>;
  readonly events: EventRow[];
  readonly effects: EffectRow[];
  readonly effectChanges: EffectChange[];
  readonly cancels: EffectName[];
  readonly links: LinkRow[];
  readonly following: Following[];
}

const noSteps = (): Steps => ({
  cases: new Map(),
  changed: new Set(),
  events: [],
  effects: [],
  effectChanges: [],
  cancels: [],
  links: [],
  following: [],
});

/** The submission cannot be carried out; nothing of it stays. */
class SubmissionFailed extends Error {
  readonly result: DispatchResult;

  constructor(result: DispatchResult) {
    super('The submission failed');
    this.result = result;
  }
}

/** Decides a batch in memory, in order. Pure but for the salts. */
export function decideBatch(world: World, prepared: readonly Prepared[], nextSalt: () => string): BatchPlan {
  const batch = new Batch(world, nextSalt);
  return { results: prepared.map((item) => batch.submit(item)), ...batch.written() };
}

class Batch {
  readonly #world: World;
  readonly #nextSalt: () => string;
  readonly #cases = new Map<string, StoredCase>();
  readonly #changed = new Set<string>();
  readonly #events: EventRow[] = [];
  readonly #effects: EffectRow[] = [];
  readonly #effectChanges: EffectChange[] = [];
  readonly #cancels: EffectName[] = [];
  readonly #links: LinkRow[] = [];
  readonly #receipts = new Map<string, Receipt>();
  readonly #quarantined: QuarantineRow[] = [];
  /** The data of the input that is being carried out, and its canonical text. */
  #text: KnownText | undefined;
  /** The case whose event the submission that is being carried out follows from. */
  #causedBy: string | undefined;
  #trace: string | undefined;
  #steps: Steps = noSteps();

  constructor(world: World, nextSalt: () => string) {
    this.#world = world;
    this.#nextSalt = nextSalt;
  }

  written(): Omit<BatchPlan, 'results'> {
    return {
      cases: this.#cases,
      changed: this.#changed,
      events: this.#events,
      effects: this.#effects,
      effectChanges: this.#effectChanges,
      cancels: this.#cancels,
      links: this.#links,
      receipts: [...this.#receipts.values()],
      quarantined: this.#quarantined,
    };
  }

  submit(sent: Prepared): DispatchResult {
    if (sent.failure !== undefined) return sent.failure;
    const seen = this.#seenBefore(sent);
    if (seen !== undefined) return seen;
    const prepared = meantFor(sent, (id) => this.#current(id)?.record);
    this.#steps = noSteps();
    const { input, cause, trace } = prepared.submission;
    this.#causedBy = cause?.case;
    this.#trace = trace;
    this.#text =
      prepared.dataText === undefined || input.kind === 'deadline' ? undefined : { data: input.data, text: prepared.dataText };
    let result: DispatchResult;
    try {
      result = this.#carryOut(prepared);
    } catch (error) {
      if (error instanceof CaseNotRead) throw error;
      if (error instanceof SubmissionFailed) return error.result;
      return failed(prepared.caseId, 'decide-failed', error instanceof Error ? error.message : String(error));
    }
    this.#keep();
    this.#sign(prepared, result);
    return result;
  }

  #seenBefore({ receipt, caseId: id }: Prepared): DispatchResult | undefined {
    if (receipt === undefined) return undefined;
    const name = receiptName(receipt);
    const first = this.#receipts.get(name) ?? this.#world.receipts.get(name);
    if (first === undefined) return undefined;
    return answerAgain(first, id, receipt.digest);
  }

  #carryOut(prepared: Prepared): DispatchResult {
    const { submission, caseId: id, isRedirected = false } = prepared;
    const { case: address, input } = submission;
    const current = this.#current(id);
    if (current === undefined && (address.id !== undefined || isRedirected))
      return { outcome: 'refused', caseId: id, refusal: { code: 'case-not-born', message: 'No case has this id' } };
    const target: Target =
      address.id === undefined && !isRedirected
        ? { id, flow: address.flow, entity: address.entity, key: address.key }
        : { ...(current as StoredCase).record };
    if (current !== undefined && !isSameCase(current.record, target)) return failed(id, 'identity-mismatch');
    const fault = unstorablePlace(input);
    if (fault !== undefined) return failed(id, 'unstorable', undefined, fault);
    if (input.kind === 'deadline') return this.#workOffDeadlines(target);
    const refusal = this.#mergeRefusal(prepared, target);
    if (refusal !== undefined) return { outcome: 'refused', caseId: id, refusal };
    const decision = this.#decide(target, input);
    if (decision.kind === 'refused') return { outcome: 'refused', caseId: id, refusal: refusalOf(decision) };
    if (decision.kind === 'ignored') return { outcome: 'ignored', caseId: id, reason: decision.reason };
    const event = this.#apply(target, decision, actorOf(input), {
      cause: submission.cause ?? null,
      isAsked: input.kind !== 'fact',
    });
    this.#follow();
    const { state } = this.#require(id).record;
    const born = decision.event.patch.clocks?.bornAt !== undefined;
    return { outcome: decision.kind, caseId: id, seq: event.seq, state, born };
  }

  #mergeRefusal(prepared: Prepared, target: Target): Refusal | undefined {
    const into = mergeTarget(prepared);
    return into === undefined || into === target.id ? undefined : mergeRefusal(this.#current(into)?.record, target);
  }

  /** Fires what is due until nothing is; a case whose wake-up does not move on is set aside. */
  #workOffDeadlines(target: Target): DispatchResult {
    const { now } = this.#world.moment;
    const first = this.#current(target.id)?.dueAt ?? null;
    const run = new DeadlineRun();
    let last: EventRow | undefined;
    for (;;) {
      const decision = this.#decide(target, { kind: 'deadline' });
      if (decision.kind !== 'applied' && decision.kind !== 'deviated') {
        const dueAt = decision.kind === 'ignored' ? this.#wakeUp(this.#require(target.id).record, decision.dueAt ?? null) : first;
        this.#wakeAt(
          target.id,
          dueAt,
          decision.kind === 'refused' ? decision.message : 'Its deadline is due, but nothing came of it',
        );
        break;
      }
      last = this.#apply(target, decision, systemActor, { cause: null, isAsked: false });
      this.#follow();
      const { dueAt } = this.#require(target.id);
      if (dueAt === null || dueAt > now) break;
      const next = run.next(decision.event, dueAt);
      if (next === 'set-aside')
        this.#wakeAt(target.id, dueAt, 'It goes round in a circle: the same is due again at the same instant');
      if (next !== 'go-on') break;
    }
    if (last === undefined) return { outcome: 'ignored', caseId: target.id, reason: 'nothing-due' };
    return { outcome: 'applied', caseId: target.id, seq: last.seq, state: last.to, born: false };
  }

  /** With the calendars to come, of which `decide` does not know. */
  #wakeUp(record: CaseRecord, decided: number | null): number | null {
    const flow = this.#world.flowOf(record.flow, record.version);
    const { settings, now } = this.#world.moment;
    return flow === undefined ? decided : settings.wakeUp(flow, record, now, decided);
  }

  #wakeAt(id: string, dueAt: number | null, reason: string): void {
    const current = this.#current(id);
    if (current === undefined) return;
    const { now } = this.#world.moment;
    const isStuck = dueAt !== null && dueAt <= now;
    if (isStuck) this.#quarantined.push({ caseId: id, reason, dueAt, at: now });
    const wake = isStuck ? null : dueAt;
    if (wake !== current.dueAt) this.#steps.cases.set(id, { ...current, dueAt: wake });
  }

  #current(id: string): StoredCase | undefined {
    return this.#steps.cases.get(id) ?? this.#cases.get(id) ?? this.#world.cases.get(id);
  }

  /** As the database has it, or as an earlier submission of the batch has made it. */
  #effectState(name: string): EffectState | undefined {
    const state = this.#world.effects.get(name);
    const changed = this.#effectChanges.findLast((change) => effectName(change) === name);
    return state === undefined || changed === undefined ? state : { ...state, status: changed.to };
  }

  #require(id: string): StoredCase {
    const current = this.#current(id);
    if (current !== undefined) return current;
    if (!this.#world.lookedFor.has(id)) throw new CaseNotRead([id]);
    throw new SubmissionFailed(failed(id, 'child-refused', `The owned case ${id} does not exist`));
  }

  #decide(target: Target, input: Input): Decision {
    const current = this.#current(target.id)?.record;
    const isAnew = current?.state === retractedState && isOfNewLife(input);
    const version = current === undefined || isAnew ? this.#bornAs(target, input) : current.version;
    const flow = this.#world.flowOf(target.flow, version) ?? this.#world.flowOf(target.flow, current?.version);
    if (flow === undefined)
      throw new SubmissionFailed(failed(target.id, 'flow-unknown', `No version of the flow "${target.flow}" is released`));
    const { settings, now } = this.#world.moment;
    const asked = current === undefined ? undefined : migrationAsked(current, input, this.#world);
    const context = {
      ...settings.contextOf(asked?.target ?? flow, now),
      ...effectAsked(target.id, input, (name) => this.#effectState(name)),
    };
    return decide(flow, current ?? target, input, asked === undefined ? context : { ...context, migration: asked.migration });
  }

  #bornAs(target: Target, input: Input): number | undefined {
    return bornAs(this.#world, { target, input, causedBy: this.#causedBy }, (id) => this.#current(id)?.record);
  }

  /** Makes the decided event a row, and notes what it means for owned children, the owner and the case itself. */
  #apply(
    target: Target,
    decision: Applied,
    actor: Actor,
    { cause, isAsked }: { readonly cause: Cause; readonly isAsked: boolean },
  ): EventRow {
    const before = this.#current(target.id);
    if (this.#steps.events.length >= stepsMax) throw new SubmissionFailed(failed(target.id, 'too-many-steps'));
    const row = this.#eventRow(target, decision, actor, { before, cause });
    const size = dataSize(row, decision);
    if (size > dataBytesMax) throw new SubmissionFailed(tooLarge(target.id, size));
    this.#steps.events.push(row);
    this.#steps.cases.set(target.id, {
      record: { ...decision.next, seq: row.seq },
      dueAt: this.#wakeUp(decision.next, decision.dueAt),
      head: row.hash,
      lastType: row.type,
      lastAt: row.occurredAt,
      recordedAt: row.recordedAt,
    });
    const { data, clocks } = decision.event.patch;
    if (data !== undefined || clocks !== undefined) this.#steps.changed.add(target.id);
    const trace = this.#trace === undefined ? {} : { trace: this.#trace };
    for (const [ordinal, effect] of decision.effects.entries())
      this.#steps.effects.push({ ...effectRow(target.id, row.seq, ordinal, effect), ...trace });
    if (decision.effect !== undefined) this.#steps.effectChanges.push({ caseId: target.id, ...decision.effect });
    for (const key of decision.cancels ?? []) this.#steps.cancels.push({ caseId: target.id, key });
    for (const { name, flow, key } of decision.links)
      this.#steps.links.push({ from: target.id, name, to: caseId({ flow, entity: target.entity, key }) });
    this.#noteFollowing(target, decision, { cause: { case: target.id, seq: row.seq }, isAsked });
    return row;
  }

  #noteFollowing(
    target: Target,
    decision: Applied,
    { cause, isAsked }: { readonly cause: Cause; readonly isAsked: boolean },
  ): void {
    const { following } = this.#steps;
    for (const child of decision.children) following.push({ kind: 'child', parent: target, child, cause, isAsked });
    if (decision.toParent !== undefined && target.parent !== undefined)
      following.push({ kind: 'parent', id: target.parent, message: decision.toParent, cause });
    // Somebody has said how an effect ended, which holds whether or not the case still wants to hear it.
    const isOptional = decision.effect !== undefined;
    for (const input of decision.following ?? [])
      if (input.kind !== 'deadline') following.push({ kind: 'same', target, input, cause, isOptional });
    if (decision.retracts === true)
      for (const owned of this.#ownedBy(target.id))
        following.push({ kind: 'same', target: owned, input: takenBack(target, decision), cause });
    if (decision.alias !== undefined) {
      const name = { flow: target.flow, entity: target.entity, key: decision.alias.key };
      following.push({ kind: 'alias', target: { ...name, id: caseId(name) }, message: decision.alias.message, cause });
    }
    const { mergedInto } = decision.next.clocks;
    for (const fact of decision.forwards ?? [])
      if (mergedInto !== undefined)
        following.push({ kind: 'same', target: this.#require(mergedInto).record, input: fact, cause });
  }

  /** What a case owns itself, of what was read or has been born since. */
  #ownedBy(id: string): readonly CaseRecord[] {
    const known = new Set([...this.#world.cases.keys(), ...this.#cases.keys(), ...this.#steps.cases.keys()]);
    return [...known].flatMap((each) => {
      const record = this.#current(each)?.record;
      return record?.parent === id ? [record] : [];
    });
  }

  /** Carries out what follows, in the order in which it was said: all children are born before the first of them reports. */
  #follow(): void {
    const { following } = this.#steps;
    for (let index = 0; index < following.length; index += 1) {
      const next = following[index] as Following;
      if (next.kind === 'child') this.#tellChild(next, index);
      else if (next.kind === 'parent') this.#tell(this.#require(next.id).record, next.message, next.cause);
      else if (next.kind === 'alias') this.#giveName(next);
      else if (next.isOptional !== true || this.#decide(next.target, next.input).kind !== 'refused')
        this.#tell(next.target, next.input, next.cause);
    }
    following.length = 0;
  }

  /** The new name of a case is borne as a case that leads to it: so whoever bears another of this name at the same time finds it taken. */
  #giveName({ target, message, cause }: Following & { readonly kind: 'alias' }): void {
    if (this.#current(target.id) === undefined && !this.#world.lookedFor.has(target.id)) throw new CaseNotRead([target.id]);
    const decision = this.#decide(target, message);
    if (decision.kind === 'ignored') return;
    if (decision.kind === 'refused')
      throw new SubmissionFailed({ outcome: 'refused', caseId: cause?.case ?? target.id, refusal: refusalOf(decision) });
    this.#apply(target, decision, message.actor, { cause, isAsked: false });
  }

  #tellChild(next: Following & { readonly kind: 'child' }, index: number): void {
    const { parent, child, cause, isAsked } = next;
    const { flow, key, birth, message } = child;
    const id = childId(parent.id, flow, key);
    if (!isDeclared(child)) {
      if (!birth) this.#require(id);
      return this.#tell({ id, flow, entity: parent.entity, key, parent: parent.id }, message, cause);
    }
    this.#requireRead(id, index);
    const refusal = this.#tellDeclared({ id, flow, entity: parent.entity, key, parent: parent.id }, child, cause);
    if (refusal === undefined || !birth) return;
    if (isAsked) throw new SubmissionFailed({ outcome: 'refused', caseId: parent.id, refusal });
    this.#tell(this.#require(parent.id).record, birthFailed(child, refusal, message.occurredAt), cause);
  }

  /** A child that a flow declares may refuse its birth, as it may have lived before; and the event that is to end it. */
  #tellDeclared(target: Target, { flow, key, birth, message }: ChildInput, cause: Cause): Refusal | undefined {
    if (!isName(key)) return { code: 'address-invalid', message: failureCodes['address-invalid'] };
    if (birth && this.#depthOf(target.parent) >= depthMax)
      return { code: 'limit-exceeded', message: `${flow} ${key} would have more than ${depthMax} owners above it` };
    const decision = this.#decide(target, message);
    if (decision.kind === 'ignored') return undefined;
    if (decision.kind === 'refused') return refusalOf({ ...decision, message: `${flow} ${key}: ${decision.message}` });
    this.#apply(target, decision, message.actor, { cause, isAsked: false });
    return undefined;
  }

  /** What declared children there are is not known from their owner: they are read once they are spoken to, all of them at once. */
  #requireRead(id: string, index: number): void {
    if (this.#current(id) !== undefined || this.#world.lookedFor.has(id)) return;
    const unread = this.#steps.following.slice(index).flatMap((each) => {
      if (each.kind !== 'child' || !isDeclared(each.child)) return [];
      const other = childId(each.parent.id, each.child.flow, each.child.key);
      return this.#current(other) === undefined && !this.#world.lookedFor.has(other) ? [other] : [];
    });
    throw new CaseNotRead(unread);
  }

  #depthOf(parent: string | undefined): number {
    let depth = 0;
    for (let id = parent; id !== undefined; id = this.#current(id)?.record.parent) depth += 1;
    return depth - 1;
  }

  #tell(target: Target, input: Exclude<Input, { kind: 'deadline' }>, cause: Cause): void {
    const decision = this.#decide(target, input);
    if (decision.kind === 'ignored') return;
    if (decision.kind === 'refused')
      throw new SubmissionFailed(
        failed(target.id, 'child-refused', `${target.flow} ${target.key}: ${input.type}: ${decision.message}`),
      );
    this.#apply(target, decision, input.actor, { cause, isAsked: false });
  }

  #eventRow(
    target: Target,
    decision: Applied,
    actor: Actor,
    { before, cause }: { readonly before: StoredCase | undefined; readonly cause: Cause },
  ): EventRow {
    const flow = this.#world.flowOf(target.flow, decision.event.version);
    if (flow === undefined) throw new Error(`Flow ${target.flow} is not loaded`);
    return eventRow({
      flow,
      target,
      event: decision.event,
      actorKind: actor.kind,
      before,
      cause,
      now: this.#world.moment.now,
      nextSalt: this.#nextSalt,
      known: this.#text,
    });
  }

  #keep(): void {
    for (const [id, stored] of this.#steps.cases) this.#cases.set(id, stored);
    for (const id of this.#steps.changed) this.#changed.add(id);
    this.#events.push(...this.#steps.events);
    this.#effects.push(...this.#steps.effects);
    this.#effectChanges.push(...this.#steps.effectChanges);
    this.#cancels.push(...this.#steps.cancels);
    this.#links.push(...this.#steps.links);
  }

  /**
   * Facts and births that were refused leave no receipt: they may be mended and sent again under the same key. A refused command
   * stays refused.
   */
  #sign({ receipt, submission, caseId: id, isRedirected }: Prepared, result: DispatchResult): void {
    if (receipt === undefined || result.outcome === 'failed') return;
    const state = this.#current(id)?.record.state;
    const isBorn = state !== undefined && state !== 'expected' && state !== retractedState;
    if (result.outcome === 'refused' && (submission.input.kind === 'fact' || !isBorn)) return;
    if (result.outcome === 'ignored' && state === undefined) return;
    const seq = 'seq' in result ? (result.seq ?? null) : null;
    const elsewhere = isRedirected === true && seq !== null ? { case: id, seq } : undefined;
    const said =
      elsewhere === undefined ? receiptResult(result) : { outcome: 'applied' as const, ...receiptResult(result), elsewhere };
    this.#receipts.set(receiptName(receipt), { ...receipt, seq: elsewhere === undefined ? seq : null, result: said });
  }
}
