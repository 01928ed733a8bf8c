import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const languageIndex = join(root, 'language/src/index.ts');
const imported = /(?:import|export)\s+(?:type\s+)?(?:\{([^}]*)\}|\*(?:\s+as\s+\w+)?)\s+from\s+'([^']+)'/g;

interface Import {
  readonly names: readonly string[];
  readonly from: string;
}

function importsOf(file: string): readonly Import[] {
  return [...readFileSync(file, 'utf8').matchAll(imported)].map(([, names = '', from = '']) => ({
    names: names
      .split(',')
      .map(
        (name) =>
          name
            .replace(/^\s*type\s+/, '')
            .trim()
            .split(/\s+as\s+/)[0] ?? '',
      )
      .filter((name) => name !== ''),
    from,
  }));
}

/** The files that give the names that are taken from the index of the language, and not the others that it exports too. */
function behindIndex(names: readonly string[]): readonly string[] {
  const exported = [...readFileSync(languageIndex, 'utf8').matchAll(imported)];
  return names.map((name) => {
    const origin = exported.find(([, list = '']) =>
      list.split(',').some(
        (one) =>
          one
            .trim()
            .split(/\s+as\s+/)
            .at(-1) === name,
      ),
    );
    // What `export type *` gives are types of the document alone.
    return join(dirname(languageIndex), origin?.[2] ?? './definition/flow.ts');
  });
}

function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...files];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { names, from } of importsOf(file)) {
      if (from.startsWith('.')) queue.push(join(dirname(file), from));
      else if (from === '@throughline/language') queue.push(...behindIndex(names));
      else assert.ok(!from.startsWith('@throughline/'), `${relative(root, file)} imports ${from}`);
    }
  }
  return seen;
}

const folder = join(root, 'testing/src/explorer');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => join(folder, name));

test('[T10] nothing that the explorer reaches is of the checker or its solver', () => {
  const reached = [...reachedFrom(files)].map((file) => relative(root, file));
  assert.ok(reached.includes('language/src/decide/decide.ts'), 'the walk follows the index of the language');
  assert.deepEqual(
    reached.filter((file) => /^language\/src\/(checker|solve)\//.test(file)),
    [],
  );
});

test('[T10] the walk would see the checker, were it imported', () => {
  assert.ok([...reachedFrom(behindIndex(['checkFlow']))].some((file) => file.includes('/checker/')));
});
