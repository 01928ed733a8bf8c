import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { invoice } from '../test/invoice-flow.ts';
import {
  type Actor,
  type CaseAction,
  type CaseRecord,
  type Context,
  caseActions,
  compileFlow,
  decide,
  eventTitle,
  exceptionFlow,
  type JsonObject,
  kernelFlows,
  stateTitle,
} from './index.ts';

const start = Date.UTC(2026, 0, 5);
const dayMs = 86_400_000;
const flow = compileFlow(invoice);
const identity = { id: 'i', flow: 'invoice', entity: 'e', key: 'I-1' };
const person = (id: string, ...roles: string[]): Actor => ({ id, kind: 'person', principal: id, roles });
const chief = person('eve', ...Object.keys(invoice.roles ?? {}), 'operator');
const bot: Actor = { id: 'bot', kind: 'automation', principal: 'bot', roles: [] };
const born = { number: 'I-1', customer: 'Nordwind', currency: 'EUR', amount: 500, dueOn: '2026-01-10' };
const complete = { ...born, deliveryReference: 'DR-1', contact: 'ap@nordwind.test' };

interface Step {
  readonly type?: string;
  readonly data?: JsonObject;
  readonly actor?: Actor;
  readonly waitDays?: number;
}

/** Does the steps one after the other; those that are refused change nothing. A step without a type lets the clock run. */
function live(birth: JsonObject, steps: readonly Step[]): { readonly record: CaseRecord; readonly context: Context } {
  let now = start;
  const first = { kind: 'command', type: 'create', data: birth, actor: chief } as const;
  let decision = decide(flow, identity, first, { now });
  assert.ok('next' in decision);
  let record = decision.next;
  for (const { type, data = {}, actor = chief, waitDays = 0 } of steps) {
    now += waitDays * dayMs;
    const input =
      type === undefined ? { kind: 'deadline' as const } : { kind: 'command' as const, type, data, actor, reason: 'so' };
    decision = decide(flow, record, input, { now });
    if ('next' in decision) record = decision.next;
  }
  return { record, context: { now } };
}

function find(actions: readonly CaseAction[], type: string, of?: string): CaseAction {
  const found = actions.find((action) => action.type === type && action.of === of);
  assert.ok(found, `${type} is not among ${actions.map((action) => action.type).join(', ')}`);
  return found;
}

const ann = person('ann', 'collections');
const disputed = [{ type: 'send' }, { type: 'dispute', actor: ann }, { type: 'accept', actor: person('bob', 'collections') }];

for (const { title, birth = complete, steps = [], actor = chief, action, of, says } of [
  { title: 'a state that does not take it', action: 'accept', says: 'Only possible while Disputed' },
  { title: 'states that take it', action: 'dispute', says: 'Only possible while Sent, Partially paid' },
  {
    title: 'a role',
    steps: [{ type: 'send' }],
    actor: person('kim', 'sales'),
    action: 'pay',
    says: 'This needs the role collections',
  },
  { title: 'a machine', steps: [{ type: 'send' }], actor: bot, action: 'dispute', says: 'Only a person may do this' },
  { title: 'a field', birth: born, steps: [{ type: 'send' }], action: 'send', says: 'Needs: Delivery reference' },
  {
    title: 'who asked',
    steps: disputed,
    actor: person('bob', 'finance-lead'),
    action: 'approve',
    of: 'accept',
    says: 'bob asked for it and cannot approve it',
  },
  {
    title: 'who had a part',
    steps: disputed,
    actor: person('ann', 'finance-lead'),
    action: 'approve',
    of: 'accept',
    says: 'ann had a part in it (Dispute) and cannot approve it',
  },
  { title: 'what waits', steps: disputed, action: 'accept', says: 'This waits for an approval already' },
  {
    title: 'the role of a rung',
    steps: [{ type: 'send' }, { waitDays: 80 }],
    actor: ann,
    action: 'approve',
    of: 'dunning/legal',
    says: 'This needs the role Head of finance',
  },
  {
    title: 'the end',
    steps: [{ type: 'send' }, { type: 'pay', data: { amount: 500, paidOn: '2026-01-08' } }, { type: 'close' }],
    action: 'revise',
    says: 'Nothing is revised once the case is: Closed',
  },
  { title: 'the repairer', actor: ann, action: 'repair', says: 'This needs the role operator' },
])
  test(`[L181] a refusal is a sentence for a person: ${title}`, () => {
    const { record, context } = live(birth, steps);
    const { allowed, refusal } = find(caseActions(flow, record, { actor, context }), action, of);
    assert.equal(allowed, false);
    assert.equal(refusal?.message, says);
  });

