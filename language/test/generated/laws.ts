import assert from 'node:assert/strict';
import type { CompiledDuration } from '../../src/compile/compiled.ts';
import {
  type Actor,
  type Applied,
  applyPatch,
  type CaseRecord,
  type CompiledFlow,
  type Context,
  canonical,
  caseActions,
  computedFields,
  deadlines,
  decide,
  findUnstorable,
  type Input,
  type Json,
  joinPersonal,
  ladderView,
  nextDueAt,
  refusalCodes,
  splitPersonal,
} from '../../src/index.ts';
import { mark } from './steps.ts';
import { contextAt, type Decided, frozen, type History } from './walk.ts';

/* What holds of every decision, whatever the flow. */

/** The same, its members written the other way round. */
export function turned<T>(value: T): T {
  if (Array.isArray(value)) return value.map(turned) as T;
  if (typeof value !== 'object' || value === null) return value;
  // Entries, so that a member called `__proto__` stays one.
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, turned(each)]),
  ) as T;
}

const text = (value: unknown) => canonical(value as Json);

/** Twice the same, also with the members in another order; what is said is one of the things that can be said. */
export function isOneDecision(flow: CompiledFlow, { before, input, context, decision, step }: Decided): void {
  if (step.picks[0] % 4 === 0) assert.deepStrictEqual(decide(flow, before, input, context), decision, 'twice the same');
  const other = decide(flow, turned(before), turned(input), turned(context));
  assert.deepStrictEqual(other, decision, 'whatever the order of members');
  if (decision.kind === 'refused') {
    assert.ok(decision.code in refusalCodes, decision.code);
    assert.ok(decision.message.length > 0, `${decision.code} says nothing`);
  } else if (decision.kind !== 'ignored') {
    const { type, input: carried, patch, outcome, occurredAt } = decision.event;
    assert.equal(
      findUnstorable({ type, carried, patch, outcome, occurredAt } as unknown as Json),
      undefined,
      'a log can hold it',
    );
  }
}

/** It is no case that facts wait for, none that was taken back, and no mere name of another one. */
export function isBegun({ state, clocks }: CaseRecord): boolean {
  return state !== 'expected' && state !== 'retracted' && (state !== 'merged' || clocks.bornAt !== undefined);
}

/** The case is the fold of the patches, of a declared state, and its data satisfy the schema. */
export function isNextCase(flow: CompiledFlow, { before, context }: Decided, { event, next, dueAt }: Applied): void {
  const start: CaseRecord =
    'seq' in before ? before : { ...before, version: event.version, state: '', seq: 0, data: {}, clocks: {}, enteredAt: 0 };
  assert.deepEqual(applyPatch(start, JSON.parse(JSON.stringify(event.patch))), next, 'the fold of the patches');
  assert.equal(event.from, 'seq' in before ? before.state : null);
  assert.equal(event.to, next.state);
  assert.ok(flow.states.has(next.state), `${next.state} is declared`);
  if (isBegun(next)) assert.deepEqual(flow.data.errors(next.data, next.clocks.erasedAt !== undefined), []);
  if (isBegun(next)) assert.equal(next.data.number, next.key, 'the data says what it is called');
  assert.equal(dueAt, nextDueAt(flow, next, context));
  for (const [slot, { open, count }] of Object.entries(next.clocks.children ?? {})) {
    assert.equal(new Set(open).size, open.length, `${slot}: each is open once`);
    assert.ok(open.length <= count, `${slot}: those that are open are counted`);
  }
}

/** What is marked is in the personal part alone, and both parts are the event. Gives whether there was any. */
export function isSplit(flow: CompiledFlow, { event: { type, input, patch } }: Applied): boolean {
  const stored = JSON.parse(JSON.stringify({ type, input, patch }));
  const { open, personal } = splitPersonal(flow, stored);
  assert.deepEqual(joinPersonal(open, personal), { input: stored.input, patch: stored.patch }, 'both parts are the event');
  assert.ok(!JSON.stringify(open).includes(mark), `${type} keeps something personal in its open part`);
  return personal !== undefined;
}

