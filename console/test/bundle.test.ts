import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildConsole, distFolder } from '../build.ts';

const firstLoadMax = 350_000;

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}
type Manifest = Readonly<Record<string, Chunk>>;

/** What opening an address loads: the page, its scripts and styles with all they import, and the letters of Western languages. */
function loadedBy(manifest: Manifest, entries: readonly string[]): readonly string[] {
  const files = new Set(['index.html']);
  const add = (name: string) => {
    const chunk = manifest[name];
    assert.ok(chunk, `${name} is not in the manifest`);
    if (files.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const other of chunk.imports ?? []) add(other);
  };
  for (const entry of entries) add(entry);
  const font = Object.entries(manifest).find(([name]) => name.endsWith('/inter-latin-opsz-normal.woff2'))?.[1].file;
  assert.ok(font, 'the font is part of it');
  return [...files, font];
}

const sizeOf = (file: string) => {
  const bytes = readFileSync(join(distFolder, file));
  return file.endsWith('.woff2') ? bytes.length : gzipSync(bytes).length;
};

test('[K9] the first load of the doors, and of a home page, stays below 350 kB', async (t) => {
  await buildConsole({ ifStale: true });
  const manifest = JSON.parse(readFileSync(join(distFolder, 'manifest.json'), 'utf8')) as Manifest;
  for (const page of ['src/doors/doors-page.tsx', 'src/pages/home/page.tsx']) {
    const files = loadedBy(manifest, ['index.html', page]);
    const sizes = files.map((file) => [file, sizeOf(file)] as const);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    t.diagnostic(`${page}: ${Math.round(total / 1000)} kB`);
    assert.ok(total < firstLoadMax, `${page} loads ${total} bytes: ${JSON.stringify(sizes)}`);
  }
});

test('[K10] neither schemas of the contract nor what is made for servers is in the bundle', () => {
  const manifest = JSON.parse(readFileSync(join(distFolder, 'manifest.json'), 'utf8')) as Manifest;
  assert.deepEqual(
    Object.keys(manifest).filter((name) => name.includes('browser-external')),
    [],
    'modules of Node are needed by something',
  );
  const scripts = Object.values(manifest).flatMap(({ file }) => (file.endsWith('.js') ? [file] : []));
  for (const file of scripts) {
    assert.doesNotMatch(readFileSync(join(distFolder, file), 'utf8'), /additionalProperties|typebox/i, file);
  }
});
