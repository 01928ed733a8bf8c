import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingTests, readText, tableRows, testsNamed } from './named-tests.ts';

const document = readText('docs/security.md');
const rows = tableRows(document);

test('each threat says how it is met, and names tests that exist', () => {
  assert.ok(rows.length >= 25, `${rows.length} threats`);
  for (const [threat = '', met = '', proof = ''] of rows) {
    assert.ok(met.length > 20, threat);
    for (const named of testsNamed(proof)) assert.deepEqual(missingTests(named), [], threat);
  }
});

test('whoever finds a hole is told where to say so', () => {
  assert.match(readText('SECURITY.md'), /docs\/security\.md/);
  assert.match(readText('SECURITY.md'), /privately/);
});
