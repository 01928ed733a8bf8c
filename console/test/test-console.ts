import { buildDemo, openDemo, serve } from '@throughline/server';
import { testDatabase, testServer } from '@throughline/testing';
import { buildConsole, distFolder } from '../build.ts';

/** The console on a server of its own, with fresh databases. */
export interface TestConsole {
  /** `http://127.0.0.1:...` */
  readonly address: string;
  /** Ends the server alone, as when somebody stops it: the line is down. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

const demoTemplate = 'console_test';
let demo: Promise<void> | undefined;
let built: Promise<unknown> | undefined;

export interface TestConsoleOptions {
  /** With the simulated company. */
  readonly demo?: boolean;
  /** How old it is; default 1. Asked for first, it holds for the whole process. */
  readonly months?: number;
}

/** Serves the console as it is built from these sources, on a port that is free. */
export async function openTestConsole({ demo: withDemo = false, months = 1 }: TestConsoleOptions = {}): Promise<TestConsole> {
  built ??= buildConsole({ ifStale: true });
  await built;
  const database = await testDatabase('empty', () => Promise.resolve());
  const postgres = await testServer();
  const demoName = `${new URL(database.url).pathname.slice(1)}_demo`;
  if (withDemo) {
    demo ??= makeDemo(postgres.url(demoTemplate), months);
    await demo;
    await postgres.ensureDatabase(demoName, `${demoTemplate}_demo`);
  }
  const stopping = new AbortController();
  const served = await serve({
    env: { DATABASE_URL: database.url },
    port: 0,
    console: distFolder,
    signal: stopping.signal,
    checksAnswers: true,
  });
  const stop = async () => {
    stopping.abort();
    await served.closed;
  };
  return {
    address: served.address,
    stop,
    close: async () => {
      await stop();
      await postgres.dropDatabase(demoName);
      await database.close();
    },
  };
}

async function makeDemo(url: string, months: number): Promise<void> {
  await (await testServer()).ensureDatabase(demoTemplate);
  const throughline = await openDemo({ env: { DATABASE_URL: url } });
  await buildDemo(throughline, { months }).finally(() => throughline.close());
}
