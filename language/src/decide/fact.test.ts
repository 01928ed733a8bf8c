import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from '../../test/story.ts';
import {
  type CaseRecord,
  compileFlow,
  days,
  decide,
  defineFlow,
  type Fact,
  Fields,
  type JsonObject,
  Money,
  mail,
  Optional,
  Text,
} from '../index.ts';

const order = defineFlow({
  name: 'order',
  title: 'Order',
  owner: 'desk',
  key: 'number',
  data: Fields({
    number: Text(),
    paid: Money({ default: 0 }),
    amount: Money({ default: 100 }),
    place: Optional(Text()),
    note: Optional(Text()),
  }),
  exceptions: { over: { owner: 'desk', severity: 'low' } },
  mails: { hello: { subject: 'Hello', text: 'Hello' } },
  events: {
    ship: { data: Fields({ place: Optional(Text()) }), set: { place: 'has(event.place) ? event.place : "?"' }, lands: 'shipped' },
    pay: {
      data: Fields({ amount: Money({ minimum: 1 }) }),
      set: { paid: 'data.paid + event.amount' },
      lands: [{ when: 'data.paid + event.amount >= data.amount', to: 'paid' }, { to: 'stay' }],
      late: 'apply',
    },
    scan: { data: Fields({ place: Text() }), set: { place: 'event.place' }, lands: 'stay' },
    judge: {},
  },
  start: { place: { to: 'open', effects: [mail('hello', { to: '"a@b.test"' })] } },
  states: {
    open: {
      owner: 'desk',
      within: days(9),
      on: {
        ship: { when: 'data.paid >= data.amount', to: 'shipped' },
        pay: [
          { when: 'event.amount > data.amount - data.paid', to: 'paid', raise: 'over' },
          { when: 'event.amount == data.amount - data.paid', to: 'paid' },
          {},
        ],
        scan: {},
        judge: [
          { when: 'data.paid > 0', to: 'paid' },
          { when: 'data.amount > 1000', to: 'done' },
        ],
      },
    },
    paid: { owner: 'desk', within: days(2), on: { ship: 'shipped' } },
    shipped: { owner: 'desk', within: days(2), on: { scan: {}, arrive: 'done' } },
    held: { owner: 'desk', within: days(2), on: { ship: {}, release: 'open' } },
    done: { final: 'done' },
  },
});

const place = 'place {"number":"O"}';

test('[L47] a fact takes the transition that leads where it lands, whatever its guard says; a command does not', () => {
  tell(
    [order],
    '2026-01-01',
    `0 | ann (desk)   | ${place} | open |  mail Hello
     1 | ann (desk)   | ship     | open | refused: guard-failed
     2 | erp (source) | ship {"place":"Rome"} | shipped |`,
  );
});

test('[L47] of several that lead there, the one whose guard holds', () => {
  for (const [amount, came] of [
    [100, ''],
    [101, 'raised over'],
  ] as const)
    tell(
      [order],
      '2026-01-01',
      `0 | erp (source) | ${place} | open | mail Hello
       1 | erp (source) | pay {"amount":${amount}} | paid | ${came}`,
    );
});

test('[L47] without lands the guards decide; where none holds it is a deviation that stays', () => {
  tell(
    [order],
    '2026-01-01',
    `0 | erp (source) | ${place} | open | mail Hello
     1 | erp (source) | judge    | open | deviation not-expected-here; raised deviation
     2 | erp (source) | pay {"amount":5} | open |
     3 | erp (source) | judge    | paid |`,
  );
});

test('[L48] a fact that the state does not expect moves the case where it lands, sets what the event sets, and raises a deviation', () => {
  const story = tell(
    [order],
    '2026-01-01',
    `0 | erp (source)   | ${place} | open | mail Hello
     1 | pat (operator) | repair {"state":"done"} "test" | done | manual
     2 | erp (source)   | ship {"place":"Rome"} | shipped | deviation not-expected-here; raised deviation
     3 | erp (source)   | pay {"amount":5} | shipped | deviation not-expected-here
     4 | erp (source)   | never heard of it | shipped | deviation not-declared`,
  );
  const record = story.cases.get('order/O');
  assert.deepEqual([record?.data.place, record?.data.paid], ['Rome', 5]);
  assert.deepEqual(
    story.log.get('order/O')?.map(({ deviation }) => deviation?.state),
    [undefined, undefined, 'done', 'shipped', 'shipped'],
  );
});

test("[L47] a state's own rule for an event comes before where the fact lands", () => {
  tell(
    [order],
    '2026-01-01',
    `0 | erp (source)   | ${place} | open | mail Hello
     1 | pat (operator) | repair {"state":"held"} "test" | held | manual
     2 | erp (source)   | ship {"place":"Rome"} | held |`,
  );
});

