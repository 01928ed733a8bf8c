import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');
const promises = read('docs/promises.md');

interface Row {
  readonly promise: string;
  readonly proof: string;
}

const rows: readonly Row[] = promises
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (promise|---) /.test(line))
  .map((line) => {
    const [promise = '', proof = ''] = line.slice(2).split(' | ');
    return { promise, proof };
  });

/** Files with the names of tests in them; a file without a name stands for all its tests. */
function proofsOf({ proof }: Row): readonly (readonly [path: string, names: readonly string[]])[] {
  return proof.split('; ').map((part) => {
    const path = /^`([^`]+)`/.exec(part)?.[1] ?? '';
    return [path, [...part.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => name)];
  });
}

test('each promise names the tests that prove it, and they exist', () => {
  assert.ok(rows.length > 30);
  for (const row of rows)
    for (const [path, names] of proofsOf(row)) {
      assert.ok(/\.test\.ts$/.test(path) && existsSync(`${root}/${path}`), `${row.promise}: there is no test ${path}`);
      const text = read(path);
      for (const name of names)
        assert.ok(
          ["'", '`', '"'].some((quote) => text.replaceAll(/test\(\s+/g, 'test(').includes(`test(${quote}${name}`)),
          `${path} has no test ${name}`,
        );
    }
});

test('the rules that promises name are in the SPEC of their folder', () => {
  for (const row of rows)
    for (const [path, names] of proofsOf(row)) {
      const rules = read(`${path.split('/')[0]}/SPEC.md`);
      for (const [rule] of names.join(' ').matchAll(/(?<=\[)[A-Z]\d+(?=\])/g))
        assert.ok(rules.includes(`**${rule}**`), `${path}: ${rule} is no rule`);
    }
});
