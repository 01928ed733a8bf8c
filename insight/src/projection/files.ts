import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a file so that it is there whole, under its name, or as it was before: also after the power has failed. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.tmp`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** A file that somebody else wrote is on the disk, not only on its way there. */
export async function syncFile(path: string): Promise<void> {
  await withFile(path, (file) => file.sync());
}

/** The names in a folder are on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  await withFile(folder, (file) => file.sync());
}

async function withFile(path: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'r');
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

/** `undefined`: it is not there. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Only its owner may enter: what lies in it is the company's. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** What a draft was begun for may still be going on in another process for so long. */
const draftAgeMsMax = 10 * 60_000;

/**
 * Removes what nobody will ask for again: parts that the manifest does not name (renamed just before the writer ended), drafts that nobody
 * goes on with, folders of processes that are gone. The caller is the only writer.
 */
export async function sweepFolder(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const isPart = name.endsWith('.parquet') && !kept.has(name);
    const isDraft = /\.(tmp|csv|ndjson)$/.test(name) && (await ageOf(path)) > draftAgeMsMax;
    const owner = /^spill-(\d+)-/.exec(name)?.[1];
    if (isPart || isDraft || (owner !== undefined && !isAlive(Number(owner)))) await rm(path, { recursive: true, force: true });
  }
}

async function ageOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? 0 : Date.now() - found.mtimeMs;
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
