import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { diskProblem } from './errors.ts';
import { ownFolder, type ServerFolder } from './home.ts';

/** The server's two roles: `throughline` owns the databases, `postgres` may do anything. */
export const ownerRole = 'throughline';
export const superuserRole = 'postgres';

/** Passwords by role. They guard against nothing but another program of the same user that finds the socket. */
export type Passwords = { readonly throughline: string; readonly postgres: string };

/** The server's passwords; the cluster must exist. */
export function readPasswords(folder: ServerFolder): Passwords {
  return JSON.parse(readFileSync(folder.passwords, 'utf8')) as Passwords;
}

/**
 * What a start left that was cut off. Its initdb may still be writing: it fails as its folder goes, but until then new files come up behind
 * the removal, or the folder itself. Hence a second time, once the cluster is whole.
 */
function removePartial({ root }: ServerFolder): void {
  for (const name of readdirSync(root)) {
    if (name.startsWith('data.partial-'))
      rmSync(join(root, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/** Makes the cluster where there is none. A cluster cut off half way is never taken for one: it is renamed into place when whole. */
export async function makeCluster(folder: ServerFolder, native: string): Promise<void> {
  if (existsSync(join(folder.data, 'PG_VERSION')) && existsSync(folder.passwords)) return;
  removePartial(folder);
  const partial = join(folder.root, `data.partial-${process.pid}`);
  const passwords: Passwords = { throughline: newPassword(), postgres: newPassword() };
  try {
    ownFolder(partial, folder.account);
    const passwordFile = join(folder.sockets, 'initial-password');
    rmSync(passwordFile, { force: true });
    writeFileSync(passwordFile, passwords.postgres, { mode: 0o600, flag: 'wx' });
    const { uid, gid } = folder.account;
    if (uid !== undefined) chownSync(passwordFile, uid, gid ?? uid);
    try {
      await initialise(folder.account, native, partial, passwordFile);
    } finally {
      rmSync(passwordFile, { force: true });
    }
    const makeOwner = `create role ${ownerRole} login createdb password '${passwords.throughline}'\n`;
    await runProgram(folder.account, join(native, 'bin/postgres'), ['--single', '-D', partial, 'postgres'], makeOwner);
    writeFileSync(folder.passwords, JSON.stringify(passwords), { mode: 0o600 });
    renameSync(partial, folder.data);
    removePartial(folder);
  } catch (cause) {
    rmSync(partial, { recursive: true, force: true });
    throw diskProblem(folder.root, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

function initialise(account: Account, native: string, data: string, passwordFile: string): Promise<void> {
  // The built-in provider sorts and folds case alike on every machine, whatever its C library.
  return runProgram(account, join(native, 'bin/initdb'), [
    ...['-D', data, '-U', superuserRole, '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8'],
    ...['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
  ]);
}

/** Runs a program of PostgreSQL to its end. It stays in our process group: Ctrl-C ends it with us. */
function runProgram(account: Account, program: string, options: readonly string[], input = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, { ...account, cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } });
    let said = '';
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-4000);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.stdin.on('error', () => undefined).end(input); // A program that failed at once reads no input; its exit tells.
    child.once('error', reject);
    child.once('close', (status) => {
      // `postgres --single` ends with 0 even where its statement failed.
      const complaints = said.split('\n').filter((line) => /(?:error|ERROR|FATAL|PANIC|HINT):/.test(line));
      const failure = status !== 0 || complaints.length > 0;
      if (failure) reject(new Error(complaints.join(' ') || `${said.trim()} ${program} ended with ${status}`));
      else resolve();
    });
  });
}
