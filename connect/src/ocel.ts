import { open } from 'node:fs/promises';
import type { FileProgress } from './bytes.ts';
import { ImportFailure, importError } from './errors.ts';
import { jsonAttributes, readOcelJson } from './ocel-json.ts';
import { readOcelSqlite, sqliteAttributes } from './ocel-sqlite.ts';

export interface OcelObject {
  readonly id: string;
  readonly type: string;
}

/** An event of an object-centric log, with all objects that it is about, each once. */
export interface OcelEvent {
  readonly id: string;
  readonly activity: string;
  /** Milliseconds since 1970; NaN: none can be read. What names no offset is taken as UTC. */
  readonly at: number;
  readonly objects: readonly OcelObject[];
}

const sqliteMagic = 'SQLite format 3\u0000';

/**
 * Reads an object-centric event log (OCEL 2.0, ocel-standard.org): SQLite bit by bit, JSON (also of version 1.0, also packed by gzip) whole, up to
 * a limit. Events come in batches, in the order of the file.
 *
 * @throws {ImportFailure} file-unreadable, gzip-damaged, not-ocel, ocel-too-large
 */
export async function* readOcel(path: string, progress?: FileProgress): AsyncGenerator<readonly OcelEvent[]> {
  if ((await beginningOf(path)) === sqliteMagic) yield* readOcelSqlite(path);
  else yield* readOcelJson(path, progress);
}

async function beginningOf(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(sqliteMagic.length), 0, sqliteMagic.length, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ImportFailure([importError('file-unreadable', { line: 0, detail: `${path} (${reason})` })]);
  }
}

/** What is said of each object of a type: by its id, its attributes as text. @throws {ImportFailure} as `readOcel` does */
export async function ocelAttributes(path: string, type: string): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  return (await beginningOf(path)) === sqliteMagic ? sqliteAttributes(path, type) : jsonAttributes(path, type);
}
