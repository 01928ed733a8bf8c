import assert from 'node:assert/strict';
import dns from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import { type Fault, type FaultProxy, faultProxy } from '../../test/hostile/fault-proxy.ts';
import { ConnectorError, httpJson, openContext } from '../index.ts';
import type { HttpLimits } from './http-client.ts';

const limit = { timeout: 60_000 };
const megabyte = 1024 * 1024;
const orders = Array.from({ length: 50 }, (_, id) => ({ id, customer: `Customer ${id}`, updated_at: '2026-01-01T00:00:00Z' }));

let listener: RequestListener;
/** Requests as they arrived at the vendor. */
let arrived = 0;
const vendor = createServer((request, response) => {
  arrived += 1;
  listener(request, response);
});
let vendorPort = 0;
let proxy: FaultProxy;

before(async () => {
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  vendorPort = (vendor.address() as AddressInfo).port;
  proxy = await faultProxy(() => vendorPort);
});
after(async () => {
  await proxy.close();
  vendor.closeAllConnections();
  await new Promise((resolve) => vendor.close(resolve));
});

/** One connection a request, so that each meets its fault. */
const answerOrders: RequestListener = (_, response) => {
  const body = JSON.stringify(orders);
  response.writeHead(200, { connection: 'close', 'content-length': body.length }).end(body);
};

interface Reading {
  readonly faults?: readonly Fault[];
  readonly limits?: Partial<HttpLimits>;
  readonly url?: string;
  readonly allowInside?: readonly string[];
}

/** Reads the orders through the proxy: how many came, or the error; and what it took. */
async function read({ faults = [], limits = {}, url, allowInside = ['127.0.0.1'] }: Reading) {
  proxy.faults.splice(0, proxy.faults.length, ...faults);
  const { context, close } = openContext({
    ...{ declaration: { allowInside: [...allowInside] }, secrets: { env: {} }, operatorAllows: ['*'] },
    machine: { now: () => Date.now(), wait: async (_, signal) => signal.throwIfAborted() },
    signal: new AbortController().signal,
    limits,
  });
  const source = httpJson.source?.({ url: url ?? `http://127.0.0.1:${proxy.port}/orders` });
  assert.ok(source);
  let records = 0;
  let error: unknown;
  try {
    for await (const batch of source.read(null, context)) records += batch.records.length;
  } catch (thrown) {
    error = thrown;
  } finally {
    close();
  }
  if (error !== undefined) assert.ok(error instanceof ConnectorError, String(error));
  return { records, code: error?.code, mayPass: error?.mayPass, usage: context.usage };
}

test('[C160] what comes late, is reset or ends half-way is asked for again, and never taken for the whole', limit, async () => {
  listener = answerOrders;
  const outcomes: readonly (readonly [string, readonly Fault[], number])[] = [
    ['late', [{ kind: 'latency', milliseconds: 50 }], 0],
    ['reset before it was asked', [{ kind: 'reset', afterBytes: 'request' }], 1],
    ['reset within the head', [{ kind: 'reset', afterBytes: 20 }], 1],
    ['reset within the body', [{ kind: 'reset', afterBytes: 700 }], 1],
    ['ended within the body', [{ kind: 'cut', afterBytes: 700 }], 1],
    ['ended without a byte', [{ kind: 'cut', afterBytes: 0 }], 1],
    [
      'three in a row',
      [
        { kind: 'cut', afterBytes: 300 },
        { kind: 'reset', afterBytes: 'request' },
        { kind: 'cut', afterBytes: 0 },
      ],
      3,
    ],
  ];
  for (const [what, faults, retries] of outcomes) {
    const { records, code, usage } = await read({ faults });
    assert.deepEqual({ records, code, retries: usage.retries }, { records: 50, code: undefined, retries }, what);
  }
  const always = await read({ faults: Array.from({ length: 8 }, () => ({ kind: 'cut', afterBytes: 700 }) as const) });
  assert.deepEqual([always.records, always.code, always.mayPass, always.usage.requests], [0, 'unreachable', true, 4]);
});

test('[C161] a body without an end mark that ends half-way is no answer', limit, async () => {
  listener = (_, response) => {
    const body = JSON.stringify(orders);
    response.socket?.end(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${body.slice(0, body.length / 2)}`);
  };
  const cut = await read({});
  assert.deepEqual([cut.records, cut.code], [0, 'answer-invalid']);
});

test('[C162] a slow drip ends at the time limit of the whole answer', limit, async () => {
  listener = answerOrders;
  const drip: Fault = { kind: 'drip', everyMs: 20 };
  const { records, code, mayPass } = await read({ faults: [drip, drip], limits: { timeoutMs: 250, attemptsMax: 2 } });
  assert.deepEqual({ records, code, mayPass }, { records: 0, code: 'timed-out', mayPass: true });
});

test('[C163] an answer of 10 GB, announced or not, ends at its limit in bounded memory', limit, async () => {
  const chunk = Buffer.alloc(megabyte, '[');
  let sent = 0;
  const tenGigabytes: RequestListener = async (request, response) => {
    if (request.url === '/announced') response.setHeader('content-length', 10 * 1024 * megabyte);
    for (let at = 0; at < 10 * 1024 && !response.destroyed; at += 1) {
      sent += chunk.length;
      if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
    }
    response.end();
  };
  listener = (request, response) => void tenGigabytes(request, response);
  for (const path of ['announced', 'endless']) {
    sent = 0;
    const before = process.memoryUsage().arrayBuffers;
    const { records, code } = await read({ url: `http://127.0.0.1:${vendorPort}/${path}`, limits: { bytesMax: 4 * megabyte } });
    const held = process.memoryUsage().arrayBuffers - before;
    assert.deepEqual([records, code], [0, 'answer-too-large'], path);
    // What lies in the buffers of both sides comes on top of the limit.
    assert.ok(sent < 40 * megabyte, `${path}: ${Math.round(sent / megabyte)} MB were sent`);
    assert.ok(held < 40 * megabyte, `${path}: ${Math.round(held / megabyte)} MB are held`);
  }
});

test('[C164] what is packed is not unpacked: a small answer cannot become a large one', limit, async () => {
  listener = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from('1f8b0800', 'hex'));
  const { records, code, usage } = await read({});
  assert.deepEqual([records, code, usage.bytes], [0, 'answer-invalid', 4]);
});

