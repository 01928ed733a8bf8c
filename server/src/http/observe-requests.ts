import { apiPrefix } from '@throughline/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Observability } from '../observability/observability.ts';
import type { RequestSpan } from '../observability/tracing.ts';

interface Observed {
  readonly begun: number;
  readonly span: RequestSpan | undefined;
  actor?: string;
}

const observed = new WeakMap<FastifyRequest, Observed>();

/** Asked every few seconds, whatever else is going on: they are let in when others are not, and told apart in the log. */
const probes: ReadonlySet<string> = new Set(['/metrics', `${apiPrefix}/health`, `${apiPrefix}/ready`]);

export function isProbe({ url }: FastifyRequest): boolean {
  return probes.has(url.split('?', 1)[0] ?? '');
}

/** Counts, logs and traces requests by their route: never by their address, which may hold what somebody entered. */
export function observeRequests(app: FastifyInstance, { log, tracing, work }: Observability): void {
  app.addHook('onRequest', (request, _, done) => {
    const { traceparent } = request.headers;
    const span = tracing?.request(request.method, typeof traceparent === 'string' ? traceparent : undefined);
    observed.set(request, { begun: performance.now(), span });
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { begun, span, actor } = observed.get(request) ?? { begun: performance.now(), span: undefined };
    const { method, id: requestId } = request;
    const route = request.routeOptions.url ?? 'none';
    const status = reply.raw.headersSent ? reply.statusCode : 499;
    const milliseconds = performance.now() - begun;
    span?.end({ route: `${method} ${route}`, method, status, requestId });
    work.requested({ method, route, status, seconds: milliseconds / 1000 });
    const level = isProbe(request) ? 'debug' : status >= 500 ? 'warn' : 'info';
    if (log.writes(level)) {
      const ms = Math.round(milliseconds * 10) / 10;
      log[level]('request', { method, route, status, ms, request: requestId, actor, trace: span?.traceId });
    }
    done();
  });
}

/** What is done for a request is a part of its trace. */
export function withinTrace<T>(request: FastifyRequest, work: () => T): T {
  const span = observed.get(request)?.span;
  return span === undefined ? work() : span.run(work);
}

/** As whom the request acts. */
export function actsAs(request: FastifyRequest, actor: string): void {
  const known = observed.get(request);
  if (known !== undefined) known.actor = actor;
}

/** `GET /metrics`, as Prometheus reads it, for those who are not refused. */
export function registerMetrics(
  app: FastifyInstance,
  read: () => Promise<{ readonly type: string; readonly text: string }>,
  refuseOthers: (request: FastifyRequest) => Promise<void>,
): void {
  app.get('/metrics', async (request, reply) => {
    await refuseOthers(request);
    const { type, text } = await read();
    return reply.header('cache-control', 'no-store').type(type).send(text);
  });
}
