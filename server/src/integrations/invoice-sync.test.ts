import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type ConnectionDeclaration,
  type EffectRequest,
  httpRequest,
  openContext,
  paceOf,
  type ReconciliationDeclaration,
  reconcile,
  type SnapshotRecord,
} from '@throughline/connect';
import { createEngine, initialise } from '@throughline/engine';
import { integrationFailure } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { type Failure, groupFailures, releaseBehind } from './group-failures.ts';
import { failureKey, tellFailure } from './tell-failure.ts';

/*
 * An intermittent synchronisation of invoices, CRM to ERP: 400 in ten days. 12 are rejected since release R-17 renamed the field of the delivery reference,
 * 8 time out, of which 5 have been created, 4 stand twice because somebody else's script tried again.
 */

const day = 86_400_000;
const begin = Date.parse('2026-10-08T00:00:00Z');
const releases = [
  { number: 'R-16', at: begin - 20 * day },
  { number: 'R-17', at: begin + 4 * day },
];
const invoices = Array.from({ length: 400 }, (_, index) => ({
  number: `INV-${1000 + index}`,
  at: begin + Math.floor(index / 40) * day + (index % 40) * 600_000,
  cents: 100_00 + ((index * 7919) % 90_000),
}));
type Invoice = (typeof invoices)[number];
const every = (count: number, from: number, step: number) =>
  Array.from({ length: count }, (_, index) => invoices[from + index * step] as Invoice);
const rejected = every(12, 163, 20);
const timedOut = every(8, 5, 45);
const created = new Set(timedOut.slice(0, 5));
const doubled = every(4, 20, 90);

