import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './problem.ts';

export interface BodyTimes {
  /** A body that is collected has arrived whole within this time; of one that is taken as it comes, some more has. */
  readonly arrivalMs: number;
  /** Whoever is answered before its body is over finds the answer within this time; then its connection ends. */
  readonly lingerMs: number;
}

export const bodyTimes: BodyTimes = { arrivalMs: 30_000, lingerMs: 1000 };

/** Of a body that nobody reads, so much is thrown away; then no more is taken from the network. */
const discardedMax = 262_144;

/**
 * Answers may come before the body is over: it is too large, or nobody may send it. Node would read the rest to its end, however long that is. Here the
 * connection ends soon after the answer: not at once, for a sender that still writes into a closed connection may never see why.
 */
export function endUnreadBodies(app: FastifyInstance, { arrivalMs, lingerMs }: BodyTimes): void {
  app.addHook('preParsing', (request, _, payload, done) => {
    if (isArriving(request) && (request.routeOptions.config as { readonly upload?: boolean }).upload !== true)
      expectWithin(request.raw, arrivalMs);
    done(null, payload);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isArriving(request)) return payload;
    reply.header('connection', 'close');
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    // The answer goes out whole; that it is over is told when the sender has had time to read it.
    reply.header('content-length', Buffer.byteLength(payload));
    return Readable.from(slowlyEnding(payload, request.raw, lingerMs), { objectMode: false });
  });
}

/** Whether its body is still on its way. */
function isArriving({ raw }: FastifyRequest): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = raw.headers;
  return raw.complete === false && (length !== '0' || coding !== undefined);
}

async function* slowlyEnding(answer: string | Buffer, body: IncomingMessage, lingerMs: number): AsyncGenerator<Buffer> {
  yield Buffer.from(answer);
  await discard(body, lingerMs);
}

/** Resolves when it has ended, or after the time. */
function discard(body: IncomingMessage, lingerMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (body.complete || body.destroyed) return resolve();
    let bytes = 0;
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, lingerMs);
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > discardedMax) body.pause();
    });
    for (const name of ['end', 'close', 'error']) body.once(name, end);
    body.resume();
  });
}

const late = () =>
  new HttpProblem('request-invalid', 'The body did not arrive in time', { expected: 'a body that keeps coming' });

/** What collects the body is told that it has failed, and answers. */
function expectWithin(body: IncomingMessage, arrivalMs: number): void {
  const timer = setTimeout(() => {
    if (body.listenerCount('error') > 0) body.emit('error', late());
    else body.destroy();
  }, arrivalMs);
  for (const name of ['end', 'close', 'error']) body.once(name, () => clearTimeout(timer));
}

/** The bytes of a body as they come. Whoever stops reading leaves its connection as it is, so that it can be answered. @throws HttpProblem request-invalid */
export async function* bytesAsTheyCome(body: Readable, { arrivalMs }: Pick<BodyTimes, 'arrivalMs'>): AsyncGenerator<Uint8Array> {
  while (!body.readableEnded) {
    const chunk = body.read() as Uint8Array | null;
    if (chunk === null) await readable(body, arrivalMs);
    else yield chunk;
  }
}

function readable(body: Readable, arrivalMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (body.errored !== null || body.destroyed) return reject(body.errored ?? new Error('The body was broken off'));
    const settle = (error?: Error) => {
      clearTimeout(timer);
      for (const [name, listener] of Object.entries(listeners)) body.off(name, listener);
      if (error === undefined) resolve();
      else reject(error);
    };
    const timer = setTimeout(() => settle(late()), arrivalMs);
    const listeners = {
      readable: () => settle(),
      end: () => settle(),
      error: (error: Error) => settle(error),
      close: () => settle(new Error('The body was broken off', { cause: body.errored })),
    };
    for (const [name, listener] of Object.entries(listeners)) body.on(name, listener);
  });
}
