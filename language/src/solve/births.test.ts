import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowDefinition } from '../definition/flow.ts';
import { Day, defineFlow, Fields, Instant, Integer, List, Money, OneOf, Optional, Text } from '../index.ts';
import { findInput, validData, validPayload, type Wanted } from './find-input.ts';
import { fits } from './samples.ts';

const flow = {
  ...(defineFlow({
    name: 'claim',
    title: 'Claim',
    owner: 'clerk',
    key: 'number',
    data: Fields({
      number: Text(),
      amount: Money({ default: 5, minimum: 0 }),
      paid: Optional(Money({ default: 0 })),
      note: Optional(Text()),
      lines: Optional(List(Fields({ sku: Text(), amount: Integer(), note: Optional(Text()) }))),
    }),
    computed: { size: 'has(data.lines) ? size(data.lines) : 0' },
    events: { file: { data: Fields({ amount: Money(), by: Optional(OneOf(['mail', 'web'])), on: Day() }) } },
    start: { create: 'open', file: 'open' },
    states: { open: { owner: 'clerk', on: { end: 'done' } }, done: { final: 'done' } },
  }) as unknown as FlowDefinition),
  children: { parts: { flow: 'part' } },
} as FlowDefinition;

type Row = readonly [event: string, born: boolean, wanted: readonly Wanted[], found: object | 'none' | 'unknown'];
const one = (source: string, is: Wanted['is'] = 'true', each?: string): Wanted => ({
  source,
  is,
  ...(each === undefined ? {} : { each }),
});
const lines = 'data.lines';

const rows: readonly Row[] = [
  // The event carries the data of the case, and the case has the defaults of what it leaves out.
  ['create', false, [one('event.amount == data.amount', 'false')], 'none'],
  ['create', false, [one('event.amount > 7')], { data: { amount: 8 }, event: { amount: 8 } }],
  ['create', false, [one('event.amount', 'failing')], { data: { amount: 5 }, event: {} }],
  ['create', false, [one('event.amount', 'failing'), one('data.amount == 6')], 'none'],
  ['create', false, [one('data.amount', 'failing')], 'none'],
  ['create', false, [one('data.paid', 'failing')], 'none'],
  ['create', false, [one('has(data.note)')], { data: { note: 'x' }, event: { note: 'x' } }],
  // With data of its own, the case begins with its key and the defaults.
  ['file', false, [one('data.amount == 5')], { data: { amount: 5 } }],
  ['file', false, [one('data.amount == 6')], 'none'],
  ['file', false, [one('has(data.note)')], 'none'],
  ['file', false, [one('data.note == "x"', 'failing')], { data: { amount: 5, paid: 0 } }],
  ['file', false, [one('event.amount > data.amount')], { event: { amount: 6 } }],
  ['file', false, [one('event.by == "web"')], { event: { by: 'web' } }],
  // Of a case that lives, a revision may take away what has a default and need not be there.
  ['end', true, [one('data.paid', 'failing')], { data: { amount: 0 } }],
  ['end', true, [one('data.amount', 'failing')], 'none'],
  // Counts of children.
  ['end', true, [one('children.parts.open > 2')], { children: { parts: { open: 3, count: 3 } } }],
  ['end', true, [one('children.parts.open > children.parts.count')], 'none'],
  ['end', true, [one('children.parts.count > 0 && children.parts.open == 0')], { children: { parts: { open: 0, count: 1 } } }],
  ['end', true, [one('children.parts.open < 0')], 'none'],
  // One item of a list for all that is asked of it.
  ['end', true, [one('item.note', 'failing', lines)], { data: { lines: [{ sku: 'x' }] } }],
  [
    'end',
    true,
    [one('item.amount > 3', 'true', lines), one('item.sku == "a"', 'true', lines)],
    { data: { lines: [{ sku: 'a', amount: 4 }] } },
  ],
  ['end', true, [one('has(item.note)', 'true', lines), one('item.note', 'failing', lines)], 'none'],
  ['end', true, [one('computed.size == 0'), one('item.amount == 1', 'true', lines)], 'none'],
];

for (const [event, born, wanted, expected] of rows) {
  const text = wanted
    .map(({ source, is, each }) => `${source} ${is}${each === undefined ? '' : ` for some of ${each}`}`)
    .join(', ');
  test(`[L254] ${event}${born ? '' : ' (birth)'}: ${text}`, () => {
    const answer = findInput(flow, event, wanted, { born });
    if (typeof expected === 'string')
      assert.deepEqual(answer, {
        found: undefined,
        exhaustive: expected === 'none',
        tried: 'tried' in answer ? answer.tried : 0,
      });
    else assert.partialDeepStrictEqual(answer.found, expected);
  });
}

test('[L254] what an event leaves out is not in what is found', () => {
  const { found } = findInput(flow, 'create', [one('event.amount', 'failing')], { born: false });
  assert.deepEqual(found, {
    data: { number: 'x', amount: 5, paid: 0 },
    event: { number: 'x' },
  });
});

test('[L258] the smallest documents satisfy their schemas', () => {
  assert.deepEqual(validData(flow), { number: 'x', amount: 0 });
  assert.deepEqual(validData(flow, { note: 'y' }), { number: 'x', amount: 0, note: 'y' });
  assert.equal(validData(flow, { nothing: 1 }), undefined);
  assert.deepEqual(validPayload(flow, 'file'), { amount: 0, on: '2026-01-15' });
  assert.deepEqual(validPayload(flow, 'end'), {});
  const keyed = {
    ...flow,
    data: {
      ...flow.data,
      properties: { ...(flow.data.properties as object), number: { type: 'string', pattern: '^INV-[0-9]{4}(-[A-Z]+)?$' } },
    },
  };
  assert.deepEqual(validData(keyed as FlowDefinition), { number: 'INV-1111', amount: 0 });
});

test('[L258] Day and Instant take what there is', () => {
  const rows: readonly (readonly [text: string, isDay: boolean])[] = [
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2024-02-29', true],
    ['2000-02-29', true],
    ['1900-02-29', false],
    ['2026-04-31', false],
    ['2026-12-31', true],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-1-1', false],
  ];
  for (const [text, isDay] of rows) {
    assert.equal(fits(Day() as never, text), isDay, text);
    assert.equal(fits(Instant() as never, `${text}T23:59:59.123Z`), isDay, text);
  }
  assert.equal(fits(Instant() as never, '2026-02-28T24:00:00Z'), false);
});
