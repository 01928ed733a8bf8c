import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { initialise } from '@throughline/engine';
import type { FastifyInstance, InjectOptions } from 'fastify';
import pg from 'pg';
import type { DeliveryLimits } from '../src/connections/hooks.ts';
import { deployPacks } from '../src/flows.ts';
import { createHouse, type ShutHouse } from '../src/house.ts';
import { createApp } from '../src/http/app.ts';
import type { BodyTimes } from '../src/http/unread-body.ts';
import { readSignInSettings } from '../src/sign-in/settings.ts';
import { attach } from '../src/throughline.ts';
import { buildDemoMonth, demoMonth } from './demo-month.ts';

/** `@throughline/testing`, as far as it is needed here: shipped folders do not import it, tests hand it over. */
export interface TestDatabases {
  testDatabase(template: string, prepare: (url: string) => Promise<void>): Promise<TestDatabase>;
  testServer(): Promise<{
    ensureDatabase(name: string, template?: string): Promise<void>;
    dropDatabase(name: string): Promise<void>;
    superuserUrl(database: string): string;
  }>;
}

interface TestDatabase {
  readonly url: string;
  close(): Promise<void>;
}

/** A house on databases of its own, and its HTTP server without a port. Every answer is checked against the contract. */
export interface HttpHouse {
  readonly house: ShutHouse;
  readonly app: FastifyInstance;
  /** The environment by which other processes and servers find the same databases. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder of its console, empty. */
  readonly console: string;
  /** Faults of the server, as they came. */
  readonly faults: unknown[];
  /** `GET /main/clock`, under /api/v1; the host is this machine. */
  ask(route: string, options?: Omit<InjectOptions, 'method' | 'url'>): Promise<HttpAnswer>;
  stop(): Promise<void>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body as JSON; asserts nothing of its type. */
  json<T = Readonly<Record<string, unknown>>>(): T;
}

export interface HttpHouseOptions {
  /** The simulated company has been built, one month of it. */
  readonly demo?: boolean;
  /** Settings of sign-in; without them there is none. */
  readonly signIn?: Readonly<Record<string, string>>;
  /** As reached from other machines. */
  readonly isPublic?: boolean;
  /** How long bodies may take, for tests. */
  readonly bodies?: BodyTimes;
  readonly deliveries?: DeliveryLimits;
  /** Where the house finds its database instead: by a proxy. */
  readonly via?: (url: string) => Promise<string>;
}

export async function httpHouse(
  t: TestContext,
  databases: TestDatabases,
  {
    demo = false,
    signIn = { THROUGHLINE_SIGN_IN: 'off' },
    isPublic = false,
    via = async (url) => url,
    ...limits
  }: HttpHouseOptions = {},
): Promise<HttpHouse> {
  const { drop, ...found } = await companyDatabases(databases, { demo });
  // Uploads lie in the home, also where the databases do not.
  const DATABASE_URL = await via(found.env['DATABASE_URL'] ?? '');
  const env = { ...found.env, DATABASE_URL, ...signIn, THROUGHLINE_HOME: emptyFolder(t) };
  const stopping = new AbortController();
  const faults: unknown[] = [];
  const house = createHouse({ env, works: false, onError: (error) => faults.push(error) });
  const signals = { stopping: stopping.signal, broken: stopping.signal };
  const console = emptyFolder(t);
  const report = (error: unknown) => faults.push(error);
  const settings = { signIn: readSignInSettings(env), isPublic };
  const app = await createApp({ house, console, report, checksAnswers: true, ...limits, ...settings, ...signals });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= (async () => {
      stopping.abort();
      await app.close();
      await house.close();
      await drop();
    })();
    return stopped;
  };
  t.after(stop);
  await house.open();
  return { house, app, env, console, faults, ask: (route, options) => ask(app, route, options), stop };
}

/** Fresh databases, and the environment that names them. */
export async function companyDatabases(
  { testDatabase, testServer }: TestDatabases,
  { demo = false } = {},
): Promise<{ readonly env: Readonly<Record<string, string>>; drop(): Promise<void> }> {
  const database = await testDatabase('house', prepareMain);
  const server = await testServer();
  const demoName = `${nameOf(database.url)}_demo`;
  if (demo) {
    // The template is made by asking for a copy; the copy that counts stands beside the owner's database.
    await (await testDatabase(demoMonth, buildDemoMonth)).close();
    await server.ensureDatabase(demoName, `template_${demoMonth}`);
  }
  const home = mkdtempSync(join(tmpdir(), 'throughline-home-'));
  return {
    env: { DATABASE_URL: database.url, THROUGHLINE_SIGN_IN: 'off', THROUGHLINE_HOME: home },
    async drop() {
      rmSync(home, { recursive: true, force: true });
      await database.close();
      await server.dropDatabase(demoName);
    },
  };
}

async function prepareMain(url: string): Promise<void> {
  const throughline = attach({ url, env: {}, database: 'main', release: () => Promise.resolve() });
  await initialise(throughline.pool, { mode: 'real' });
  await deployPacks(throughline);
  await throughline.close();
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

export function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-console-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function ask(
  app: FastifyInstance,
  route: string,
  options: Omit<InjectOptions, 'method' | 'url'> = {},
): Promise<HttpAnswer> {
  const [method = 'GET', path = ''] = route.split(' ');
  const { statusCode, headers, body } = await app.inject({
    ...options,
    method: method as 'GET',
    url: path.startsWith('//') ? path.slice(1) : `/api/v1${path}`,
    headers: { host: 'localhost:4600', ...options.headers },
  });
  return {
    status: statusCode,
    headers: headers as Readonly<Record<string, string | undefined>>,
    text: body,
    json: <T>() => JSON.parse(body) as T,
  };
}

/** Ends all connections to a database, as a server that restarts does. */
export async function cutConnections({ testServer }: TestDatabases, url: string): Promise<void> {
  const superuser = new pg.Client({ connectionString: (await testServer()).superuserUrl('postgres') });
  superuser.on('error', () => undefined);
  await superuser.connect();
  await superuser.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [nameOf(url)]);
  await superuser.end();
}
