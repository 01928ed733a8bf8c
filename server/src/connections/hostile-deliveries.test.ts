import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { days, defineFlow, Fields, Integer, Text } from '@throughline/language';
import * as testing from '@throughline/testing';
import { type HttpHouse, httpHouse } from '../../test/http-house.ts';

const limit = { timeout: 120_000 };
const megabyte = 1024 * 1024;
const key = Buffer.from('a key that both sides know').toString('base64');

const shopOrder = defineFlow({
  name: 'shop-order',
  title: 'Order of a shop',
  owner: 'shop-desk',
  key: 'number',
  roles: { 'shop-desk': {} },
  data: Fields({ number: Text(), total: Integer() }),
  events: { place: { data: Fields({ total: Integer() }), set: { total: 'event.total' } }, ship: { lands: 'shipped' } },
  expected: { within: days(2), owner: 'shop-desk' },
  start: { place: { to: 'placed' } },
  states: {
    placed: { title: 'Placed', owner: 'shop-desk', within: days(5), on: { ship: { to: 'shipped' } } },
    shipped: { final: 'done' },
  },
});

const connection = {
  ...{ id: 'shop', title: 'Shop', owner: 'shop-desk', tier: 1, kind: 'webhook', liveFrom: '2026-01-01T00:00:00Z' },
  auth: { kind: 'signature', scheme: 'standard', secret: { secret: 'env:HOOK_KEY' } },
  mapping: {
    ...{ flow: 'shop-order', entity: 'shop', key: { column: 'order' }, dedupe: ['order', 'what'] },
    events: [
      {
        ...{ event: 'place', when: { column: 'what', equals: 'placed' }, at: { column: 'at', format: 'ISO' } },
        data: { total: { column: 'total', as: 'integer' } },
      },
      { event: 'ship', when: { column: 'what', equals: 'shipped' }, at: { column: 'at', format: 'ISO' } },
    ],
  },
};

/** A house that listens on a port, as senders find it. */
async function openHouse(t: TestContext): Promise<HttpHouse & { readonly port: number }> {
  const signIn = { THROUGHLINE_SIGN_IN: 'off', HOOK_KEY: `whsec_${key}` };
  const house = await httpHouse(t, testing, { signIn, bodies: { arrivalMs: 1000, lingerMs: 1000 } });
  const folder = join(house.env['THROUGHLINE_HOME'] ?? '', 'connections');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(connection));
  await (await house.house.company('main')).engine.deploy([shopOrder], { by: 'test' });
  await house.app.listen({ host: '127.0.0.1', port: 0 });
  return { ...house, port: (house.app.server.address() as AddressInfo).port };
}

interface Delivery {
  readonly id: string;
  readonly body: string;
  readonly at?: number;
  readonly key?: string;
  /** Sent instead of what was signed. */
  readonly instead?: string;
}

function open(port: number, path: string, headers: Readonly<Record<string, string>>) {
  const asking = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false });
  // Whoever is answered before all was sent may find the connection closed.
  const status = new Promise<number | string>((resolve) => {
    asking.once('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asking.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
  });
  return { asking, status };
}