test('[L181] what blocks a case is said by its title', () => {
  const definition = structuredClone(invoice);
  const { sent, blocked } = definition.states;
  assert.ok(sent?.on !== undefined && blocked?.on !== undefined);
  blocked.on.skip = { to: 'sent' };
  const blocking = compileFlow(definition);
  const { record, context } = live(born, [{ type: 'send' }]);
  const { refusal } = find(caseActions(blocking, record, { actor: chief, context }), 'skip');
  assert.deepEqual(refusal, {
    code: 'blocked-by-exception',
    message: 'Open: Missing delivery reference',
    expected: ['missingDeliveryReference'],
  });
});

test('[L182] an action says what it needs, where it leads and whether an automation should do it', () => {
  const created = live(complete, []);
  const send = find(caseActions(flow, created.record, { actor: chief, context: created.context }), 'send');
  assert.deepEqual(send, { type: 'send', title: 'Send', allowed: true, needs: { reason: false }, to: 'sent', isManual: true });
  const { record, context } = live(complete, [{ type: 'send' }, { type: 'dispute', actor: ann }]);
  const actions = caseActions(flow, record, { actor: chief, context });
  assert.deepEqual(find(actions, 'accept').needs, { reason: false, approval: ['finance-lead'] });
  assert.equal(find(actions, 'accept').to, 'credited');
  assert.deepEqual(Object.keys(find(actions, 'revise').needs.data?.properties ?? {}), [
    'customer',
    'currency',
    'amount',
    'paid',
    'dueOn',
    'deliveryReference',
    'contact',
  ]);
  const sent = live(complete, [{ type: 'send' }]);
  const ofSent = caseActions(flow, sent.record, { actor: chief, context: sent.context });
  assert.equal(find(ofSent, 'dispute').needs.reason, true);
  assert.deepEqual(find(ofSent, 'pay').needs.data, flow.events.get('pay')?.data.schema);
  assert.equal(find(ofSent, 'pay').to, undefined, 'the amount decides');
  assert.ok(!ofSent.some(({ type }) => type === 'create' || type === 'link'), 'what begins a case, or what the flow has none of');
});

test('[L182] an approval names the data that was seen', () => {
  const { record, context } = live(complete, disputed);
  const approve = find(caseActions(flow, record, { actor: person('guy', 'finance-lead'), context }), 'approve', 'accept');
  assert.equal(approve.title, 'Approve: Accept');
  assert.equal(approve.dataHash, record.clocks.pending?.accept?.dataHash);
  assert.equal(approve.to, 'credited');
});

test('[L183] owned children: an exception is resolved in one of its ways, by its owner; its owner case alone closes it', () => {
  const exception = kernelFlows.get('exception');
  assert.ok(exception);
  const context = { now: start };
  const data = {
    key: 'partialPayment#1',
    kind: 'partialPayment',
    title: 'Partial payment',
    owner: 'collections',
    severity: 'medium',
    ofFlow: 'invoice',
    ofKey: 'I-1',
    blocks: false,
    resolutions: ['rest promised', 'disputed'],
  };
  const birth = { kind: 'message', type: 'open', data, actor: bot, occurredAt: start } as const;
  const opened = decide(exception, { ...identity, flow: 'exception', key: data.key, parent: 'i' }, birth, context);
  assert.ok('next' in opened);
  const actions = caseActions(exception, opened.next, { actor: ann, context });
  assert.deepEqual(
    actions.map(({ type, allowed }) => [type, allowed]),
    [
      ['resolve', true],
      ['revise', true],
      ['assign', true],
      ['comment', true],
      ['repair', false],
    ],
  );
  const resolve = find(actions, 'resolve');
  assert.deepEqual((resolve.needs.data as { properties: JsonObject }).properties.resolution, {
    type: 'string',
    maxLength: 1000,
    enum: data.resolutions,
  });
  assert.equal(resolve.to, 'resolved');
  const { refusal } = find(caseActions(exception, opened.next, { actor: person('kim', 'sales'), context }), 'resolve');
  assert.equal(refusal?.code, 'role-required');
});

test('[L184] what has no title is read from its name', () => {
  const names = ['partially_paid', 'breakPromise', 'child-closed', 'paid'];
  assert.deepEqual(
    names.map((name) => eventTitle(invoice, name)),
    ['Partially paid', 'Break promise', 'Child closed', 'Paid'],
  );
  assert.equal(stateTitle({ ...invoice, states: { sent: { title: 'On its way' } } }, 'sent'), 'On its way');
  assert.equal(stateTitle(exceptionFlow, 'constructor'), 'Constructor');
});

/* Against decide, on random cases. */

