import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingTests, readText, tableRows, testsNamed } from './named-tests.ts';

const rows = tableRows(readText('docs/promises.md'));

test('each promise names the tests that prove it, and they exist', () => {
  assert.ok(rows.length > 30);
  for (const [promise = '', proof = ''] of rows)
    for (const named of testsNamed(proof)) assert.deepEqual(missingTests(named), [], promise);
});

test('the rules that promises name are in the SPEC of their folder', () => {
  for (const [, proof = ''] of rows)
    for (const [path, names] of testsNamed(proof)) {
      const rules = readText(`${path.split('/')[0]}/SPEC.md`);
      for (const [rule] of names.join(' ').matchAll(/(?<=\[)[A-Z]\d+(?=\])/g))
        assert.ok(rules.includes(`**${rule}**`), `${path}: ${rule} is no rule`);
    }
});
