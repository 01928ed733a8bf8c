import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openPostgres } from '@throughline/server/postgres';
import pg from 'pg';
import { postmasterPid, type ServerPlace } from './strike.ts';

/** A PostgreSQL of one's own that keeps what it says it keeps (`fsync` is on), and is started again whenever it dies. */
export interface Cluster extends ServerPlace {
  /** The folder that holds the sockets. */
  readonly sockets: string;
  /** Kills the server with -9; resolves when it is up again. */
  kill(): Promise<void>;
  /** Resolves when the server takes connections. */
  up(): Promise<void>;
  /** How often the server was started again. */
  restarts(): number;
  /** Leaves so many bytes free on its file system; `undefined`: gives all back. Only where it was opened with `bytes`. */
  leaveFree(bytes: number | undefined): void;
  close(): Promise<void>;
}

const pollMs = 20;

/** With `bytes`, on a file system of that size, which takes the right to mount one: see `canMount`. */
export async function openCluster({ bytes }: { readonly bytes?: number } = {}): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-faults-'));
  chmodSync(folder, 0o711);
  const disk = join(folder, 'disk');
  mkdirSync(disk, { mode: 0o711 });
  if (bytes !== undefined) run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=711`, 'throughline-faults', disk]);
  const home = join(disk, 'home');
  mkdirSync(home);
  chmodSync(home, 0o711);
  const settings = { max_connections: '60', ...(bytes === undefined ? {} : { max_wal_size: '48MB', min_wal_size: '32MB' }) };
  const made = await openPostgres({ home, settings });
  await made.ensureDatabase('faults');
  const url = made.superuserUrl('faults');
  const sockets = decodeURIComponent(/@([^/]*)\//.exec(url)?.[1] ?? '');
  const data = await ask<{ place: string }>(url, `select setting as place from pg_settings where name = 'data_directory'`);
  const pidFile = join(data?.place ?? '', 'postmaster.pid');
  const command = commandOf(postmasterPid(pidFile));
  await made.close();
  const server = keepRunning(command, pidFile, join(folder, 'log'));
  const up = () => untilUp(url);
  await up();
  const ballast = join(disk, 'ballast');
  return {
    ...{ url, pidFile, sockets, up, restarts: server.restarts },
    async kill() {
      process.kill(postmasterPid(pidFile), 'SIGKILL');
      await up();
    },
    leaveFree(left) {
      rmSync(ballast, { force: true });
      if (left === undefined) return;
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)));
    },
    async close() {
      await server.stop();
      if (bytes !== undefined) run('umount', [disk]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether this process may make a small file system of its own. */
export function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'throughline-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder]).status === 0;
  if (isMounted) run('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
  return isMounted;
}

function run(program: string, options: readonly string[]): void {
  const { status, stderr } = spawnSync(program, [...options], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${options.join(' ')}: ${stderr}`);
}

interface Command {
  readonly words: readonly string[];
  readonly account: { readonly uid?: number; readonly gid?: number };
}

/** How a process was started, and as whom. */
function commandOf(pid: number): Command {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const id = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return { words, account: process.getuid?.() === 0 ? { uid: id('Uid'), gid: id('Gid') } : {} };
}

function keepRunning({ words, account }: Command, pidFile: string, log: string) {
  let isOver = false;
  let starts = 0;
  let child: ChildProcess | undefined;
  const [program = '', ...options] = words;
  const start = () => {
    if (isOver) return;
    starts += 1;
    removeStale(pidFile);
    const started = spawn(program, options, {
      ...account,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    started.stderr.on('data', (words: Buffer) => writeFileSync(log, words, { flag: 'a', mode: 0o600 }));
    started.stderr.once('error', () => undefined);
    // Those of its processes that outlive it for a moment keep a new one from starting.
    started.once('exit', () => void setTimeout(pollMs).then(start));
  };
  start();
  const end = () => child?.kill('SIGKILL');
  process.once('exit', end);
  return {
    restarts: () => starts - 1,
    async stop() {
      isOver = true;
      process.off('exit', end);
      const last = child;
      if (last === undefined || last.exitCode !== null || last.signalCode !== null) return;
      const ended = new Promise((resolve) => last.once('exit', resolve));
      last.kill('SIGQUIT');
      await ended;
    },
  };
}

/** A number left behind that another process has by now would be believed. */
function removeStale(pidFile: string): void {
  try {
    if (!readFileSync(`/proc/${postmasterPid(pidFile)}/cmdline`, 'utf8').includes('postgres')) unlinkSync(pidFile);
  } catch {
    rmSync(pidFile, { force: true });
  }
}

async function untilUp(url: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await ask(url, 'select 1');
      return;
    } catch (error) {
      if (tries > 500) throw error;
      await setTimeout(pollMs);
    }
  }
}

async function ask<R>(url: string, text: string): Promise<R | undefined> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows[0] as R | undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
