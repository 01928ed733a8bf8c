import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from '../../test/story.ts';
import {
  type CaseRecord,
  caseActions,
  compileFlow,
  decide,
  type Fact,
  Fields,
  type FlowDefinition,
  type JsonObject,
  joinPersonal,
  Money,
  Optional,
  replay,
  splitPersonal,
  Text,
} from '../index.ts';
import { waitingMax } from './expected.ts';

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as FlowDefinition;

const definition = {
  name: 'invoice',
  title: 'Invoice',
  owner: 'billing',
  key: 'number',
  expected: { within: { days: 2 }, owner: 'intake' },
  data: Fields({
    number: Text(),
    amount: Money(),
    paid: { ...Money({ default: 0 }), maximum: 1000 },
    payer: Optional(Text({ personal: true })),
  }),
  computed: { open: 'data.amount - data.paid' },
  events: {
    pay: {
      data: Fields({ amount: Money(), payer: Optional(Text({ personal: true })) }),
      set: { paid: 'data.paid + event.amount', payer: 'has(event.payer) ? event.payer : null' },
      lands: [{ when: 'computed.open <= event.amount', to: 'paid' }, { to: 'sent' }],
    },
  },
  start: { create: { to: 'sent' } },
  states: {
    sent: { owner: 'billing', within: { days: 30 }, on: { pay: [{ when: 'event.amount >= computed.open', to: 'paid' }, {}] } },
    paid: { owner: 'billing', within: { days: 30 }, on: { close: { to: 'closed' } } },
    closed: { final: 'done' },
  },
};
const invoice = plain(definition);
const birth = 'create {"number":"I","amount":100}';

test('[L235] a fact that comes before its case was born waits for it, with a deadline, and is decided once it is', () => {
  const story = tell(
    [invoice],
    '2026-01-01',
    `0 | bank (source)  | I/pay {"amount":40} | expected |
     1 | bank (source)  | I/pay {"amount":60} | expected |
     2 | clock          | invoice.overdue | expected | raised overdue
     3 | ann (billing)  | ${birth} | paid | resolved overdue`,
  );
  const log = story.log.get('invoice/I') ?? [];
  assert.deepEqual(
    log.map(({ type, from, to, occurredAt }) => [type, from, to, (occurredAt - Date.UTC(2026, 0, 1)) / 86_400_000]),
    [
      ['expected', null, 'expected', 0],
      ['expected', 'expected', 'expected', 1],
      ['overdue', 'expected', 'expected', 2],
      ['create', 'expected', 'sent', 3],
      ['pay', 'sent', 'sent', 0],
      ['pay', 'sent', 'paid', 1],
    ],
  );
  assert.deepEqual(log[0]?.input, { type: 'pay', data: { amount: 40 } });
  const record = story.cases.get('invoice/I') as CaseRecord;
  assert.deepEqual([record.data.paid, record.clocks.waiting], [100, undefined]);
});

test('[L235] facts that waited are decided in the order in which they happened, whichever came first', () => {
  const flow = compileFlow(invoice);
  const at = (day: number) => Date.UTC(2026, 0, day);
  const pay = (amount: number, day: number): Fact => ({ ...bank, type: 'pay', data: { amount }, occurredAt: at(day) });
  const create: Fact = { ...bank, type: 'create', data: { number: 'I', amount: 100 }, occurredAt: at(4) };
  const steps = [pay(60, 3), pay(40, 2), create].map((input) => ({ at: at(9), input }));
  const run = replay(flow, { key: 'I', steps });
  const born = run.at(-1);
  assert.ok(born?.decision.kind === 'applied');
  assert.deepEqual(
    born.decision.following?.map((input) => input.kind === 'fact' && input.data.amount),
    [40, 60],
  );
  assert.deepEqual([born.record?.state, born.record?.data.paid, born.record?.enteredAt], ['paid', 100, at(3)]);
});

const bank = {
  kind: 'fact',
  actor: { id: 'bank', kind: 'source', principal: 'bank', roles: [] },
  source: { name: 'bank', liveFrom: 0 },
} as const;

test('[L235] without expected, an undeclared event, a payload of another form and more than fifty are refused', () => {
  const waiting = compileFlow(invoice);
  const { expected: _, ...rest } = definition;
  const strict = compileFlow(plain(rest));
  const subject = { id: 'i', flow: 'invoice', entity: 'e', key: 'I' };
  const code = (flow = waiting, type = 'pay', data: JsonObject = { amount: 1 }, of: CaseRecord | typeof subject = subject) => {
    const taken = decide(flow, of, { ...bank, type, data, occurredAt: 5 }, { now: 5 });
    return taken.kind === 'refused' ? taken.code : taken.kind;
  };
  assert.equal(code(), 'applied');
  assert.equal(code(strict), 'case-not-born');
  assert.equal(code(waiting, 'nonsense'), 'case-not-born');
  assert.equal(code(waiting, 'expected'), 'case-not-born');
  assert.equal(code(waiting, 'pay', { amount: 'x' }), 'data-invalid');
  const steps = Array.from({ length: waitingMax + 1 }, (_, at) => ({
    at,
    input: { ...bank, type: 'pay', data: { amount: at }, occurredAt: at },
  }));
  const run = replay(waiting, { key: 'I', steps });
  assert.deepEqual(
    run.filter(({ decision }) => decision.kind === 'refused').map(({ decision }) => decision.kind === 'refused' && decision.code),
    ['limit-exceeded'],
  );
});

