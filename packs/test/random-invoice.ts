import assert from 'node:assert/strict';
import {
  type Actor,
  type CaseRecord,
  compileFlow,
  type Decision,
  decide,
  type Input,
  type JsonObject,
  nextDueAt,
} from '@throughline/language';
import fc from 'fast-check';
import { beginStory, type Oracle } from '../../language/test/oracle/oracle.ts';
import type { FlowPlan } from '../../language/test/oracle/plan.ts';
import { invoice } from '../order-to-cash/invoice.ts';

/*
 * Invoices to which anything may happen: paid, paid back, disputed, promised, amended, while the system is up or down. What must come of
 * it is told by the oracle of the language, which keeps no clocks and counts day by day, and by the few rules of money below; the
 * invoice's own flow must do the same at the same minute.
 */

const hourMs = 3_600_000;
const stepMs = hourMs / 2;
const dayMs = 24 * hourMs;
const zero = Date.UTC(2026, 2, 31);
const amount = 1_000_000;

/** Days after the due date by segment: reminder, finance, sales, legal; written down once more. */
const lengths = { none: [7, 14, 30, 45], standard: [7, 14, 30, 45], key: [10, 14, 30, 45], public: [5, 21, 30, 75] } as const;
type Segment = keyof typeof lengths;

const rulesOf = (segment: Segment): FlowPlan => ({
  ...{ timeZone: 'UTC', week: [], holidays: [], within: { state: 'none', length: { unit: 'days', amount: 0 } } },
  parameters: [...lengths[segment], 1, 5].map((days) => ({ unit: 'days', amount: days })),
  ladders: [
    {
      ...{ name: 'dunning', anchor: 'due', during: ['sent', 'partially_paid'], pauseWhile: ['disputed', 'promised'] },
      ...{ stops: true, at: 540, catchUp: 'latest' },
      rungs: ['remind', 'finance', 'sales', 'legal'].map((name, after) => ({ name, after })),
    },
    {
      ...{ name: 'promise', anchor: 'at', during: ['promised'], pauseWhile: [], stops: false, at: 540, catchUp: 'latest' },
      rungs: [{ name: 'broken', after: 4 }],
    },
    {
      ...{ name: 'closing', anchor: 'entered', during: ['paid'], pauseWhile: [], stops: false, at: 0, catchUp: 'latest' },
      rungs: [{ name: 'close', after: 5, to: 'done' }],
    },
  ],
});

/** What somebody does after so many half hours. */
export type Happening = { readonly wait: number } & (
  | { readonly kind: 'pay'; readonly share: number; readonly late: number }
  | { readonly kind: 'reverse'; readonly share: number }
  | { readonly kind: 'promise' | 'amend'; readonly days: number }
  | { readonly kind: 'dispute' | 'reject' | 'give up' | 'approve' | 'decline' }
  /** Nobody looks while this waits. */
  | { readonly kind: 'outage' }
);

const wait = fc.oneof(
  fc.integer({ min: 0, max: 24 * 48 }),
  fc.integer({ min: 0, max: 20 }).map((days) => days * 48),
  fc.nat(30),
);
const kinds = <K extends string>(...names: readonly K[]) => fc.constantFrom(...names);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ wait, kind: fc.constant('pay' as const), share: fc.constantFrom(0.1, 0.2, 0.3, 0.5, 0.93, 1) },
      late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ wait, kind: fc.constant('reverse' as const), share: fc.constantFrom(0.4, 1) }) },
  { weight: 3, arbitrary: fc.record({ wait, kind: kinds('promise', 'amend'), days: fc.integer({ min: -12, max: 25 }) }) },
  { weight: 6, arbitrary: fc.record({ wait, kind: kinds('dispute', 'dispute', 'reject', 'reject', 'give up', 'give up') }) },
  { weight: 2, arbitrary: fc.record({ wait: fc.nat(200), kind: kinds('approve', 'decline') }) },
  { weight: 2, arbitrary: fc.record({ wait, kind: fc.constant('outage' as const) }) },
);

