import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowDefinition } from '../definition/flow.ts';
import { Currency, Day, defineFlow, Fields, Flag, Integer, List, Money, OneOf, Optional, Text } from '../index.ts';
import { findInput, type Wanted } from './find-input.ts';

const flow = defineFlow({
  name: 'order',
  title: 'Order',
  owner: 'sales',
  key: 'number',
  data: Fields({
    number: Text(),
    kind: OneOf(['plain', 'express', 'gift']),
    amount: Money({ minimum: 0 }),
    paid: Money({ default: 0, minimum: 0 }),
    limit: Optional(Money()),
    currency: Currency(),
    urgent: Flag(),
    from: Day(),
    to: Optional(Day()),
    note: Optional(Text()),
    grade: Optional(Integer({ minimum: 1, maximum: 5 })),
    lines: List(Fields({ amount: Money({ minimum: 0 }), sku: Text(), count: Optional(Integer()) })),
    tags: Optional(List(Text())),
  }),
  computed: { open: 'data.amount - data.paid', rest: 'computed.open - data.limit' },
  parameters: { most: { type: 'integer', default: 10, owner: 'sales' } },
  events: { pay: { data: Fields({ amount: Money({ minimum: 1 }), bonus: Optional(Money()), by: Text({}) }) } },
  start: { create: 'open' },
  states: { open: { owner: 'sales', on: { pay: 'done' } }, done: { final: 'done' } },
}) as unknown as FlowDefinition;

type Expected = 'found' | 'none' | 'unknown';
const is = (source: string, what: Wanted['is'] = 'true'): Wanted => ({ source, is: what });

const rows: readonly (readonly [wanted: readonly Wanted[], expected: Expected])[] = [
  [[is('true')], 'found'],
  [[is('false')], 'none'],
  [[is('data.amount > 5')], 'found'],
  [[is('data.amount < 0')], 'none'],
  [[is('data.amount > 5'), is('data.amount < 6')], 'none'],
  [[is('data.amount > 5'), is('data.amount < 7')], 'found'],
  [[is('data.amount > data.paid'), is('data.paid > data.amount')], 'none'],
  [[is('computed.open > 0'), is('data.paid > 100')], 'found'],
  [[is('event.amount == computed.open'), is('event.amount < 1')], 'none'],
  [[is('event.amount == computed.open'), is('event.amount > computed.open')], 'none'],
  [
    [
      is('event.amount == computed.open', 'false'),
      is('event.amount > computed.open', 'false'),
      is('event.amount < computed.open', 'false'),
    ],
    'none',
  ],
  [[is('event.amount > computed.open', 'failing')], 'none'],
  [[is('computed.rest > 0', 'failing')], 'found'],
  [[is('has(data.limit) && computed.rest > 0', 'failing')], 'none'],
  [[is('has(data.limit) ? computed.rest > 0 : false')], 'found'],
  [[is('data.note == "a"', 'failing')], 'found'],
  [[is('-data.grade < 0', 'failing')], 'found'],
  [[is('has(data.grade) && -data.grade < 0', 'failing')], 'none'],
  [[is('addDays(data.from, -(data.grade + 3)) > data.from', 'failing')], 'found'],
  [[is('data.note in ["a", data.note]', 'failing')], 'found'],
  [[is('"a" in ["b", data.note]', 'failing')], 'found'],
  [[is('data.tags[0] == "a"', 'failing')], 'found'],
  [[is('has(data.note) && data.note == "a"')], 'found'],
  [[is('has(data.note) && data.note != "a"')], 'found'],
  [[is('data.kind == "plain"', 'false'), is('data.kind == "express"', 'false'), is('data.kind == "gift"', 'false')], 'none'],
  [[is('data.kind in ["plain", "express"]', 'false')], 'found'],
  [[is('data.kind in ["plain", "express", "gift"]', 'false')], 'none'],
  [[is('data.kind == "other"')], 'none'],
  [[is('data.urgent'), is('!data.urgent')], 'none'],
  [[is('data.urgent || data.amount > 3', 'false')], 'found'],
  [[is('data.from < data.to')], 'found'],
  [[is('data.from < data.to'), is('data.to <= data.from')], 'none'],
  [[is('addDays(data.from, 30) < data.to'), is('daysBetween(data.from, data.to) < 31')], 'none'],
  [[is('addDays(data.from, 30) < data.to'), is('daysBetween(data.from, data.to) < 32')], 'found'],
  [[is('data.from > "2026-03-01"')], 'found'],
  [[is('size(data.lines) == 0'), is('size(data.lines) > 0')], 'none'],
  [[is('size(data.lines) > 4')], 'found'],
  [[is('data.lines.exists(l, l.amount > 100)')], 'found'],
  [[is('data.lines.all(l, has(l.count) && l.count > 2) && size(data.lines) > 1')], 'found'],
  [[is('sum(data.lines.map(l, l.amount)) > 12')], 'found'],
  [[is('data.lines.exists(l, l.count > 1)', 'failing')], 'found'],
  [[is('data.grade > 5')], 'none'],
  [[is('data.grade >= 5')], 'found'],
  [[is('data.amount > parameters.most')], 'found'],
  [[is('100 / data.amount > 3', 'failing')], 'found'],
  [[is('data.amount / 10 == 7')], 'found'],
  [[is('data.amount % 7 == 3'), is('data.amount > 100')], 'found'],
  [[is('data.amount % 2 == 1'), is('data.amount % 2 == 0')], 'none'],
  [[is('data.currency == "EUR"')], 'found'],
  [[is('data.currency == "eur"')], 'none'],
  [[is('data.currency != "EUR"')], 'found'],
  [[is('event.by == data.number')], 'found'],
  [[is('event.by == data.number'), is('event.by != data.number')], 'none'],
  [[is('data.note.startsWith("AB")')], 'found'],
  [[is('data.note.matches("^[0-9]{3}-x$")')], 'found'],
  [[is('size(data.note) > 7')], 'found'],
  [[is('data.note + "x" == "abx"')], 'unknown'],
  [[is('min(data.amount, data.paid) > 3'), is('max(data.amount, data.paid) < 5')], 'found'],
  [[is('min(data.amount, data.paid) > 3'), is('max(data.amount, data.paid) < 4')], 'none'],
  [[is('"a" in data.tags')], 'found'],
  [[is('data.lines[0].amount == 3')], 'found'],
  [[is('data.lines[0].amount == 3', 'failing')], 'found'],
  [[is('has(event.bonus) && event.bonus > event.amount')], 'found'],
  [[is('data.amount * data.paid == 12')], 'found'],
];

for (const [wanted, expected] of rows) {
  const text = wanted.map(({ source, is: what }) => (what === 'true' ? source : `${source} ${what}`)).join(' and ');
  test(`[L254] ${text}: ${expected}`, () => {
    const answer = findInput(flow, 'pay', wanted);
    const got = answer.found !== undefined ? 'found' : answer.exhaustive ? 'none' : 'unknown';
    assert.equal(got, expected);
  });
}
