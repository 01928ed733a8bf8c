import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { ThroughlineError } from './errors.ts';
import { createHouse, type House } from './house.ts';
import { createApp } from './http/app.ts';
import { trackConnections } from './http/connections.ts';
import { openObservability } from './observability/observability.ts';
import { firstLink } from './sign-in/by-link.ts';
import { openDesk } from './sign-in/open-desk.ts';
import { readSignInSettings, type SignInSettings } from './sign-in/settings.ts';
import { type Status, showStatus } from './status.ts';
import type { OpenOptions } from './throughline.ts';

export const defaultPort = 4600;
const portOf: Readonly<Record<Role, number>> = { all: defaultPort, api: defaultPort, worker: 4601 };

/** Requests in flight get so long to finish when the server stops. */
const graceMs = 10_000;
const sweepMs = 50;

const builtConsole = fileURLToPath(new URL('../../console/dist', import.meta.url));

/** `api` answers requests and works nothing off, `worker` works off what falls due and answers only whether it does, `all` does both. */
export type Role = 'all' | 'api' | 'worker';

export interface ServeOptions {
  readonly env: OpenOptions['env'];
  /** 0: one that is free. */
  readonly port?: number;
  /** Of this machine: 127.0.0.1, ::1 or localhost. */
  readonly host?: string;
  /** Default `all`. Any number of processes of any role work on one database. */
  readonly role?: Role;
  /** Stops the server: what is in flight is finished first. */
  readonly signal: AbortSignal;
  /** The folder of the built console. */
  readonly console?: string;
  /** Something failed that nobody waits for, or a request failed by a fault of ours (then with its id). */
  readonly onError?: (error: unknown, requestId?: string) => void;
  /** Every answer is checked against the contract: for tests. */
  readonly checksAnswers?: boolean;
  /** Default `true`: the numbers of the first page are worked out before anybody asks. Without, whoever asks first has them begun. */
  readonly measuresAhead?: boolean;
}

export interface Served {
  /** `http://127.0.0.1:4600` */
  readonly address: string;
  readonly house: House;
  /** Whether one signs in, and the one-time link of the first person, where nobody can yet: for whoever started it, and nobody else. */
  readonly signIn: { readonly status: 'on' | 'off'; readonly first?: { readonly url: string; readonly until: string } };
  /** How the owner's company stands. */
  status(): Promise<Status>;
  /** Resolves when the server has stopped: streams, requests, workers and databases are closed. */
  readonly closed: Promise<void>;
}

/**
 * Serves both companies over HTTP and works off what falls due, until the signal.
 *
 * @throws ThroughlineError sign-in-not-configured, already-running, port-taken
 * @throws DatabaseError
 */
export async function serve({
  env,
  role = 'all',
  port = portOf[role],
  host = '127.0.0.1',
  signal,
  ...options
}: ServeOptions): Promise<Served> {
  const signIn = readSignInSettings(env);
  const isPublic = refuseOutside(host, signIn);
  signal.throwIfAborted();
  const { console = builtConsole, onError = () => undefined, checksAnswers = false, measuresAhead = true } = options;
  const stopping = new AbortController();
  const broken = new AbortController();
  const observability = await openObservability(env);
  const house = createHouse({ env, works: role !== 'api', measuresAhead, observability, onError });
  const report = (error: unknown, request: string) => {
    observability.failed(error, { request });
    onError(error, request);
  };
  const signals = { stopping: stopping.signal, broken: broken.signal };
  const serves = role === 'worker' ? 'probes' : 'all';
  const app = await createApp({ house, console, report, checksAnswers, serves, signIn, isPublic, ...signals });
  const connections = trackConnections(app.server);
  const stop = async () => {
    observability.log.info('stopping', { role });
    stopping.abort();
    house.interrupt();
    const hurry = setTimeout(() => {
      broken.abort();
      app.server.closeAllConnections();
    }, graceMs);
    // Connections that clients keep are closed as soon as they have their answers.
    const sweep = setInterval(connections.closeIdle, sweepMs);
    try {
      await app.close();
    } finally {
      clearTimeout(hurry);
      clearInterval(sweep);
      broken.abort();
      await house.close();
    }
  };
  try {
    // The port first: where it is taken, nothing else need be started.
    await listen(app, { port, host });
    await house.open();
  } catch (error) {
    await stop();
    throw error;
  }
  observability.log.info('started', { role, address: addressOf(app) });
  const desk = openDesk({ house, settings: signIn, isPublic });
  const first = role === 'worker' ? undefined : await firstLink(desk, signIn.url ?? addressOf(app));
  return {
    address: addressOf(app),
    house,
    signIn: {
      status: signIn.signIn,
      ...(first === undefined ? {} : { first: { url: first.url, until: first.until.toISOString() } }),
    },
    status: async () => showStatus(await house.company('main')),
    closed: whenAborted(signal).then(stop),
  };
}