test('[C165] no redirect leads inside, however the address is written; nothing connects there', limit, async () => {
  let inside = 0;
  const secret = createServer((_, response) => {
    inside += 1;
    response.end('[]');
  });
  secret.on('connection', () => {
    inside += 1;
  });
  await new Promise<void>((resolve) => secret.listen(0, '0.0.0.0', resolve));
  const { port } = secret.address() as AddressInfo;
  const addresses = [
    ...['127.0.0.2', '127.1.2.3', '0x7f000002', '2130706434', '0177.0.0.2', '0.0.0.0', 'localhost'],
    ...['[::1]', '[::ffff:127.0.0.2]', '[::ffff:7f00:2]', '[::]', '[fe80::1]', '[fd00::1]', '[64:ff9b::7f00:2]'],
    ...['10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1', '255.255.255.255', '224.0.0.1'],
  ];
  for (const address of addresses) {
    listener = (_, response) => response.writeHead(302, { location: `http://${address}:${port}/latest/meta-data` }).end();
    const { records, code } = await read({});
    assert.deepEqual([records, code], [0, 'host-refused'], address);
  }
  for (const location of ['file:///etc/passwd', 'ftp://127.0.0.2/', 'gopher://127.0.0.2/', '//127.0.0.2:1/', 'http://']) {
    listener = (_, response) => response.writeHead(307, { location }).end();
    assert.equal((await read({})).records, 0, location);
  }
  assert.equal(inside, 0);
  await new Promise((resolve) => secret.close(resolve));
});

test('[C166] a circle of redirects ends, and the fourth is not followed', limit, async () => {
  listener = (request, response) => response.writeHead(302, { location: `${request.url}x` }).end();
  arrived = 0;
  const { code } = await read({});
  assert.deepEqual([code, arrived], ['redirect-refused', 4]);
});

test(
  '[C167] a name that resolves to another address at each question is looked up once a connection, and judged by that',
  limit,
  async (t) => {
    listener = answerOrders;
    const answers: (readonly string[])[] = [];
    let asked = 0;
    const lookup = (_: string, __: unknown, done: (error: null, addresses: readonly object[]) => void) => {
      asked += 1;
      done(
        null,
        (answers.shift() ?? ['127.0.0.1']).map((address) => ({ address, family: 4 })),
      );
    };
    const mocked = t.mock.method(dns, 'lookup', lookup as never);
    syncBuiltinESMExports();
    t.after(() => {
      mocked.mock.restore();
      syncBuiltinESMExports();
    });
    const url = `http://vendor.test:${vendorPort}/orders`;
    const ask = async (first: readonly string[], allowInside: readonly string[]) => {
      answers.splice(0, answers.length, first);
      [asked, arrived] = [0, 0];
      const { records, code } = await read({ url, allowInside });
      return { records, code, asked, arrived };
    };
    const refused = { records: 0, code: 'host-refused', arrived: 0 };
    assert.partialDeepStrictEqual(await ask(['127.0.0.1'], []), { ...refused, asked: 1 });
    assert.partialDeepStrictEqual(await ask(['1.1.1.1', '127.0.0.1'], []), { ...refused, asked: 1 });
    assert.partialDeepStrictEqual(await ask(['::ffff:127.0.0.1'], []), { ...refused, asked: 1 });
    assert.deepEqual(await ask(['127.0.0.1'], ['vendor.test']), { records: 50, code: undefined, asked: 1, arrived: 1 });
    // The name is allowed, and another name for the same machine is not.
    listener = (_, response) => response.writeHead(302, { location: `http://other.test:${vendorPort}/orders` }).end();
    assert.deepEqual(await ask(['127.0.0.1'], ['vendor.test']), { records: 0, code: 'host-refused', asked: 2, arrived: 1 });
  },
);

test('[C168] the proxy of these tests does what it says', limit, async () => {
  listener = answerOrders;
  const raw = (fault: Fault) =>
    new Promise<{ readonly bytes: number; readonly error: string | undefined }>((resolve) => {
      proxy.faults.splice(0, proxy.faults.length, fault);
      let bytes = 0;
      let error: string | undefined;
      const socket = connect(proxy.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n'));
      socket.on('data', (chunk) => {
        bytes += chunk.length;
      });
      socket.on('error', (thrown: NodeJS.ErrnoException) => {
        error = thrown.code;
      });
      socket.once('close', () => resolve({ bytes, error }));
    });
  assert.deepEqual(await raw({ kind: 'cut', afterBytes: 100 }), { bytes: 100, error: undefined });
  assert.deepEqual(await raw({ kind: 'reset', afterBytes: 'request' }), { bytes: 0, error: 'ECONNRESET' });
  assert.ok((await raw({ kind: 'pass' })).bytes > 2000);
});
