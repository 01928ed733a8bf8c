import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDemo, openDemo, serve, type Throughline } from '@throughline/server';
import { closeAtEnd, testDatabase, testServer } from '@throughline/testing';
import { buildConsole, distFolder } from '../build.ts';

/** The console on a server of its own, with fresh databases. */
export interface TestConsole {
  /** `http://127.0.0.1:...` */
  readonly address: string;
  /** The one-time link of the first person, where one signs in. */
  readonly first: string | undefined;
  /** Ends the server alone, as when somebody stops it: the line is down. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

const demos = new Map<number, Promise<string>>();
const shared = new Map<number, Promise<TestConsole>>();
let built: Promise<unknown> | undefined;

export interface TestConsoleOptions {
  /** With the simulated company. */
  readonly demo?: boolean;
  /** How old it is; default 1. Each age is built once for the whole process. */
  readonly months?: number;
  /** Instead of the simulated company another one, which is lived in an empty database. */
  readonly live?: (company: Throughline) => Promise<void>;
  /** Settings of the server beside its database. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Serves the console as it is built from these sources, on a port that is free. */
export async function openTestConsole(options: TestConsoleOptions = {}): Promise<TestConsole> {
  const { demo: withDemo = false, months = 1, env = {}, live } = options;
  built ??= buildConsole({ ifStale: true });
  await built;
  const database = await testDatabase('empty', () => Promise.resolve());
  const postgres = await testServer();
  const demoName = `${new URL(database.url).pathname.slice(1)}_demo`;
  if (withDemo) {
    const demo = demos.get(months) ?? makeDemo(months);
    demos.set(months, demo);
    await postgres.ensureDatabase(demoName, await demo);
  }
  if (live !== undefined) await liveCompany(database.url, live);
  const stopping = new AbortController();
  const home = mkdtempSync(join(tmpdir(), 'throughline-home-'));
  const served = await serve({
    env: { THROUGHLINE_SIGN_IN: 'off', THROUGHLINE_HOME: home, ...env, DATABASE_URL: database.url },
    port: 0,
    console: distFolder,
    signal: stopping.signal,
    checksAnswers: true,
    // Most tests look at no measured number; the page that does has them begun.
    measuresAhead: false,
  });
  const stop = async () => {
    stopping.abort();
    await served.closed;
  };
  return {
    address: served.address,
    first: served.signIn.first?.url,
    stop,
    close: async () => {
      await stop();
      rmSync(home, { recursive: true, force: true });
      await postgres.dropDatabase(demoName);
      await database.close();
    },
  };
}

/** A console that other files ask, too. */
export type SharedConsole = Pick<TestConsole, 'address'>;

/** The console of a simulated company for tests that only read it: those of all files ask one server, which ends with the last of them. */
export function openSharedConsole({ months }: { readonly months: number }): Promise<SharedConsole> {
  const opened = shared.get(months) ?? openTestConsole({ demo: true, months });
  if (!shared.has(months)) closeAtEnd(async () => (await opened).close());
  shared.set(months, opened);
  return opened;
}

async function liveCompany(url: string, live: (company: Throughline) => Promise<void>): Promise<void> {
  const company = await openDemo({ env: { DATABASE_URL: url } });
  await live(company).finally(() => company.close());
}

/** Builds the company once; resolves with the name of its database, to be copied. */
async function makeDemo(months: number): Promise<string> {
  const postgres = await testServer();
  const name = `console_test_${months}`;
  await postgres.ensureDatabase(name);
  const throughline = await openDemo({ env: { DATABASE_URL: postgres.url(name) } });
  await buildDemo(throughline, { months }).finally(() => throughline.close());
  return `${name}_demo`;
}
