// Builds the console into console/dist: `node console/build.ts [--if-stale]`. With --if-stale it does nothing where dist was
// built from exactly these sources.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { consoleConfig, consoleFolder } from './vite.config.ts';

export const distFolder = join(consoleFolder, 'dist');
const stampName = 'built-from.txt';
const sources = ['console/src/**', 'console/*.{ts,html,json}', 'api/src/*.ts', 'language/src/currency.ts', 'package-lock.json'];

/** Builds; resolves with one line that says what was done. */
export async function buildConsole({ ifStale }: { readonly ifStale: boolean }): Promise<string> {
  const stamp = sourcesHash();
  const stampFile = join(distFolder, stampName);
  if (ifStale && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return 'Console: up to date';
  const started = performance.now();
  // Beside, then renamed: a server that serves dist never sees half of it, and two builds do not mix their files.
  const fresh = join(consoleFolder, `.dist-${process.pid}`);
  const old = join(consoleFolder, `.dist-old-${process.pid}`);
  try {
    await build(consoleConfig(fresh));
    writeFileSync(join(fresh, stampName), stamp);
    if (existsSync(distFolder)) renameSync(distFolder, old);
    renameSync(fresh, distFolder);
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return `Console: built in ${seconds} s into ${relative(process.cwd(), distFolder)}`;
}

function sourcesHash(): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const hash = createHash('sha256');
  const files = globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

if (import.meta.main) process.stdout.write(`${await buildConsole({ ifStale: process.argv.includes('--if-stale') })}\n`);
