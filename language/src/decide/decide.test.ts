import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice } from '../../test/invoice-flow.ts';
import { edited } from '../../test/seeded-defects.ts';
import { tell } from '../../test/story.ts';
import {
  type CaseRecord,
  compileFlow,
  days,
  decide,
  defineFlow,
  Fields,
  type FlowDefinition,
  Integer,
  type JsonObject,
  Money,
  mail,
  Optional,
  Text,
} from '../index.ts';

const due = '2026-03-31';
const data = { number: 'I-1', customer: 'N', currency: 'EUR', amount: 1000, dueOn: due };
const create = (extra: JsonObject = {}) => `create ${JSON.stringify({ ...data, ...extra })}`;
const complete = create({ deliveryReference: 'DR', contact: 'ap@n.test' });
const pay = (amount: number) => `pay {"amount":${amount},"paidOn":"2026-04-01"}`;

const sent = `
  -9 | flo (finance-lead) | ${complete} | created |
  -9 01:00 | bot (automation) | send | sent | mail Invoice I-1`;

test('[L42] a command takes the first transition whose guard holds, or is refused with a code; a refusal changes nothing', () => {
  const story = tell(
    [invoice],
    due,
    `-9       | flo (finance-lead) | pay {"amount":1,"paidOn":"2026-04-01"} | - | refused: case-not-born
     -9       | flo (finance-lead) | ${create()}    | created |
     -9       | flo (finance-lead) | ${create()}    | created | refused: case-exists
     -9 01:00 | bea (billing)      | send           | blocked | raised missingDeliveryReference
     -9 02:00 | wim (fulfilment)   | send           | blocked | refused: guard-failed
     -9 02:00 | wim (fulfilment)   | reject         | blocked | refused: not-allowed-in-state
     -9 02:00 | wim (fulfilment)   | nonsense       | blocked | refused: event-unknown
     -9 03:00 | wim (fulfilment)   | revise {"deliveryReference":"DR"} | blocked |
     -9 04:00 | wim (fulfilment)   | send           | sent    | resolved missingDeliveryReference`,
  );
  assert.equal(story.log.get('invoice/I-1')?.length, 4);
});

test('[L43] a case is born under its own key, whatever its birth sets', () => {
  const other = edited(invoice, ['/start/create/set', { number: '"I-2"' }]) as FlowDefinition;
  tell([other], due, `-9 | flo (finance-lead) | ${create()} | - | refused: data-invalid`);
  const own = edited(invoice, ['/start/create/set', { number: 'data.number' }]) as FlowDefinition;
  tell([own], due, `-9 | flo (finance-lead) | ${create()} | created |`);
});

test('[L43] what does not satisfy the schema of the event or of the case is refused, with the place', () => {
  const story = tell(
    [invoice],
    due,
    `-9 | flo (finance-lead) | create {"number":"I-1","customer":"N"} | - | refused: data-invalid
     -9 | flo (finance-lead) | ${create({ amount: 1.5 })} | - | refused: data-invalid
     -9 | flo (finance-lead) | ${complete} | created |
     -9 | bea (billing)      | revise {"amount":"x"} | created | refused: data-invalid
     -9 | bea (billing)      | revise {"extra":1} | created | refused: data-invalid
     -9 | bea (billing)      | revise {"number":"I-2"} | created | refused: data-invalid
     -9 | bot (automation)   | send {"to":"x"} | created | refused: data-invalid
     -9 | bot (automation)   | send | sent | mail Invoice I-1
     -9 | col (collections)  | pay {"amount":0,"paidOn":"2026-04-01"} | sent | refused: data-invalid`,
  );
  const places = story.decisions.flatMap((each) => (each.kind === 'refused' ? [each.place] : []));
  assert.deepEqual(places, ['/currency', '/amount', '/amount', '/extra', '/number', '/to', '/amount']);
});

