import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createEngine, type Engine, initialise, type Submission } from '@throughline/engine';
import type { Actor, JsonObject } from '@throughline/language';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import { orderToCash } from './pack.ts';

/* Two things at once, on a real database: whichever comes first, the money is right. */

const begin = Date.parse('2026-04-07T08:00Z');
const billing: Actor = { id: 'bea', kind: 'person', principal: 'bea', roles: ['billing'] };
const bank: Actor = { id: 'bank', kind: 'automation', principal: 'bank', roles: [] };
const sinks = { mail: { perform: () => Promise.resolve({ outcome: 'done' as const }) } };

let database: TestDatabase;
let engine: Engine;
before(async () => {
  database = await testDatabase('empty', () => Promise.resolve());
  await initialise(database.pool, { mode: 'virtual', now: begin });
  engine = createEngine({ database: database.pool });
  await engine.deploy(orderToCash.flows, { by: 'test' });
});
after(() => database.close());

const at = (flow: string, key: string) => ({ flow, entity: 'Halden', key });
const command = (flow: string, key: string, type: string, data: JsonObject = {}, actor = bank): Submission => ({
  case: at(flow, key),
  input: { kind: 'command', type, data, actor, reason: 'because' },
});

async function ask(...submissions: readonly Submission[]): Promise<void> {
  for (const submission of submissions) {
    const [result] = await engine.dispatch([submission]);
    assert.equal(result?.outcome, 'applied', JSON.stringify(result));
  }
}

async function sent(number: string, dueOn: string): Promise<void> {
  const data = {
    number,
    customer: 'Nordwind',
    currency: 'EUR',
    amount: 100_000,
    dueOn,
    deliveryReference: 'DR',
    contact: 'a@b.test',
  };
  await ask(
    command('invoice', number, 'create', data, billing),
    command('invoice', number, 'send', { channel: 'portal' }, billing),
  );
}

const dataOf = async (flow: string, key: string) => (await engine.findCase(at(flow, key)))?.data ?? {};

test('[P49] two payments of all that is open, at once: the invoice takes one, the other keeps its money', async () => {
  await sent('I-1', '2026-12-01');
  const payments = ['P-1', 'P-2'];
  for (const number of payments) {
    const received = { number, currency: 'EUR', amount: 100_000, receivedOn: '2026-04-08' };
    await ask(
      command('payment', number, 'receive', received),
      command('payment', number, 'match', { invoice: 'I-1', expected: 100_000 }),
    );
  }
  const results = await Promise.all(payments.map((number) => engine.dispatch([command('payment', number, 'allocate')])));
  assert.deepEqual(
    results.map(([one]) => one?.outcome),
    ['applied', 'applied'],
  );
  await Promise.all([engine.settle({ sinks }), engine.settle({ sinks })]);
  await engine.settle({ sinks });
  const { paid } = await dataOf('invoice', 'I-1');
  const books = await Promise.all(payments.map((number) => dataOf('payment', number)));
  assert.equal(paid, 100_000);
  assert.deepEqual(books.map(({ allocated }) => allocated).sort(), [0, 100_000]);
  assert.deepEqual(
    books.map(({ reserved }) => reserved),
    [0, 0],
  );
  const refused = await engine.list({
    flow: 'exception',
    where: [{ field: 'kind', comparison: '=', values: ['allocationRefused'] }],
  });
  assert.equal(refused.cases.length, 1);
});

test('[P49] a payment and a rung at once: the rung has fired or is stopped, and the invoice is paid', async () => {
  const numbers = Array.from({ length: 12 }, (_, index) => `R-${index}`);
  for (const number of numbers) await sent(number, '2026-04-10');
  const due = Date.parse('2026-04-17T09:00Z');
  await engine.travel(due - 1, { sinks });
  const pay = (number: string) => engine.dispatch([command('invoice', number, 'pay', { amount: 100_000 })]);
  const [, ...paid] = await Promise.all([engine.travel(due, { sinks }), ...numbers.map(pay)]);
  assert.ok(paid.every(([one]) => one?.outcome === 'applied'));
  await engine.settle({ sinks });
  for (const number of numbers) {
    const found = await engine.findCase(at('invoice', number));
    const rungs = found?.clocks.ladders?.dunning?.rungs ?? {};
    assert.deepEqual([found?.state, found?.data.paid, rungs.finance?.standing], ['paid', 100_000, 'stopped']);
    assert.ok(['fired', 'stopped'].includes(rungs.remind?.standing ?? ''), number);
    const sentMails = (await engine.effects(found?.id ?? '')).filter(({ key }) => key.includes('remind')).length;
    assert.equal(sentMails, rungs.remind?.standing === 'fired' ? 1 : 0, 'reminded exactly where the rung fired');
  }
});

test('[P49] the same report of a payment, five times at once: it is booked once', async () => {
  await sent('W-1', '2026-12-01');
  const report: Submission = {
    case: at('invoice', 'W-1'),
    input: {
      kind: 'fact',
      type: 'pay',
      data: { amount: 40_000 },
      actor: { id: 'bank', kind: 'source', principal: 'bank', roles: [] },
      source: { name: 'bank', liveFrom: 0 },
      occurredAt: begin,
    },
    receipt: { source: 'bank', key: 'B-77' },
  };
  const results = await Promise.all(Array.from({ length: 5 }, () => engine.dispatch([report])));
  assert.deepEqual(results.map(([one]) => one?.outcome).sort(), ['applied', ...Array(4).fill('duplicate')]);
  assert.equal((await dataOf('invoice', 'W-1')).paid, 40_000);
});
