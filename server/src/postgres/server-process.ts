import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fchownSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import { isRunning, processArguments, processIdentity } from './process-identity.ts';

/** What is needed to run the server, as plain data: it is handed to the keeper on its command line. */
export type ServerPlan = {
  readonly home: string;
  readonly root: string;
  readonly data: string;
  readonly sockets: string;
  readonly clients: string;
  readonly keeper: string;
  readonly log: string;
  readonly native: string;
  readonly account: Account;
  /** PostgreSQL settings over the built-in ones. */
  readonly settings: Readonly<Record<string, string>>;
  /** Remove the whole home when the last client has gone. */
  readonly temporary: boolean;
};

/** What the server is doing, as its own pid file and the process table say together. */
export type ServerState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' | 'ready' | 'stopping'; readonly pid: number };

const pollMs = 10;
const startTimeoutMs = 60_000;
const logBytesMax = 1024 * 1024;

/**
 * Small, for a machine that does other things as well; what is committed stays committed. The pages lie in the system's cache all
 * the same: an import of 560,000 events was no slower with 32 MB of shared buffers and no processes for input and output than
 * with 128 MB and three of them, and took half the memory.
 */
const builtInSettings: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '32MB',
  io_method: 'sync',
  fsync: 'on',
  synchronous_commit: 'on',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  wal_compression: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  cluster_name: 'throughline',
};

/** Reads the state. A pid file left behind, whose number is a zombie's or another program's by now, counts as stopped. */
export function serverState(data: string): ServerState {
  let lines: readonly string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return { kind: 'stopped' };
  }
  const pid = Number(lines[0]);
  if (!(pid > 0) || !processArguments(pid).includes(data)) return { kind: 'stopped' };
  const status = lines[7]?.trim();
  return { kind: status === 'ready' || status === 'stopping' ? status : 'starting', pid };
}

/** Starts the server and waits until it takes connections. Rejects with the end of what it wrote to its log. */
export async function startServer(plan: ServerPlan): Promise<ChildProcess> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    removeLeftovers(plan);
    const logStart = trimmedLogSize(plan.log);
    const child = spawnServer(plan);
    const failure = await readyOrFailed(plan, child, deadline);
    if (failure === undefined) return child;
    const said = `${failure} ${lastWords(plan.log, logStart)}`.trim();
    // The backends of a killed server live on for a moment, and a new one must not start beside them.
    const passing = /still in use|already exists|is another postmaster/.test(said);
    if (!passing || performance.now() > deadline) throw new Error(said);
    await sleep(100);
  }
}

function spawnServer(plan: ServerPlan): ChildProcess {
  const settings = { ...builtInSettings, unix_socket_directories: quotedPath(plan.sockets), ...plan.settings };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openLog(plan);
  try {
    return spawn(join(plan.native, 'bin/postgres'), ['-D', plan.data, ...options], {
      ...plan.account,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      detached: true, // A session of its own: Ctrl-C in the terminal goes to every process of the terminal's group.
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** The server's log, for appending; owned by who runs the server, so that root leaves nothing behind that its owner cannot write. */
export function openLog({ log, account }: Pick<ServerPlan, 'log' | 'account'>): number {
  const file = openSync(log, 'a', 0o600);
  if (account.uid !== undefined) fchownSync(file, account.uid, account.gid ?? account.uid);
  return file;
}

/** The setting is a list: a path with a comma or a space in it must be quoted. */
function quotedPath(path: string): string {
  return `"${path.replaceAll('"', '""')}"`;
}

async function readyOrFailed(plan: ServerPlan, child: ChildProcess, deadline: number): Promise<string | undefined> {
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (status, signal) => {
    failure ??= `The server ended with ${signal ?? status}.`;
  });
  while (failure === undefined) {
    const state = serverState(plan.data);
    if (state.kind === 'ready' && state.pid === child.pid) return undefined;
    if (performance.now() > deadline) {
      child.kill('SIGQUIT');
      return `The server was not ready after ${startTimeoutMs / 1000} seconds.`;
    }
    await sleep(pollMs);
  }
  return failure;
}

function removeLeftovers(plan: ServerPlan): void {
  if (serverState(plan.data).kind !== 'stopped') return;
  // PostgreSQL itself sees through a number that nobody has; one that a zombie or another program has it would believe.
  for (const path of [join(plan.data, 'postmaster.pid'), join(plan.sockets, '.s.PGSQL.5432.lock')]) {
    const pid = leadingNumber(path);
    if (pid !== undefined && (processIdentity(pid) !== undefined || signalled(pid))) rmSync(path, { force: true });
  }
}

function leadingNumber(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

function signalled(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function trimmedLogSize(log: string): number {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size < logBytesMax) return size;
  rmSync(log);
  return 0;
}

function lastWords(log: string, from: number): string {
  try {
    return readFileSync(log).subarray(from).toString().trim().slice(-1500);
  } catch {
    return '';
  }
}

/** Stops the server: sessions are ended, what is committed is written down. Waits until the process has gone. */
export async function stopServer(plan: Pick<ServerPlan, 'root' | 'data' | 'sockets'>): Promise<void> {
  await endServer(plan.data);
  // A socket folder outside is made for one run: nobody would ever clear it away after the home was deleted.
  if (!plan.sockets.startsWith(plan.root)) rmSync(plan.sockets, { recursive: true, force: true });
}

const beginsMs = 1500;
const writesMs = 30_000;

async function endServer(data: string): Promise<void> {
  const state = serverState(data);
  if (state.kind === 'stopped') return;
  const identity = processIdentity(state.pid);
  if (identity === undefined) return;
  for (const [signal, patienceMs] of [
    ['SIGINT', beginsMs],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    const asked = performance.now();
    try {
      process.kill(state.pid, signal);
    } catch {
      return; // It went by itself.
    }
    // A server that recovers from the death of one of its processes hears SIGINT and then waits for ever. One that does not
    // begin its last checkpoint soon is ended without: what is committed is in its log, and the next start recovers.
    const patience = () => (signal === 'SIGINT' && isShuttingDown(data) ? writesMs : patienceMs);
    while (isRunning(identity) && performance.now() < asked + patience()) await sleep(pollMs);
    if (!isRunning(identity)) return;
  }
}

/** Whether the last checkpoint is being written, or is: PostgreSQL notes it in its control file (`DBState`, at byte 16). */
function isShuttingDown(data: string): boolean {
  try {
    const state = readFileSync(join(data, 'global/pg_control')).readUInt32LE(16);
    return state >= 1 && state <= 3; // DB_SHUTDOWNED, DB_SHUTDOWNED_IN_RECOVERY, DB_SHUTDOWNING
  } catch {
    return false;
  }
}
