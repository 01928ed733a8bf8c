import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breaches } from './tidy-rules.ts';

// Put together from parts, or tidy would refuse this file.
const later = `${'TO'}${'DO'}`;

const table: readonly (readonly [path: string, text: string, broken: number])[] = [
  ['a.ts', `// ${'FIX'}${'ME'}: it hangs`, 1],
  ['a.ts', `// ${later}: think`, 1],
  ['a.ts', `// ${later}: think, https://example.org/issues/1`, 0],
  ['a.ts', `read('../../../${'shared'}/data/x.csv')`, 1],
  ['a.ts', `read('/${'work'}/main/x')`, 1],
  ['a.ts', `read('/${'home'}/anna/x')`, 1],
  ['a.ts', `const path = 'language/work/x';`, 0],
  ['a.ts', 'line\n'.repeat(501), 1],
  ['a.md', 'line\n'.repeat(501), 0],
  ['package-lock.json', '  "resolved": "https://registry.example/x.tgz",', 1],
  ['package-lock.json', '  "resolved": "language",', 0],
];

for (const [path, text, broken] of table) {
  test(`[D2] tidy: ${path}: ${text.slice(0, 40).replaceAll('\n', ' ')} breaks ${broken}`, () => {
    assert.equal(breaches(path, text).length, broken);
  });
}
