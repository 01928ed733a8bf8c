import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { invoice } from '../../test/invoice-flow.ts';
import { edited } from '../../test/seeded-defects.ts';
import { compileData } from '../compile/compile-data.ts';
import { satisfies } from '../compile/schema-check.ts';
import { Day, Instant } from '../definition/fields.ts';
import { compilePattern, hasFewWays, isReadInOneWay } from '../expression/pattern-match.ts';
import type { Json, JsonObject } from '../json.ts';
import { checkFlow } from './check-flow.ts';

const note = '/data/properties/note';
const text = { type: 'string' };
const deep = (levels: number): JsonObject => (levels === 0 ? text : { type: 'array', minItems: 1000, items: deep(levels - 1) });

const broken: readonly (readonly [schema: JsonObject, path: string, says: RegExp])[] = [
  [{ $ref: '#/properties/note' }, '/$ref', /no "\$ref"/],
  [{ $ref: 'http://schemas.example/note.json' }, '/$ref', /no "\$ref"/],
  [{ type: 'array', items: { $dynamicRef: '#x' } }, '/items/$dynamicRef', /no "\$dynamicRef"/],
  [{ ...text, $id: 'note' }, '/$id', /no "\$id"/],
  [{ type: 'object', patternProperties: { '^(a+)+$': text } }, '/patternProperties', /no "patternProperties"/],
  [{ anyOf: [text, { not: { dependentRequired: {} } }] }, '/anyOf/1/not/dependentRequired', /no "dependentRequired"/],
  [{ ...text, minLength: '3' }, '/minLength', /"3", expected a whole number/],
  [{ ...text, format: 'emial' }, '/format', /expected one of .*"email"/],
  [{ type: 'integer', multipleOf: 0 }, '/multipleOf', /a number above 0/],
  [{ type: 'text' }, '/type', /expected one of "string"/],
  [{ enum: Array.from({ length: 1001 }, (_, index) => index) }, '/enum', /1 to 1000 values/],
  [{ type: 'object', properties: { inner: [text] } }, '/properties', /a schema for each of/],
  [{ ...text, pattern: '(a)\\1' }, '/pattern', /back-references/],
  [{ type: 'array', items: { ...text, pattern: '(?=a)' } }, '/items/pattern', /look-around/],
  [{ ...text, pattern: '^(((a{100}){100}){100}){100}$' }, '/pattern', /more than 2000 parts/],
];

test('[L330] what a schema of data says is understood, or refused with its place', () => {
  for (const [schema, path, says] of broken) {
    const [found, ...others] = checkFlow(edited(invoice, [note, schema])).filter(({ severity }) => severity === 'error');
    assert.equal(found?.code, 'data-schema-broken', JSON.stringify(schema));
    assert.equal(found.path, note + path);
    assert.match(found.message, says);
    assert.deepEqual(others, []);
  }
});

test('[L330] fields may be called as the words of JSON Schema, and values may hold them', () => {
  const fields = Object.fromEntries(['pattern', '$ref', 'items', 'enum'].map((name) => [name, text]));
  const schema = { type: 'object', properties: fields, default: { pattern: '(', $ref: 'x' }, additionalProperties: false };
  assert.deepEqual(
    checkFlow(edited(invoice, [note, schema])).filter(({ code }) => code === 'data-schema-broken'),
    [],
  );
  assert.equal(satisfies(schema, { pattern: '(', $ref: 'x' }), true);
});

test('[L330] a document that nobody could write is asked for by no schema', () => {
  const found = checkFlow(edited(invoice, [note, deep(4)], ['/data/required/0', 'note']));
  assert.ok(
    found.some(({ message }) => /more than 10000 values/.test(message)),
    JSON.stringify(found),
  );
});

const exploding = ['^(a+)+$', '(.*a){20}$', '^(a|aa)+$', '^(a|a)*$', '(a*)*b', '^(([a-z])+.)+[A-Z]([a-z])+$', '^(a?){300}b$'];

