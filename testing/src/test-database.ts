import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres, type Postgres } from '@throughline/server/postgres';
import pg from 'pg';

/** A database of its own for one test. */
export type TestDatabase = {
  readonly url: string;
  /** At most ten connections. It does not keep the process alive. */
  readonly pool: pg.Pool;
  /** Ends the pool and removes the database. */
  close(): Promise<void>;
};

// Durability is what a test of ours may need least: the machine does not crash under it, and a killed server still recovers.
const fastSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' };

let server: Promise<Postgres> | undefined;
const templates = new Map<string, Promise<void>>();
let copies = 0;

/**
 * A fresh copy of a template database. The template is made once per process: `prepare` gets the address of an empty database
 * and must have closed its connections when it resolves.
 *
 * The server, on a temporary folder, starts with the first call and goes with the process, folder included.
 */
export async function testDatabase(templateName: string, prepare: (url: string) => Promise<void>): Promise<TestDatabase> {
  const postgres = await testServer();
  let template = templates.get(templateName);
  if (template === undefined) {
    template = makeTemplate(postgres, `template_${templateName}`, prepare);
    templates.set(templateName, template);
  }
  await template;
  copies += 1;
  const name = `test_${copies}`;
  await postgres.ensureDatabase(name, `template_${templateName}`);
  const url = postgres.url(name);
  const pool = new pg.Pool({ connectionString: url, max: 10, allowExitOnIdle: true });
  pool.on('error', () => undefined); // A test may end the server under an idle connection; the next query tells it.
  return {
    url,
    pool,
    close: async () => {
      if (!pool.ended) await pool.end();
      await postgres.dropDatabase(name);
    },
  };
}

/** The server that this process's tests share, on a folder that goes with it. */
export function testServer(): Promise<Postgres> {
  server ??= startServer();
  return server;
}

async function startServer(): Promise<Postgres> {
  const home = mkdtempSync(join(tmpdir(), 'throughline-test-'));
  chmodSync(home, 0o711);
  const postgres = await openPostgres({ home, temporary: true, settings: fastSettings });
  // Where the process does not come to a quiet end, the server's keeper cleans up.
  process.once('beforeExit', () => void postgres.close());
  return postgres;
}

async function makeTemplate(postgres: Postgres, name: string, prepare: (url: string) => Promise<void>): Promise<void> {
  await postgres.ensureDatabase(name);
  await prepare(postgres.url(name));
}
