import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Queryable } from '@throughline/engine';
import type { Pool } from 'pg';
import { ThroughlineError } from '../errors.ts';

const folder = new URL('./', import.meta.url);

/** Any two processes that migrate one database wait for each other on this lock. */
const migrationLock = 7_302_130;

interface Migration {
  readonly number: number;
  readonly text: string;
  readonly hash: string;
}

/**
 * Brings what the server itself keeps (schema `throughline_server`: answers by Idempotency-Key, saved views) to this release.
 * Safe to run at each start, and from several processes at once.
 *
 * @throws ThroughlineError database-newer
 */
export async function migrateServer(pool: Pool): Promise<void> {
  const migrations = await readMigrations();
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('begin');
    await applyMissing(client, migrations);
    await client.query('commit');
    broken = false;
  } finally {
    // A broken transaction goes with its connection.
    client.release(broken);
  }
}

/** Whether the server's part of the database is that of this release. Changes nothing. @throws ThroughlineError database-newer, database-not-ready */
export async function checkServerSchema(pool: Pool): Promise<void> {
  const migrations = await readMigrations();
  const { rows } = await pool.query<Applied>('select number, hash from throughline_server.migration');
  refuseStrange(rows, migrations);
  if (rows.length < migrations.length)
    throw new ThroughlineError('database-not-ready', 'The server’s part of the database has not been made ready by this release');
}

/** `migrateServer`, within the caller's transaction. */
export async function migrateServerWithin(client: Queryable): Promise<void> {
  await applyMissing(client, await readMigrations());
}

async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return { number: Number(name.slice(0, 4)), text, hash: hash('sha256', text) };
    }),
  );
}

async function applyMissing(client: Queryable, migrations: readonly Migration[]): Promise<void> {
  await client.query({ text: 'select pg_advisory_xact_lock($1)', values: [migrationLock] });
  await client.query({ text: 'create schema if not exists throughline_server' });
  await client.query({
    text: `create table if not exists throughline_server.migration
      (number int4 primary key, hash text not null, applied_at timestamptz not null default now())`,
  });
  const { rows } = await client.query<Applied>({ text: 'select number, hash from throughline_server.migration' });
  refuseStrange(rows, migrations);
  const applied = new Set(rows.map(({ number }) => number));
  for (const { number, text, hash: known } of migrations) {
    if (applied.has(number)) continue;
    await client.query({ text });
    await client.query({
      text: 'insert into throughline_server.migration (number, hash) values ($1, $2)',
      values: [number, known],
    });
  }
}

interface Applied {
  readonly number: number;
  readonly hash: string;
}

function refuseStrange(rows: readonly Applied[], migrations: readonly Migration[]): void {
  const unknown = rows.find((row) => migrations.find(({ number }) => number === row.number)?.hash !== row.hash);
  if (unknown !== undefined) {
    const message = `The server’s part of the database was made by another release (migration ${unknown.number})`;
    throw new ThroughlineError('database-newer', message, { place: 'throughline_server.migration' });
  }
}
