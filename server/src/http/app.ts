import { randomUUID } from 'node:crypto';
import { finished } from 'node:stream';
import { apiPrefix, type Database, openApiDocument, type Route, type RouteKey, routes } from '@throughline/api';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type DeliveryLimits, registerHooks } from '../connections/hooks.ts';
import type { House } from '../house.ts';
import { registerCallback } from '../sign-in/callback.ts';
import type { Desk } from '../sign-in/desk.ts';
import { openDesk } from '../sign-in/open-desk.ts';
import type { SignInSettings } from '../sign-in/settings.ts';
import { requireCaller } from './actors.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { registerConsole, sendConsole } from './console-files.ts';
import type { CsvHandler } from './handler.ts';
import { csvHandlers, handlers } from './handlers.ts';
import { isProbe, observeRequests, registerMetrics } from './observe-requests.ts';
import { HttpProblem, problemDocument, problemOf } from './problem.ts';
import { registerProblemPages } from './problem-pages.ts';
import { readersOf } from './reading.ts';
import { type AnyHandler, addressOf, askingOf, callerOf, registerRoute } from './register-route.ts';
import { refuseStrangers, requestsMax, securityHeaders } from './safety.ts';
import { createStreams } from './stream.ts';
import { type BodyTimes, bodyTimes, endUnreadBodies } from './unread-body.ts';
import { refuseMeasuring } from './who-measures.ts';

const bodyBytesMax = 1_048_576;
const headerBytesMax = 32_768;
/** Time for a whole request to arrive, uploads included. */
const arrivalMsMax = 300_000;
const connectionsMax = 1000;

export interface AppOptions {
  readonly house: House;
  /** The folder of the built console. */
  readonly console: string;
  /** Told of every fault of ours. */
  readonly report: (error: unknown, requestId: string) => void;
  /** Aborted when the server stops: nothing new is begun, streams end. */
  readonly stopping: AbortSignal;
  /** Aborted when what is in flight may no longer go on. */
  readonly broken: AbortSignal;
  readonly checksAnswers?: boolean;
  /** How one signs in. */
  readonly signIn: SignInSettings;
  /** Reached from other machines. Default false. */
  readonly isPublic?: boolean;
  /** `probes`: only whether it works, and metrics. Default `all`. */
  readonly serves?: 'all' | 'probes';
  /** How long bodies may take. */
  readonly bodies?: BodyTimes;
  /** How many deliveries are taken at a time, and how long they wait. */
  readonly deliveries?: DeliveryLimits;
}

/** The HTTP server of a house, not yet listening. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { house, report, stopping, broken, checksAnswers = false, serves = 'all', bodies = bodyTimes } = options;
  const app = fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    requestTimeout: arrivalMsMax,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 2000, ignoreTrailingSlash: true },
    // A request without a host is refused as any other that is not meant for this machine, with its reason.
    http: { maxHeaderSize: headerBytesMax, headersTimeout: 20_000, requireHostHeader: false },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply as FastifyReply),
  });
  app.server.maxConnections = connectionsMax;
  app.removeContentTypeParser('text/plain');
  const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const problem = problemOf(error);
    if (problem.code === 'internal') report(problem.cause ?? error, request.id);
    if (problem.details.retryAfter !== undefined) reply.header('retry-after', problem.details.retryAfter);
    const document = problemDocument(problem, request.id);
    return reply
      .code(document.status)
      .headers({ ...securityHeaders, 'cache-control': 'no-store', 'request-id': request.id })
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(document));
  };
  app.setErrorHandler<FastifyError>((error, request, reply) => sendProblem(error, request, reply));
  observeRequests(app, house.observability);
  endUnreadBodies(app, bodies);
  guard(app, stopping, options.signIn.url);
  const desk = openDesk({ house, settings: options.signIn, isPublic: options.isPublic ?? false });
  app.setNotFoundHandler((request, reply) => {
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !request.url.startsWith('/api/');
    if (isPage && serves === 'all' && (request.headers.accept ?? '').includes('text/html'))
      return sendConsole(reply, options.console);
    return sendProblem(new HttpProblem('route-unknown', `There is nothing at ${request.url.slice(0, 200)}`), request, reply);
  });
  const measure = async () => house.observability.metrics(await house.companies());
  registerMetrics(app, measure, (request) => refuseMeasuring(desk, request));
  registerApi(app, { house, desk, broken, checksAnswers, serves, bodies });
  if (serves === 'probes') return app;
  registerStream(app, { house, desk, stopping });
  registerCallback(app, desk);
  registerHooks(app, house, options.deliveries);
  const document = JSON.stringify(openApiDocument());
  app.get(`${apiPrefix}/openapi.json`, (_, reply) => reply.type('application/json; charset=utf-8').send(document));
  registerProblemPages(app);
  await registerConsole(app, options.console);
  return app;
}

/** What holds for every request, before anything else is looked at. */
function guard(app: FastifyInstance, stopping: AbortSignal, url: string | undefined): void {
  let inFlight = 0;
  app.addHook('onRequest', async (request, reply) => {
    // Each function that hands a reply on listens for its end: a file that is not there passes through a dozen.
    reply.raw.setMaxListeners(30);
    reply.headers(securityHeaders).header('request-id', request.id);
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    refuseStrangers(request, url);
    if (stopping.aborted) {
      reply.header('connection', 'close');
      if (!request.url.startsWith(`${apiPrefix}/health`) && !request.url.startsWith('/metrics')) {
        throw new HttpProblem('server-stopping', 'The server is stopping', { retryAfter: 5 });
      }
    }
    if (isProbe(request) || request.url.split('?', 1)[0]?.endsWith('/stream') === true) return;
    if (inFlight >= requestsMax) {
      throw new HttpProblem('too-many-requests', `${requestsMax} requests are being worked on`, { retryAfter: 1 });
    }
    inFlight += 1;
    finished(reply.raw, () => {
      inFlight -= 1;
    });
  });
  app.addHook('onSend', async (_, reply) => {
    // A connection that is kept would keep the server.
    if (stopping.aborted) reply.header('connection', 'close');
  });
}

