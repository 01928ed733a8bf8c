import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import * as testing from '@throughline/testing';
import { type Answered, deliver, placed, recorded, sendFacts, shipped, shopHouse } from '../../test/shop-hook.ts';

const limit = { timeout: 60_000 };
const megabyte = 1024 * 1024;
const orders = 50;
const atOnce = 20;

/** Sends until it is taken, as senders do: whoever is told to wait for a second waits for a fiftieth of it. */
async function insist(send: () => Promise<Answered>, told: Answered[]): Promise<Answered> {
  for (;;) {
    const answer = await send();
    told.push(answer);
    if (answer.status !== 429 && answer.status !== 503) return answer;
    await wait(Number(answer.retryAfter ?? 1) * 20);
  }
}

test(
  '[S747] the database is slow, or does not answer: senders are told to wait, memory is bounded, and each fact is there once',
  limit,
  async (t) => {
    const proxies: testing.SlowProxy[] = [];
    const via = async (url: string) => {
      const made = await testing.slowProxy(url);
      proxies.push(made);
      // Whatever becomes of the test, the house can end: it asks the database for that.
      t.after(() => {
        made.delay(0);
        made.release();
      });
      return made.url;
    };
    const house = await shopHouse(t, testing, { via, deliveries: { atOnce, waitMs: 1000 } });
    const [proxy] = proxies;
    assert.ok(proxy !== undefined);
    t.after(() => proxy.close());
    const bodies = Array.from({ length: orders }, (_, order) => [placed(order), shipped(order)]).flat();
    const deliveries = bodies.map((record, at) => ({ id: `msg_${at}`, body: JSON.stringify(record) }));
    await insist(() => deliver(house.port, { id: 'first', body: JSON.stringify(placed(0)) }), []);
    const before = process.memoryUsage().rss;

    proxy.hold();
    const early = deliveries.map((one) => deliver(house.port, one));
    const first = await Promise.race(early);
    assert.deepEqual([first.status, first.retryAfter], [429, '2'], 'whoever is one too many need not wait for the database');
    const late = await Promise.any(
      early.map((one) => one.then((answer) => (answer.status === 503 ? answer : Promise.reject(answer)))),
    );
    assert.equal(late.retryAfter, '10', 'what waits too long is taken back');
    proxy.delay(10);
    proxy.release();
    const answers = await Promise.all(early);

    const told: Answered[] = [];
    const facts = Array.from({ length: orders }, (_, order) => [
      ['place', 1000 + order] as const,
      ['ship', 1000 + order] as const,
    ]).flat();
    const sending = [
      ...deliveries.map((one) => insist(() => deliver(house.port, one), told)),
      ...Array.from({ length: 20 }, () => insist(() => sendFacts(house.port, facts), told)),
    ];
    assert.equal((await house.ask('GET /main/clock')).status, 200, 'people are let in meanwhile');
    await Promise.all(sending);

    const waits = [...answers, ...told].filter(({ status }) => status !== 200);
    assert.deepEqual(new Set(waits.map(({ status }) => status)), new Set([429, 503]));
    assert.ok(waits.every(({ retryAfter }) => Number(retryAfter) > 0));
    assert.deepEqual(await recorded(house.throughline), { place: 2 * orders, ship: 2 * orders });
    assert.ok(process.memoryUsage().rss - before < 300 * megabyte);
    assert.deepEqual(house.faults, []);
    // Its connections go through the proxy, which is closed after it.
    await house.stop();
  },
);
