import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { invoice } from '../../test/invoice-flow.ts';
import { sameRules } from '../../test/same-rules.ts';
import {
  type Actor,
  applyPatch,
  builtInEvents,
  type CaseRecord,
  type Context,
  compileFlow,
  type Decision,
  deadlines,
  decide,
  type Input,
  type Json,
  type JsonObject,
  joinPersonal,
  nextDueAt,
  splitPersonal,
} from '../index.ts';

/* Whatever is thrown at a case: a decision comes out, and what must always hold holds. */

const flow = compileFlow(invoice);
const start = Date.UTC(2026, 0, 5);
const dayMs = 86_400_000;
const identity = { id: 'i', flow: 'invoice', entity: 'e', key: 'I-1' };
const roles = [
  'billing',
  'collections',
  'collections-lead',
  'fulfilment',
  'finance',
  'finance-lead',
  'head-of-finance',
  'operator',
  'legal',
  'privacy',
];

const actor: fc.Arbitrary<Actor> = fc.oneof(
  fc.constantFrom('ann', 'bob', 'eve').map((id): Actor => ({ id, kind: 'person', principal: id, roles })),
  fc.constantFrom('kim').map((id): Actor => ({ id, kind: 'person', principal: id, roles: ['sales'] })),
  fc
    .constantFrom<Actor['kind']>('automation', 'source', 'system')
    .map((kind): Actor => ({ id: kind, kind, principal: kind, roles: [] })),
);

const day = fc.integer({ min: 0, max: 120 }).map((n) => new Date(start + n * dayMs).toISOString().slice(0, 10));
const birth = fc.record(
  {
    number: fc.constant('I-1'),
    customer: fc.constantFrom('Nordwind', ''),
    currency: fc.constantFrom('EUR', 'JPY'),
    amount: fc.integer({ min: -10, max: 1000 }),
    dueOn: fc.oneof(day, fc.constantFrom('2026-02-31', '9999-12-31')),
    deliveryReference: fc.constant('DR-1'),
    contact: fc.constantFrom('ap@nordwind.test', 'ceo@nordwind.test'),
  },
  { requiredKeys: ['number', 'customer', 'currency', 'amount', 'dueOn'] },
);
const junk = fc.jsonValue({ maxDepth: 3 }).map((value) => ({ junk: value as Json }));
const payloads: Readonly<Record<string, fc.Arbitrary<JsonObject>>> = {
  create: birth as fc.Arbitrary<JsonObject>,
  pay: fc.record({ amount: fc.integer({ min: 0, max: 600 }), paidOn: day }),
  approve: fc.record({ of: fc.constantFrom('accept', 'dunning/legal', 'send') }),
  decline: fc.record({ of: fc.constantFrom('accept', 'dunning/legal', 'send') }),
  revise: fc.oneof(
    birth.map(({ number: _, ...rest }) => rest as JsonObject),
    fc.record({ deliveryReference: fc.constantFrom<Json>(null, 'DR-2') }),
    fc.record({ contact: fc.constantFrom<Json>(null, 'new@nordwind.test') }),
  ),
  repair: fc.record(
    {
      state: fc.constantFrom('sent', 'disputed', 'closed', 'nowhere'),
      data: fc.record({ amount: fc.integer({ min: 1, max: 900 }) }),
    },
    { requiredKeys: [] },
  ),
  assign: fc.constant({ to: 'ann' }),
  comment: fc.constant({ text: 'hello' }),
  'child-closed': fc
    .constantFrom('exception/partialPayment#1', 'task/dunning/finance#1', 'nonsense')
    .map((child) => ({ child, state: 'x' })),
  'skip-rung': fc.record({ ladder: fc.constant('dunning'), rung: fc.constantFrom('remind', 'finance', 'legal', 'nothing') }),
  merge: fc.constantFrom({ into: 'case-b' }, { into: 'case-a' }),
  rekey: fc.constantFrom({ key: 'I-2' }, { key: 'I-1' }, { key: '' }),
  'legal-hold': fc.constantFrom<JsonObject>({}, { matter: 'M-1' }),
  'lift-legal-hold': fc.constantFrom<JsonObject>({}, { matter: 'M-1' }),
  migrate: fc.constantFrom<JsonObject>({ to: 2 }, { to: 2, back: true }),
  resend: fc.constantFrom({ effect: 'e' }, { effect: 'f' }),
  'settle-effect': fc.constantFrom({ effect: 'e', outcome: 'done' }, { effect: 'e', outcome: 'sent' }),
  'effect-failed': fc.constantFrom('', 'partialPayment', 'nonsense').map((raise) => ({ effect: 'e', raise })),
};
const type = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('send', 'pay', 'pay', 'dispute', 'accept', 'reject', 'close', 'giveUp', 'create') },
  { weight: 5, arbitrary: fc.constantFrom(...builtInEvents) },
  { weight: 1, arbitrary: fc.constantFrom('nonsense', '__proto__', 'constructor', '') },
);