test('[L235] what is expected can be commented and assigned; all else waits for the birth, and the start events say so', () => {
  const story = tell(
    [invoice],
    '2026-01-01',
    `0 | bank (source)  | I/pay {"amount":40} | expected |
     0 | ann (intake)   | assign {"to":"ann"} | expected |
     0 | ann (intake)   | close | expected | refused: case-not-born
     0 | ann (intake)   | revise {"amount":4} | expected | refused: case-not-born
     0 | pat (operator) | repair {"state":"paid"} "x" | expected | refused: case-not-born
     0 | ann (intake)   | approve {"of":"close"} | expected | refused: approval-not-pending
     0 | ann (intake)   | ${birth} | expected | refused: role-required`,
  );
  const record = story.cases.get('invoice/I') as CaseRecord;
  const actor = { id: 'bea', kind: 'person', principal: 'bea', roles: ['billing'] } as const;
  const actions = caseActions(compileFlow(invoice), record, { actor, context: { now: story.now } });
  assert.deepEqual(
    actions.map(({ type, allowed, refusal }) => `${type} ${allowed ? 'allowed' : refusal?.code}`),
    [
      'create allowed',
      'pay case-not-born',
      'close case-not-born',
      'revise case-not-born',
      'assign role-required',
      'comment allowed',
      'repair case-not-born',
    ],
  );
});

test('[L236] a fact that waited and does not go together with the birth is a deviation, never a refusal', () => {
  const story = tell(
    [invoice],
    '2026-01-01',
    `0 | bank (source)  | I/pay {"amount":900} | expected |
     0 | bank (source)  | I/pay {"amount":900} | expected |
     1 | ann (billing)  | ${birth} | paid |`,
  );
  const last = story.log.get('invoice/I')?.at(-1);
  assert.equal(last?.deviation?.code, 'not-expected-here');
  assert.deepEqual(last?.outcome.raised, ['deviation']);
  assert.deepEqual(story.cases.get('invoice/I')?.clocks.waiting, undefined);
});

test('[L236] a second birth is refused, and the data at birth has its own stamps', () => {
  const story = tell(
    [invoice],
    '2026-01-01',
    `0 | bank (source)  | I/pay {"amount":40} | expected |
     1 | ann (billing)  | ${birth} | sent |
     1 | ann (billing)  | ${birth} | sent | refused: case-exists`,
  );
  const { clocks } = story.cases.get('invoice/I') as CaseRecord;
  assert.equal(clocks.stamps?.paid, Date.UTC(2026, 0, 1));
  assert.equal(clocks.bornAt, Date.UTC(2026, 0, 2));
});

test('[L236] history that waits stays history: nothing falls due while it does', () => {
  const flow = compileFlow(invoice);
  const old: Fact = { ...bank, source: { name: 'bank', liveFrom: 9e9 }, type: 'pay', data: { amount: 1 }, occurredAt: 5 };
  const taken = decide(flow, { id: 'i', flow: 'invoice', entity: 'e', key: 'I' }, old, { now: 9e9 });
  assert.ok(taken.kind === 'applied');
  assert.deepEqual([taken.dueAt, taken.next.clocks.liveFrom], [null, 9e9]);
  const actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['billing'] } as const;
  const born = decide(
    flow,
    taken.next,
    { kind: 'command', type: 'create', data: { number: 'I', amount: 9 }, actor },
    { now: 300 },
  );
  assert.ok(born.kind === 'applied');
  assert.deepEqual([born.next.clocks.liveFrom, born.dueAt === null], [undefined, false]);
});

test('[L33] what is personal in a fact that waits is in the other part, in its event, in the birth and after it', () => {
  const flow = compileFlow(invoice);
  const pay = (payer: string, at: number) => ({
    at,
    input: { ...bank, type: 'pay', data: { amount: 10, payer }, occurredAt: at } as Fact,
  });
  const actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['billing'] } as const;
  const create = { kind: 'command', type: 'create', data: { number: 'I', amount: 100 }, actor } as const;
  const run = replay(flow, { key: 'I', steps: [pay('kim@a.test', 1), pay('lee@b.test', 2), { at: 3, input: create }] });
  for (const { decision } of run) {
    assert.ok(decision.kind === 'applied');
    const { open, personal } = splitPersonal(flow, decision.event);
    assert.ok(!JSON.stringify(open).includes('@'), JSON.stringify(open));
    assert.deepEqual(joinPersonal(open, personal), { input: decision.event.input, patch: decision.event.patch });
  }
  const [second] = run.slice(1);
  assert.ok(second?.decision.kind === 'applied');
  const { open } = splitPersonal(flow, second.decision.event);
  assert.deepEqual(open.input, { type: 'pay', data: { amount: 10 } });
});
