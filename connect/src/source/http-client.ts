import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Json } from '@throughline/language';
import type { Authorise } from './authorise.ts';
import { ConnectorError } from './connector-error.ts';
import type { ConnectorMachine, Usage } from './contract.ts';
import { exactJson } from './exact-json.ts';
import { type Network, unreachable } from './network.ts';
import type { Pace } from './pace.ts';

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Nothing is asked twice: whoever calls decides what a failure means. Default: GET is asked again, nothing else is. */
  readonly once?: true;
  /** Without the connection's own sign-in: for tokens, and for addresses that are secrets. */
  readonly anonymous?: true;
  readonly bytesMax?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Where it came from, redirects followed. */
  readonly url: string;
}

/** The one client of all connectors. */
export interface HttpClient {
  /** The answer, whatever its status, unless it asks for a pause or refuses the credentials. @throws ConnectorError */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** JSON of an answer that must be 2xx; numbers that JavaScript cannot hold exactly are texts. @throws ConnectorError */
  json(request: HttpRequest): Promise<{ readonly value: Json; readonly answer: HttpAnswer }>;
  close(): void;
}

export interface HttpLimits {
  /** From the request to the last byte. */
  readonly timeoutMs: number;
  readonly bytesMax: number;
  readonly redirectsMax: number;
  readonly attemptsMax: number;
  /** A longer pause ends the run, and the next one comes after it. */
  readonly pauseMsMax: number;
  readonly requestsMax: number;
  readonly bytesOfRunMax: number;
}

export const httpLimits: HttpLimits = {
  timeoutMs: 60_000,
  bytesMax: 32 * 1024 * 1024,
  redirectsMax: 3,
  attemptsMax: 4,
  pauseMsMax: 60_000,
  requestsMax: 10_000,
  bytesOfRunMax: 2 * 1024 * 1024 * 1024,
};

export interface HttpClientOptions {
  readonly network: Network;
  readonly machine: ConnectorMachine;
  readonly pace: Pace;
  readonly usage: Usage;
  readonly signal: AbortSignal;
  readonly authorise: Authorise;
  readonly limits?: Partial<HttpLimits>;
}

/** Statuses that say: not now. */
const pauses: ReadonlySet<number> = new Set([429, 503]);
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function httpClient(options: HttpClientOptions): HttpClient {
  const limits = { ...httpLimits, ...options.limits };
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: 4 }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: 4 }),
  };
  const client: HttpClient = {
    send: (request) => withAttempts(request, { ...options, limits, agents }),
    async json(request) {
      const answer = await client.send(request);
      if (answer.status < 200 || answer.status > 299) throw statusError(answer);
      return { value: exactJson(answer.body, placeOf(answer.url)), answer };
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
  return client;
}

interface Sending extends HttpClientOptions {
  readonly limits: HttpLimits;
  readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
}

/** What may pass is asked again, after a pause; a renewed secret gets one chance. */
async function withAttempts(request: HttpRequest, sending: Sending): Promise<HttpAnswer> {
  const { limits, machine, usage, signal, pace, authorise } = sending;
  const repeats = (request.method ?? 'GET') === 'GET';
  let renewed = false;
  for (let attempt = 1; ; attempt += 1) {
    let failure: ConnectorError;
    try {
      const answer = await withRedirects(request, sending);
      // Whoever asks once judges the answer.
      if (request.once === true) return answer;
      if (answer.status === 401 && request.anonymous !== true) {
        if (renewed || !(await authorise.renew())) throw statusError(answer);
        renewed = true;
        continue;
      }
      if (!pauses.has(answer.status) && !(repeats && answer.status >= 500)) return answer;
      failure = statusError(answer, machine.now());
      if (failure.retryAfterMs !== undefined) pace.pause(machine.now() + failure.retryAfterMs);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ConnectorError) || !error.mayPass || error.code === 'budget-spent') throw error;
      failure = error;
    }
    const pauseMs = failure.retryAfterMs ?? 500 * 2 ** attempt;
    if (!repeats || request.once === true || attempt >= limits.attemptsMax || pauseMs > limits.pauseMsMax) throw failure;
    usage.retries += 1;
    await machine.wait(pauseMs, signal);
  }
}

