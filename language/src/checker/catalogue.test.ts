import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { findingCatalogue } from './catalogue.ts';

test('[L76] the table of codes in the specification is the catalogue', () => {
  const specification = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8');
  const [, table = ''] = /<!-- codes -->\n([\s\S]*?)<!-- \/codes -->/.exec(specification) ?? [];
  const rows = Object.entries(findingCatalogue).map(
    ([code, { severity, meaning }]) => `| \`${code}\` | ${severity} | ${meaning} |`,
  );
  assert.equal(table, ['| code | severity | meaning |', '| --- | --- | --- |', ...rows, ''].join('\n'));
});
