import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, freePort } from '../local-port.ts';

const python = '/usr/bin/python3';
const modules = ['sale', 'sale_history', 'stock', 'account_invoice', 'account_invoice_stock', 'account_payment'];
export const password = 'a password of the test';

/** What is missing to run Tryton here, or `undefined`. */
export function missing(): string | undefined {
  if (!existsSync('/usr/bin/trytond')) return 'trytond is not installed (tools/install-systems.sh installs it)';
  const found = spawnSync(python, ['-c', `import psycopg2, ${modules.map((name) => `trytond.modules.${name}`).join(', ')}`]);
  return found.status === 0 ? undefined : 'modules of Tryton are not installed (tools/install-systems.sh installs them)';
}

/** A Tryton server on a database that is there. */
export interface Tryton {
  /** Of the database, for JSON-RPC. */
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  /** At once, whatever it does (SIGKILL). */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** @param databaseUrl of PostgreSQL; the database is there, and empty or set up by `setUp` */
export async function trytonOn(databaseUrl: string): Promise<Tryton> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-tryton-'));
  const port = await freePort();
  const { name, config } = configure(folder, databaseUrl, port);
  const url = `http://127.0.0.1:${port}/${name}/`;
  let child: ChildProcess | undefined;
  const kill = async () => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  };
  return {
    url,
    port,
    async start() {
      const starting = spawn('/usr/bin/trytond', ['-c', config, '-d', name], { stdio: ['ignore', 'ignore', 'pipe'] });
      child = starting;
      const said: string[] = [];
      starting.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text.slice(0, 2000)));
      while (!(await answers(`http://127.0.0.1:${port}/`)))
        if (starting.exitCode !== null) throw new Error(`trytond ended: ${said.slice(-5).join('')}`);
      said.length = 0;
    },
    kill,
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes the tables and the first user; some 30 seconds of one processor. */
export async function setUp(databaseUrl: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-tryton-'));
  const { name, config } = configure(folder, databaseUrl, 0);
  writeFileSync(join(folder, 'password'), password);
  const env = { ...process.env, TRYTONPASSFILE: join(folder, 'password') };
  const options = [
    '-c',
    config,
    '-d',
    name,
    '--all',
    '--activate-dependencies',
    '--email',
    'admin@example.com',
    '-u',
    ...modules,
  ];
  const said: string[] = [];
  const status = await new Promise((resolve) => {
    const child = spawn('/usr/bin/trytond-admin', options, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text.slice(0, 2000)));
    child.once('exit', resolve);
  });
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`trytond-admin ended with ${status}: ${said.slice(-5).join('')}`);
}

function configure(folder: string, databaseUrl: string, port: number) {
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/';
  const config = join(folder, 'trytond.conf');
  const password = '[session]\nauthentications = password\n';
  writeFileSync(config, `[database]\nuri = ${url.href}\npath = ${folder}\n[web]\nlisten = 127.0.0.1:${port}\n${password}`, {
    mode: 0o600,
  });
  return { name, config };
}