/** The same request at the place that it is sent on to, with its rules looked at again. */
async function withRedirects(request: HttpRequest, sending: Sending): Promise<HttpAnswer> {
  const first = addressIn(request.url);
  let url = first;
  for (let followed = 0; ; followed += 1) {
    const answer = await sendOnce(request, url, { ...sending, isOwn: url.origin === first.origin });
    const { location } = answer.headers;
    if (!redirects.has(answer.status) || location === undefined) return answer;
    const refuse = (detail: string) => new ConnectorError('redirect-refused', { place: placeOf(url.href), detail });
    if ((request.method ?? 'GET') !== 'GET') throw refuse('only what is read follows redirects');
    if (followed >= sending.limits.redirectsMax) throw refuse(`more than ${sending.limits.redirectsMax}`);
    if (!URL.canParse(location, url.href)) throw refuse('it leads to no address');
    const next = addressIn(new URL(location, url).href);
    if (url.protocol === 'https:' && next.protocol === 'http:') throw refuse('it leads from HTTPS to HTTP');
    url = next;
  }
}

function addressIn(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ConnectorError('declaration-invalid', {
      place: 'url',
      expected: 'an address such as https://api.example.com/orders',
    });
  }
  return url;
}

/** Credentials go to the origin that they are for, and to no other that it sends on to. */
async function sendOnce(
  { method = 'GET', headers, body, anonymous, bytesMax }: HttpRequest,
  url: URL,
  { network, machine, pace, usage, signal, authorise, limits, agents, isOwn }: Sending & { readonly isOwn: boolean },
): Promise<HttpAnswer> {
  network.requireLiteral(url.hostname);
  const credentials = isOwn && anonymous !== true ? await authorise.headers() : {};
  if (usage.requests >= limits.requestsMax) throw spent(`${limits.requestsMax} requests`);
  await pace.turn(machine, signal);
  usage.requests += 1;
  const isTls = url.protocol === 'https:';
  const own = isOwn ? headers : Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => /^accept/i.test(name)));
  const startedAt = machine.now();
  const place = placeOf(url.href);
  const answer = await new Promise<HttpAnswer>((resolve, reject) => {
    const deadline = AbortSignal.timeout(limits.timeoutMs);
    const ends = AbortSignal.any([signal, deadline]);
    const fail = (error: unknown) => {
      if (signal.aborted) reject(signal.reason);
      else if (deadline.aborted) reject(new ConnectorError('timed-out', { place, detail: place }));
      else reject(error instanceof ConnectorError ? error : unreachable(place, error));
    };
    const request: Ask = isTls ? requestHttps : requestHttp;
    const sent = request(
      url,
      {
        ...{ method, signal: ends, lookup: network.lookup as never, agent: isTls ? agents.https : agents.http },
        headers: {
          ...{ accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'Throughline' },
          ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          ...own,
          ...credentials,
        },
      },
      (incoming) => {
        collect(incoming, bytesMax ?? limits.bytesMax, place).then(
          (bytes) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: bytes, url: url.href }),
          fail,
        );
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
  usage.bytes += answer.body.length;
  usage.skewMs = skewOf(answer.headers.date, startedAt, machine.now()) ?? usage.skewMs;
  if (usage.bytes > limits.bytesOfRunMax) throw spent(`${limits.bytesOfRunMax} bytes`);
  return answer;
}

/** Both modules have it, with more ways to be called than one. */
type Ask = (url: URL, options: RequestOptions, answered: (incoming: IncomingMessage) => void) => ClientRequest;

const spent = (detail: string) => new ConnectorError('budget-spent', { place: 'budget', detail });

async function collect(incoming: IncomingMessage, bytesMax: number, place: string): Promise<Buffer> {
  const tooLarge = () => new ConnectorError('answer-too-large', { place, detail: `more than ${bytesMax} bytes` });
  if (Number(incoming.headers['content-length'] ?? 0) > bytesMax) {
    incoming.destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A clock that says whole seconds, read on the way: within a second and the time of the request it is the same. */
function skewOf(date: string | undefined, startedAt: number, endedAt: number): number | undefined {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return undefined;
  const [least, most] = [theirs - endedAt, theirs + 1000 - startedAt];
  return Math.max(least, Math.min(most, 0));
}

/** Neither user nor query: both may hold what nobody should read. */
export function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** What an answer that is no success means. `now` is needed where it names an instant to wait for. */
export function statusError({ status, headers, body, url }: HttpAnswer, now = 0): ConnectorError {
  const said = body.subarray(0, 300).toString('utf8').replaceAll(/\s+/g, ' ').trim();
  const about = { place: placeOf(url), detail: `${status}${said === '' ? '' : ` ${said}`}` };
  if (pauses.has(status)) {
    const retryAfterMs = retryAfter(headers['retry-after'], now);
    return new ConnectorError(status === 429 ? 'rate-limited' : 'vendor-failed', {
      ...about,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  if (status === 401 || status === 403) return new ConnectorError('credentials-refused', about);
  return new ConnectorError(status >= 500 ? 'vendor-failed' : 'request-refused', about);
}

function retryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
