import type { IncomingHttpHeaders } from 'node:http';
import { ConnectorError } from '@throughline/connect';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { House } from '../house.ts';
import { HttpProblem } from '../http/problem.ts';
import { requestsMax } from '../http/safety.ts';
import { defaultHome } from '../postgres/index.ts';
import { soundConnection } from './declarations.ts';
import { deliveryTable } from './delivery-table.ts';
import { countRefused } from './refused-deliveries.ts';
import { type Taken, takeDelivery } from './take-delivery.ts';

const bytesMax = 2 * 1024 * 1024;

/** Deliveries take no more than their share of the server: whoever has to wait too long is told when to send again. */
export interface DeliveryLimits {
  /** So many are worked on at a time: half of all requests, so that people are let in beside them. */
  readonly atOnce: number;
  /** What has not gone to the database by then is taken back. */
  readonly waitMs: number;
}

export const deliveryLimits: DeliveryLimits = { atOnce: requestsMax / 2, waitMs: 15_000 };

/**
 * Deliveries of other systems: `POST /hooks/<connection>`. Whoever sends does not sign in: the body is signed. Answers 2xx only once its facts are
 * durable, so whoever gets anything else sends it again.
 */
export function registerHooks(app: FastifyInstance, house: House, { atOnce, waitMs }: DeliveryLimits = deliveryLimits): void {
  let inFlight = 0;
  app.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    // The signature is of the very bytes.
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bytesMax }, (__, body, taken) => taken(null, body));
    scope.route({
      method: 'POST',
      url: '/hooks/:connection',
      bodyLimit: bytesMax,
      handler: async (request, reply) => {
        if (inFlight >= atOnce)
          throw new HttpProblem('too-many-requests', `${atOnce} deliveries are being worked on`, { retryAfter: 2 });
        inFlight += 1;
        const taken = await within(waitMs, (signal) =>
          take(house, request, signal).finally(() => {
            inFlight -= 1;
          }),
        ).catch((error: unknown) => {
          throw error instanceof ConnectorError ? problemFor(error) : error;
        });
        house.tell('main', { event: 'changed', at: Date.now() });
        return reply.code(200).type('application/json; charset=utf-8').send(JSON.stringify(taken));
      },
    });
    done();
  });
}

/** What waits for the database is taken back after the time; what has gone there is not waited for any longer. */
async function within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const patience = new AbortController();
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    over.reject(tooSlow());
    patience.abort(tooSlow());
  }, milliseconds);
  try {
    return await Promise.race([work(patience.signal), over.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const tooSlow = () => new HttpProblem('unavailable', 'The database does not keep up at the moment', { retryAfter: 10 });

async function take(house: House, request: FastifyRequest, signal: AbortSignal): Promise<Taken> {
  const { connection } = request.params as { readonly connection: string };
  const throughline = await house.company('main');
  const sound = await soundConnection(throughline.env, connection);
  if (sound.connector.takesDeliveries !== true)
    throw new HttpProblem('connection-unknown', `${connection} is read, and not delivered to`, { place: 'connection' });
  const state = await deliveryTable(throughline.pool).state(connection);
  if (state.paused !== null) throw new HttpProblem('unavailable', `${connection} is paused`, { retryAfter: 300 });
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const delivery = { headers: firstOf(request.headers), body };
  return takeDelivery(throughline, sound, { delivery, state, signal }).catch((error: unknown) => {
    if (error instanceof ConnectorError) countRefused(defaultHome(throughline.env), connection, error.code);
    throw error;
  });
}

function firstOf(headers: IncomingHttpHeaders): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
}

/** Whoever is not who they say is told no more than that. */
function problemFor(error: ConnectorError): HttpProblem {
  const { code, message, place, expected } = error;
  const details = { place, expected, cause: error };
  if (code === 'signature-missing' || code === 'signature-invalid' || code === 'signature-old')
    return new HttpProblem(code, message, details);
  if (code === 'answer-invalid') return new HttpProblem('body-unreadable', message, details);
  return new HttpProblem('unavailable', 'The delivery cannot be checked at the moment', { retryAfter: 60, cause: error });
}