test('[L43] a new case has the defaults of its schema, and its key is its own', () => {
  const flow = compileFlow(invoice);
  const actor = { id: 'flo', kind: 'person', principal: 'flo', roles: ['finance-lead'] } as const;
  const subject = { id: '1', flow: 'invoice', entity: 'e', key: 'I-1' };
  const born = decide(flow, subject, { kind: 'command', type: 'create', data, actor }, { now: 0 });
  assert.equal(born.kind === 'applied' && born.next.data.paid, 0);
  const other = decide(flow, { ...subject, key: 'I-2' }, { kind: 'command', type: 'create', data, actor }, { now: 0 });
  assert.equal(other.kind === 'refused' && other.code, 'data-invalid');
  const moved = decide(
    flow,
    (born as { next: CaseRecord }).next,
    { kind: 'command', type: 'comment', data: { text: 'x' }, actor, ifSeq: 7 },
    { now: 0 },
  );
  assert.equal(moved.kind === 'refused' && moved.code, 'case-moved-on');
});

test('[L44] roles, persons and reasons are asked for; a person who does what an automation may do is noted', () => {
  tell(
    [invoice],
    due,
    `-9 | bea (billing)     | ${complete}   | -       | refused: role-required
     -9 | erp (automation)  | ${complete}   | created |
     -9 | wim (fulfilment)  | send          | created | refused: role-required
     -9 | bea (billing)     | send          | sent    | manual; mail Invoice I-1
     -9 | bot (automation)  | dispute       | sent    | refused: person-required
     -9 | col (collections) | dispute       | sent    | refused: reason-required
     -9 | col (collections) | dispute " "   | sent    | refused: reason-required
     -9 | col (collections) | dispute "no"  | disputed |
     -9 | col (collections) | repair {"state":"sent"} "x" | disputed | refused: role-required
     -9 | pat (operator)    | repair {"state":"sent"} | disputed | refused: reason-required
     -9 | pat (operator)    | repair {"state":"sent"} "wrong case" | sent | manual`,
  );
});

test('[L45] an approval: not by the one who asked, nor by those it names, nor by a machine; a revision voids it', () => {
  tell(
    [invoice],
    due,
    `${sent}
    1 | dan (collections, finance-lead) | dispute "no"  | disputed |
    2 | col (collections, finance-lead) | accept        | disputed | awaiting accept; task approve accept
    2 | col (collections, finance-lead) | accept        | disputed | refused: approval-already-pending
    2 | col (collections, finance-lead) | approve {"of":"accept"} | disputed | refused: approver-excluded
    2 | dan (collections, finance-lead) | approve {"of":"accept"} | disputed | refused: approver-excluded
    2 | wim (fulfilment)    | approve {"of":"accept"} | disputed | refused: role-required
    2 | bot (automation)    | approve {"of":"accept"} | disputed | refused: person-required
    2 | gil (finance-lead)  | approve {"of":"accept","dataHash":"another"} | disputed | refused: approval-void
    2 | gil (finance-lead)  | approve {"of":"reject"} | disputed | refused: approval-not-pending
    3 | col (collections)   | comment {"text":"looks right"} | disputed |
    3 | col (collections)   | revise {"customer":"M"} | disputed | void accept
    3 | gil (finance-lead)  | approve {"of":"accept"} | disputed | refused: approval-not-pending
    4 | col (collections)   | accept        | disputed | awaiting accept; task approve accept
    4 | gil (finance-lead)  | decline {"of":"accept"} | disputed | refused: reason-required
    4 | gil (finance-lead)  | decline {"of":"accept"} "no proof" | disputed |
    5 | col (collections)   | accept        | disputed | awaiting accept; task approve accept
    6 | col (collections)   | reject        | sent     | void accept
    7 | dan (collections)   | dispute "no"  | disputed |
    7 | col (collections)   | accept        | disputed | awaiting accept; task approve accept
    8 | gil (finance-lead)  | approve {"of":"accept"} | credited | stopped dunning/remind, dunning/finance, dunning/sales, dunning/legal`,
  );
});

