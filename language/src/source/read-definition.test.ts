import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Document } from 'yaml';
import { pointer } from '../checker/finding.ts';
import { readDefinition, type SourceFormat } from './read-definition.ts';

const json = `{
  "name": "invoice",
  "states": {
    "sent": { "on": { "pay": [ { "to": "paid" },
      { "to": "payed" } ] } },
    "a/b~c": 1
  }
}
`;

const yaml = `# yaml-language-server: $schema=flow.schema.json
name: invoice
paid: &paid { to: paid }
states:
  sent:
    on:
      pay:
        - *paid
        - to: payed
  "a/b~c": 1
  empty:
`;

const places: readonly (readonly [format: SourceFormat, path: string, line: number, column: number, endColumn: number])[] = [
  ['json', '', 1, 1, 2],
  ['json', '/name', 2, 11, 20],
  ['json', '/states', 3, 3, 11],
  ['json', '/states/sent/on/pay/0/to', 4, 40, 46],
  ['json', '/states/sent/on/pay/1', 5, 7, 24],
  ['json', '/states/sent/on/pay/1/to', 5, 15, 22],
  ['json', '/states/a~1b~0c', 6, 14, 15],
  // What is not there is missing from what stands around it.
  ['json', '/states/sent/owner', 4, 5, 11],
  ['json', '/states/sent/on/pay/7', 4, 23, 28],
  ['json', '/name/first', 2, 11, 20],
  ['yaml', '/name', 2, 7, 14],
  ['yaml', '/states/sent', 5, 3, 7],
  ['yaml', '/states/sent/owner', 5, 3, 7],
  ['yaml', '/states/sent/on/pay/1/to', 9, 15, 20],
  // What a reference stands for is where it was written.
  ['yaml', '/states/sent/on/pay/0/to', 3, 19, 23],
  ['yaml', '/states/a~1b~0c', 10, 12, 13],
  ['yaml', '/states/empty', 11, 3, 8],
];

test('[L280] [L75] a path has the place of its value, of the name of its object, or of what is nearest', () => {
  for (const [format, path, line, column, endColumn] of places) {
    const read = readDefinition(format === 'json' ? json : yaml, { format });
    assert.ok(read.kind === 'read');
    assert.deepEqual(read.place(path), { line, column, endLine: line, endColumn }, `${format} ${path}`);
  }
});

test('[L280] lines end as any system ends them, and a byte order mark is no part of the text', () => {
  for (const ending of ['\n', '\r\n', '\r']) {
    const read = readDefinition(`\uFEFF{${ending}"a":${ending} [1,${ending}2]}`, { format: 'json' });
    assert.ok(read.kind === 'read');
    assert.deepEqual(read.value, { a: [1, 2] });
    assert.deepEqual(read.place('/a/1'), { line: 4, column: 1, endLine: 4, endColumn: 2 });
  }
});

test('[L280] what JSON.parse reads is read alike, and what stands at the place of a path is its value', () => {
  const texts = fc.tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, 2, '\t'));
  fc.assert(
    fc.property(texts, ([value, indent]) => {
      const text = JSON.stringify(value, null, indent);
      const read = readDefinition(text, { format: 'json' });
      assert.ok(read.kind === 'read', text);
      assert.deepEqual(read.value, JSON.parse(text));
      const lines = text.split('\n');
      for (const [path, member] of scalarsOf(value)) {
        const { line, column, endColumn } = read.place(path);
        assert.equal(lines[line - 1]?.slice(column - 1, endColumn - 1), JSON.stringify(member), path);
      }
    }),
    { numRuns: 300 },
  );
});

test('[L280] a text that JSON.parse refuses is refused, at a place in it', () => {
  const broken = fc.tuple(
    fc.json({ maxDepth: 3 }),
    fc.nat(),
    fc.constantFrom('', ',', '}', ']', '"', "'", '\\', 'x', '\n', '1', ':'),
  );
  fc.assert(
    fc.property(broken, ([text, at, sign]) => {
      const cut = at % (text.length + 1);
      const changed = text.slice(0, cut) + sign + text.slice(cut + 1);
      const read = readDefinition(changed, { format: 'json' });
      const known = parsed(changed);
      if (read.kind === 'read') return assert.deepEqual(read.value, known);
      // A number too large for JSON.parse to hold is Infinity to it.
      if (read.code === 'source-syntax' && !/below 1\.8e308/.test(read.message)) assert.equal(known, undefined, changed);
      assert.ok(read.place.line <= changed.split(/\r\n|\n|\r/).length);
    }),
    { numRuns: 2000 },
  );
});

test('[L281] YAML says what JSON says: the same value comes of both', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      const read = readDefinition(new Document(plain).toString(), { format: 'yaml' });
      assert.ok(read.kind === 'read', JSON.stringify(read));
      assert.deepEqual(read.value, plain);
      const asJson = readDefinition(JSON.stringify(plain), { format: 'yaml' });
      assert.ok(asJson.kind === 'read', JSON.stringify(asJson));
      assert.deepEqual(asJson.value, plain);
    }),
    { numRuns: 300 },
  );
  const read = readDefinition('on: yes\nno: 0777\nat: 09:00\ntext: "1"\n1: null\nday: 2026-11-01\n', { format: 'yaml' });
  assert.ok(read.kind === 'read');
  assert.deepEqual(read.value, { on: 'yes', no: 777, at: '09:00', text: '1', '1': null, day: '2026-11-01' });
});

