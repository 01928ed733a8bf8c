import { mkdtempSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialise } from '@throughline/engine';
import { type Throughline, withThroughline } from '@throughline/server';
import { openPostgres } from '@throughline/server/postgres';
import pg from 'pg';

/** Runs work on a fresh database as the product makes it: embedded, with fsync and synchronous commit on. */
export async function withDurableDatabase<T>(work: (pool: pg.Pool, connectionString: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  await chmod(home, 0o711);
  const postgres = await openPostgres({ home, temporary: true });
  const connectionString = await databaseUrl(postgres);
  const pool = new pg.Pool({ connectionString, max: 4, pipeline: true });
  pool.on('error', () => undefined); // The query that is under way tells it.
  try {
    await initialise(pool, { mode: 'real' });
    return await work(pool, connectionString);
  } finally {
    await pool.end();
    await postgres.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function databaseUrl(postgres: {
  ensureDatabase(name: string): Promise<unknown>;
  url(name: string): string;
}): Promise<string> {
  await postgres.ensureDatabase('bench');
  return postgres.url('bench');
}

/** The same for the whole product, on a home of its own. */
export async function withThroughlineOnDisk<T>(work: (throughline: Throughline) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  await chmod(home, 0o711);
  const { DATABASE_URL: _, ...env } = process.env;
  try {
    return await withThroughline({ env: { ...env, THROUGHLINE_HOME: home }, database: 'main' }, work);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