interface Move {
  readonly name: string;
  readonly waitDays: number;
  readonly kind: Input['kind'];
  readonly data: JsonObject;
  readonly actor: Actor;
  readonly reason: string;
  readonly lateDays: number;
  readonly liveFrom: number;
}

const move: fc.Arbitrary<Move> = type.chain((name) =>
  fc.record({
    name: fc.constant(name),
    waitDays: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 25 })),
    kind: fc.constantFrom<Input['kind']>('command', 'command', 'command', 'fact', 'message', 'deadline'),
    data: fc.oneof(
      { weight: 6, arbitrary: Object.hasOwn(payloads, name) ? (payloads[name] as fc.Arbitrary<JsonObject>) : fc.constant({}) },
      { weight: 1, arbitrary: junk },
    ),
    actor,
    reason: fc.constantFrom('', 'because'),
    lateDays: fc.constantFrom(0, 0, 3, 40),
    liveFrom: fc.constantFrom(0, start + 10 * dayMs),
  }),
);

function inputOf({ name: type, kind, data, actor: who, reason, lateDays, liveFrom }: Move, now: number): Input {
  const occurredAt = now - lateDays * dayMs;
  if (kind === 'deadline') return { kind };
  if (kind === 'fact') return { kind, type, data, actor: who, source: { name: 's', liveFrom }, occurredAt };
  if (kind === 'message') return { kind, type, data, actor: who, occurredAt };
  return { kind, type, data, actor: who, ...(reason === '' ? {} : { reason }) };
}

/** To the same rules under another number. */
const migration = {
  mapping: sameRules(flow),
  versions: { before: flow, after: compileFlow(flow.definition, 2) },
  isBack: false,
};

interface Run {
  record: CaseRecord | undefined;
  folded: CaseRecord;
  readonly fired: Set<string>;
  readonly states: Set<string>;
}

function step(run: Run, input: Input, context: Context): Decision {
  const subject = run.record ?? identity;
  const before = structuredClone(subject);
  const decision = decide(flow, subject, input, context);
  assert.deepEqual(subject, before, 'what is decided about is not touched');
  assert.deepEqual(decide(flow, structuredClone(subject), structuredClone(input), context), decision);
  assert.deepEqual(JSON.parse(JSON.stringify(decision)), decision, 'a decision is plain data');
  if (decision.kind === 'refused' || decision.kind === 'ignored') return decision;
  const { event, next } = decision;
  run.folded = applyPatch(run.folded, JSON.parse(JSON.stringify(event.patch)));
  assert.deepEqual(run.folded, next, 'the case is the fold of the patches');
  assert.deepEqual(flow.data.errors(next.data, next.clocks.erasedAt !== undefined), [], 'the data satisfies its schema');
  assert.ok(flow.states.has(next.state));
  assert.equal(decision.dueAt, nextDueAt(flow, next, context));
  const { open, personal } = splitPersonal(flow, event);
  assert.deepEqual(joinPersonal(open, personal), { input: event.input, patch: event.patch });
  assert.ok(!JSON.stringify(open.patch).includes('@'), 'no address stays in the open part');
  if (event.outcome.fired !== undefined) {
    const ladder = event.outcome.fired.split('/')[0] as string;
    const name = `${event.outcome.fired} of episode ${next.clocks.ladders?.[ladder]?.episode}`;
    assert.ok(!run.fired.has(name), `${name} fires twice`);
    run.fired.add(name);
  }
  for (const [slot, { count, open: ordinals }] of Object.entries(next.clocks.children ?? {})) {
    assert.ok(ordinals.length <= 1, `${slot} is open twice`);
    assert.ok(ordinals.every((ordinal) => Number(ordinal) <= count));
  }
  run.record = next;
  run.states.add(next.state);
  return decision;
}

