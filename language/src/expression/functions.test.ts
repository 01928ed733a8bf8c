import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { calendarOf } from '../calendar.ts';
import { compileCalendar } from '../compile/compile-calendar.ts';
import type { Json, JsonObject } from '../json.ts';
import { calendarRead, checkExpression, compileExpression, ExpressionError, type Scope } from './expression.ts';

const line = {
  type: 'object',
  properties: {
    amount: { type: 'integer' },
    sku: { type: 'string' },
    note: { type: 'string' },
    parts: { type: 'array', items: { type: 'object', properties: { weight: { type: 'integer' } } } },
  },
  required: ['amount', 'sku'],
  additionalProperties: false,
};
const scope: Scope = {
  data: {
    type: 'object',
    properties: { n: { type: 'integer' }, m: { type: 'integer' }, s: { type: 'string' }, lines: { type: 'array', items: line } },
    additionalProperties: false,
  },
  computed: { type: 'object', properties: { open: { type: 'integer' }, rest: { type: 'integer' } }, additionalProperties: false },
};
const day = ['09:00', '17:00'] as [string, string];
const business = compileCalendar({
  timeZone: 'Europe/Rome',
  from: '2026-01-01',
  to: '2026-12-31',
  week: { monday: [day], tuesday: [day], wednesday: [day], thursday: [day], friday: [day] },
  holidays: [{ on: '2026-04-06', title: 'Easter Monday' }],
});
const run = (source: string, data: JsonObject = {}, calendar = business): Json =>
  compileExpression(source, scope).evaluate({ data, [calendarRead]: () => calendar });

const lines = [
  { amount: 2, sku: 'a', parts: [{ weight: 1 }] },
  { amount: 5, sku: 'b', parts: [] },
];

test('[L250] the standard library', () => {
  const rows: readonly (readonly [source: string, data: JsonObject, result: Json])[] = [
    ['by(data.lines, "amount")', { lines }, [2, 5]],
    ['sum(by(data.lines, "amount"))', { lines }, 7],
    ['sum(by(data.lines, "amount"))', { lines: [] }, 0],
    ['max(by(data.lines, "amount"))', { lines }, 5],
    ['"b" in by(data.lines, "sku")', { lines }, true],
    ['sum(by(data.lines.filter(l, l.sku == "a"), "amount"))', { lines }, 2],
    ['sum(data.lines.map(l, sum(by(l.parts, "weight"))))', { lines }, 1],
    ['date("2026-03-28T23:30:00Z")', {}, '2026-03-29'],
    ['date("2026-03-28T23:30:00.123Z")', {}, '2026-03-29'],
    ['date("2026-03-28T22:30:00Z")', {}, '2026-03-28'],
    ['date("2026-03-28T22:30:00-05:00")', {}, '2026-03-29'],
    ['date("2026-03-28")', {}, '2026-03-28'],
    ['addBusinessDays("2026-04-03", 1)', {}, '2026-04-07'],
    ['addBusinessDays("2026-04-07", -1)', {}, '2026-04-03'],
    ['isBusinessDay("2026-04-06")', {}, false],
    ['isBusinessDay("2026-04-07")', {}, true],
    ['percent(12345, 1900)', {}, 2346],
    ['percent(25, 1000)', {}, 2],
    ['percent(35, 1000)', {}, 4],
    ['percent(-25, 1000)', {}, -2],
    ['money(percent(data.n, 10000), "EUR")', { n: 123456 }, 'EUR 1,234.56'],
  ];
  for (const [source, data, result] of rows) {
    assert.deepEqual(run(source, data), result, source);
    assert.equal(checkExpression(source, scope).ok, true, source);
  }
});

test('[L250] what a function cannot work out is a failure', () => {
  for (const source of [
    'by(data.lines, "note")',
    'by(data.n, "amount")',
    'max(by([], "amount"))',
    'date("2026-03-28T23:30:00")',
    'date("tomorrow")',
    'date("2026-02-30")',
    'addBusinessDays("2026-02-30", 1)',
    'addDays("9999-12-31", 1)',
  ])
    assert.throws(() => run(source, { lines, n: 1 }), ExpressionError, source);
  const withoutHours = calendarOf('Europe/Rome');
  assert.throws(() => run('isBusinessDay("2026-04-06")', {}, withoutHours), /need a calendar with business hours/);
  assert.equal(run('date("2026-07-01T22:30:00Z")', {}, withoutHours), '2026-07-02');
  assert.equal(compileExpression('date("2026-07-01T22:30:00Z")', scope).evaluate({ data: {} }), '2026-07-01');
});

test('[L250] the fields of items are held against their schema', () => {
  const rows: readonly (readonly [source: string, type: string | RegExp])[] = [
    ['by(data.lines, "amount")', 'list<int>'],
    ['sum(by(data.lines, "amount"))', 'int'],
    ['data.lines', 'list<map>'],
    ['data.lines[0].amount', 'int'],
    ['data.lines.map(l, l.sku)', 'list<string>'],
    ['by(data.lines, "amuont")', /No such key: amuont/],
    ['data.lines.exists(l, l.amuont > 1)', /No such key: amuont/],
    ['data.lines.exists(l, l.parts.exists(p, p.wieght > 1))', /No such key: wieght/],
    ['by(data.lines, data.s)', /name of a field in quotation marks/],
    ['by(data.n, "amount")', /needs a list/],
    ['sum(by(data.lines, "sku"))', /no matching overload for 'sum\(list<string>\)'/],
    ['data.lines[0] + 1', /no such overload: map \+ int/],
  ];
  for (const [source, expected] of rows) {
    const checked = checkExpression(source, scope);
    if (typeof expected === 'string') assert.equal(checked.ok ? checked.type : checked.message, expected, source);
    else assert.match(checked.ok ? 'ok' : checked.message, expected, source);
  }
});

test('[L250] a percentage is rounded to the nearest, and a half to the even', () => {
  const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  fc.assert(
    fc.property(amount, fc.integer({ min: 0, max: 20_000 }), (n, m) => {
      const rounded = run('percent(data.n, data.m)', { n, m }) as number;
      const off = Math.abs(rounded * 10_000 - n * m);
      assert.ok(off < 5000 || (off === 5000 && rounded % 2 === 0));
    }),
  );
});

test('[L256] a computed field that cannot be had fails only what asks for it', () => {
  const computed = (name: string): Json => {
    if (name === 'rest') throw new Error('it is not there');
    return 5;
  };
  const evaluate = (source: string) => compileExpression(source, scope).evaluate({ data: {}, computed });
  assert.equal(evaluate('has(data.n) && computed.rest > 0'), false);
  assert.equal(evaluate('computed.rest > 0 || computed.open == 5'), true);
  assert.equal(evaluate('has(data.n) ? computed.rest : computed.open'), 5);
  assert.throws(() => evaluate('computed.rest > 0'), /it is not there/);
  assert.throws(() => evaluate('has(computed.rest)'), /it is not there/);
});
