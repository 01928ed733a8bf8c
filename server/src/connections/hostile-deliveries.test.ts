import assert from 'node:assert/strict';
import type { ClientRequest } from 'node:http';
import { test } from 'node:test';
import type { ConnectionRun } from '@throughline/api';
import * as testing from '@throughline/testing';
import { type Delivery, deliver, open, placed, recorded, type ShopHouse, shipped, shopHouse } from '../../test/shop-hook.ts';

import { endDeliveryHours, forgetDeliveries } from './delivery-table.ts';

const limit = { timeout: 120_000 };
const megabyte = 1024 * 1024;

async function deliverAtRandom(house: ShopHouse): Promise<void> {
  const deliveries = Array.from({ length: 40 }, (_, order) => [placed(order), shipped(order)])
    .flat()
    .map((record, at) => ({ id: `msg_${at}`, body: JSON.stringify(record) }));
  const again = deliveries.slice(0, 40).map((one) => ({ ...one, id: `again_${one.id}` }));
  const sent = testing.seededRandom(7).shuffled([...deliveries, ...deliveries, ...again]);
  const answers: (number | string)[] = [];
  for (let at = 0; at < sent.length; at += 16)
    for (const { status } of await Promise.all(sent.slice(at, at + 16).map((one) => deliver(house.port, one))))
      answers.push(status);
  assert.deepEqual(new Set(answers), new Set([200]));
  assert.deepEqual(await recorded(house.throughline), { place: 40, ship: 40 });

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
  for (const one of refused) assert.equal((await deliver(house.port, one)).status, 401, one.id);
  assert.deepEqual(await recorded(house.throughline), { place: 40, ship: 40 });
}

const drained = (asking: ClientRequest) => new Promise((resolve) => asking.once('drain', resolve));

/** Writes as fast as it is taken until it is answered. Resolves to how many bytes were taken. */
async function pour(asking: ClientRequest, answer: Promise<unknown>, chunk: Buffer): Promise<number> {
  let taken = 0;
  let isAnswered = false;
  const answered = answer.then(() => {
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
      const { asking, answer } = open(port, path, { 'content-type': type, ...signed, ...length });
      const ended = closed(asking);
      const taken = await pour(asking, answer, chunk);
      assert.equal((await answer).status, expected, path);
      await ended;
      // What lies in the buffers of both sides comes on top of the limit.
      assert.ok(taken < 40 * megabyte, `${path}: ${taken / megabyte} MB were taken`);
    }),
  );
  assert.ok(process.memoryUsage().rss - before < 400 * megabyte);
}

async function readLog(house: ShopHouse): Promise<void> {
  const log = async () => (await house.ask('GET /main/connections/shop/runs')).json<{ items: readonly ConnectionRun[] }>().items;
  const hours = await log();
  assert.ok(hours.length <= 2 && hours.every(({ cause }) => cause === 'delivery'), 'an hour may end while the test runs');
  const total = (name: 'requests' | 'records' | 'facts') => hours.reduce((sum, { counts }) => sum + counts[name], 0);
  assert.deepEqual([total('requests'), total('records'), total('facts')], [120, 120, 80]);
  assert.equal((await house.ask('GET /main/connections/shop')).json()['status'], 'ready');
  const { pool } = house.throughline;
  await pool.query(`update throughline_server.connection_run set window_at = window_at - interval '2 hours'`);
  await endDeliveryHours(pool);
  assert.ok((await log()).every(({ status }) => status === 'done'));
  await pool.query(`update throughline_server.delivery set at = at - interval '31 days'`);
  await forgetDeliveries(pool);
  const { text } = await deliver(house.port, { id: 'msg_0', body: JSON.stringify(placed(0)) });
  assert.partialDeepStrictEqual(JSON.parse(text), { repeated: false, facts: 0 });
}

test('[S655] [S656] [S745] [S746] [S749] hostile deliveries', limit, async (t) => {
  const house = await shopHouse(t, testing, { bodies: { arrivalMs: 1000, lingerMs: 1000 } });
  await t.test('[S655] those that come twice, at once and in any order count once; whoever cannot sign leaves nothing', () =>
    deliverAtRandom(house),
  );
  await t.test(
    '[S749] they stand in the run log by the hour, each id once; old ids are forgotten, and known by their receipts',
    () => readLog(house),
  );
  const before = await recorded(house.throughline);
  await t.test(
    '[S656] [S745] a body of 10 GB, announced or not, is answered at its limit; then its connection ends, and nothing more is read',
    () => refuseBodies(house.port),
  );
  await t.test('[S746] a body that stops coming is answered in time', async () => {
    const halves = [
      { path: '/hooks/shop', type: 'application/json' },
      { path: jsonLines, type: 'application/jsonl' },
    ].map(async ({ path, type }) => {
      const { asking, answer } = open(house.port, path, { 'content-type': type, 'content-length': '1000' });
      const ended = closed(asking);
      asking.write('{"half":');
      assert.equal((await answer).status, 400, path);
      await ended;
    });
    await Promise.all(halves);
  });
  assert.deepEqual(await recorded(house.throughline), before);
  assert.deepEqual(house.faults, []);
});
