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

const page = 'console/src/pages/home/page.tsx';
const spoken: readonly (readonly [path: string, text: string, broken: number])[] = [
  [page, 'const a = <p>Nothing is late.</p>;', 1],
  [page, 'const a = <p>{words.nothingLate}, {count}</p>;', 0],
  [page, 'const a = <Section title="Tasks" className="text-title num" />;', 1],
  [page, "const a = <p>{late ? 'late' : words.open}</p>;", 1],
  [page, "const a = <li aria-current={here ? 'page' : undefined} style={{ border: '1px solid red' }} />;", 0],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source that is looked at.
  [page, 'const a = `${count} of ${all}`;', 1],
  [page, "const a = [{ keys: 'j', label: 'move' }];", 1],
  [page, "const standings: Readonly<Record<Standing, string>> = { held: 'held' };", 1],
  [page, "const a = useApi('GET /{database}/home', { params });", 0],
  [page, "if (event.key === 'Enter') throw new Error('A provider is missing above');", 0],
  ['console/src/pages/home/words.ts', "const english = { nothing: 'Nothing is late.' };", 0],
  ['console/src/parts/gallery/list-part.tsx', 'const a = <p>Nothing is late.</p>;', 0],
  ['server/src/http/page.tsx', 'const a = <p>Nothing is late.</p>;', 0],
];

for (const [path, text, broken] of spoken) {
  test(`[K580] words apart: ${path}: ${text} breaks ${broken}`, () => {
    assert.equal(breaches(path, text).length, broken);
  });
}