test('[L45] who had a bot do it has had a part in it', () => {
  const flow = compileFlow(invoice);
  const gil = { id: 'gil', kind: 'person', principal: 'gil', roles: ['finance-lead', 'collections'] } as const;
  const bot = { id: 'gils-bot', kind: 'automation', principal: 'gil', roles: [] } as const;
  const asked = { kind: 'command', type: 'accept', data: {}, actor: { ...gil, id: 'col', principal: 'col' } } as const;
  const disputed: CaseRecord = {
    ...{ id: '1', flow: 'invoice', entity: 'e', key: 'I-1', version: 1, seq: 3, state: 'disputed', data: { ...data, paid: 0 } },
    ...{ clocks: {}, enteredAt: 0 },
  };
  const next = (record: CaseRecord, input: Parameters<typeof decide>[2]) => {
    const taken = decide(flow, record, input, { now: 0 });
    assert.ok(taken.kind === 'applied', JSON.stringify(taken));
    return taken.next;
  };
  const reopened = next(disputed, { kind: 'command', type: 'comment', data: { text: 'x' }, actor: bot });
  assert.deepEqual(reopened.clocks.principals, { comment: ['gil'] });
  const awaiting = next({ ...disputed, clocks: { principals: { dispute: ['gil'] } } }, asked);
  const approved = decide(flow, awaiting, { kind: 'command', type: 'approve', data: { of: 'accept' }, actor: gil }, { now: 0 });
  assert.equal(approved.kind === 'refused' && approved.code, 'approver-excluded');
});

const parcel = defineFlow({
  name: 'parcel',
  title: 'Parcel',
  owner: 'desk',
  key: 'number',
  data: Fields({ number: Text(), weight: Integer({ default: 0 }), items: Optional(Integer()), price: Money({ default: 0 }) }),
  exceptions: {
    damaged: { owner: 'desk', severity: 'high', blocks: true, resolutions: ['repacked', 'accepted'] },
    odd: { owner: 'desk', severity: 'low' },
  },
  events: { weigh: { data: Fields({ weight: Integer() }), set: { weight: 'event.weight', price: 'data.weight * 2' } } },
  mails: { sent: { subject: 'Sent {{ data.number }}', text: 'Weight {{ data.weight }}' } },
  start: { register: 'waiting' },
  states: {
    waiting: {
      owner: 'desk',
      within: days(5),
      on: {
        weigh: {},
        drop: { raise: 'damaged' },
        note: { raise: 'odd' },
        clean: { resolve: 'odd' },
        ask: { task: { role: 'desk', title: 'Look at it' } },
        repack: { to: 'packed', resolve: 'damaged' },
        send: { to: 'packed', effects: [mail('sent', { to: '"a@b.test"' })] },
        check: { to: 'packed', approval: { roles: ['boss'] } },
        half: { set: { price: 'data.price / data.weight' } },
        lose: 'lost',
      },
    },
    packed: { owner: 'desk', within: days(5), on: { back: 'waiting', deliver: 'done' } },
    done: { final: 'done' },
    lost: { final: 'failed' },
  },
});

test('[L42] all assignments read the case as it was before', () => {
  const story = tell(
    [parcel],
    due,
    `0 | ann (desk) | register {"number":"P","weight":3} | waiting |
     1 | ann (desk) | weigh {"weight":10} | waiting |
     2 | ann (desk) | weigh {"weight":1} | waiting |`,
  );
  const { weight, price } = story.cases.get('parcel/P')?.data ?? {};
  assert.deepEqual({ weight, price }, { weight: 1, price: 20 });
});

test('[L46] an open exception that blocks keeps the case in its state, unless a transition resolves it or gives the case up', () => {
  const story = tell(
    [parcel],
    due,
    `0 | ann (desk) | register {"number":"P"} | waiting |
     0 | ann (desk) | check  | waiting | awaiting check; task approve check
     1 | ann (desk) | drop   | waiting | raised damaged
     1 | ann (desk) | drop   | waiting |
     2 | ann (desk) | send   | waiting | refused: blocked-by-exception
     2 | bob (boss) | approve {"of":"check"} | waiting | refused: blocked-by-exception
     2 | ann (desk) | weigh {"weight":1} | waiting | void check
     3 | ann (desk) | repack | packed | resolved damaged
     4 | ann (desk) | back   | waiting |
     4 | ann (desk) | drop   | waiting | raised damaged
     5 | ann (desk) | lose   | lost | resolved damaged`,
  );
  assert.deepEqual([...story.cases.keys()].sort(), [
    'parcel/P',
    'parcel/P/exception/damaged#1',
    'parcel/P/exception/damaged#2',
    'parcel/P/task/approve check#1',
  ]);
  assert.equal(story.cases.get('parcel/P/exception/damaged#1')?.state, 'resolved');
  assert.equal(story.cases.get('parcel/P/task/approve check#1')?.state, 'closed');
});

