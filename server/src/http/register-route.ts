import { Readable } from 'node:stream';
import { actAsHeader, apiPrefix, type Database, type Route, type RouteKey } from '@throughline/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Compile } from 'typebox/compile';
import type { House } from '../house.ts';
import type { Asking, Caller, Desk } from '../sign-in/desk.ts';
import type { Throughline } from '../throughline.ts';
import { visibleIn } from '../visible/visible-in.ts';
import { actorIn, localOwner, requireCaller } from './actors.ts';
import { answerOnce, digestOf } from './answer-once.ts';
import { csvStream, prefersCsv } from './csv.ts';
import type { Answer, CompanyContext, CsvHandler, RequestContext } from './handler.ts';
import { actsAs, withinTrace } from './observe-requests.ts';
import { HttpProblem } from './problem.ts';
import { type Readers, readersOf } from './reading.ts';
import { originOf } from './safety.ts';
import { type BodyTimes, bodyTimes, bytesAsTheyCome } from './unread-body.ts';

export type AnyHandler = (request: object, context: object) => Promise<Answer<unknown>>;

export interface RegisterOptions {
  readonly house: House;
  readonly desk: Desk;
  /** Aborted when requests may no longer go on: the server stops, and has waited long enough. */
  readonly broken: AbortSignal;
  /** Every answer is checked against the contract: for tests. */
  readonly checksAnswers: boolean;
  /** Default: as served. */
  readonly bodies?: BodyTimes;
}

export interface RegisteredRoute {
  readonly name: RouteKey;
  readonly route: Route;
  readonly handler: AnyHandler;
  readonly csv: CsvHandler<never> | undefined;
}

/** The engine itself keeps what was answered to these, as receipts of the case: in the transaction of the command. */
const keptByEngine: ReadonlySet<RouteKey> = new Set<RouteKey>([
  'POST /{database}/cases',
  'POST /{database}/cases/{case}/commands',
]);

/** Serves one operation of the contract. */
export function registerRoute(app: FastifyInstance, registered: RegisteredRoute, options: RegisterOptions): void {
  const { name, route } = registered;
  const { method, url } = addressOf(name);
  const readers = readersOf(route);
  const check = options.checksAnswers ? answerChecker(route, name) : () => undefined;
  app.route({
    method,
    url,
    config: { upload: route.upload !== undefined },
    handler: async (request, reply) => withinTrace(request, () => handle(request, reply)),
  });
  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asked = await read(request, reply, { registered, readers, options });
    if (registered.csv !== undefined && prefersCsv(request.headers.accept)) return sendCsv(reply, registered.csv, asked);
    const answer = await answerOf(registered, asked);
    check(answer.body);
    if (method !== 'GET' && asked.throughline !== undefined) {
      options.house.tell(asked.throughline.database, { event: 'changed', at: Date.now() });
    }
    return send(request, reply, { route, answer });
  }
}

/** `GET /{database}/cases/{case}` as Fastify writes it. */
export function addressOf(name: RouteKey): { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly url: string } {
  const [method, template = ''] = name.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string];
  return { method, url: `${apiPrefix}${template.replaceAll(/\{(\w+)\}/g, ':$1')}` };
}

interface Asked {
  readonly request: {
    readonly params: unknown;
    readonly query: unknown;
    readonly body: unknown;
    readonly upload: AsyncIterable<Uint8Array>;
  };
  readonly context: RequestContext | CompanyContext;
  readonly throughline: Throughline | undefined;
}

interface Reading {
  readonly registered: RegisteredRoute;
  readonly readers: Readers;
  readonly options: RegisterOptions;
}

async function read(request: FastifyRequest, reply: FastifyReply, { registered, readers, options }: Reading): Promise<Asked> {
  const { route } = registered;
  const params = readers.params(request.params);
  const query = readers.query(request.query);
  const body = readers.body(route.upload === undefined ? request.body : undefined);
  const { upload: { bytesMax } = { bytesMax: 0 } } = route;
  const upload = bytesOf(request.body, {
    bytesMax,
    announced: request.headers['content-length'],
    times: options.bodies ?? bodyTimes,
  });
  const { house, broken, desk } = options;
  const ifMatch = route.ifMatch === undefined ? undefined : revisionIn(request.headers['if-match'], route.ifMatch);
  const idempotencyKey = route.idempotent === true ? keyIn(request.headers['idempotency-key']) : undefined;
  // What has been begun is finished, also where the client has gone: only reading stops.
  const signal = request.method === 'GET' ? AbortSignal.any([broken, whenGone(reply)]) : broken;
  const { database } = (params ?? {}) as { readonly database?: Database };
  const asking = askingOf(request, desk);
  const caller = isOpenToAll(registered.name) ? undefined : await callerOf(registered.name, desk, asking);
  const base = { house, desk, asking, caller, ifMatch, idempotencyKey, signal };
  if (database === undefined) {
    const actor = caller?.actor ?? localOwner;
    actsAs(request, actor.id);
    return { request: { params, query, body, upload }, context: { ...base, actor }, throughline: undefined };
  }
  const throughline = await house.company(database);
  const { now, latest } = await throughline.engine.clock();
  const actAs = request.headers[actAsHeader];
  const actor = await actorIn(throughline, latest, { desk, caller, actAs: Array.isArray(actAs) ? actAs[0] : actAs });
  actsAs(request, actor.id);
  const visible = await visibleIn(throughline, latest, actor);
  return { request: { params, query, body, upload }, context: { ...base, actor, throughline, now, visible }, throughline };
}

/** Whether it works, to whoever asks. */
function isOpenToAll(name: RouteKey): boolean {
  return name === 'GET /health' || name === 'GET /ready';
}

