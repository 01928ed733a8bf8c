import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** What a command left behind. */
export interface Ended {
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
  /** The documents of standard output, one a line. */
  readonly json: readonly Readonly<Record<string, unknown>>[];
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves when an output has said it. */
  said(what: RegExp): Promise<void>;
  /** The first document on standard output, as soon as it is there. */
  printed<T>(): Promise<T>;
  interrupt(signal?: NodeJS.Signals): void;
  /** Closes the reading end of standard output, as `| head` does. */
  hangUp(): void;
}

/** A terminal in a home of its own: it runs the real command line. */
export interface Terminal {
  readonly home: string;
  /** Writes a file into the home, and returns its path. */
  file(name: string, text: string | Buffer): string;
  /** Runs `throughline` with these words to its end. */
  throughline(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  start(words: readonly string[], env?: Readonly<Record<string, string>>): Running;
  /** The processes that work on this home, whoever started them. */
  processes(): readonly string[];
}

export function terminal(t: TestContext): Terminal {
  const home = mkdtempSync(join(tmpdir(), 'throughline-cli-'));
  chmodSync(home, 0o711);
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const start = (words: readonly string[], env: Readonly<Record<string, string>> = {}) => launch(home, words, env);
  return {
    home,
    file(name, text) {
      const path = join(home, name);
      writeFileSync(path, text);
      return path;
    },
    start,
    throughline: (words, env) => start(words, env).ended,
    processes: () => processesOf(home),
  };
}

function launch(home: string, words: readonly string[], env: Readonly<Record<string, string>>): Running {
  const inherited = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    LANG: 'en_GB.UTF-8',
    THROUGHLINE_HOME: home,
    THROUGHLINE_SIGN_IN: 'off',
  };
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const listener of listeners) listener();
      resolve({ ...said, code: code ?? signal ?? -1, json: documents(said.stdout) });
    });
  });
  const whenSaid = (what: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const isThere = what.test(said.stdout) || what.test(said.stderr);
        if (!isThere && child.exitCode === null) return;
        listeners.delete(look);
        if (isThere) resolve();
        else reject(new Error(`It ended without saying ${what}: ${said.stdout}${said.stderr}`));
      };
      listeners.add(look);
      look();
    });
  return {
    pid: child.pid ?? -1,
    ended,
    interrupt: (signal = 'SIGINT') => void child.kill(signal),
    hangUp: () => void child.stdout.destroy(),
    said: whenSaid,
    async printed<T>() {
      await whenSaid(/^\{.*\}\n/m);
      return documents(said.stdout)[0] as T;
    },
  };
}

function documents(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

function processesOf(home: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const env = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return words.includes(home) || env.includes(home) ? [`${pid} ${words}`] : [];
      } catch {
        return []; // It ended meanwhile, or is somebody else's.
      }
    });
}