const faults: readonly (readonly [
  format: SourceFormat,
  text: string,
  code: string,
  line: number,
  column: number,
  message: RegExp,
])[] = [
  ['json', '', 'source-syntax', 1, 1, /a value is expected, and the text ends/],
  ['json', '{\n  "a": 1,\n}', 'source-syntax', 3, 1, /name of a member.*"}"/],
  ['json', '{\n  "a": 1\n  "b": 2 }', 'source-syntax', 3, 3, /"," or "}" is expected/],
  ['json', "{'a': 1}", 'source-syntax', 1, 2, /in double quotes/],
  ['json', '{"a": "b\n"}', 'source-syntax', 1, 7, /does not end on its line/],
  ['json', '[1] 2', 'source-syntax', 1, 5, /the end of the text is expected/],
  ['json', '{"a": 1e999}', 'source-syntax', 1, 7, /a number below/],
  ['json', '{"a": 1,\n "b": 2, "a": 3}', 'source-duplicate', 2, 10, /"a" is there twice/],
  ['yaml', '', 'source-syntax', 1, 1, /no value/],
  ['yaml', 'a: 1\nb: [1\nc: 2\n', 'source-syntax', 3, 1, /flow sequence/i],
  ['yaml', 'a: 1\n\tb: 2\n', 'source-syntax', 2, 1, /tab/i],
  ['yaml', 'a: 1\nb: 2\na: 3\n', 'source-duplicate', 3, 1, /"a" is there twice/],
  ['yaml', 'a: 1\n---\nb: 2\n', 'source-unsupported', 2, 1, /multiple documents/i],
  ['yaml', '%YAML 1.1\n---\non: yes\n', 'source-unsupported', 1, 1, /YAML 1.1, expected 1.2/],
  ['yaml', 'a: !!js/function "x"\n', 'source-unsupported', 1, 18, /the tag/],
  ['yaml', 'a: !!binary aGk=\n', 'source-unsupported', 1, 13, /the tag/],
  ['yaml', '? [a]\n: 1\n', 'source-syntax', 1, 3, /not a plain text/],
  ['yaml', 'a: *nowhere\n', 'source-syntax', 1, 4, /nowhere/],
  ['yaml', 'a: &a [*a]\n', 'source-syntax', 1, 8, /holds itself/],
  ['yaml', 'a: .inf\n', 'source-unsupported', 1, 4, /cannot be written in JSON/],
];

test('[L282] what cannot be read is told with its place, what was expected, and what to do', () => {
  for (const [format, text, code, line, column, message] of faults) {
    const read = readDefinition(text, { format });
    assert.ok(read.kind === 'broken', text);
    assert.deepEqual([read.code, read.place.line, read.place.column], [code, line, column], `${text}: ${read.message}`);
    assert.match(read.message, message);
    assert.notEqual(read.mend, '');
  }
});

const names = (count: number) => Array.from({ length: count }, (_, index) => `k${index}: 1\n`).join('');
const bomb = ['a0: &a0 [x]', ...Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`)].join('\n');

const hostile: readonly (readonly [format: SourceFormat, what: string, text: string, outcome: string])[] = [
  ['json', 'ten megabytes', `{"a": "${'x'.repeat(10_000_000)}"}`, 'source-too-large'],
  ['yaml', 'ten megabytes', 'a: 1\n'.repeat(2_000_000), 'source-too-large'],
  ['json', 'deep lists', '['.repeat(100_000), 'source-too-deep'],
  ['json', 'deep objects', '{"a":'.repeat(100_000), 'source-too-deep'],
  ['yaml', 'deep flow lists', '['.repeat(500_000), 'source-too-deep'],
  ['yaml', 'deep flow maps', '{a: '.repeat(100_000), 'source-too-deep'],
  ['yaml', 'lists in lists on a line', '- '.repeat(100_000), 'source-too-deep'],
  ['yaml', 'names of names', '? '.repeat(100_000), 'source-too-deep'],
  ['yaml', 'ever further in', Array.from({ length: 1300 }, (_, at) => `${' '.repeat(at)}a:\n`).join(''), 'source-too-deep'],
  ['yaml', 'references that double', bomb, 'source-unsupported'],
  ['yaml', 'a long text repeated', `a: &a ${'x'.repeat(100_000)}\nb: [${'*a,'.repeat(5000)}]`, 'source-unsupported'],
  ['yaml', 'many references to nothing much', `a: &a 1\nb: [${'*a,'.repeat(30_000)}]`, 'read'],
  ['yaml', 'many names', names(70_000), 'read'],
  ['yaml', 'one name often', 'a: 1\n'.repeat(150_000), 'source-duplicate'],
  ['yaml', 'anchors on nothing', '&a '.repeat(100_000), 'source-syntax'],
  ['json', 'a text of escapes', `"${'\\n'.repeat(490_000)}"`, 'read'],
  ['json', 'a text that never ends', `"${'\\n'.repeat(490_000)}`, 'source-syntax'],
  ['json', 'a long list', `[${'1,'.repeat(490_000)}1]`, 'read'],
];

for (const [format, what, text, outcome] of hostile) {
  test(`[L283] ${what} in ${format} ends soon`, { timeout: 60_000 }, () => {
    const read = readDefinition(text, { format });
    assert.equal(read.kind === 'broken' ? read.code : 'read', outcome, read.kind === 'broken' ? read.message : '');
  });
}

test('[L283] names that objects inherit are members like others', () => {
  for (const format of ['json', 'yaml'] as const) {
    const read = readDefinition('{"__proto__": {"owner": "x"}, "constructor": 1, "toString": 2}', { format });
    assert.ok(read.kind === 'read');
    assert.deepEqual(Object.keys(read.value as object), ['__proto__', 'constructor', 'toString']);
    assert.equal((read.value as { owner?: string }).owner, undefined);
    assert.deepEqual(read.place('/__proto__/owner').column, 25);
    assert.deepEqual(read.place('/hasOwnProperty').column, 1);
  }
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function scalarsOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, member]) => scalarsOf(member, path + pointer(key)));
}
