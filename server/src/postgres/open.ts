import { spawn } from 'node:child_process';
import { closeSync, readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { postgresBinaries } from './binaries.ts';
import { makeCluster, ownerRole, type Passwords, readPasswords, superuserRole } from './cluster.ts';
import { isDuplicate } from './database-exists.ts';
import { DatabaseError, diskProblem } from './errors.ts';
import { makeHome, openServerFolder, type ServerFolder } from './home.ts';
import { countLeases, dropLease, takeLease } from './leases.ts';
import { withFolderLock } from './lock.ts';
import { isRunning, processIdentity } from './process-identity.ts';
import { openLog, type ServerPlan, serverState, stopServer } from './server-process.ts';

const pollMs = 10;
const readyTimeoutMs = 60_000;

/** What `openPostgres` takes. */
export type PostgresOptions = {
  /** The folder of the data, made where missing. */
  readonly home: string;
  /** PostgreSQL settings over the built-in ones; only who starts the server sets them, who attaches takes it as it runs. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Remove the whole home when the last client has gone, also when that client is killed. */
  readonly temporary?: boolean;
  /** Closes when aborted. */
  readonly signal?: AbortSignal;
};

/** A running embedded PostgreSQL, held open by this process. */
export type Postgres = {
  readonly home: string;
  /** Address of a database for the role `throughline`, which owns the databases and is no superuser. */
  url(database: string): string;
  /** Address of a database for the superuser. */
  superuserUrl(database: string): string;
  /** Makes the database, owned by `throughline`, where it is missing; otherwise a copy of `template`, which nobody may be using. */
  ensureDatabase(name: string, template?: string): Promise<void>;
  /** Removes the database and ends the sessions that use it. */
  dropDatabase(name: string): Promise<void>;
  /** Lets go of the server; the last one out stops it, and then this waits until it has stopped. May be called again. */
  close(): Promise<void>;
};

/**
 * Starts PostgreSQL on a folder, or attaches to the one that runs there. It stops within two seconds after its last client
 * has closed, ended, or been killed.
 *
 * @throws DatabaseError
 */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  options.signal?.throwIfAborted();
  const home = makeHome(options.home);
  const { folder, lease, passwords } = await withFolderLock(home, () => enter(home, options));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= withFolderLock(home, () => leave(folder, lease));
    return closing;
  };
  options.signal?.addEventListener('abort', () => void close().catch(() => undefined), { once: true });
  const superuserUrl = (database: string): string => socketUrl(folder, superuserRole, passwords.postgres, database);
  return {
    home,
    url: (database) => socketUrl(folder, ownerRole, passwords.throughline, database),
    superuserUrl,
    ensureDatabase: (name, template) => ensureDatabase(superuserUrl('postgres'), name, template),
    dropDatabase: async (name) => {
      await run(superuserUrl('postgres'), `drop database if exists ${checkedName(name)} with (force)`);
    },
    close,
  };
}

type Entered = { readonly folder: ServerFolder; readonly lease: string; readonly passwords: Passwords };

async function enter(home: string, options: PostgresOptions): Promise<Entered> {
  const folder = openServerFolder(home);
  // Before anything starts: from here on the keeper knows that somebody is there, and notices when that one dies.
  const lease = takeLease(folder.clients);
  try {
    while (!(keeperRuns(folder) && (await becomesReady(folder)))) {
      const native = postgresBinaries(folder.account, folder.binaries);
      await makeCluster(folder, native);
      await startKeeper({ ...folder, native, settings: options.settings ?? {}, temporary: options.temporary ?? false });
    }
    return { folder, lease, passwords: readPasswords(folder) };
  } catch (cause) {
    dropLease(lease);
    throw cause instanceof DatabaseError ? cause : diskProblem(home, String(cause), cause);
  }
}

function keeperRuns(folder: ServerFolder): boolean {
  return isRunning(readKeeper(folder) ?? '0');
}

function readKeeper(folder: ServerFolder): string | undefined {
  try {
    return readFileSync(folder.keeper, 'utf8');
  } catch {
    return undefined;
  }
}

/** Waits while a living keeper is about to bring the server up. False when the keeper dies over it. */
async function becomesReady(folder: ServerFolder): Promise<boolean> {
  const deadline = performance.now() + readyTimeoutMs;
  while (serverState(folder.data).kind !== 'ready') {
    if (!keeperRuns(folder)) return false;
    if (performance.now() > deadline) throw new DatabaseError('POSTGRES_START', folder.log, 'The server does not come up.');
    await sleep(pollMs);
  }
  return true;
}

/** Starts the keeper and waits for its word that the server takes connections. */
function startKeeper(plan: ServerPlan): Promise<void> {
  // Its own file, whether run from source or built.
  const program = fileURLToPath(new URL(`./keeper${extname(import.meta.url)}`, import.meta.url));
  const log = openLog(plan);
  const small = [
    '--max-old-space-size=24',
    '--max-semi-space-size=1',
    '--v8-pool-size=0',
    '--disable-warning=ExperimentalWarning',
  ];
  const keeper = spawn(process.execPath, [...small, program, JSON.stringify(plan)], {
    cwd: '/',
    env: { PATH: process.env['PATH'] },
    detached: true,
    stdio: ['ignore', 'pipe', log],
  });
  closeSync(log);
  return new Promise((resolve, reject) => {
    const words = keeper.stdout;
    if (words === null) return reject(new Error('The keeper has no output to listen to'));
    try {
      const identity = keeper.pid === undefined ? undefined : processIdentity(keeper.pid);
      if (identity !== undefined) writeFileSync(plan.keeper, identity, { mode: 0o600 });
    } catch (error) {
      keeper.kill('SIGTERM'); // One that nobody could find again must not stay.
      return reject(error);
    }
    let said = '';
    words.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    keeper.once('error', reject);
    words.once('close', () => {
      keeper.unref();
      if (said.trim() === 'ready') resolve();
      else reject(diskProblem(plan.log, said.trim() || 'The keeper ended without a word'));
    });
  });
}

async function leave(folder: ServerFolder, lease: string): Promise<void> {
  dropLease(lease);
  if (countLeases(folder.clients) > 0) return;
  const keeper = readKeeper(folder);
  if (keeper !== undefined && isRunning(keeper)) {
    try {
      process.kill(Number.parseInt(keeper, 10), 'SIGTERM');
    } catch {
      // It died this moment.
    }
    while (isRunning(keeper)) await sleep(pollMs);
  }
  await stopServer(folder); // It has stopped, unless the keeper was killed over it.
}

function socketUrl(folder: ServerFolder, role: string, password: string, database: string): string {
  return `postgresql://${role}:${password}@${encodeURIComponent(folder.sockets)}/${encodeURIComponent(database)}`;
}

function checkedName(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new DatabaseError('DATABASE_NAME', name, 'Not a name for a database.');
  return `"${name}"`;
}

async function ensureDatabase(url: string, name: string, template: string | undefined): Promise<void> {
  const copied = template === undefined ? '' : ` template ${checkedName(template)}`;
  const create = `create database ${checkedName(name)} owner ${ownerRole}${copied}`;
  if ((await run(url, `select 1 from pg_database where datname = '${name}'`)) > 0) return;
  try {
    await run(url, create);
  } catch (error) {
    if (!isDuplicate(error)) throw error; // Another client was quicker.
  }
}

async function run(url: string, sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // The query that runs rejects by itself.
  await client.connect();
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