const day = fc.integer({ min: 0, max: 120 }).map((n) => new Date(start + n * dayMs).toISOString().slice(0, 10));
const payloads: Readonly<Record<string, fc.Arbitrary<JsonObject>>> = {
  pay: fc.record({ amount: fc.integer({ min: 1, max: 600 }), paidOn: day }),
  revise: fc.oneof(
    fc.record({ deliveryReference: fc.constantFrom('DR-1', 'DR-2'), contact: fc.constant('a@b.test') }),
    fc.record({ amount: fc.integer({ min: 1, max: 900 }) }),
  ),
  assign: fc.constant({ to: 'ann' }),
  comment: fc.constant({ text: 'hello' }),
  repair: fc.record({ state: fc.constantFrom('created', 'sent', 'disputed', 'paid') }),
};
const actors: readonly Actor[] = [
  chief,
  ann,
  person('bob', 'collections', 'finance-lead'),
  person('kim', 'sales'),
  person('hal', 'head-of-finance', 'billing', 'fulfilment'),
  bot,
  { ...bot, principal: 'ann' },
];
const closed = [{ type: 'send' }, { type: 'pay', data: { amount: 500, paidOn: '2026-01-08' } }, { type: 'close' }];
const step: fc.Arbitrary<Step> = fc
  .constantFrom(
    undefined,
    'send',
    'pay',
    'dispute',
    'accept',
    'reject',
    'close',
    'giveUp',
    'approve',
    'decline',
    'revise',
    'repair',
  )
  .chain((type) =>
    fc.record({
      ...(type === undefined ? {} : { type: fc.constant(type) }),
      data:
        type === 'approve' || type === 'decline'
          ? fc.record({ of: fc.constantFrom('accept', 'dunning/legal') })
          : (payloads[type ?? ''] ?? fc.constant({})),
      actor: fc.constantFrom(...actors),
      waitDays: fc.constantFrom(0, 0, 1, 20, 60),
    }),
  );
const given: Readonly<Record<string, (action: CaseAction) => JsonObject>> = {
  approve: ({ of = '', dataHash = '' }) => ({ of, dataHash }),
  decline: ({ of = '' }) => ({ of }),
};

test('[L180] what is not allowed is refused with the same code, whatever is carried; what is allowed and carries nothing is done', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom<JsonObject>(born, complete),
      fc.constantFrom<readonly Step[]>([], [{ type: 'send' }], disputed, [{ type: 'send' }, { waitDays: 80 }], closed),
      fc.array(step, { maxLength: 8 }),
      fc.constantFrom(...actors),
      fc.record({ pay: payloads.pay as fc.Arbitrary<JsonObject>, revise: payloads.revise as fc.Arbitrary<JsonObject> }),
      (birth, beginning, steps, actor, carried) => {
        const { record, context } = live(birth, [...beginning, ...steps]);
        const fixed: Readonly<Record<string, JsonObject>> = {
          ...carried,
          assign: { to: 'ann' },
          comment: { text: 'hello' },
          repair: { state: 'sent' },
        };
        for (const action of caseActions(flow, record, { actor, context })) {
          const data = given[action.type]?.(action) ?? fixed[action.type] ?? {};
          const decision = decide(flow, record, { kind: 'command', type: action.type, data, actor, reason: 'so' }, context);
          const code = decision.kind === 'refused' ? decision.code : undefined;
          seen.add(`${action.type} ${action.allowed ? 'allowed' : code}`);
          if (!action.allowed) assert.equal(code, action.refusal?.code, `${action.type} while ${record.state}`);
          else if (action.needs.data === undefined || action.type === 'assign' || action.type === 'comment')
            assert.equal(code, undefined, `${action.type} while ${record.state}`);
          if (
            action.allowed &&
            action.needs.data === undefined &&
            'next' in decision &&
            decision.event.outcome.awaiting === undefined
          )
            assert.equal(decision.next.state, action.to ?? record.state, `${action.type} leads there`);
        }
      },
    ),
    { numRuns: 400 },
  );
  for (const expected of [
    'approve allowed',
    'approve approver-excluded',
    'approve role-required',
    'approve person-required',
    'accept approval-already-pending',
    'send guard-failed',
    'send allowed',
    'pay not-allowed-in-state',
    'pay role-required',
    'dispute person-required',
    'revise not-allowed-in-state',
    'repair allowed',
  ])
    assert.ok(seen.has(expected), `no case showed: ${expected}`);
});

test('[L180] a guard that reads the event may hold: what no payload could pass is refused, and no more', () => {
  const definition = structuredClone(invoice);
  const { sent } = definition.states;
  assert.ok(sent?.on !== undefined);
  sent.on.pay = [
    { when: 'event.amount > 100', to: 'paid', roles: ['billing'] },
    { when: 'data.amount < 0', to: 'legal' },
    { when: 'data.amount > 0', to: 'partially_paid', by: 'person' },
    { to: 'closed' },
  ];
  const guarded = compileFlow(definition);
  const { record, context } = live(complete, [{ type: 'send' }]);
  const ofActor = (actor: Actor) => find(caseActions(guarded, record, { actor, context }), 'pay');
  assert.equal(ofActor(person('hal', 'billing')).to, 'paid');
  assert.equal(ofActor(ann).to, 'partially_paid');
  assert.equal(ofActor(chief).to, undefined);
  assert.equal(ofActor(bot).to, 'paid');
  assert.equal(ofActor(person('kim', 'sales')).refusal?.code, 'role-required');
});
