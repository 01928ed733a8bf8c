import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaseRecord, compileFlow, deadlines, decide, type Fact, type JsonObject } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { invoice } from './invoice.ts';

/* Day 0 is the due date. Rows of `clock` and `message` come by themselves. */
const due = '2026-03-31';
const data = { number: 'I-1', customer: 'Nordwind', currency: 'EUR', amount: 1_000_000, dueOn: due };
const create = (extra: JsonObject) => `create ${JSON.stringify({ ...data, ...extra })}`;
const contact = 'ap@nordwind.test';
const complete = create({ deliveryReference: 'DR-7', contact });

const sent = `
  -30       | bea (billing) | ${complete}            | created |
  -30 01:00 | clock         | invoice.issue/send     | created |
  -30 01:00 | message       | invoice.send           | sent    | mail Invoice I-1`;

test('[P2] an invoice that nobody pays goes through 7, 14, 30 and 45 days, each once', () => {
  tell(
    [invoice],
    due,
    `${sent}
    7 09:00   | clock                   | invoice.dunning/remind       | sent        | mail Reminder: invoice I-1
    14 09:00  | clock                   | invoice.dunning/finance      | sent        | task dunning/finance
    30 09:00  | clock                   | invoice.dunning/sales        | sent        | task dunning/sales
    45 09:00  | clock                   | invoice.dunning/legal asks   | sent        | awaiting dunning/legal; task approve dunning/legal
    46        | bea (billing)           | approve {"of":"dunning/legal"} | sent      | refused: role-required
    46 01:00  | hedda (head-of-finance) | approve {"of":"dunning/legal"} | legal     |
    60        | hedda (head-of-finance) | writeOff "insolvent"         | legal       | awaiting writeOff; task approve writeOff
    61        | hedda (head-of-finance) | approve {"of":"writeOff"}    | legal       | refused: approver-excluded
    61 01:00  | fred (head-of-finance)  | approve {"of":"writeOff"}    | written_off |`,
  );
});

test('[P2] paid in part, disputed, rejected, promised and broken, paid: each rung fires once, late by the pauses, or is stopped', () => {
  const story = tell(
    [invoice],
    due,
    `${sent}
    3        | bank (automation)  | pay {"amount":930000}    | partially_paid | raised partialPayment
    7 09:00  | clock              | invoice.dunning/remind   | partially_paid | mail Reminder: invoice I-1
    10       | col (collections)  | dispute "tax note"       | disputed       | resolved partialPayment
    18       | col (collections)  | reject                   | partially_paid |
    20       | col (collections)  | promise {"promisedOn":"2026-04-24"} | promised |
    25 09:00 | clock              | invoice.promise/broken   | promised       | raised brokenPromise
    25 09:00 | message            | invoice.breakPromise     | partially_paid |
    27 09:00 | clock              | invoice.dunning/finance  | partially_paid | task dunning/finance
    31       | bank (automation)  | pay {"amount":50000}     | partially_paid | raised partialPayment
    43 09:00 | clock              | invoice.dunning/sales    | partially_paid | task dunning/sales
    50       | bank (automation)  | pay {"amount":20000}     | paid           | stopped dunning/legal; resolved partialPayment
    55       | clock              | invoice.closing/close    | closed         | resolved brokenPromise
    400      | until              |`,
  );
  const record = story.cases.get('invoice/I-1') as CaseRecord;
  const said = deadlines(story.flow('invoice'), record, story.context('invoice'));
  assert.deepEqual(
    said.map(({ name, standing, why }) => `${name} ${standing}: ${why}`),
    [
      'issue/send fired: fired 2026-03-01 01:00: since 2026-03-01 + 1 hour',
      'dunning/remind fired: fired 2026-04-07 09:00: due 2026-03-31 + 7 days, paused by Disputed from 2026-04-10 to 2026-04-18, paused by Promised from 2026-04-20 to 2026-04-25',
      'dunning/finance fired: fired 2026-04-27 09:00: due 2026-03-31 + 14 days, paused by Disputed from 2026-04-10 to 2026-04-18, paused by Promised from 2026-04-20 to 2026-04-25',
      'dunning/sales fired: fired 2026-05-13 09:00: due 2026-03-31 + 30 days, paused by Disputed from 2026-04-10 to 2026-04-18, paused by Promised from 2026-04-20 to 2026-04-25',
      'dunning/legal stopped: stopped 2026-05-20: due 2026-03-31 + 45 days, paused by Disputed from 2026-04-10 to 2026-04-18, paused by Promised from 2026-04-20 to 2026-04-25',
      'service/stop held: Service stop of Service waits for a time to count from',
      'promise/broken fired: fired 2026-04-25 09:00: due 2026-04-24 + 1 day',
      'closing/close fired: fired 2026-05-25: since 2026-05-20 + 5 days',
    ],
  );
});

