import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ImportFailure, importError, importErrors } from './errors.ts';
import { readMapping } from './mapping-frame.ts';

const guide = readFileSync(new URL('../../docs/guide/import.md', import.meta.url), 'utf8');

test('[C1] the guide lists each code of the catalogue, as it stands there, and no other', () => {
  const listed = guide.matchAll(/^\| `([a-z0-9-]+)` \| (.*) \| (.*) \| (.*) \|$/gm).map(([, code, ...cells]) => [code, ...cells]);
  const expected = Object.entries(importErrors).map(([code, { message, expected, action }]) => [code, message, expected, action]);
  assert.deepEqual([...listed], expected);
});

test('[C1] the mapping that the guide shows is one', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(guide) ?? [];
  assert.equal(readMapping(JSON.parse(example)).flow, 'invoice');
});

test('[C1] a failure says where it is, what is wrong and what was expected', () => {
  const failure = new ImportFailure([
    importError('bad-date', { line: 7, field: 'DueDate', value: 'x'.repeat(1000), expected: 'M/D/YYYY' }),
  ]);
  assert.equal(failure.message, 'line 7, DueDate: No date of the declared format (expected: M/D/YYYY)');
  assert.equal(failure.code, 'bad-date');
  assert.equal(failure.errors[0]?.value?.length, 81);
});
