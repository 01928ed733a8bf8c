import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { FailureGroupView, IntegrationView, RunsTaken } from '@throughline/api';
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
import * as testing from '@throughline/testing';
import { httpHouse } from '../../test/http-house.ts';
import {
  begin,
  created,
  day,
  doubled,
  type Invoice,
  invoices,
  rejected,
  release,
  runOf,
  settledAs,
  timedOut,
  total,
} from '../../test/invoice-sync-world.ts';
import { watchIntegrations } from './watch-integrations.ts';

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

type Shown = IntegrationView & { readonly groups: readonly FailureGroupView[] };

async function openRegister(t: TestContext) {
  const house = await httpHouse(t, testing);
  const post = async <T>(path: string, payload: object): Promise<T> => {
    const answer = await house.ask(`POST /main${path}`, { payload });
    assert.ok(answer.status < 300, answer.text);
    return answer.json<T>();
  };
  const data = {
    ...{
      title: 'Invoices to the ERP',
      source: 'CRM',
      target: 'ERP',
      pattern: 'api',
      moves: 'invoices',
      owner: 'integration-owner',
    },
    ...{ tier: 'critical', everyMinutes: 1440, toleranceMinutes: 60, atLeast: 10, atMost: 100, reviewOn: '2099-01-01' },
  };
  await post('/cases', { flow: 'integration', entity: 'company', key: 'crm-erp', type: 'register', data });
  const show = async () => (await house.ask('GET /main/integrations/crm-erp')).json<Shown>();
  const tell = (...runs: readonly object[]) => post<RunsTaken>('/integrations/crm-erp/runs', { runs });
  const command = (caseId: string, type: string) => post(`/cases/${caseId}/commands`, { type });
  return { house, tell, show, command };
}

test('[S700] [S701] [S702] [S690] runs that are told make one case of 24 failures, with its parts, its money and the release behind it; settled by later runs it is verified with its proof', async (t) => {
  const { house, tell, show, command } = await openRegister(t);
  await release(house, 'R-16', begin - 20 * day);
  await release(house, 'R-17', begin + 4 * day);
  // Told within one run.
  assert.deepEqual(await tell(runOf(0)), { taken: 1, known: 0, changed: 0, rejected: [], rejectedCount: 0 });
  assert.equal((await show()).groups.length, 1);
  await tell(...Array.from({ length: 9 }, (_, index) => runOf(index + 1)));
  // Told again nothing is counted twice.
  assert.deepEqual([(await tell(runOf(4))).known, (await tell({ ...runOf(4), message: 'Corrected' })).changed], [1, 1]);
  const { groups, ...found } = await show();
  const [group] = groups;
  assert.ok(group !== undefined && groups.length === 1);
  assert.deepEqual([found.openFailures, found.unknown, found.openGroups], [24, 8, 1]);
  assert.deepEqual([group.state.name, group.count, group.unknown, group.open], ['failed', 24, 8, 24]);
  const behind = group.parts.map(({ errorClass, outcome, count, behind: one }) => [
    ...[errorClass, outcome, count],
    one === null ? null : [one.release, one.before, one.after],
  ]);
  assert.deepEqual(behind, [
    ['delivery-reference-missing', 'rejected', 12, ['R-17', { failed: 0, of: 160 }, { failed: 12, of: 240 }]],
    ['timed-out', 'unknown', 8, null],
    ['sent-twice', 'duplicate', 4, null],
  ]);
  assert.deepEqual(group.atRisk, [{ currency: 'EUR', amount: total([...rejected, ...timedOut, ...doubled]) }]);
  // What is in doubt is looked up: five were there all the time, three are still to be done.
  const missing = timedOut.filter((one) => !created.has(one));
  const now = new Date().toISOString();
  const lookedUp = [...settledAs([...created], 'done'), ...settledAs(missing, 'not-done')];
  await tell({ run: 'look-up', startedAt: now, status: 'success', records: 10, settled: lookedUp });
  const [doubtless] = (await show()).groups;
  assert.deepEqual([doubtless?.unknown, doubtless?.open], [0, 19]);
  await command(group.caseId, 'own');
  await command(group.caseId, 'sendAgain');
  const replayed = [...settledAs([...rejected, ...missing], 'done'), ...settledAs(doubled, 'reversed')];
  const replay = { run: 'replay', startedAt: now, status: 'success', records: 15, settled: replayed };
  await tell(replay, { ...replay, run: 'replay-2' });
  const [verified] = (await show()).groups;
  assert.deepEqual([verified?.state.name, verified?.open, verified?.count], ['verified', 0, 24]);
  assert.equal(verified?.proof, '24 of 24 settled: 20 done, 4 reversed. run look-up; run replay');
  // The days of before are over: the log knows how each went.
  const throughline = await house.house.company('main');
  for (let look = 0; look < 2; look += 1) await watchIntegrations(throughline, { since: begin - 40 * day });
  const { cases } = await throughline.engine.list({ flow: 'integration-day', limit: 100 });
  const good = Array.from({ length: 10 }, (_, nth) => runOf(nth)).filter(({ status }) => status === 'success').length;
  const sum = (name: string) => cases.reduce((all, { data }) => all + Number(data[name]), 0);
  // On the last of them nothing ran.
  assert.deepEqual([cases.length, sum('due'), sum('missed')], [11, 11, 1]);
  assert.deepEqual([sum('succeeded'), sum('records'), sum('recordsFailed')], [good, 400, 24]);
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
