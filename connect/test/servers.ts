import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

/** A port of this machine that leads to a socket in the file system. */
export async function portTo(path: string): Promise<{ readonly port: number; close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const inner = connect(path);
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroySoon();
      });
    }
    socket.pipe(inner).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Whoever is connected is cut off: else this would wait for them.
        for (const socket of open) socket.destroy();
      }),
  };
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** The first of some programs that is installed. */
export function installed(...paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}

export interface MariaDb {
  readonly port: number;
  /** As the administrator, by the socket. */
  query(statement: string): Promise<void>;
  close(): Promise<void>;
}

/** A MariaDB of its own, on a folder that goes with it; `undefined` where none is installed. */
export async function openMariaDb(): Promise<MariaDb | undefined> {
  const program = installed('/usr/sbin/mariadbd', '/usr/libexec/mariadbd');
  const initialise = installed('/usr/bin/mariadb-install-db');
  if (program === undefined || initialise === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'throughline-mariadb-'));
  const data = join(folder, 'data');
  const user = process.getuid?.() === 0 ? ['--user=mysql'] : [];
  if (user.length > 0) {
    chmodSync(folder, 0o777);
    execFileSync('chown', ['mysql', folder]);
  }
  execFileSync(
    initialise,
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
    {
      stdio: 'ignore',
    },
  );
  const port = await freePort();
  const socket = join(folder, 'sock');
  const server = spawn(
    program,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${socket}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-log-bin',
      ...user,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await said(server, /ready for connections/);
  const root = await createConnection({ socketPath: socket, user: 'root', multipleStatements: true });
  return {
    port,
    async query(statement) {
      await root.query(statement);
    },
    async close() {
      root.destroy();
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when a program has said something; rejects when it ends before. */
export async function said(program: ChildProcess, words: RegExp): Promise<void> {
  let heard = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      heard += chunk.toString('utf8');
      if (words.test(heard)) resolve();
    };
    program.stderr?.on('data', hear);
    program.stdout?.on('data', hear);
    program.once('exit', () => reject(new Error(`It ended: ${heard.slice(-2000)}`)));
    program.once('error', reject);
  });
}

export async function ended(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => program.once('exit', () => resolve()));
  program.kill('SIGTERM');
  await exit;
}

export interface Dovecot {
  readonly port: number;
  password(value: string): void;
  /** A mail arrives. */
  deliver(name: string, mail: string): void;
  close(): Promise<void>;
}

/** A Dovecot of its own for one user, on a folder that goes with it; `undefined` where none is installed. */
export async function openDovecot(): Promise<Dovecot | undefined> {
  const program = installed('/usr/sbin/dovecot');
  if (program === undefined || process.getuid?.() !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'throughline-dovecot-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const users = join(folder, 'users');
  const mails = join(folder, 'mail');
  for (const name of ['mail', 'mail/new', 'mail/cur', 'mail/tmp', 'run', 'state']) mkdirSync(join(folder, name));
  execFileSync('chown', ['-R', 'nobody:nogroup', mails]);
  const password = (value: string) => writeFileSync(users, `reader:{PLAIN}${value}:::::\n`, { mode: 0o644 });
  password('first-secret');
  const config = join(folder, 'dovecot.conf');
  writeFileSync(
    config,
    [
      `base_dir = ${folder}/run`,
      `state_dir = ${folder}/state`,
      'protocols = imap',
      'ssl = no',
      'disable_plaintext_auth = no',
      'log_path = /dev/stderr',
      'auth_failure_delay = 0',
      'listen = 127.0.0.1',
      `service imap-login {\n inet_listener imap {\n port = ${port}\n }\n inet_listener imaps {\n port = 0\n }\n}`,
      `passdb {\n driver = passwd-file\n args = scheme=PLAIN ${users}\n}`,
      `userdb {\n driver = static\n args = uid=nobody gid=nogroup home=${mails}\n}`,
      'first_valid_uid = 1',
      `mail_location = maildir:${mails}`,
      '',
    ].join('\n'),
  );
  const server = spawn(program, ['-F', '-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  await said(server, /starting up/);
  let arrived = 0;
  return {
    port,
    password(value) {
      password(value);
      // It looks at the file again when the second is over.
      for (;;) if (spawnSync('/usr/bin/doveadm', ['-c', config, 'auth', 'test', 'reader', value]).status === 0) return;
    },
    deliver(name, mail) {
      arrived += 1;
      const file = join(mails, 'tmp', `${1_700_000_000 + arrived}.${name}.test`);
      writeFileSync(file, mail.replaceAll('\n', '\r\n'));
      execFileSync('chown', ['nobody:nogroup', file]);
      renameSync(file, join(mails, 'new', `${1_700_000_000 + arrived}.${name}.test`));
    },
    async close() {
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
