import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from '../json.ts';
import { checkExpression, compileExpression, ExpressionError, type Scope } from './expression.ts';
import { compilePattern, isFoundIn } from './pattern-match.ts';

const text = { type: 'string' };
const scope: Scope = {
  data: {
    type: 'object',
    properties: {
      s: text,
      list: { type: 'array', items: { type: 'integer' } },
      lines: {
        type: 'array',
        items: { type: 'object', properties: { amount: { type: 'integer' } }, additionalProperties: false },
      },
    },
    additionalProperties: false,
  },
  computed: { type: 'object', properties: { open: { type: 'integer' } }, additionalProperties: false },
};
const run = (source: string, data: JsonObject): Json => compileExpression(source, scope).evaluate({ data });
const secret = 'ada@private.test';

test('[L251] what is too long or too deep is refused before it is read', () => {
  for (const source of [
    'x'.repeat(10_000_000),
    '('.repeat(5000),
    '['.repeat(5000),
    `${'!'.repeat(5000)}true`,
    `${'-'.repeat(5000)}1`,
    `data.s${'.a'.repeat(4000)}`,
    `[${'1,'.repeat(3000)}1]`,
    `true${' ? true'.repeat(1000)}`,
  ]) {
    const checked = checkExpression(source, scope);
    assert.equal(checked.ok, false, source.slice(0, 20));
    assert.throws(() => compileExpression(source, scope), source.slice(0, 20));
  }
});

test('[L251] only functions whose time is bounded, and that give the same everywhere, can be called', () => {
  for (const source of [
    'timestamp(data.s)',
    'duration("1h")',
    'bytes(data.s)',
    'cel.bind(x, data.s + data.s, x)',
    'type(data.s)',
    'data.s.constructor()',
    'data.s.toString()',
  ]) {
    assert.match(failureOf(source), /Unknown function/, source);
    assert.throws(() => compileExpression(source, scope), /Unknown function/, source);
  }
});

function failureOf(source: string): string {
  const checked = checkExpression(source, scope);
  return checked.ok ? '' : checked.message;
}

test('[L252] names that JavaScript gives to every object are those of no field', () => {
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty']) {
    for (const variable of ['data', 'computed']) {
      assert.match(failureOf(`${variable}.${name}`), /No such key/);
      const expression = compileExpression(`has(${variable}.${name})`, scope);
      const readings = { data: JSON.parse('{"__proto__": {"s": "x"}, "s": "y"}'), computed: () => 1 };
      assert.equal(expression.evaluate(readings), false, `${variable}.${name}`);
    }
    assert.throws(() => run(`data["${name}"]`, { s: 'x' }), ExpressionError, name);
    assert.throws(() => run(`{"a": 1}["${name}"]`, {}), ExpressionError, name);
    assert.throws(() => run(`by(data.lines, "${name}")`, { lines: [{ amount: 1 }] }), ExpressionError, name);
  }
  assert.equal((run('{"__proto__": 1, "a": 2}', {}) as JsonObject).a, 2);
  assert.equal(({} as JsonObject).a, undefined);
});

test('[L253] loops within loops, and what grows in them, end in an error', () => {
  const list = Array.from({ length: 15_000 }, (_, index) => index);
  const nested = 'data.list.all(a, data.list.all(b, data.list.all(c, a + b + c >= 0)))';
  const rows: readonly (readonly [source: string, data: JsonObject])[] = [
    [nested, { list: list.slice(0, 500) }],
    ['data.list.all(a, a in data.list)', { list }],
    ['data.list.map(a, data.list)', { list }],
    ['data.list.map(a, data.s).join("")', { list, s: 'x'.repeat(30_000) }],
    [`["ab"]${'.map(x, x + x + x + x)'.repeat(14)}`, {}],
    [`[[1]]${'.map(x, [x, x, x, x, x, x, x, x])'.repeat(14)}`, {}],
    [`[[1]]${'.map(x, [x, x, x, x, x, x, x, x])'.repeat(14)} == [[1]]${'.map(x, [x, x, x, x, x, x, x, x])'.repeat(14)}`, {}],
  ];
  for (const [source, data] of rows) assert.throws(() => run(source, data), /too many steps|too large/, source.slice(0, 60));
  assert.equal(run('data.list.all(a, data.list.exists(b, a == b))', { list: list.slice(0, 300) }), true);
});

test('[L253] each evaluation has an account of its own', () => {
  const expression = compileExpression('data.list.map(a, data.list.map(b, a + b))', scope);
  const data = { list: Array.from({ length: 300 }, (_, index) => index) };
  for (let time = 0; time < 20; time += 1) assert.equal((expression.evaluate({ data }) as Json[]).length, 300);
});

test('[L255] regular expressions take linear time, whatever they are', () => {
  const long = `${'a'.repeat(50_000)}!`;
  for (const pattern of ['(a+)+$', '^(a|a)*$', '(a|aa)+$', '(.*a){20}$', '^(([a-z])+.)+[A-Z]([a-z])+$'])
    assert.equal(run(`data.s.matches("${pattern}")`, { s: long }), false, pattern);
  assert.throws(() => run('data.s.matches("a")', { s: 'x'.repeat(70_000) }), /too long for a regular expression/);
});

test('[L255] what cannot be matched in linear time, or is none, is refused', () => {
  for (const [pattern, reason] of [
    ['(a)\\\\1', /no back-references/],
    ['(?=a)', /no look-around/],
    ['(?<!a)b', /no look-around/],
    ['a{1,2000}', /at most 1000 times/],
    ['((a{100}){100}){100}', /more than 2000 parts/],
    ['(', /without/],
    ['a**', /nothing to repeat/],
    ['[z-a]', /wrong order/],
  ] as const)
    assert.match(failureOf(`data.s.matches("${pattern}")`), reason, pattern);
  assert.throws(
    () => run('"x".matches(data.s)', { s: `${secret}(` }),
    (error: Error) => error instanceof ExpressionError && !error.message.includes('ada'),
  );
});

test('[L255] a character is one however JavaScript keeps it', () => {
  assert.equal(run('data.s.matches("^.$")', { s: '😀' }), true);
  assert.equal(run('data.s.matches("^[😀-😂]{2}$")', { s: '😀😁' }), true);
});

test('[L255] what it finds is what the engine of JavaScript finds', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '\\w',
    '\\s',
    '1',
    '(?:ab|a)',
    '(b|)',
    '\\b',
    '\\B',
    '^',
    '$',
  );
  const repeat = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '*?');
  const part = fc.tuple(atom, repeat).map(([one, times]) => (/^(\\[bB]|\^|\$)$/.test(one) ? one : one + times));
  const pattern = fc.array(
    fc.array(part, { maxLength: 4 }).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 3 },
  );
  const subject = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', '\n', 'é'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, subject, (parts, each) => {
      const source = parts.join('|');
      assert.equal(
        isFoundIn(compilePattern(source), each),
        new RegExp(source, 'u').test(each),
        `${source} in ${JSON.stringify(each)}`,
      );
    }),
    { numRuns: 3000 },
  );
});