test('[L46] the owner of an exception resolves it by one of its resolutions, and the case is free', () => {
  const story = tell(
    [parcel],
    due,
    `0 | ann (desk) | register {"number":"P"} | waiting |
     1 | ann (desk) | drop   | waiting | raised damaged`,
  );
  const id = 'parcel/P/exception/damaged#1';
  const identity = { flow: 'exception', key: 'damaged#1', parent: 'parcel/P' };
  const resolve = (roles: string[], resolution: string) => {
    const taken = story.give(id, identity, {
      kind: 'command',
      type: 'resolve',
      data: { resolution },
      actor: { id: 'x', kind: 'person', principal: 'x', roles },
    });
    return taken.kind === 'refused' ? taken.code : taken.kind;
  };
  assert.equal(resolve(['boss'], 'repacked'), 'role-required');
  assert.equal(resolve(['desk'], 'thrown away'), 'guard-failed');
  assert.equal(resolve(['desk'], 'repacked'), 'applied');
  assert.deepEqual(story.cases.get('parcel/P')?.clocks.children, { 'exception/damaged': { count: 1, open: [] } });
  assert.deepEqual(story.log.get('parcel/P')?.at(-1)?.type, 'child-closed');
  story.requireFolds();
});

test('[L56] one exception of a kind and one task of a name is open at a time; each gets the next ordinal', () => {
  const story = tell(
    [parcel],
    due,
    `0 | ann (desk) | register {"number":"P"} | waiting |
     1 | ann (desk) | note  | waiting | raised odd
     1 | ann (desk) | note  | waiting |
     1 | ann (desk) | ask   | waiting | task ask
     1 | ann (desk) | ask   | waiting |
     2 | ann (desk) | clean | waiting | resolved odd
     2 | ann (desk) | note  | waiting | raised odd`,
  );
  assert.deepEqual(story.cases.get('parcel/P')?.clocks.children, {
    'exception/odd': { count: 2, open: [2] },
    'task/ask': { count: 1, open: [1] },
  });
});

test('[L57] the key of an effect says which time of which event it is', () => {
  const story = tell(
    [parcel],
    due,
    `0 | ann (desk) | register {"number":"P"} | waiting |
     1 | ann (desk) | send | packed  | mail Sent P
     2 | ann (desk) | back | waiting |
     3 | ann (desk) | send | packed  | mail Sent P`,
  );
  const keys = story.decisions.flatMap((each) => (each.kind === 'applied' ? each.effects.map(({ key }) => key) : []));
  assert.deepEqual(keys, ['event:send:1:mail:0', 'event:send:2:mail:0']);
});

test('[L58] an expression that fails refuses a command, is a deviation of a fact, and raises an exception of a rung', () => {
  tell(
    [parcel],
    due,
    `0 | ann (desk)   | register {"number":"P","price":10} | waiting |
     1 | ann (desk)   | half | waiting | refused: expression-failed
     1 | erp (source) | half | waiting | deviation expression-failed; raised deviation; failed expression`,
  );
  const careless = edited(invoice, ['/ladders/dunning/rungs/0/effects/0/to', 'data.contact']) as unknown as FlowDefinition;
  tell(
    [careless],
    due,
    `-9      | flo (finance-lead) | ${create({ deliveryReference: 'DR' })} | created |
     -9      | pat (operator)     | repair {"state":"sent"} "x" | sent | manual
     7 09:00 | clock              | invoice.dunning/remind | sent | raised effectFailed; failed expression
     8       | until              |`,
  );
});