/** Nothing fires before its time, something does at it, and what fires at one instant comes to an end. */
export function wakesInTime(flow: CompiledFlow, history: History, { now }: Context, { next, dueAt }: Applied): boolean {
  if (dueAt === null) {
    const later = contextAt(history, now + 365 * 86_400_000);
    assert.equal(decide(flow, next, { kind: 'deadline' }, later).kind, 'ignored', 'nothing is ever due');
    return false;
  }
  if (dueAt > now) {
    const early = decide(flow, next, { kind: 'deadline' }, contextAt(history, dueAt - 1));
    assert.deepEqual(early, { kind: 'ignored', reason: 'nothing-due', dueAt }, 'nothing is due before');
  }
  const context = contextAt(history, Math.max(now, dueAt));
  let record = next;
  for (let count = 0; ; count += 1) {
    const decision = decide(flow, record, { kind: 'deadline' }, context);
    if (!('next' in decision)) {
      assert.ok(count > 0, 'something is due then');
      const again = decision.kind === 'ignored' ? (decision.dueAt ?? null) : undefined;
      assert.ok(again === null || (again !== undefined && again > context.now), 'the wake-up goes on');
      return true;
    }
    assert.ok(count < 100, 'what fires at one instant comes to an end');
    record = frozen(decision.next);
  }
}

/** What decides when a deadline is due. Parameters and calendar stay, since both are read in one context. */
function inputsOf(flow: CompiledFlow, record: CaseRecord, name: string, kind: 'state' | 'rung'): string {
  const { liveFrom } = record.clocks;
  const chosen = (...lengths: readonly (CompiledDuration | undefined)[]) =>
    lengths.map((length) => (length !== undefined && 'by' in length ? (record.data[length.by] ?? null) : null));
  if (kind === 'state')
    return text([record.state, record.enteredAt, liveFrom ?? null, chosen(flow.states.get(record.state)?.within)]);
  const [ladder = '', rung = ''] = name.split('/');
  const { rungs, ...clock } = record.clocks.ladders?.[ladder] ?? {};
  const { anchorField: field, rungs: declared = [] } = flow.ladders.get(ladder) ?? {};
  const { after, repeat } = declared.find((one) => one.name === rung) ?? {};
  return text([
    chosen(after, repeat?.every),
    clock,
    rungs?.[rung] ?? null,
    field === undefined ? null : (record.data[field] ?? null),
    liveFrom ?? null,
  ]);
}

/** A deadline moves only where one of its inputs did. Gives how many deadlines stayed, and how many moved. */
export function movesForAReason(flow: CompiledFlow, { before, context, input }: Decided, { next }: Applied): [number, number] {
  const after = deadlines(flow, next, context);
  for (const { name, why, dueAt } of after) assert.ok(why.length > 0 && dueAt !== undefined, `${name} says why`);
  if (!('seq' in before)) return [0, 0];
  const count: [number, number] = [0, 0];
  const isUnrelated = input.kind === 'command' && input.type === 'revise' && Object.keys(input.data).join() === 'other';
  for (const was of deadlines(flow, before, context)) {
    const is = after.find(({ name, kind }) => name === was.name && kind === was.kind);
    const label = `${was.name}: ${was.why}; then ${is?.why}`;
    if (isUnrelated && was.standing !== 'awaiting') assert.deepEqual(is, was, label);
    if (is === undefined || is.dueAt === null || was.dueAt === null) continue;
    const isMoved = is.dueAt !== was.dueAt;
    const [from, to] = [before, next].map((record) => inputsOf(flow, record, was.name, was.kind));
    if (isMoved) assert.notEqual(from, to, label);
    count[isMoved ? 1 : 0] += 1;
  }
  return count;
}

/** What may be done is done, what may not is refused; where nothing is carried, in so many words. */
export function actsAsSaid(flow: CompiledFlow, record: CaseRecord, actor: Actor, context: Context): string[] {
  return caseActions(flow, record, { actor, context }).map(({ type, of, allowed, refusal, needs, dataHash }) => {
    const isAbout = of === undefined ? {} : { of, ...(dataHash === undefined ? {} : { dataHash }) };
    const data =
      type === 'assign' ? { to: 'ann' } : type === 'comment' ? { text: 'so' } : type === 'revise' ? { other: 1 } : isAbout;
    const input: Input = { kind: 'command', type, data, actor, reason: 'so' };
    const decision = decide(flow, record, input, context);
    const code = decision.kind === 'refused' ? decision.code : undefined;
    const isWhole = needs.data === undefined || ['assign', 'comment', 'revise'].includes(type);
    const label = `${type} ${of ?? ''} by ${actor.id} while ${record.state}`;
    if (isWhole) assert.equal(code, refusal?.code, label);
    else if (!allowed) assert.notEqual(code, undefined, label);
    return `${allowed ? 'may' : 'may not'} ${type === 'approve' ? 'approve' : 'act'}`;
  });
}

/** Whatever the case: these answer. */
export function canBeShown(flow: CompiledFlow, record: CaseRecord, context: Context): void {
  computedFields(flow, record.data, context);
  for (const name of flow.ladders.keys()) ladderView(flow, record, context, name);
}
