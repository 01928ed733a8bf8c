import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from '@throughline/api';
import Type from 'typebox';
import { HttpProblem } from './problem.ts';
import { readersOf } from './reading.ts';

const route: Route = {
  tag: 'test',
  summary: 'A route with something of everything',
  params: Type.Object({ database: Type.Union([Type.Literal('main'), Type.Literal('demo')]) }, { additionalProperties: false }),
  query: Type.Object(
    {
      flow: Type.String({ minLength: 1 }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
      open: Type.Optional(Type.Boolean()),
      where: Type.Optional(Type.Array(Type.String(), { maxItems: 2 })),
    },
    { additionalProperties: false },
  ),
  body: Type.Object({ days: Type.Integer({ minimum: 1 }), note: Type.Optional(Type.String()) }, { additionalProperties: false }),
};
const read = readersOf(route);

test('[S101] numbers, flags and repeated values of an address are read by their schema; defaults fill in', () => {
  const given = { flow: '7', limit: '20', open: 'false', where: 'a=1' };
  assert.deepEqual(read.query(given), { flow: '7', limit: 20, open: false, where: ['a=1'] });
  assert.deepEqual(read.query({ flow: 'x', where: ['a', 'b'] }), { flow: 'x', limit: 50, where: ['a', 'b'] });
  assert.deepEqual(read.params({ database: 'demo' }), { database: 'demo' });
});

test('[S101] what does not fit is told by its place; nothing of a body is converted', () => {
  const cases: readonly [keyof typeof read, unknown, string][] = [
    ['query', {}, 'query/flow'],
    ['query', { flow: 'x', limit: '0' }, 'query/limit'],
    ['query', { flow: 'x', limit: '1e3' }, 'query/limit'],
    ['query', { flow: 'x', limit: ['1', '2'] }, 'query/limit'],
    ['query', { flow: ['x', 'y'] }, 'query/flow'],
    ['query', { flow: 'x', open: 'yes' }, 'query/open'],
    ['query', { flow: 'x', where: ['a', 'b', 'c'] }, 'query/where'],
    ['query', { flow: 'x', colour: 'red' }, 'query/colour'],
    ['params', { database: 'other' }, 'path/database'],
    ['body', undefined, 'body'],
    ['body', { days: '7' }, 'body/days'],
    ['body', { days: 7, also: 1 }, 'body/also'],
    ['body', [], 'body'],
  ];
  for (const [part, value, place] of cases) {
    const error = failureOf(() => read[part](value));
    assert.equal(error.code, 'request-invalid');
    assert.deepEqual(
      error.details.errors?.map((one) => one.place),
      [place],
      JSON.stringify(value),
    );
    assert.equal(error.details.place, place);
  }
  assert.equal(failureOf(() => readersOf({ tag: '', summary: '' }).query({ a: '1' })).details.place, 'query/a');
});

function failureOf(work: () => unknown): HttpProblem {
  try {
    work();
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    throw error;
  }
  return assert.fail('It should have failed');
}