export const historyOf = (longest: number): fc.Arbitrary<readonly Happening[]> =>
  fc.array(happening, { minLength: 2, maxLength: longest });

type LadderClock = NonNullable<CaseRecord['clocks']['ladders']>[string];

interface Fired {
  readonly name: string;
  readonly at: number;
  readonly superseded: readonly string[];
}

interface Stage {
  readonly oracle: Oracle;
  readonly found: Fired[];
  readonly expected: Fired[];
  readonly seen: Set<string>;
  record: CaseRecord | undefined;
  now: number;
  paid: number;
  /** Legal action has been asked for, and nobody has answered yet. */
  isAsked: boolean;
  hasPromised: boolean;
}

const flow = compileFlow(invoice);
const person = (id: string, ...roles: readonly string[]): Actor => ({ id, kind: 'person', principal: id, roles: [...roles] });
const clerk = person('cora', 'billing', 'collections', 'finance-lead', 'collections-lead');
const lead = person('lea', 'collections-lead');
const head = person('hedda', 'head-of-finance');
const matching: Actor = { id: 'cash matching', kind: 'automation', principal: 'cash matching', roles: [] };
const bank: Actor = { id: 'bank', kind: 'source', principal: 'bank', roles: [] };
const identity = { id: '1', flow: 'invoice', entity: 'e', key: 'I-1' };
const dayText = (instant: number) => new Date(instant).toISOString().slice(0, 10);

/** Tells one history to both; gives what came about. */
export function perform(segment: Segment, happenings: readonly Happening[]): ReadonlySet<string> {
  const stage = begin(segment);
  for (const each of happenings) {
    const until = stage.now + each.wait * stepMs;
    if (each.kind !== 'outage') runUntil(stage, until);
    stage.now = until;
    if (each.kind === 'outage') runUntil(stage, until);
    else happen(stage, each);
    compare(stage);
  }
  runUntil(stage, stage.now + 90 * dayMs);
  compare(stage);
  return stage.seen;
}

function begin(segment: Segment): Stage {
  const born = zero - 30 * dayMs;
  const due = dayText(zero);
  const oracle = beginStory(rulesOf(segment), { at: born, now: born, data: { due } });
  oracle.move('sent', { at: born + hourMs, now: born + hourMs });
  const stage: Stage = {
    ...{ oracle, found: [], expected: [], seen: new Set(), record: undefined, now: born },
    ...{ paid: 0, isAsked: false, hasPromised: false },
  };
  const data = {
    ...{ number: 'I-1', customer: 'C', currency: 'EUR', amount, dueOn: due, deliveryReference: 'D', contact: 'a@b.test' },
    ...(segment === 'none' ? {} : { segment }),
  };
  take(stage, command('create', data, clerk));
  runUntil(stage, born + hourMs);
  return stage;
}

const command = (type: string, data: JsonObject, actor: Actor): Input => ({
  ...{ kind: 'command', type, data, actor, reason: 'because' },
});

function take(stage: Stage, input: Input): Decision {
  const decision = decide(flow, stage.record ?? identity, input, { now: stage.now });
  if (decision.kind === 'refused' || decision.kind === 'ignored') return decision;
  stage.record = decision.next;
  if (decision.event.type === 'rung') {
    const { outcome, input: said } = decision.event;
    const name = `${said.ladder}/${said.rung}`;
    if (name.startsWith('issue/') === false)
      stage.found.push({ name, at: stage.now, superseded: [...(outcome.superseded ?? [])].sort() });
  }
  for (const effect of decision.effects)
    if (effect.kind === 'message' && effect.target.flow === 'invoice') take(stage, effect.message);
  return decision;
}

