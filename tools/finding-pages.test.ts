import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { findingPages } from './finding-pages.ts';

test('[L341] docs/findings says what the checker says', () => {
  const folder = new URL('../docs/findings/', import.meta.url);
  const written = new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
  const pages = findingPages();
  assert.deepEqual([...written.keys()].sort(), [...pages.keys()].sort(), 'Run `node tools/write-findings.ts`');
  for (const [name, text] of pages) assert.equal(written.get(name), text, `${name}: run \`node tools/write-findings.ts\``);
});