test('[L58] a mail that would go to nobody is not sent, and somebody hears of it; a command is not refused for it', () => {
  const told = (to: string) =>
    edited(
      invoice,
      ['/states/created/on/send/0/when', 'true'],
      ['/states/created/on/send/0/effects/0/to', to],
      ['/ladders/dunning/rungs/0/effects/0/to', to],
    );
  for (const to of ['has(data.contact) ? dyn(data.contact) : null', 'has(data.contact) ? data.contact : ""'])
    tell(
      [told(to) as unknown as FlowDefinition],
      due,
      `-9      | flo (finance-lead) | ${create({ deliveryReference: 'DR' })} | created |
       -9 01:00 | bot (automation) | send                   | sent | raised effectFailed
       7 09:00  | clock            | invoice.dunning/remind | sent |
       8        | until            |`,
    );
});

test('[L58] what a rung would set against the schema is not set, an exception is raised, and the rest is done', () => {
  const greedy = edited(invoice, ['/ladders/dunning/rungs/1/set', { currency: '"euro"', deliveryReference: '"late"' }]);
  const story = tell(
    [greedy as unknown as FlowDefinition],
    due,
    `${sent}
     7 09:00  | clock | invoice.dunning/remind  | sent | mail Reminder: I-1
     14 09:00 | clock | invoice.dunning/finance | sent | raised effectFailed; task dunning/finance; failed expression
     15       | until |`,
  );
  const { currency, deliveryReference } = story.cases.get('invoice/I-1')?.data ?? {};
  assert.deepEqual([currency, deliveryReference], ['EUR', 'DR']);
});

test('[L54] what a case has paid in full stops its ladder; a partial payment raises one exception', () => {
  tell(
    [invoice],
    due,
    `${sent}
    1 | bot (automation) | ${pay(400)} | partially_paid | raised partialPayment
    2 | bot (automation) | ${pay(100)} | partially_paid |
    3 | bot (automation) | ${pay(500)} | paid | stopped dunning/remind, dunning/finance, dunning/sales, dunning/legal
    4 | bea (billing)    | close      | closed | resolved partialPayment`,
  );
});

test('[L40] names and times that no log can hold are refused', () => {
  const flow = compileFlow(parcel);
  const actor = { id: 'erp', kind: 'source', principal: 'erp', roles: [] } as const;
  const subject = { id: '1', flow: 'parcel', entity: 'e', key: 'P' };
  const source = { name: 'erp', liveFrom: 0 };
  const fact = (type: string, occurredAt: number, payload: JsonObject) =>
    decide(flow, subject, { kind: 'fact', type, data: payload, actor, source, occurredAt }, { now: 0 });
  const cases: readonly (readonly [string, number, JsonObject, string])[] = [
    ['register', 0, { number: 'P\0' }, 'data-invalid'],
    ['register', 0, { number: '\ud800' }, 'data-invalid'],
    ['register', Number.NaN, { number: 'P' }, 'data-invalid'],
    ['register', Number.MAX_SAFE_INTEGER, { number: 'P' }, 'data-invalid'],
    ['register', 0, { number: 'P', weight: 2 ** 53 }, 'data-invalid'],
    ['x\0', 0, {}, 'event-unknown'],
    ['constructor', 0, {}, 'event-unknown'],
    ['x'.repeat(201), 0, {}, 'event-unknown'],
  ];
  for (const [type, at, payload, code] of cases) {
    const taken = fact(type, at, payload);
    assert.equal(taken.kind === 'refused' && taken.code, code, type.slice(0, 20));
  }
});

test('[L40] what is no object, and a reason without end, are refused', () => {
  const flow = compileFlow(invoice);
  const actor = { id: 'flo', kind: 'person', principal: 'flo', roles: ['finance-lead'] } as const;
  const subject = { id: '1', flow: 'invoice', entity: 'e', key: 'I-1' };
  const given = (data: unknown, reason?: string) => {
    const input = {
      kind: 'command',
      type: 'create',
      data: data as JsonObject,
      actor,
      ...(reason === undefined ? {} : { reason }),
    } as const;
    const taken = decide(flow, subject, input, { now: 0 });
    return taken.kind === 'refused' ? `${taken.code} ${taken.place}` : taken.kind;
  };
  for (const none of [null, undefined, [], 'x', 1]) assert.equal(given(none), 'data-invalid ');
  assert.equal(given(data, 'x'.repeat(4001)), 'data-invalid /reason');
  assert.equal(given(data, 'x'.repeat(4000)), 'applied');
});