/** All that is due until then, of the flow and of the oracle. */
function runUntil(stage: Stage, until: number): void {
  const before = stage.now;
  for (;;) {
    const due = stage.record === undefined ? null : nextDueAt(flow, stage.record, { now: stage.now });
    if (due === null || due > until) break;
    stage.now = Math.max(stage.now, due);
    const taken = take(stage, { kind: 'deadline' });
    assert.equal(taken.kind, 'applied', `what is due fires: ${JSON.stringify(taken)}`);
  }
  expectUntil(stage, before, until);
  stage.now = until;
}

function expectUntil(stage: Stage, from: number, until: number): void {
  const { oracle, seen } = stage;
  let now = from;
  for (let due = oracle.wake(now); due !== null && due <= until; due = oracle.wake(now)) {
    now = Math.max(now, due);
    const fired = oracle.look(now);
    assert.ok(fired !== undefined, 'the oracle knows what it was woken for');
    stage.expected.push({ name: fired.name, at: now, superseded: [...fired.superseded].sort() });
    seen.add(fired.name);
    if (fired.superseded.length > 0) seen.add('superseded');
    if (fired.name === 'dunning/legal') stage.isAsked = true;
    if (fired.name === 'promise/broken') oracle.move(chased(stage), { at: now, now });
  }
}

/** Where what is owed is chased. */
const chased = ({ paid }: Stage) => (paid > 0 ? 'partially_paid' : 'sent');

/** Asks for it, and requires that it is done exactly where the rules allow it. */
function happen(stage: Stage, each: Exclude<Happening, { kind: 'outage' }>): void {
  const act = actOf(stage, each);
  if (act === undefined) return;
  const { input, means } = act;
  const { record } = stage;
  const taken = take(stage, input);
  const isDone = taken.kind === 'applied';
  assert.equal(isDone, means !== undefined, `${each.kind} in ${record?.state}: ${JSON.stringify(taken)}`);
  if (means === undefined) return void stage.seen.add(`refused ${each.kind}`);
  stage.seen.add(each.kind);
  if (stage.isAsked && each.kind !== 'approve' && each.kind !== 'decline') {
    // It was asked for on what was known then: whatever happens voids that, and it is asked for anew.
    (stage.oracle.marks() as Map<string, unknown>).delete('dunning/legal');
    stage.seen.add('asked anew');
  }
  stage.isAsked = false;
  means();
  runUntil(stage, stage.now);
}

interface Act {
  readonly input: Input;
  /** What it means to the oracle; without it, the flow has to refuse. */
  readonly means?: () => void;
}

function actOf(stage: Stage, each: Exclude<Happening, { kind: 'outage' }>): Act | undefined {
  const { oracle, now } = stage;
  const state = oracle.state();
  const at = { at: now, now };
  const isChased = state === 'sent' || state === 'partially_paid';
  switch (each.kind) {
    case 'pay':
      return pay(stage, each, state);
    case 'reverse':
      return reverse(stage, each, state);
    case 'dispute':
      return may(isChased || state === 'promised', command('dispute', {}, clerk), () => oracle.move('disputed', at));
    case 'reject':
      return may(state === 'disputed', command('reject', {}, clerk), () => oracle.move(chased(stage), at));
    case 'give up':
      return may(state === 'promised', command('breakPromise', {}, clerk), () => oracle.move(chased(stage), at));
    case 'promise':
      return promise(stage, each, isChased);
    case 'amend': {
      const dueOn = dayText(now + each.days * dayMs);
      if (state === 'done' || state === 'legal' || oracle.data().due === dueOn) return undefined;
      return may(true, command('revise', { dueOn }, clerk), () => oracle.write({ due: dueOn }, at));
    }
    case 'approve':
    case 'decline':
      return may(stage.isAsked, command(each.kind, { of: 'dunning/legal' }, head), () => {
        if (each.kind === 'approve') oracle.move('legal', at);
      });
  }
}

const may = (isAllowed: boolean, input: Input, means: () => void): Act => (isAllowed ? { input, means } : { input });

