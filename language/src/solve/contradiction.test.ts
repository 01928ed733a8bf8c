import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowDefinition } from '../definition/flow.ts';
import { findInput, type Wanted } from './find-input.ts';

const text = { type: 'string', maxLength: 40 };
const line = {
  type: 'object',
  additionalProperties: false,
  required: ['amount'],
  properties: { amount: { type: 'integer', minimum: 0, maximum: 1000 }, receipt: text },
};
const flow: FlowDefinition = {
  name: 'claim',
  title: 'Claim',
  owner: 'lead',
  key: 'number',
  data: {
    type: 'object',
    additionalProperties: false,
    required: ['number', 'lines', 'mode'],
    properties: {
      number: text,
      lines: { type: 'array', maxItems: 50, items: line },
      count: { type: 'integer', minimum: 0, maximum: 9 },
      mode: { type: 'string', enum: ['a', 'b', 'c'] },
      rate: { type: 'number' },
    },
  },
  computed: { total: 'sum(by(data.lines, "amount"))', unproven: 'data.lines.filter(one, !has(one.receipt) && one.amount > 20)' },
  parameters: { cap: { type: 'money', default: 100, owner: 'lead' } },
  start: { begin: { to: 'open' } },
  states: { open: { owner: 'lead', final: 'done' } },
};

const all = (...sources: readonly string[]) => sources.map((source): Wanted => ({ source, is: 'true' }));
const ask = (...wanted: readonly Wanted[]) => findInput(flow, undefined, wanted, { stepsMax: 2000 });

for (const sources of [
  ['computed.total > 5 && !(computed.total > 5)'],
  ['computed.total > 5', 'sum(by(data.lines, "amount")) <= 5'],
  ['computed.total > parameters.cap', '100 >= computed.total'],
  ['size(computed.unproven) == 0', 'size(computed.unproven) > 0'],
  ['!(size(computed.unproven) > 0)', 'size(computed.unproven) != 0'],
  ['size(data.lines) * computed.total > size(data.lines)', 'size(data.lines) >= size(data.lines) * computed.total'],
  ['computed.total * computed.total > 7', '5 <= 4'],
  ['computed.total * computed.total > 7 && !has(data.mode)'],
  ['data.count != 0 && computed.total * computed.total > 7', '!(data.count > 0)'],
  ['size(data.lines.filter(one, false && one.amount > 20)) > 0'],
  ['data.lines.exists(one, one.amount > 1000)'],
  ['!data.lines.all(one, one.amount >= 0)'],
  ['data.number.lowerAscii() in ["a", "b"]', 'data.number.lowerAscii() != "a"', 'data.number.lowerAscii() != "b"'],
])
  test(`[L257] that none is there is proven by the form: ${sources.join(', ')}`, () => {
    const { found } = ask(...all(...sources));
    assert.equal(found, undefined);
    assert.equal((ask(...all(...sources)) as { exhaustive: boolean }).exhaustive, true);
  });

for (const wanted of [
  all('computed.total > 5', 'computed.total < 7'),
  all('size(computed.unproven) >= 1'),
  all('data.lines.filter(one, one.amount >= 0).size() > 2'),
  [{ source: 'data.rate > 1.0', is: 'failing' as const }],
  all('data.number.upperAscii() == "A"', 'data.mode != "a"'),
])
  test(`[L257] what is there is not ruled out by its form: ${wanted.map(({ source }) => source).join(', ')}`, () => {
    const answer = ask(...wanted);
    assert.ok(answer.found !== undefined || !answer.exhaustive);
  });