test('[L47] only what is no fact is refused: its payload does not satisfy the schema, or nothing has begun the case', () => {
  tell(
    [order],
    '2026-01-01',
    `0 | erp (source) | pay {"amount":5}    | - | refused: case-not-born
     0 | erp (source) | ${place}            | open | mail Hello
     1 | erp (source) | pay {"amount":"x"}  | open | refused: data-invalid
     1 | erp (source) | approve {"of":"x"}  | open | refused: event-unknown`,
  );
});

/* Times of what follows are in days. */
const flow = compileFlow(order);
const dayMs = 86_400_000;
const actor = { id: 'erp', kind: 'source', principal: 'erp', roles: [] } as const;
function facts(liveFrom: number, now: number, list: readonly (readonly [day: number, type: string, data: JsonObject])[]) {
  let record: CaseRecord | undefined;
  return list.map(([day, type, data]) => {
    const fact: Fact = {
      kind: 'fact',
      type,
      data,
      actor,
      source: { name: 'erp', liveFrom: liveFrom * dayMs },
      occurredAt: day * dayMs,
    };
    const taken = decide(flow, record ?? { id: '1', flow: 'order', entity: 'e', key: 'O' }, fact, { now: now * dayMs });
    assert.ok(taken.kind === 'applied' || taken.kind === 'deviated', JSON.stringify(taken));
    record = taken.next;
    return taken;
  });
}

test('[L49] a fact older than the state moves nothing, and fills only fields that nothing younger has set', () => {
  const [, , , late, later] = facts(0, 100, [
    [1, 'place', { number: 'O' }],
    [5, 'pay', { amount: 100 }],
    [6, 'ship', {}],
    [4, 'scan', { place: 'Bern' }],
    [7, 'scan', { place: 'Oslo' }],
  ]);
  assert.equal(late?.event.outcome.late, true);
  assert.deepEqual([late?.next.state, late?.next.data.place], ['shipped', '?']);
  assert.deepEqual([later?.next.state, later?.next.data.place], ['shipped', 'Oslo']);
});

test('[L49] a field that something younger has taken away stays away', () => {
  const record: CaseRecord = {
    ...{ id: '1', flow: 'order', entity: 'e', key: 'O', version: 1, seq: 3, state: 'shipped', enteredAt: 6 * dayMs },
    ...{ data: { number: 'O', amount: 1, paid: 0 }, clocks: { bornAt: dayMs, stamps: { place: 7 * dayMs } } },
  };
  const scan = (day: number) => {
    const source = { name: 'erp', liveFrom: 0 };
    const fact = { kind: 'fact', type: 'scan', data: { place: 'Bern' }, actor, source, occurredAt: day * dayMs } as const;
    const taken = decide(flow, record, fact, { now: 100 * dayMs });
    return 'next' in taken ? taken.next.data.place : taken;
  };
  assert.equal(scan(4), undefined);
  assert.equal(scan(8), 'Bern');
});

test('[L49] a late fact fills a field that is empty; declared late: apply, it counts in full', () => {
  const [, , scan, paid] = facts(0, 100, [
    [1, 'place', { number: 'O' }],
    [5, 'judge', {}],
    [4, 'scan', { place: 'Bern' }],
    [3, 'pay', { amount: 40 }],
  ]);
  assert.equal(scan?.next.data.place, 'Bern');
  assert.deepEqual([paid?.next.data.paid, paid?.event.outcome.late], [40, undefined]);
});

test('[L50] history fires no rung, effect, task or target time; the exceptions that it raises are history too', () => {
  const all = facts(50, 100, [
    [1, 'place', { number: 'O' }],
    [5, 'arrive', {}],
  ]);
  const [born, deviated] = all;
  assert.deepEqual([born?.effects, born?.dueAt, deviated?.kind], [[], null, 'deviated']);
  assert.equal(born?.next.clocks.liveFrom, 50 * dayMs);
  const [exception] = deviated?.children ?? [];
  assert.equal(exception?.message.source?.liveFrom, 50 * dayMs);
  const again = decide(flow, (deviated as { next: CaseRecord }).next, { kind: 'deadline' }, { now: 100 * dayMs });
  assert.deepEqual(again, { kind: 'ignored', reason: 'nothing-due', dueAt: null });
});

test('[L50] what happens to an imported case after the import is live', () => {
  const [, paid] = facts(50, 60, [
    [1, 'place', { number: 'O' }],
    [60, 'pay', { amount: 100 }],
  ]);
  assert.deepEqual([paid?.next.state, paid?.dueAt], ['paid', 62 * dayMs]);
});