test('[P2] with the machine down while it is disputed and the due date amended after a promise, everything is still due when it should be', () => {
  tell(
    [invoice],
    due,
    `${sent}
    3        | bank (automation) | pay {"amount":930000}   | partially_paid | raised partialPayment
    7 09:00  | clock             | invoice.dunning/remind  | partially_paid | mail Reminder: invoice I-1
    10       | col (collections) | dispute "tax note"      | disputed       | resolved partialPayment
    13       | machine           | stops |
    15       | machine           | starts |
    18       | col (collections) | reject                  | partially_paid |
    20       | col (collections) | promise {"promisedOn":"2026-04-24"} | promised |
    25 09:00 | clock             | invoice.promise/broken  | promised       | raised brokenPromise
    25 09:00 | message           | invoice.breakPromise    | partially_paid |
    26       | col (collections) | revise {"dueOn":"2026-04-05"} | partially_paid |
    31       | bank (automation) | pay {"amount":50000}    | partially_paid | raised partialPayment
    32 09:00 | clock             | invoice.dunning/finance | partially_paid | task dunning/finance
    48 09:00 | clock             | invoice.dunning/sales   | partially_paid | task dunning/sales
    63 09:00 | clock             | invoice.dunning/legal asks | partially_paid | awaiting dunning/legal; task approve dunning/legal
    64       | bank (automation) | pay {"amount":20000}    | paid           | stopped dunning/legal; void dunning/legal; resolved partialPayment
    69       | clock             | invoice.closing/close   | closed         | resolved brokenPromise
    400      | until             |`,
  );
});

test('[P2] the machine is down over two rungs and a third: the latest fires, the earlier ones are superseded', () => {
  tell(
    [invoice],
    due,
    `${sent}
    6        | machine | stops |
    31       | machine | starts |
    31       | clock   | invoice.dunning/sales      | sent | superseded dunning/remind, dunning/finance; task dunning/sales
    45 09:00 | clock   | invoice.dunning/legal asks | sent | awaiting dunning/legal; task approve dunning/legal
    46       | until   |`,
  );
});

test('[P2] down from day 13 to 15: the rung of day 14 fires on day 15', () => {
  tell(
    [invoice],
    due,
    `${sent}
    7 09:00 | clock   | invoice.dunning/remind  | sent | mail Reminder: invoice I-1
    13      | machine | stops |
    15      | machine | starts |
    15      | clock   | invoice.dunning/finance | sent | task dunning/finance
    29      | until   |`,
  );
});

test('[P2] the due date is amended: what has fired does not fire again, the rest moves', () => {
  tell(
    [invoice],
    due,
    `${sent}
    7 09:00  | clock             | invoice.dunning/remind  | sent | mail Reminder: invoice I-1
    9        | col (collections) | revise {"dueOn":"2026-04-10"} | sent |
    24 09:00 | clock             | invoice.dunning/finance | sent | task dunning/finance
    39       | until             |`,
  );
});

test('[P2] tuned before it is due, a rung fires by the new length; tuned after, it does not fire again', () => {
  tell(
    [invoice],
    due,
    `${sent}
    5        | parameters | {"reminderAfter": 10} |
    10 09:00 | clock      | invoice.dunning/remind | sent | mail Reminder: invoice I-1
    11       | parameters | {"reminderAfter": 20, "financeAfter": 25} |
    25 09:00 | clock      | invoice.dunning/finance | sent | task dunning/finance
    29       | until      |`,
  );
});

test('[P3] without a delivery reference it is blocked until the delivery gives one, and then goes out by itself', () => {
  tell(
    [invoice],
    due,
    `-30       | bea (billing)    | ${create({ contact })} | created |
     -30 01:00 | clock            | invoice.issue/send     | created |
     -30 01:00 | message          | invoice.send           | blocked | raised missingDeliveryReference
     -30 02:00 | wim (fulfilment) | send                   | blocked | refused: guard-failed
     -30 03:00 | log (automation) | reference {"deliveryReference":"DR-9"} | sent | resolved missingDeliveryReference; mail Invoice I-1`,
  );
});

test('[P3] sent without a reference: a person of billing says why', () => {
  tell(
    [invoice],
    due,
    `-30       | bea (billing)    | ${create({})}          | created |
     -30 00:10 | bea (billing)    | send                   | blocked | raised missingDeliveryReference
     -30 00:20 | wim (fulfilment) | sendWithout "urgent"   | blocked | refused: role-required
     -30 00:30 | bea (billing)    | sendWithout            | blocked | refused: reason-required
     -30 00:40 | bea (billing)    | sendWithout "urgent"   | sent    | resolved missingDeliveryReference; task sendWithout`,
  );
});

test('[P3] what another system or the post has sent is not sent again', () => {
  tell(
    [invoice],
    due,
    `-30       | bea (billing) | ${complete}              | created |
     -30 00:10 | erp (source)  | send {"channel":"portal"} | sent   |`,
  );
  tell(
    [invoice],
    due,
    `-30       | bea (billing) | ${create({ contact })}   | created |
     -30 00:10 | erp (source)  | send                     | sent    |`,
  );
});

