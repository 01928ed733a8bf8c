import { randomBytes } from 'node:crypto';
import { copyFile, link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { countsPredicate, keptColumns, logColumnList } from './columns.ts';
import { type Duck, text } from './duck.ts';
import { makeFolder } from './files.ts';
import type { Manifest } from './manifest.ts';

/** The log as it stood at an instant, in files that stay while they are worked with, whatever becomes of the projection meanwhile. */
export interface HeldLog {
  readonly duck: Duck;
  /** DuckDB may write here; it goes with the work. */
  readonly folder: string;
  /** The events as what a statement reads from: with the columns of `throughline.event_log`. */
  readonly source: string;
  /** The same with those that were taken back: with the columns of `throughline.event_history`. */
  readonly history: string;
  /** Up to where it goes; `undefined`: there are no events. */
  readonly manifest: Manifest | undefined;
}

/**
 * Gives the files of a manifest a second name each in a folder of this process's own, where no other removes them. Where names cannot be given, they
 * are copied. Should this process end, the folder is swept with others of its kind.
 */
export async function holdLog<T>(
  { duck, folder, known }: { readonly duck: Duck; readonly folder: string; readonly known: () => Promise<Manifest | undefined> },
  work: (held: HeldLog) => Promise<T>,
): Promise<T> {
  const own = join(folder, `spill-${process.pid}-${randomBytes(4).toString('hex')}`);
  await makeFolder(own);
  try {
    const manifest = await namedAgain(folder, own, known);
    return await work({ duck, folder: own, manifest, ...sourcesOf(own, manifest) });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

const triesMax = 5;

async function namedAgain(
  folder: string,
  own: string,
  known: () => Promise<Manifest | undefined>,
): Promise<Manifest | undefined> {
  for (let tries = 1; ; tries += 1) {
    const manifest = await known();
    try {
      for (const { file } of manifest?.parts ?? []) await secondName(join(folder, file), join(own, file));
      return manifest;
    } catch (error) {
      // Another process has put others in their places.
      if (codeOf(error) !== 'ENOENT' || tries === triesMax) throw error;
    }
  }
}

async function secondName(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) === 'ENOENT') throw error;
    await copyFile(from, to);
  }
}

function sourcesOf(folder: string, manifest: Manifest | undefined): Pick<HeldLog, 'source' | 'history'> {
  const history = historyOf(folder, manifest);
  return { history, source: `(select ${logColumnList} from ${history} where ${countsPredicate})` };
}

function historyOf(folder: string, manifest: Manifest | undefined): string {
  const files = (manifest?.parts ?? []).map(({ file }) => text(join(folder, file)));
  if (files.length > 0) return `read_parquet([${files.join(', ')}])`;
  const nothing = Object.entries(keptColumns).map(([column, type]) => `null::${type} as ${column}`);
  return `(select ${nothing.join(', ')} where false)`;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