function deliver(port: number, { id, body, at = Math.floor(Date.now() / 1000), key: own = key, instead }: Delivery) {
  const signature = createHmac('sha256', Buffer.from(own, 'base64')).update(`${id}.${at}.${body}`).digest('base64');
  const signed = { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
  const { asking, status } = open(port, '/hooks/shop', { 'content-type': 'application/json', ...signed });
  asking.end(instead ?? body);
  return status;
}

const placed = (order: number) => ({ order: `W-${order}`, what: 'placed', at: '2026-11-01T08:00:00Z', total: order });
const shipped = (order: number) => ({ order: `W-${order}`, what: 'shipped', at: '2026-11-02T08:00:00Z' });

async function recorded(house: HttpHouse): Promise<Readonly<Record<string, number>>> {
  const { pool } = await house.house.company('main');
  const { rows } = await pool.query<{ type: string; count: number }>(
    `select type, count(*)::int4 as count from throughline.event where flow = 'shop-order' and type in ('place', 'ship') group by type`,
  );
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
}

async function deliverAtRandom(house: HttpHouse & { readonly port: number }): Promise<void> {
  const deliveries = Array.from({ length: 40 }, (_, order) => [placed(order), shipped(order)])
    .flat()
    .map((record, at) => ({ id: `msg_${at}`, body: JSON.stringify(record) }));
  const again = deliveries.slice(0, 40).map((one) => ({ ...one, id: `again_${one.id}` }));
  const sent = testing.seededRandom(7).shuffled([...deliveries, ...deliveries, ...again]);
  const answers: (number | string)[] = [];
  for (let at = 0; at < sent.length; at += 16)
    answers.push(...(await Promise.all(sent.slice(at, at + 16).map((one) => deliver(house.port, one)))));
  assert.deepEqual(new Set(answers), new Set([200]));
  assert.deepEqual(await recorded(house), { place: 40, ship: 40 });

  const now = Math.floor(Date.now() / 1000);
  const [first = { id: '', body: '' }] = deliveries;
  const forged = JSON.stringify(placed(999));
  const refused: readonly Delivery[] = [
    { id: 'x1', body: forged, key: Buffer.from('another key').toString('base64') },
    { id: 'x2', body: first.body, instead: forged },
    { id: 'x3', body: forged, at: now - 3600 },
    { id: 'x4', body: forged, at: now + 3600 },
    { ...first, at: now - 301, body: forged },
    { id: 'x5', body: '', instead: forged },
  ];
  for (const one of refused) assert.equal(await deliver(house.port, one), 401, one.id);
  assert.deepEqual(await recorded(house), { place: 40, ship: 40 });
}

const drained = (asking: ClientRequest) => new Promise((resolve) => asking.once('drain', resolve));

/** Writes as fast as it is taken until it is answered. Resolves to how many bytes were taken. */
async function pour(asking: ClientRequest, status: Promise<unknown>, chunk: Buffer): Promise<number> {
  let taken = 0;
  let isAnswered = false;
  const answered = status.then(() => {
    isAnswered = true;
  });
  while (!isAnswered && taken < 10 * 1024 * megabyte) {
    const goesOn = asking.write(chunk);
    taken += chunk.length;
    if (!goesOn) await Promise.race([drained(asking), answered]);
  }
  return taken;
}

const closed = (asking: ClientRequest) => new Promise<void>((resolve) => asking.once('close', resolve));

const jsonLines = '/api/v1/main/facts?source=shop';

async function refuseBodies(port: number): Promise<void> {
  const signed = {
    'webhook-id': 'big',
    'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
    'webhook-signature': 'v1,AAAA',
  };
  const lines = Buffer.from(`${JSON.stringify({ no: 'x'.repeat(1000) })}\n`.repeat(1000));
  const bodies = [
    { path: '/hooks/shop', type: 'application/json', expected: 413 },
    { path: jsonLines, type: 'application/jsonl', expected: 413 },
    { path: jsonLines, type: 'application/jsonl', expected: 413, chunk: lines },
    { path: '/api/v1/main/facts?source=No', type: 'application/jsonl', expected: 400 },
    { path: '/api/v1/main/cases', type: 'application/json', expected: 413 },
    { path: '/nothing', type: 'application/octet-stream', expected: 404 },
  ].flatMap((one) => [true, false].map((isAnnounced) => ({ ...one, isAnnounced })));
  const before = process.memoryUsage().rss;
  await Promise.all(
    bodies.map(async ({ path, type, expected, chunk = Buffer.alloc(megabyte, '{'), isAnnounced }) => {
      const length: Readonly<Record<string, string>> = isAnnounced ? { 'content-length': String(10 * 1024 * megabyte) } : {};
      const { asking, status } = open(port, path, { 'content-type': type, ...signed, ...length });
      const ended = closed(asking);
      const taken = await pour(asking, status, chunk);
      assert.equal(await status, expected, path);
      await ended;
      // What lies in the buffers of both sides comes on top of the limit.
      assert.ok(taken < 40 * megabyte, `${path}: ${taken / megabyte} MB were taken`);
    }),
  );
  assert.ok(process.memoryUsage().rss - before < 400 * megabyte);
}

test('[S655] [S656] [S745] [S746] hostile deliveries', limit, async (t) => {
  const house = await openHouse(t);
  await t.test('[S655] those that come twice, at once and in any order count once; whoever cannot sign leaves nothing', () =>
    deliverAtRandom(house),
  );
  const before = await recorded(house);
  await t.test(
    '[S656] [S745] a body of 10 GB, announced or not, is answered at its limit; then its connection ends, and nothing more is read',
    () => refuseBodies(house.port),
  );
  await t.test('[S746] a body that stops coming is answered in time', async () => {
    const halves = [
      { path: '/hooks/shop', type: 'application/json' },
      { path: jsonLines, type: 'application/jsonl' },
    ].map(async ({ path, type }) => {
      const { asking, status } = open(house.port, path, { 'content-type': type, 'content-length': '1000' });
      const ended = closed(asking);
      asking.write('{"half":');
      assert.equal(await status, 400, path);
      await ended;
    });
    await Promise.all(halves);
  });
  assert.deepEqual(await recorded(house), before);
  assert.deepEqual(house.faults, []);
});
