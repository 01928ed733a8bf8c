import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import * as testing from '@throughline/testing';
import { companyDatabases, emptyFolder } from '../test/http-house.ts';
import { inProcess, type Served, type ServeOptions, serve } from './serve.ts';

const limit = { timeout: 60_000 };

interface TestServer extends Served {
  readonly env: Readonly<Record<string, string>>;
  get(path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

async function served(t: TestContext, given: Partial<ServeOptions> & { readonly demo?: boolean } = {}): Promise<TestServer> {
  const { demo = false, ...options } = given;
  const { env, drop } =
    given.env === undefined ? await companyDatabases(testing, { demo }) : { env: given.env, drop: async () => undefined };
  const stopping = new AbortController();
  const server = await serve({ port: 0, console: emptyFolder(t), checksAnswers: true, ...options, env, signal: stopping.signal });
  const stop = async () => {
    stopping.abort();
    await server.closed;
    await drop();
  };
  t.after(stop);
  const get = (path: string, init?: RequestInit) => fetch(`${server.address}/api/v1${path}`, init);
  return { ...server, env: env as Readonly<Record<string, string>>, get, stop };
}

/** Reads a stream of events until one is there; gives all read so far. */
async function readUntil(response: Response, what: RegExp, read = ''): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = read;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    text += value ?? '';
    if (what.test(text)) {
      await reader?.cancel();
      return text;
    }
    if (done) return assert.fail(`The stream ended with: ${text}`);
  }
}

test('[S120] it listens on this machine, and says so; elsewhere it does not without sign-in', limit, async (t) => {
  const server = await served(t);
  assert.match(server.address, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.deepEqual(await (await server.get('/ready')).json(), { status: 'ready' });
  assert.equal((await server.status()).cases, 0);
  const elsewhere = serve({ env: server.env, port: 0, host: '0.0.0.0', signal: new AbortController().signal });
  await assert.rejects(elsewhere, { code: 'sign-in-not-configured', kind: 'usage' });
});

test('[S121] a port that is taken: by Throughline, its address is told; by another, what to do', limit, async (t) => {
  const server = await served(t);
  const { port } = new URL(server.address);
  const signal = new AbortController().signal;
  await assert.rejects(
    serve({ env: server.env, port: Number(port), signal }),
    (error: Error & { code?: string; kind?: string }) => {
      assert.deepEqual([error.code, error.kind], ['already-running', 'operational']);
      assert.ok(error.message.includes(server.address));
      return true;
    },
  );
  const stranger = createServer((_, response) => response.end('hello'));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  t.after(() => stranger.close());
  const taken = (stranger.address() as AddressInfo).port;
  await assert.rejects(serve({ env: server.env, port: taken, signal }), { code: 'port-taken', kind: 'operational' });
});

test(
  '[S122] streams tell what is written at once, and what other servers write; they end when the server stops',
  limit,
  async (t) => {
    const server = await served(t);
    const other = await served(t, { env: server.env });
    const here = await server.get('/main/stream');
    const there = await other.get('/main/stream');
    assert.match(here.headers.get('content-type') ?? '', /^text\/event-stream/);
    const payload = JSON.stringify({ page: 'cases', name: 'Late', query: '' });
    const headers = { 'content-type': 'application/json' };
    const seen = readUntil(here, /event: changed\ndata: \{"at":"\d{4}-/);
    assert.equal((await server.get('/main/views', { method: 'POST', body: payload, headers })).status, 201);
    await seen;
    const { engine } = await server.house.company('main');
    const seenThere = readUntil(there, /event: changed/);
    await engine.dispatch([
      {
        case: { flow: 'order', entity: 'e', key: 'o-1' },
        input: {
          kind: 'command',
          type: 'place',
          data: { number: 'o-1' },
          actor: { id: 'owner', kind: 'person', principal: 'owner', roles: ['order-desk'] },
        },
      },
    ]);
    await engine.deploy([visit], { by: 'test' });
    await seenThere;
    const last = await server.get('/main/stream');
    const ending = last.text();
    await server.stop();
    assert.match(await ending, /^retry: 2000/);
  },
);

const visit = {
  ...{ name: 'visit', title: 'Visit', owner: 'porter', key: 'name' },
  data: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false },
  start: { ring: { to: 'waiting' } },
  states: { waiting: { owner: 'porter', within: { hours: 1 }, on: { leave: { to: 'gone' } } }, gone: { final: 'done' } },
} as never;

test('[S123] what is in flight when it stops is finished, and nothing new is begun', limit, async (t) => {
  const server = await served(t, { demo: true });
  const headers = { 'content-type': 'application/json' };
  const stream = await server.get('/demo/stream');
  const travelling = server.get('/demo/clock/travel', { method: 'POST', body: '{"days":3}', headers });
  await readUntil(stream, /event: travel/);
  const reading = Array.from({ length: 20 }, () => server.get('/main/flows'));
  const answered = Promise.all(reading.map(async (answer) => (await answer).status));
  assert.deepEqual(new Set(await answered), new Set([200]));
  const second = server.get('/demo/clock/travel', { method: 'POST', body: '{"days":1}', headers });
  assert.equal(((await (await second).json()) as { code: string }).code, 'travel-in-progress');
  await server.stop();
  assert.ok([200, 503].includes((await travelling).status));
  await assert.rejects(server.get('/health'), /fetch failed/);
});

test('[S124] the demo: built in the background, and interrupted by the end of the server', limit, async (t) => {
  const server = await served(t);
  const headers = { 'content-type': 'application/json' };
  const doors = async () => ((await (await server.get('/doors')).json()) as { doors: { status: string }[] }).doors[1]?.status;
  assert.equal(await doors(), 'absent');
  const stream = await server.get('/demo/stream');
  const told = readUntil(stream, /event: demo\ndata: \{"status":"building","share":0\.\d/);
  const building = await server.get('/doors/demo/build', { method: 'POST', body: '{}', headers });
  assert.deepEqual([building.status, ((await building.json()) as { status: string }).status], [202, 'building']);
  assert.equal(await doors(), 'building');
  assert.equal(((await (await server.get('/demo/clock')).json()) as { code: string }).code, 'database-not-ready');
  await told;
  await server.stop();
});

test('[S125] the same answers without a port', limit, async (t) => {
  const { env, drop } = await companyDatabases(testing, { demo: true });
  const server = await inProcess({ env });
  t.after(async () => {
    await server.close();
    await drop();
  });
  const health = await server.fetch('/api/v1/health');
  assert.deepEqual([health.status, await health.json()], [200, { status: 'alive', service: 'throughline' }]);
  const body = JSON.stringify({ days: 1 });
  const travel = await server.fetch('/api/v1/demo/clock/travel', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  const { from, now } = (await travel.json()) as { from: string; now: string };
  assert.deepEqual([from, now], ['2025-06-01T00:00:00.000Z', '2025-06-02T00:00:00.000Z']);
  const past = await server.fetch('/api/v1/demo/clock/travel', {
    method: 'POST',
    body: JSON.stringify({ to: from }),
    headers: { 'content-type': 'application/json' },
  });
  assert.deepEqual([past.status, ((await past.json()) as { code: string }).code], [409, 'clock-runs-forward']);
});