/** The same server without a port: `fetch` answers by itself. Nothing is worked off beside the requests. */
export interface InProcess {
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export async function inProcess({ env, onError = () => undefined }: Pick<ServeOptions, 'env' | 'onError'>): Promise<InProcess> {
  const stopping = new AbortController();
  const house = createHouse({ env, works: false, onError });
  const signals = { stopping: stopping.signal, broken: stopping.signal };
  // Whoever sits beside the database owns the company.
  const signIn: SignInSettings = { ...readSignInSettings(env), signIn: 'off' };
  const app = await createApp({ house, console: builtConsole, report: onError, signIn, ...signals });
  const close = async () => {
    stopping.abort();
    await app.close();
    await house.close();
  };
  await house.open().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { fetch: (input, init) => injected(app, new Request(new URL(String(input), 'http://localhost'), init)), close };
}

async function injected(app: FastifyInstance, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const { statusCode, headers, rawPayload } = await app.inject({
    method: request.method as 'GET',
    url: `${pathname}${search}`,
    headers: { ...Object.fromEntries(request.headers), host: 'localhost' },
    ...(request.body === null ? {} : { payload: Buffer.from(await request.arrayBuffer()) }),
  });
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  const hasBody = statusCode !== 204 && statusCode !== 304;
  return new Response(hasBody ? new Uint8Array(rawPayload) : null, { status: statusCode, headers: sent });
}

/** Whether others reach it. @throws ThroughlineError sign-in-not-configured */
function refuseOutside(host: string, { signIn, url }: SignInSettings): boolean {
  const isHere = host === '127.0.0.1' || host === '::1' || host === 'localhost';
  const isNamedOutside = url !== undefined && !isLoopback(new URL(url).hostname);
  if (signIn === 'on') {
    if (isHere || url !== undefined) return !isHere || isNamedOutside;
    throw new ThroughlineError(
      'sign-in-not-configured',
      `To answer on ${host}, the server must know by which address it is reached`,
      {
        place: 'THROUGHLINE_URL',
        expected: 'https://throughline.example.com',
      },
    );
  }
  if (isHere && !isNamedOutside) return false;
  const outside = isHere ? url : host;
  throw new ThroughlineError('sign-in-not-configured', `Without sign-in, the server does not answer on ${outside}`, {
    place: isHere ? 'THROUGHLINE_URL' : '--host',
    expected: '127.0.0.1, ::1 or localhost',
  });
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]';
}

async function listen(app: FastifyInstance, { port, host }: { readonly port: number; readonly host: string }): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    const place = `--port ${port}`;
    if (code === 'EADDRINUSE' && (await isOurs(address))) {
      throw new ThroughlineError('already-running', `Throughline already runs at ${address}`, { place, cause });
    }
    const message = code === 'EACCES' ? `This user may not use port ${port}` : `Another program uses port ${port}`;
    throw new ThroughlineError('port-taken', message, { place, cause });
  }
}

/** Whether it is Throughline that answers there. */
async function isOurs(address: string): Promise<boolean> {
  try {
    const response = await fetch(`${address}/api/v1/health`, { signal: AbortSignal.timeout(2000) });
    return ((await response.json()) as { service?: unknown }).service === 'throughline';
  } catch {
    return false;
  }
}

function addressOf(app: FastifyInstance): string {
  const bound = app.server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The server listens to no port');
  return `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
