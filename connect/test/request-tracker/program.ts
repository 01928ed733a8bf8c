import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, freePort } from '../local-port.ts';

const program = '/usr/share/request-tracker5/libexec/rt-server';
const setup = '/usr/sbin/rt-setup-database-5';
export const password = 'a password of the test';

/** What is missing to run Request Tracker here, or `undefined`. */
export function missing(): string | undefined {
  const isThere = existsSync(program) && existsSync(setup);
  return isThere ? undefined : 'Request Tracker 5 is not installed (tools/install-systems.sh installs it)';
}

/** A Request Tracker of its own, on SQLite, in a folder that goes with it. */
export interface RequestTracker {
  /** Of REST 2. */
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  /** The server and its workers, at once (SIGKILL). */
  kill(): Promise<void>;
  /** As root. */
  ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

export async function requestTracker(): Promise<RequestTracker> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-rt-'));
  const port = await freePort();
  const env = configure(folder, port);
  const url = `http://127.0.0.1:${port}/REST/2.0/`;
  const authorization = `Basic ${Buffer.from(`root:${password}`).toString('base64')}`;
  const options = ['--action', 'init', '--skip-create', '--root-password-file', join(folder, 'password')];
  await ended(spawn(setup, options, { env, stdio: 'ignore' }));
  let child: ChildProcess | undefined;
  const kill = async () => {
    const running = child;
    child = undefined;
    if (running?.pid === undefined || running.exitCode !== null) return;
    const exited = new Promise((resolve) => running.once('exit', resolve));
    // Its workers are of its group.
    process.kill(-running.pid, 'SIGKILL');
    await exited;
  };
  return {
    url,
    port,
    async start() {
      const starting = spawn(program, ['--port', String(port), '--host', '127.0.0.1'], { env, stdio: 'ignore', detached: true });
      child = starting;
      while (!(await answers(`http://127.0.0.1:${port}/REST/2.0/rt`)))
        if (starting.exitCode !== null) throw new Error(`rt-server ended with ${starting.exitCode}`);
    },
    kill,
    async ask(method, path, body) {
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch(new URL(path, url), {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configure(folder: string, port: number): NodeJS.ProcessEnv {
  const settings = {
    ...{ rtname: 'throughline.test', Organization: 'throughline.test', WebDomain: '127.0.0.1', WebPort: port, WebPath: '' },
    ...{ WebBaseURL: `http://127.0.0.1:${port}`, DatabaseType: 'SQLite', DatabaseName: join(folder, 'rt.sqlite') },
    ...{ LogToSyslog: '', LogToSTDERR: 'error', Timezone: 'UTC', MailCommand: 'testfile', RestrictReferrer: 0 },
  };
  const lines = Object.entries(settings).map(([name, value]) => `Set($${name}, '${value}');`);
  const [file, extra] = [join(folder, 'RT_SiteConfig.pm'), join(folder, 'empty')];
  mkdirSync(extra);
  writeFileSync(file, `${lines.join('\n')}\n1;\n`);
  writeFileSync(join(folder, 'password'), `${password}\n`);
  return { ...process.env, RT_SITE_CONFIG: file, RT_SITE_CONFIG_DIR: extra };
}

async function ended(child: ChildProcess): Promise<void> {
  const status = await new Promise((resolve) => child.once('exit', resolve));
  if (status !== 0) throw new Error(`It ended with ${status}`);
}
