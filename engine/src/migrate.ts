import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { type Client, type Database, inTransaction, type Queryable } from './database.ts';
import { EngineError } from './errors.ts';
import { adoptNumbering } from './seals/numbering.ts';

const folder = new URL('./migrations/', import.meta.url);
const versionMin = 150_000;

/** Any two processes that migrate one database wait for each other on this lock. */
const migrationLock = 7_302_115;

/** Brings the database to this release's schema. Safe to run at each start, and from several processes at once. */
export async function migrate(database: Database): Promise<void> {
  const { rows } = await database.query<{ version: number }>({
    text: `select current_setting('server_version_num')::int4 as version`,
  });
  const version = rows[0]?.version ?? 0;
  if (version < versionMin) throw new EngineError('server-too-old', `PostgreSQL ${version} is too old: use version 15 or newer`);
  const migrations = await readMigrations();
  await inTransaction(database, (client) => applyMissing(client, migrations), 'begin');
  await adoptNumbering(database);
}

export interface Migration {
  readonly number: number;
  readonly text: string;
  readonly hash: string;
}

/** The schema of this release, step by step. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return { number: Number(name.slice(0, 4)), text, hash: hash('sha256', text) };
    }),
  );
}

/** In the caller's transaction. `onApplied` is called after each. */
export async function applyMissing(
  client: Client,
  migrations: readonly Migration[],
  onApplied?: (migration: Migration) => void,
): Promise<void> {
  await client.query({ text: 'select pg_advisory_xact_lock($1)', values: [migrationLock] });
  await client.query({ text: 'create schema if not exists throughline' });
  await client.query({
    text: 'create table if not exists throughline.migration (number int4 primary key, hash text not null, applied_at timestamptz not null default now())',
  });
  const applied = new Set(await readApplied(client, migrations));
  for (const migration of migrations) {
    if (applied.has(migration.number)) continue;
    await client.query({ text: migration.text });
    await client.query({
      text: 'insert into throughline.migration (number, hash) values ($1, $2)',
      values: [migration.number, migration.hash],
    });
    onApplied?.(migration);
  }
}

/**
 * The numbers of the migrations that the database has.
 *
 * @throws EngineError database-newer, migration-edited
 */
export async function readApplied(client: Queryable, migrations: readonly Migration[]): Promise<readonly number[]> {
  const { rows } = await client.query<{ number: number; hash: string }>({
    text: 'select number, hash from throughline.migration order by number',
  });
  const newest = migrations.at(-1)?.number ?? 0;
  for (const { number, hash: known } of rows) {
    if (number > newest)
      throw new EngineError(
        'database-newer',
        `The database was made by a newer release (migration ${number}): update Throughline`,
      );
    if (migrations.find((migration) => migration.number === number)?.hash !== known)
      throw new EngineError('migration-edited', `Migration ${number} is not the one that this database was made with`);
  }
  return rows.map((row) => row.number);
}