test('[L331] texts are held against the patterns of a schema in linear time, wherever these stand', () => {
  const long = `${'a'.repeat(20_000)}!`;
  for (const pattern of exploding) {
    for (const [schema, value] of [
      [{ ...text, pattern }, long],
      [{ type: 'array', items: { ...text, pattern } }, [long]],
      [{ type: 'object', additionalProperties: { anyOf: [{ ...text, pattern }] } }, { one: long }],
      [{ type: 'object', propertyNames: { pattern } }, { [long]: 1 }],
    ] as readonly (readonly [JsonObject, Json])[]) {
      assert.equal(satisfies(schema, value), false, pattern);
      assert.notDeepEqual(compileData(schema).errors(value), [], pattern);
    }
  }
});

test('[L331] the checker holds constants against patterns in linear time, too', () => {
  const bang = `${'a'.repeat(60)}!`;
  const codes = (...edits: Parameters<typeof edited> extends [unknown, ...infer E] ? E : never) =>
    checkFlow(edited(invoice, ...edits)).map(({ code }) => code);
  const field = { ...text, pattern: '^(a+)+$' };
  assert.deepEqual(codes([note, { ...field, default: bang }]), ['default-invalid']);
  assert.deepEqual(codes([note, field], ['/states/sent/on/pay/0/set/note', `"${bang}"`]), ['value-invalid']);
  assert.deepEqual(
    codes([note, field], ['/states/sent/on/pay/0/when', `has(data.note) && data.note == "${bang}"`]).includes(
      'guard-never-holds',
    ),
    true,
  );
  assert.deepEqual(codes([note, { ...field, enum: [bang] }]).includes('data-schema-broken'), false);
});

test('[L331] a text that satisfies no pattern is told the pattern as it was written', () => {
  const [error] = compileData({ ...text, pattern: '^[A-Z]{3}$' }).errors('eur');
  assert.deepEqual(error, { path: '', message: 'must match pattern "^[A-Z]{3}$"' });
});

test('[L331] a pattern satisfies what the engine of JavaScript finds, read in one way or in several', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '(?:ab|a)', '(?:b|)', '(?:a*)', '\\b');
  const times = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}');
  const part = fc.tuple(atom, times).map(([one, often]) => (one === '\\b' ? one : one + often));
  const pattern = fc
    .tuple(fc.boolean(), fc.array(part, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([start, parts, end]) => `${start ? '^' : ''}${parts.join('')}${end ? '$' : ''}`);
  const subject = fc.string({ unit: fc.constantFrom('a', 'b', '1', '\n', 'é', '😀'), maxLength: 7 });
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(pattern, subject, (source, value) => {
      seen.add(isReadInOneWay(compilePattern(source)));
      assert.equal(satisfies({ ...text, pattern: source }, value), new RegExp(source, 'u').test(value), `${source} ${value}`);
    }),
    { numRuns: 2000 },
  );
  assert.equal(seen.size, 2);
  for (const source of exploding) assert.equal(isReadInOneWay(compilePattern(source)), false, source);
  for (const source of ['^[A-Z]{3}$', '^[^\\s@<>,;]+@[^\\s@<>,;]+$', '^\\d+(-\\d+)*$'])
    assert.equal(isReadInOneWay(compilePattern(source)), true, source);
});

test('[L331] a pattern without end to its repetitions, or with many ways through it, is not left to the engine of JavaScript', () => {
  for (const { pattern } of [Day(), Instant()] as { pattern?: string }[])
    assert.equal(hasFewWays(compilePattern(String(pattern))), true, pattern);
  for (const source of [...exploding, '^(a|aa){10}$', '^(a?){60}b$', '(a|b)c', '^a*$'])
    assert.equal(hasFewWays(compilePattern(source)), false, source);
});

test('[L43] however many members are unknown, the data does not satisfy a closed schema', () => {
  const data = compileData({ type: 'object', properties: { note: text }, additionalProperties: false });
  for (let count = 1; count <= 40; count += 1) {
    const value = Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, index]));
    assert.deepEqual(data.errors(value)[0], { path: '/field0', message: 'must not have additional properties' }, String(count));
  }
});