function registerApi(
  app: FastifyInstance,
  options: {
    readonly house: House;
    readonly desk: Desk;
    readonly broken: AbortSignal;
    readonly checksAnswers: boolean;
    readonly bodies: BodyTimes;
    readonly serves: 'all' | 'probes';
  },
): void {
  const methods = new Map<string, string[]>();
  const served = (Object.entries(routes) as [RouteKey, Route][]).filter(
    ([key]) => options.serves === 'all' || key === 'GET /health' || key === 'GET /ready',
  );
  for (const [key, route] of served) {
    const { method, url } = addressOf(key);
    methods.set(url, [...(methods.get(url) ?? []), method]);
    if (key === 'GET /{database}/stream') continue;
    const registered = {
      name: key,
      route,
      handler: handlers[key] as unknown as AnyHandler,
      csv: (csvHandlers as Readonly<Record<string, CsvHandler<never> | undefined>>)[key],
    };
    if (route.upload === undefined) registerRoute(app, registered, options);
    else
      app.register((scope, _, done) => {
        // Bytes are not collected: the handler takes them as they come.
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser([...(route.upload?.mediaTypes ?? [])], (__, payload, taken) => taken(null, payload));
        registerRoute(scope, registered, options);
        done();
      });
  }
  for (const [url, known] of methods) {
    const others = (['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const).filter((method) => !known.includes(method));
    const allow = known.includes('GET') ? [...known, 'HEAD'].join(', ') : known.join(', ');
    app.route({
      method: [...others],
      url,
      exposeHeadRoute: false,
      // Before a body is read: it would be refused for its type.
      onRequest: async (request, reply) => {
        reply.header('allow', allow);
        throw new HttpProblem('method-not-allowed', `${request.method} is not possible here`, { expected: allow });
      },
      handler: () => undefined,
    });
  }
}

/** Whether whoever asked is still who they were: not signed out, suspended or past the session's end. */
async function stillKnown(desk: Desk, request: FastifyRequest): Promise<boolean> {
  try {
    return (await desk.caller(askingOf(request, desk))) !== undefined;
  } catch (error) {
    // A database that is away says nothing of the session: the next look does.
    return !(error instanceof HttpProblem);
  }
}

function registerStream(
  app: FastifyInstance,
  { house, desk, stopping }: { readonly house: House; readonly desk: Desk; readonly stopping: AbortSignal },
): void {
  const streams = createStreams(house, stopping);
  const name = 'GET /{database}/stream';
  const { params } = readersOf(routes[name]);
  app.route({
    method: 'GET',
    url: addressOf(name).url,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { database } = params(request.params) as { readonly database: Database };
      const caller = await callerOf(name, desk, askingOf(request, desk));
      if (desk.isPublic || (database === 'main' && desk.settings.signIn === 'on')) requireCaller(desk, caller);
      const lasts = caller === undefined ? undefined : () => stillKnown(desk, request);
      const stream = streams.open(database, lasts);
      return reply
        .headers({ 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' })
        .type('text/event-stream; charset=utf-8')
        .send(stream);
    },
  });
}
