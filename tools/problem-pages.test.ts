import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { problemPages } from './problem-pages.ts';

test('docs/problems says what the table of problems says', () => {
  const folder = new URL('../docs/problems/', import.meta.url);
  const written = new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
  assert.deepEqual(written, new Map(problemPages()), 'Run `node tools/write-openapi.ts`');
});
