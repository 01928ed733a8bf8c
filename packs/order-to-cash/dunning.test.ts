import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smtpSink } from '@throughline/connect';
import { createEngine, type Engine, initialise } from '@throughline/engine';
import type { Actor, JsonObject } from '@throughline/language';
import { mailServer, testDatabase } from '@throughline/testing';
import { orderToCash } from './pack.ts';

const instant = (text: string) => Date.parse(`${text}Z`);
const person = (id: string, ...roles: string[]): Actor => ({ id, kind: 'person', principal: id, roles });
const bank: Actor = { id: 'bank', kind: 'automation', principal: 'bank', roles: [] };
const address = (key: string) => ({ flow: 'invoice', entity: 'Halden', key });

async function ask(
  engine: Engine,
  key: string,
  type: string,
  actor: Actor,
  data: JsonObject = {},
  reason = 'because',
): Promise<string> {
  const [result] = await engine.dispatch([{ case: address(key), input: { kind: 'command', type, data, actor, reason } }]);
  return result?.outcome === 'refused' ? result.refusal.code : (result?.outcome ?? 'nothing');
}

/** What became of the rungs of the dunning ladder, and when they fired. */
async function rungs(engine: Engine, key: string): Promise<Readonly<Record<string, string>>> {
  const found = await engine.findCase(address(key));
  const standings = Object.entries(found?.clocks.ladders?.dunning?.rungs ?? {});
  return Object.fromEntries(
    standings.map(([name, { standing, at }]) => [name, `${standing} ${new Date(at).toISOString().slice(0, 10)}`]),
  );
}

test('[P2] on the engine, under a virtual clock, with a mail server: reminder, tasks and approval come on their days, once', async (t) => {
  const database = await testDatabase('empty', () => Promise.resolve());
  t.after(() => database.close());
  await initialise(database.pool, { mode: 'virtual', now: instant('2026-03-01T06:00') });
  const engine = createEngine({ database: database.pool });
  await engine.deploy(orderToCash.flows, { by: 'test' });
  const server = await mailServer();
  t.after(() => server.close());
  const sinks = { mail: smtpSink({ url: server.url, from: 'billing@halden.example' }) };
  const travel = (to: string) => engine.travel(instant(to), { sinks });
  const billing = person('bea', 'billing');
  const collections = person('cora', 'collections');
  const invoice = { customer: 'Nordwind', currency: 'EUR', amount: 100_000, dueOn: '2026-03-31', deliveryReference: 'DR-1' };

  for (const number of ['I-1', 'I-2'])
    assert.equal(
      await ask(engine, number, 'create', billing, { ...invoice, number, contact: `${number}@nordwind.example` }),
      'applied',
    );
  await travel('2026-04-08T00:00');
  assert.deepEqual(server.received.map(({ to, headers }) => `${to} ${headers.get('subject')}`).sort(), [
    'I-1@nordwind.example Invoice I-1',
    'I-1@nordwind.example Reminder: invoice I-1',
    'I-2@nordwind.example Invoice I-2',
    'I-2@nordwind.example Reminder: invoice I-2',
  ]);

  // The second one is paid in part, disputed, found right, and paid: its ladder waits for eight days and then ends.
  assert.equal(await ask(engine, 'I-2', 'pay', bank, { amount: 60_000 }), 'applied');
  assert.equal(await ask(engine, 'I-2', 'dispute', collections), 'applied');
  await travel('2026-04-16T12:00');
  assert.equal(await ask(engine, 'I-2', 'reject', collections), 'applied');
  await travel('2026-04-25T12:00');
  assert.equal(await ask(engine, 'I-2', 'pay', bank, { amount: 40_000 }), 'applied');

  await travel('2026-06-01T00:00');
  assert.deepEqual(await rungs(engine, 'I-1'), {
    remind: 'fired 2026-04-07',
    finance: 'fired 2026-04-14',
    sales: 'fired 2026-04-30',
    legal: 'awaiting 2026-05-15',
  });
  assert.deepEqual(await rungs(engine, 'I-2'), {
    remind: 'fired 2026-04-07',
    finance: 'fired 2026-04-22',
    sales: 'stopped 2026-04-25',
    legal: 'stopped 2026-04-25',
  });
  assert.equal(server.received.length, 4);

  assert.equal(await ask(engine, 'I-1', 'approve', collections, { of: 'dunning/legal' }), 'role-required');
  assert.equal(await ask(engine, 'I-1', 'approve', person('hedda', 'head-of-finance'), { of: 'dunning/legal' }), 'applied');
  assert.deepEqual(
    [(await engine.findCase(address('I-1')))?.state, (await engine.findCase(address('I-2')))?.state],
    ['legal', 'closed'],
  );
});