/** These are for those who have not signed in, or not any more: a session that has ended is none. */
const entrance: ReadonlySet<RouteKey> = new Set<RouteKey>([
  'GET /session',
  'POST /session',
  'POST /session/second-factor',
  'DELETE /session',
  'POST /session/link',
  'POST /session/password',
  'POST /session/single-sign-on',
]);

/** @throws HttpProblem sign-in-required, session-expired, key-invalid, account-inactive */
export async function callerOf(name: RouteKey, desk: Desk, asking: Asking): Promise<Caller | undefined> {
  if (entrance.has(name)) return desk.caller(asking).catch(unlessUnknown);
  const caller = await desk.caller(asking);
  // What belongs to no company is for everybody on this machine, and beyond it for those who have signed in.
  return desk.isPublic && !name.includes('/{database}/') ? requireCaller(desk, caller) : caller;
}

function unlessUnknown(error: unknown): undefined {
  const codes: readonly string[] = ['session-expired', 'key-invalid', 'account-inactive'];
  if (error instanceof HttpProblem && codes.includes(error.code)) return undefined;
  throw error;
}

/** What a request says of whoever sends it. */
export function askingOf(request: FastifyRequest, desk: Desk): Asking {
  const { cookie, authorization, host = 'localhost' } = request.headers;
  return {
    cookie,
    authorization,
    browser: request.headers['user-agent'],
    machine: request.ip,
    origin: originOf(host, desk.settings.url),
  };
}

async function answerOf({ name, handler }: RegisteredRoute, { request, context, throughline }: Asked): Promise<Answer<unknown>> {
  const run = () => handler(request, context);
  const { idempotencyKey: key, actor, house } = context;
  if (key === undefined || keptByEngine.has(name)) return run();
  const { pool } = throughline ?? (await house.company('main'));
  const digest = digestOf(name, request.params ?? null, request.query ?? null, request.body ?? null);
  return answerOnce({ pool, actor: actor.id, key, digest }, run);
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { route, answer }: { readonly route: Route; readonly answer: Answer<unknown> },
): FastifyReply {
  if (answer.revision !== undefined) {
    reply.header('etag', `"${answer.revision}"`);
    if (request.method === 'GET' && isKnown(request.headers['if-none-match'], answer.revision)) return reply.code(304).send();
  }
  for (const cookie of answer.cookies ?? []) reply.header('set-cookie', cookie);
  if (answer.replayed === true) reply.header('idempotent-replayed', 'true');
  if (route.response === undefined) return reply.code(204).send();
  return reply
    .code(route.status ?? 200)
    .type(typeOf(route))
    .send(route.mediaType === undefined ? JSON.stringify(answer.body) : answer.body);
}

/** All but a PDF is text. */
function typeOf({ mediaType }: Route): string {
  return mediaType === 'application/pdf' ? mediaType : `${mediaType ?? 'application/json'}; charset=utf-8`;
}

async function sendCsv(
  reply: FastifyReply,
  csv: CsvHandler<never>,
  { request, context, throughline }: Asked,
): Promise<FastifyReply> {
  const stream = await csvStream(csv(request as never, context as never));
  const what = reply.request.routeOptions.url?.split('/').findLast((part) => part !== '' && !part.startsWith(':')) ?? 'list';
  const file = [throughline?.database === 'demo' ? 'simulated' : undefined, what].filter((part) => part !== undefined).join('-');
  return reply
    .type('text/csv; charset=utf-8; header=present')
    .header('content-disposition', `attachment; filename="${file}.csv"`)
    .send(stream);
}

function answerChecker({ response }: Route, name: string): (body: unknown) => void {
  if (response === undefined) return () => undefined;
  const compiled = Compile(response);
  return (body) => {
    // As it arrives: members that are undefined are not there.
    const sent: unknown = JSON.parse(JSON.stringify(body));
    if (compiled.Check(sent)) return;
    const [first] = compiled.Errors(sent);
    throw new Error(`The answer to ${name} does not fit the contract: ${first?.instancePath} ${first?.message}`);
  };
}

/** @throws HttpProblem precondition-required */
function revisionIn(header: string | undefined, need: 'optional' | 'required'): number | undefined {
  if (header === undefined) {
    if (need === 'optional') return undefined;
    throw new HttpProblem('precondition-required', 'The request does not say on what it rests', { place: 'If-Match' });
  }
  const found = /^(?:W\/)?"(\d{1,15})"$/.exec(header.trim());
  if (found !== null) return Number(found[1]);
  throw new HttpProblem('request-invalid', 'If-Match is no ETag of ours', { place: 'If-Match', expected: 'such as "12"' });
}

function isKnown(header: string | undefined, revision: number): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${revision}"`);
}

function keyIn(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[\x21-\x7e]{1,200}$/.test(header)) return header;
  throw new HttpProblem('request-invalid', 'The Idempotency-Key is none', {
    place: 'Idempotency-Key',
    expected: '1 to 200 visible ASCII characters',
  });
}

/** Aborted when the client goes away before it has its answer. */
function whenGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** The bytes of an upload, up to its limit. */
async function* bytesOf(
  body: unknown,
  {
    bytesMax,
    announced,
    times,
  }: { readonly bytesMax: number; readonly announced: string | undefined; readonly times: BodyTimes },
): AsyncGenerator<Uint8Array> {
  if (!(body instanceof Readable)) return;
  const tooLarge = () => new HttpProblem('body-too-large', 'The file is too large', { expected: `at most ${bytesMax} bytes` });
  if (Number(announced ?? 0) > bytesMax) throw tooLarge();
  let bytes = 0;
  for await (const chunk of bytesAsTheyCome(body, times)) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge();
    yield chunk;
  }
}