/** The bank reports it, perhaps late. What is paid in full is paid; of less, a dispute or promise does not end. */
function pay(stage: Stage, { share, late }: { readonly share: number; readonly late: number }, state: string): Act | undefined {
  const { oracle, now, paid } = stage;
  if (state === 'paid' || state === 'done') return undefined;
  const part = Math.max(1, Math.round((amount - paid) * share));
  const when = { at: Math.max(zero - 29 * dayMs, now - late * stepMs), now };
  const source = { name: 'bank', liveFrom: 0 };
  return {
    input: { kind: 'fact', type: 'pay', data: { amount: part }, actor: bank, source, occurredAt: when.at },
    means: () => {
      if (when.at < now) stage.seen.add('paid late');
      stage.paid += part;
      oracle.write({ over: stage.paid >= amount }, when);
      if (stage.paid >= amount) oracle.move('paid', when);
      else if (state === 'sent' || state === 'partially_paid') oracle.move('partially_paid', when);
    },
  };
}

/** The bank takes it back: what was paid is open again. */
function reverse(stage: Stage, { share }: { readonly share: number }, state: string): Act {
  const { oracle, now, paid } = stage;
  const part = Math.max(1, Math.round(paid * share));
  const isAllowed = part <= paid && state !== 'sent' && state !== 'done';
  return may(isAllowed, command('reverse', { amount: part }, matching), () => {
    stage.paid -= part;
    oracle.write({ over: false }, { at: now, now });
    if (state === 'paid' || state === 'partially_paid') oracle.move(chased(stage), { at: now, now });
  });
}

/** A first promise is believed; a later one, if a lead agrees. */
function promise(stage: Stage, { days }: { readonly days: number }, isChased: boolean): Act {
  const { oracle, now } = stage;
  const promisedOn = dayText(now + Math.abs(days) * dayMs);
  const asks = command('promise', { promisedOn }, clerk);
  const means = () => {
    stage.hasPromised = true;
    oracle.write({ at: promisedOn }, { at: now, now });
    oracle.move('promised', { at: now, now });
  };
  if (!stage.hasPromised || !isChased) return may(isChased, asks, means);
  const asked = take(stage, asks);
  assert.ok(asked.kind === 'applied' && asked.event.outcome.awaiting === 'promise', 'a second promise waits for a lead');
  stage.seen.add('promised again');
  return { input: command('approve', { of: 'promise' }, lead), means };
}

/** The same rungs have fired at the same times, and the same has become of the others. */
function compare({ record, oracle, found, expected, seen }: Stage): void {
  assert.deepEqual(found, expected);
  assert.equal(record?.state, oracle.state() === 'done' ? 'closed' : oracle.state());
  for (const name of ['dunning', 'promise']) {
    const rungs: NonNullable<LadderClock['rungs']> = record?.clocks.ladders?.[name]?.rungs ?? {};
    for (const rung of oracle.rungNames(name)) {
      const { standing, due, overtaken } = rungs[rung.slice(name.length + 1)] ?? {};
      const mark = oracle.marks().get(rung);
      const isAnswered = rung === 'dunning/legal' && standing !== undefined && standing !== 'awaiting';
      assert.equal(standing === 'awaiting' || standing === 'declined' ? 'fired' : standing, mark?.standing, rung);
      // Once it is answered, when it was due stands in the log alone.
      if (!isAnswered) assert.deepEqual([due, overtaken], [mark?.due, mark?.overtaken], rung);
      for (const what of [mark?.standing, mark?.overtaken === undefined ? undefined : 'overtaken'])
        if (what !== undefined) seen.add(what);
    }
  }
}

/** Tells that many histories; gives what came about in some of them. */
export function performMany(seed: number, numRuns: number, longest: number): ReadonlySet<string> {
  const seen = new Set<string>();
  const segments = fc.constantFrom<Segment>('none', 'standard', 'key', 'public');
  const told = fc.property(segments, historyOf(longest), (segment, happenings) => {
    for (const what of perform(segment, happenings)) seen.add(what);
  });
  fc.assert(told, { seed, numRuns });
  return seen;
}
