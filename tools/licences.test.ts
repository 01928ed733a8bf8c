import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Licences under which anybody may use, change and pass on what we ship; of several offered, one is enough. */
const allowed: ReadonlySet<string> = new Set([
  ...['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'EPL-2.0'],
  ...['OFL-1.1', 'Unlicense', 'CC0-1.0', 'Zlib', 'Python-2.0', 'PostgreSQL'],
]);

/** What is used under another licence, and why it may be: it builds the console, unchanged, and nothing of it is in what is built. */
const onlyBuilds: Readonly<Record<string, string>> = { lightningcss: 'MPL-2.0' };

/** What names its licence in a file of its own and not as manifests do today. */
const inFile: Readonly<Record<string, string>> = {
  ...{ 'png-js': 'MIT', ssh2: 'MIT' },
  // Optional to ssh2: they ask the processor what it can do.
  ...{ 'cpu-features': 'MIT', buildcheck: 'MIT' },
};

interface Locked {
  readonly license?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const { packages } = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};
/** What is installed where Throughline runs; our own workspaces are not among them. */
const production = Object.entries(packages).filter(
  ([path, { link, dev }]) => path.includes('node_modules/') && link !== true && dev !== true,
);
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

function isAllowed(name: string, licence: string): boolean {
  const exception = Object.entries(onlyBuilds).find(([builder]) => name === builder || name.startsWith(`${builder}-`));
  if (exception !== undefined) return licence === exception[1];
  const offered = licence.replaceAll(/[()]/g, '').split(' OR ');
  return offered.some((choice) => choice.split(' AND ').every((one) => allowed.has(one)));
}

test('what is needed to run Throughline is under licences that let anybody use, change and pass it on', () => {
  assert.ok(production.length > 150, `${production.length} packages`);
  const refused = production
    .map(([path, { license }]) => [nameOf(path), license ?? inFile[nameOf(path)] ?? 'none'] as const)
    .filter(([name, licence]) => !isAllowed(name, licence));
  assert.deepEqual(refused, []);
  for (const licence of ['AGPL-3.0-only', 'SSPL-1.0', 'BUSL-1.1', 'GPL-3.0-or-later', 'MIT AND AGPL-3.0-only', 'none'])
    assert.equal(isAllowed('any', licence), false, licence);
});

test('what names its licence in a file has that file', () => {
  for (const [name, licence] of Object.entries(inFile)) {
    const text = readFileSync(`${root}/node_modules/${name}/LICENSE`, 'utf8');
    assert.match(text, new RegExp(`${licence}|Permission is hereby granted, free of charge`), name);
  }
});

test('what is installed says the same of its licence as the lock file', () => {
  for (const [path, { license = '' }] of production) {
    // Of packages for other systems nothing is installed.
    if (!existsSync(`${root}/${path}/package.json`)) continue;
    const found = JSON.parse(readFileSync(`${root}/${path}/package.json`, 'utf8')) as { license?: string | { type?: string } };
    const said = typeof found.license === 'string' ? found.license : (found.license?.type ?? '');
    assert.equal(said, license, path);
  }
});