test('[P3] an invoice that says that another system sends it waits for that, and is never mailed', () => {
  tell(
    [invoice],
    due,
    `-30       | erp (source)     | ${create({ contact, channel: 'portal' })} | created | stopped issue/send
     -29       | clock            | invoice.overdue          | created | raised overdue
     -29 08:00 | bea (billing)    | send                     | blocked | resolved overdue; raised missingDeliveryReference
     -29 09:00 | log (automation) | reference {"deliveryReference":"DR-9"} | created | stopped issue/send; resolved missingDeliveryReference
     -29 10:00 | erp (source)     | send                     | sent    |`,
  );
});

test('[P4] paid too much, taken back and paid again: the ladder stops, goes on, and stops', () => {
  tell(
    [invoice],
    due,
    `${sent}
    7 09:00   | clock             | invoice.dunning/remind  | sent | mail Reminder: invoice I-1
    9         | bank (automation) | pay {"amount":1000100}  | paid | stopped dunning/finance, dunning/sales, dunning/legal; raised overPayment
    12        | bank (automation) | reverse {"amount":1000100} | sent |
    14 09:00  | clock             | invoice.dunning/finance | sent | task dunning/finance
    15        | bank (source)     | pay {"amount":1000000}  | paid | stopped dunning/sales, dunning/legal
    20        | clock             | invoice.closing/close   | closed | resolved overPayment
    400       | until             |`,
  );
});

test('[P4] a fact that pays too much raises the same exception as a command', () => {
  tell(
    [invoice],
    due,
    `${sent}\n 1 | bank (source) | pay {"amount":1000001} | paid | stopped dunning/remind, dunning/finance, dunning/sales, dunning/legal; raised overPayment`,
  );
});

test('[P5] a dispute is accepted by a lead who had no part in it', () => {
  tell(
    [invoice],
    due,
    `${sent}
    1       | flo (collections, finance-lead) | dispute "not ordered"   | disputed |
    2       | col (collections)               | accept                  | disputed | refused: window-closed
    3       | col (collections)               | accept                  | disputed | awaiting accept; task approve accept
    3 01:00 | flo (collections, finance-lead) | approve {"of":"accept"} | disputed | refused: approver-excluded
    3 02:00 | gil (finance-lead)              | approve {"of":"accept"} | credited | stopped dunning/remind, dunning/finance, dunning/sales, dunning/legal`,
  );
});

test('[P5] a payment voids the request to credit; paid in full, the dispute is over', () => {
  tell(
    [invoice],
    due,
    `${sent}
    1       | col (collections)  | dispute "broken"           | disputed |
    3       | col (collections)  | accept                     | disputed | awaiting accept; task approve accept
    4       | bank (automation)  | pay {"amount":400000}      | disputed | void accept
    4 01:00 | gil (finance-lead) | approve {"of":"accept"}    | disputed | refused: approval-not-pending
    5       | bank (automation)  | pay {"amount":600000}      | paid     | stopped dunning/remind, dunning/finance, dunning/sales, dunning/legal`,
  );
});

test('[P6] a second promise is believed only if a lead agrees', () => {
  tell(
    [invoice],
    due,
    `${sent}
    1       | col (collections)                   | promise {"promisedOn":"2026-04-05"} | promised |
    6 09:00 | clock                               | invoice.promise/broken              | promised | raised brokenPromise
    6 09:00 | message                             | invoice.breakPromise                | sent     |
    8       | col (collections)                   | promise {"promisedOn":"2026-04-20"} | sent     | awaiting promise; task approve promise
    8 01:00 | col (collections, collections-lead) | approve {"of":"promise"}            | sent     | refused: approver-excluded
    8 02:00 | lea (collections-lead)              | approve {"of":"promise"}            | promised |
    38 02:00 | clock                              | invoice.overdue                     | promised | raised overdue
    39      | until                               |`,
  );
});

test('[P7] historic facts: three events, no deviation, and nothing fires', () => {
  const flow = compileFlow(invoice);
  const actor = { id: 'source:receivables', kind: 'source', principal: 'source:receivables', roles: [] } as const;
  const source = { name: 'receivables', liveFrom: Date.UTC(2026, 0) };
  const fact = (type: string, day: string, payload: JsonObject): Fact => ({
    kind: 'fact',
    type,
    data: payload,
    actor,
    source,
    occurredAt: Date.parse(day),
  });
  const context = { now: Date.UTC(2026, 5) };
  let record: CaseRecord | undefined;
  for (const each of [
    fact('create', '2013-01-02', { ...data, contact, dueOn: '2013-02-01', everDisputed: true }),
    fact('send', '2013-01-02', {}),
    fact('pay', '2013-03-15', { amount: data.amount }),
  ]) {
    const taken = decide(flow, record ?? { id: '1', flow: 'invoice', entity: 'e', key: 'I-1' }, each, context);
    assert.equal(taken.kind, 'applied');
    assert.ok(taken.kind === 'applied');
    assert.deepEqual([taken.effects, taken.children, taken.dueAt], [[], [], null]);
    record = taken.next;
  }
  assert.deepEqual([record?.state, record?.data.paid, record?.seq], ['paid', data.amount, 3]);
  const nothing = decide(flow, record as CaseRecord, { kind: 'deadline' }, context);
  assert.deepEqual(nothing, { kind: 'ignored', reason: 'nothing-due', dueAt: null });
});
