import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pointer } from './finding.ts';
import { place } from './place.ts';

const source = `{
  "name": "invoice",
  "states": {
    "sent": { "on": { "pay": [ { "to": "paid" },
      { "to": "payed" } ] } },
    "a/b~c": 1
  }
}
`;

const places: readonly (readonly [path: string, line: number, column: number])[] = [
  ['', 1, 1],
  ['/name', 2, 11],
  ['/states/sent/on/pay/0/to', 4, 40],
  ['/states/sent/on/pay/1/to', 5, 15],
  ['/states/a~1b~0c', 6, 14],
  // What is not there is missing from what stands around it.
  ['/states/sent/owner', 4, 13],
  ['/states/sent/on/pay/7', 4, 30],
  ['/name/first', 2, 11],
];

test('[L75] a path has a line and a column in the JSON that it was read from', () => {
  for (const [path, line, column] of places) assert.deepEqual(place(source, path), { line, column }, path);
});

test('[L75] what stands at the place of any path is its value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const lines = text.split('\n');
      for (const [path, member] of membersOf(value)) {
        const at = place(text, path);
        assert.ok(at, path);
        const rest = [lines[at.line - 1]?.slice(at.column - 1), ...lines.slice(at.line)].join('\n');
        assert.ok(rest.startsWith(JSON.stringify(member, null, indent).slice(0, 1)), path);
      }
    }),
    { numRuns: 300 },
  );
});

function membersOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return [[path, value], ...Object.entries(value).flatMap(([key, member]) => membersOf(member, path + pointer(key)))];
}

test('[L75] text that is not JSON has no places, and asking for one ends', () => {
  for (const text of ['', '{', '{"a"', '{"a":', '{"a" 1}', '[1 2', '{"a":"b', '{a:1}', '{"a":{"b":[}']) {
    for (const path of ['/a/b/0', '/1', '/b']) assert.doesNotThrow(() => place(text, path));
  }
  assert.equal(place('{"x" 1}', '/a'), undefined);
});
