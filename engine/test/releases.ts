import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Database, inTransaction } from '../src/database.ts';
import { applyMissing, readMigrations } from '../src/migrate.ts';
import { advanceSequences, emptyTables, insertRows } from '../src/sql/restore-rows.ts';

/** A database as a release has made it; tools/keep-release.ts writes it. */
export interface KeptRelease {
  readonly release: string;
  /** The last migration of that release. */
  readonly schema: number;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Effects by status. */
  readonly effects: Readonly<Record<string, number>>;
  /** How its cases stood, by name. */
  readonly cases: Readonly<Record<string, string>>;
}

const folder = fileURLToPath(new URL('../fixtures/releases/', import.meta.url));

export const keptReleases: readonly KeptRelease[] = readdirSync(folder)
  .sort()
  .map((name) => JSON.parse(readFileSync(`${folder}/${name}/manifest.json`, 'utf8')) as KeptRelease);

/** Makes an empty database what that release left: its schema by its migrations, and its rows. */
export async function loadRelease(database: Database, { release, schema }: KeptRelease): Promise<void> {
  const migrations = (await readMigrations()).filter(({ number }) => number <= schema);
  await inTransaction(database, (client) => applyMissing(client, migrations), 'begin');
  for (const [name, rows] of readRows(release)) {
    const table = `throughline.${name}`;
    await emptyTables(database, [table]);
    await insertRows(database, table, rows);
    await advanceSequences(database, [table]);
  }
}

function readRows(release: string): ReadonlyMap<string, readonly string[]> {
  const rows = new Map<string, string[]>();
  // The row stays the text that it is: numbers and texts in columns of the type `json` are hashed as they were written.
  const shape = /^\{"table":"([a-z_]+)","row":(.*)\}$/;
  for (const line of gunzipSync(readFileSync(`${folder}/${release}/database.ndjson.gz`))
    .toString('utf8')
    .split('\n')) {
    const [, table, row] = shape.exec(line) ?? [];
    if (table === undefined || row === undefined) continue;
    const of = rows.get(table) ?? [];
    of.push(row);
    rows.set(table, of);
  }
  return rows;
}
