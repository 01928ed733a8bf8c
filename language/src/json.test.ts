import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { difference } from './decide/draft.ts';
import { canonical, findUnstorable, type Json, type JsonObject, mergePatch } from './json.ts';

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
/** As the data of a case is: no member is null. */
const object = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.jsonValue({ maxDepth: 3 }))
  .map((value) => mergePatch({}, JSON.parse(JSON.stringify(value)) as Json) as JsonObject);

function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member as Json)]),
  );
}

test('[L30] the canonical text is JSON of the same value, and does not depend on the order of keys', () => {
  fc.assert(
    fc.property(json, (value) => {
      assert.deepEqual(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)));
      assert.equal(canonical(shuffled(value)), canonical(value));
    }),
  );
  assert.equal(
    canonical({ b: 1, a: [1.0, 'é', null], '': { z: true, y: 1e21 } }),
    '{"":{"y":1e+21,"z":true},"a":[1,"é",null],"b":1}',
  );
});

test('[L31] a merge patch is that of RFC 7396', () => {
  const rows: readonly (readonly [target: Json, patch: Json, result: Json])[] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, result] of rows) assert.deepEqual(mergePatch(target, patch), result);
});

test('[L31] members that are called like those of every object are members like others', () => {
  const before: JsonObject = { a: { valueOf: 0, constructor: { x: 1 } } };
  assert.deepEqual(difference(before, { a: {} }), { a: { valueOf: null, constructor: null } });
  assert.deepEqual(difference({ a: {} }, before), before);
  assert.deepEqual(mergePatch({}, { toString: { x: 1 } }), { toString: { x: 1 } });
});

test('[L31] the difference of two objects is the patch that makes the one of the other', () => {
  fc.assert(
    fc.property(object, object, (before, after) => {
      const patch = difference(before, after);
      assert.deepEqual(patch === undefined ? before : mergePatch(before, patch), after);
      assert.equal(difference(after, structuredClone(after)), undefined);
    }),
    { numRuns: 500 },
  );
});

test('[L32] what no log can hold is found, with its place', () => {
  const deep = (levels: number): Json => (levels === 0 ? 1 : [deep(levels - 1)]);
  const rows: readonly (readonly [value: Json, place: string | undefined])[] = [
    [{ a: ['ok', 'né', '😀', 1.5, null, true] }, undefined],
    [{ a: ['x', 'b\0'] }, '/a/1'],
    [{ a: { b: '\ud83d' } }, '/a/b'],
    [{ 'k\0': 1 }, '/k\0'],
    [JSON.parse('{"__proto__":1}') as Json, '/__proto__'],
    [{ a: Number.NaN }, '/a'],
    [{ a: Number.POSITIVE_INFINITY }, '/a'],
    [deep(32), undefined],
    [deep(33), '/0'.repeat(32)],
  ];
  for (const [value, place] of rows) assert.equal(findUnstorable(value), place);
});