/** The ERP as the ten days left it. It takes any invoice that comes, and answers who asks for one. */
async function openErp(t: TestContext) {
  const rows = invoices.filter((one) => !rejected.includes(one) && (!timedOut.includes(one) || created.has(one))).concat(doubled);
  const erp = { rows, posts: 0, breaksOff: new Set<string>(), url: '' };
  const server = createServer(async (request, response) => {
    const reference = new URL(request.url ?? '/', 'http://erp').searchParams.get('reference');
    if (request.method === 'GET')
      return void response.end(JSON.stringify({ items: erp.rows.filter(({ number }) => number === reference) }));
    let text = '';
    for await (const chunk of request) text += String(chunk);
    erp.posts += 1;
    const posted = JSON.parse(text) as Invoice;
    erp.rows.push(posted);
    // It has been created, and the answer is lost.
    if (erp.breaksOff.delete(posted.number)) return void request.socket.destroy();
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  erp.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/invoices`;
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return erp;
}

/** Our sink: what is in doubt is looked up by the number of the invoice before anything is sent again. */
function openSink(url: string) {
  const settings = { url, lookUp: { url: `${url}?reference={key}`, found: 'items' } };
  const declaration: ConnectionDeclaration = {
    ...{ id: 'erp', title: 'ERP', owner: 'systems-lead', tier: 1, kind: 'http-request', settings },
    allowInside: ['127.0.0.1'],
  };
  const { context, close } = openContext({
    ...{ declaration, secrets: { env: {} }, signal: new AbortController().signal, pace: paceOf(undefined) },
    machine: { now: () => Date.now(), wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }) },
    operatorAllows: ['127.0.0.1'],
  });
  const sink = httpRequest.sink?.(settings);
  const effect = (one: Invoice): EffectRequest => ({ idempotencyKey: one.number, kind: 'invoice', payload: { ...one } });
  return {
    close,
    perform: async (one: Invoice) => (await sink?.perform(effect(one), context))?.outcome,
    lookUp: async (one: Invoice) => (await sink?.lookUp?.(effect(one), context))?.outcome,
  };
}

const comparison: ReconciliationDeclaration = {
  ...{ id: 'crm-erp', title: 'Invoices', owner: 'systems-lead' },
  left: { system: 'CRM', connection: 'crm', key: ['number'], amount: 'cents', minorUnits: true, currency: { is: 'EUR' } },
  right: { system: 'ERP', connection: 'erp', key: ['number'], amount: 'cents', minorUnits: true, currency: { is: 'EUR' } },
};
const total = (rows: readonly Invoice[]) => rows.reduce((sum, { cents }) => sum + cents, 0);
const euros = (cents: number) =>
  `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

async function compare(rows: readonly Invoice[]) {
  const snapshot = (side: readonly Invoice[]) =>
    side
      .map(
        ({ number, cents, at }): SnapshotRecord => ({
          key: number,
          amount: { digits: BigInt(cents), scale: 2 },
          currency: 'EUR',
          fields: {},
          at,
        }),
      )
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  const found = await reconcile(snapshot(invoices), snapshot(rows), comparison, {
    asOf: begin + 11 * day,
    onBreak: () => undefined,
  });
  return { ...found, euros: found.totals[0] };
}

const failed = (one: Invoice, outcome: Failure['outcome'], errorClass: string): Failure => ({
  ...{ integration: 'crm-erp', record: one.number, at: one.at, outcome, errorClass },
  amount: { currency: 'EUR', units: one.cents },
});
const failures = [
  ...rejected.map((one) => failed(one, 'rejected', 'delivery-reference-missing')),
  ...timedOut.map((one) => failed(one, 'unknown', 'timed-out')),
  ...doubled.map((one) => failed(one, 'duplicate', 'sent-twice')),
];

test('[S690] 24 failures of three kinds are one case with its parts and what is at risk, told day by day; the renamed field points to its release', async (t) => {
  const database = await testDatabase('empty', () => Promise.resolve());
  t.after(() => database.close());
  await initialise(database.pool, { mode: 'virtual', now: begin });
  const engine = createEngine({ database: database.pool });
  await engine.deploy([integrationFailure], { by: 'test' });
  for (let over = 1; over <= 10; over += 1) {
    const groups = groupFailures(
      failures.filter(({ at }) => at < begin + over * day),
      { quietHours: 36 },
    );
    // Told again, nothing happens twice.
    for (const group of [...groups, ...groups])
      await tellFailure(engine, group, { title: 'CRM to ERP', tier: 'critical', entity: 'Halden' });
  }
  const { cases } = await engine.list({ flow: 'integration-failure', limit: 10 });
  assert.equal(cases.length, 1);
  const [group] = groupFailures(failures, { quietHours: 36 });
  const found = await engine.readCase(cases[0]?.id ?? '');
  assert.deepEqual(
    [found?.key, found?.state, found?.data['count'], found?.data['unknown']],
    [group && failureKey(group), 'failed', 24, 8],
  );
  assert.deepEqual(found?.data['parts'], [
    { errorClass: 'delivery-reference-missing', outcome: 'rejected', count: 12 },
    { errorClass: 'timed-out', outcome: 'unknown', count: 8 },
    { errorClass: 'sent-twice', outcome: 'duplicate', count: 4 },
  ]);
  assert.deepEqual(found?.data['atRisk'], [{ currency: 'EUR', amount: total([...rejected, ...timedOut, ...doubled]) }]);
  const about = { failures, moved: invoices.map(({ at }) => at), releases };
  assert.deepEqual(releaseBehind('delivery-reference-missing', about), {
    ...{ release: 'R-17', errorClass: 'delivery-reference-missing' },
    ...{ before: { failed: 0, of: 160 }, after: { failed: 12, of: 240 } },
  });
  // What failed before it, too, is not its doing.
  assert.equal(releaseBehind('timed-out', about), undefined);
});

test('[S691] what is in doubt is looked up and not sent again; replayed, even twice and with an answer lost, nothing stands twice, and the gap closes to the cent', async (t) => {
  const erp = await openErp(t);
  const sink = openSink(erp.url);
  t.after(sink.close);
  const gap = total(erp.rows) - total(invoices);
  const before = await compare(erp.rows);
  assert.deepEqual(before.breaks, { missing: 15, extra: 0, duplicate: 4, mismatched: 0 });
  assert.deepEqual([before.euros?.difference, before.euros?.unexplained, before.sums], [euros(gap), '0.00', true]);
  const missing = [...rejected, ...timedOut.filter((one) => !created.has(one))];
  assert.deepEqual([before.euros?.missing, before.euros?.duplicate], [euros(-total(missing)), euros(total(doubled))]);

  const answers = await Promise.all(timedOut.map((one) => sink.lookUp(one)));
  assert.deepEqual(
    answers,
    timedOut.map((one) => (created.has(one) ? 'done' : 'not-done')),
  );
  assert.equal(erp.posts, 0);

  const lost = rejected[0] as Invoice;
  erp.breaksOff.add(lost.number);
  for (const round of ['first', 'again']) {
    for (const one of [...rejected, ...timedOut]) {
      if ((await sink.lookUp(one)) === 'done') continue;
      const outcome = await sink.perform(one);
      assert.equal(outcome, one === lost ? 'unknown' : 'done', `${round} ${one.number}`);
    }
  }
  assert.equal(erp.posts, 15);
  const replayed = await compare(erp.rows);
  assert.deepEqual(replayed.breaks, { missing: 0, extra: 0, duplicate: 4, mismatched: 0 });
  assert.equal(replayed.euros?.difference, euros(total(doubled)));

  // The four of before are reversed over there by a person.
  for (const one of doubled) erp.rows.splice(erp.rows.lastIndexOf(one), 1);
  const after = await compare(erp.rows);
  assert.deepEqual([after.euros?.difference, after.records.agreed, after.sums], ['0.00', 400, true]);
});