function live(moves: readonly Move[]): Run {
  const empty: CaseRecord = { ...identity, version: 1, state: '', seq: 0, data: {}, clocks: {}, enteredAt: 0 };
  const run: Run = { record: undefined, folded: empty, fired: new Set(), states: new Set() };
  let now = start;
  for (const each of moves) {
    const { waitDays } = each;
    now += waitDays * dayMs;
    const context = { now, effect: { key: 'e', kind: 'mail', status: 'dead' }, migration };
    step(run, JSON.parse(JSON.stringify(inputOf(each, now))) as Input, context);
    if (run.record === undefined) continue;
    for (const { standing, dueAt } of deadlines(flow, run.record, context)) assert.ok(standing !== 'pending' || dueAt !== null);
    let rounds = 0;
    // Either the clock is let run, or an outage goes on.
    while (waitDays % 2 === 0 && step(run, { kind: 'deadline' }, context).kind !== 'ignored') {
      rounds += 1;
      assert.ok(rounds <= 20, 'firing a deadline advances');
    }
    const due = nextDueAt(flow, run.record, context);
    if (waitDays % 2 === 0) assert.ok(due === null || due > now, 'nothing is due when the clock has come to rest');
  }
  return run;
}

const begin = (name: string, data: JsonObject, waitDays = 0, id = 'ann'): Move => {
  const actor: Actor = { id, kind: 'person', principal: id, roles };
  return { name, kind: 'command', data, actor, waitDays, reason: 'because', lateDays: 0, liveFrom: 0 };
};
const sane = {
  number: 'I-1',
  customer: 'Nordwind',
  currency: 'EUR',
  amount: 500,
  dueOn: '2026-01-10',
  deliveryReference: 'DR-1',
  contact: 'ap@nordwind.test',
};
const sent = begin('send', {});
const disputed = begin('dispute', {});
const asked = begin('accept', {}, 0, 'bob');
const legal = begin('approve', { of: 'dunning/legal' }, 80, 'eve');
/** Where random moves alone would seldom come to. */
const beginnings: readonly (readonly Move[])[] = [
  [],
  [sent],
  [begin('revise', { deliveryReference: null }), sent],
  [sent, disputed, asked],
  [sent, disputed, asked, begin('approve', { of: 'accept' }, 0, 'eve')],
  [sent, begin('comment', { text: 'x' }, 80)],
  [sent, begin('comment', { text: 'x' }, 80), legal],
  [sent, begin('comment', { text: 'x' }, 80), legal, begin('giveUp', {})],
  [sent, begin('pay', { amount: 500, paidOn: '2026-01-08' }), begin('close', {})],
  [sent, begin('merge', { into: 'case-b' }, 20)],
  [sent, begin('pay', { amount: 500, paidOn: '2026-01-08' }), begin('close', {}), begin('erase', {})],
];

test('[L40] [L41] [L55] whatever comes, a decision comes of it, the case is the fold of its patches, and the clock comes to rest', () => {
  const states = new Set<string>();
  const fired = new Set<string>();
  fc.assert(
    fc.property(
      birth,
      fc.constantFrom(...beginnings),
      fc.array(move, { minLength: 1, maxLength: 20 }),
      (first, beginning, moves) => {
        const data = (beginning.length === 0 ? first : sane) as JsonObject;
        const run = live([begin('create', data), ...beginning, ...moves]);
        for (const state of run.states) states.add(state);
        for (const name of run.fired) fired.add(name);
      },
    ),
    { numRuns: 200 },
  );
  assert.deepEqual(
    [...flow.states.keys()].filter((state) => !states.has(state)),
    [],
    'every state was visited',
  );
  assert.ok(fired.size >= 4, `every rung fired somewhere: ${[...fired].join(', ')}`);
});
