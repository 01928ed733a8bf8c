import { hash } from 'node:crypto';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { canonical, type Json, type Millis } from '@throughline/language';
import { EngineError } from '../errors.ts';
import { type BackupFile, digestFile, syncFolder } from './line-file.ts';

/** One run of a backup: what it added to the folder. */
export interface BackupRun {
  readonly number: number;
  /** When it was over, by the clock of the machine. */
  readonly at: Millis;
  /** The newest migration of the database. */
  readonly schema: number;
  /** The seals that it added; absent: none was new. */
  readonly seals?: { readonly from: number; readonly to: number };
  /** The last seal in the folder after it, and that seal's hash. */
  readonly last: { readonly seal: number; readonly hash: string };
  readonly events: number;
  /** Of what was retired by removals up to this one, the folder needs to be told no more. */
  readonly retentions: number;
  /** Settings, tables of others, and what became of effects. */
  readonly state: BackupFile;
  readonly files: readonly BackupFile[];
  /** The hash of the run before; of the first, the empty text. */
  readonly previous: string;
  readonly hash: string;
}

/** What the folder holds. `source` is the hash of the log's first seal: a folder holds one log. */
export interface Manifest {
  readonly format: typeof backupFormat;
  readonly source: string;
  readonly runs: readonly BackupRun[];
}

export const backupFormat = 'throughline.backup/1';
const manifestName = 'manifest.json';

/** The run with its hash, which covers the hash of the run before. */
export function chained(run: Omit<BackupRun, 'hash'>): BackupRun {
  return { ...run, hash: hash('sha256', canonical(run as unknown as Json)) };
}

/**
 * What the folder holds; `undefined`: nothing yet.
 *
 * @throws EngineError backup-damaged
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, manifestName);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const manifest = parsed(path, text);
  let previous = '';
  for (const [index, run] of manifest.runs.entries()) {
    const { hash: said, ...rest } = run;
    if (run.number !== index + 1 || run.previous !== previous || chained(rest).hash !== said)
      throw damaged(path, `run ${index + 1} is not what was written`);
    previous = said;
  }
  return manifest;
}

function parsed(path: string, text: string): Manifest {
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.format === backupFormat && manifest.runs.length > 0) return manifest;
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error));
  }
  throw damaged(path, `it is none of the format ${backupFormat}`);
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const draft = join(folder, `${manifestName}.tmp`);
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(folder);
  await rename(draft, join(folder, manifestName));
  await syncFolder(folder);
}

export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await stat(folder)).isDirectory()) throw new EngineError('backup-unfit', `${folder} is no folder`);
}

/** Reads every file and compares it with what the manifest says of it. @throws EngineError backup-damaged */
export async function checkFiles(folder: string, { runs }: Manifest, signal?: AbortSignal): Promise<void> {
  for (const { state, files } of runs)
    for (const { name, bytes, sha256 } of [...files, state]) {
      signal?.throwIfAborted();
      const path = join(folder, name);
      const is = await digestFile(path).catch((error: unknown) => {
        throw damaged(path, error instanceof Error ? error.message : String(error));
      });
      if (is.bytes !== bytes) throw damaged(path, `it has ${is.bytes} bytes, and ${bytes} were written`);
      if (is.sha256 !== sha256) throw damaged(path, 'its content is not what was written');
    }
}

export function damaged(path: string, what: string): EngineError {
  return new EngineError(
    'backup-damaged',
    `${path}: ${what}. Take another copy of this file, or restore up to a seal before it`,
    {
      details: { place: path },
    },
  );
}
