import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { httpHouse } from '../../../test/http-house.ts';

interface Shown {
  readonly case: { readonly id: string; readonly seq: number; readonly state: string };
  readonly refusal?: string;
  readonly place?: string;
  readonly code?: string;
}

test('[S250] a case over HTTP: born, shown, moved by a command, listed, exported, found; replays, revisions and refusals', async (t) => {
  const { ask, faults } = await httpHouse(t, testing);
  const data = { customer: 'Nordwind', currency: 'EUR', amount: 123_456, dueOn: '2030-01-31', deliveryReference: 'DR-1' };
  const payload = { flow: 'invoice', entity: 'Halden', key: 'H-1', type: 'create', data };
  const headers = { 'idempotency-key': 'birth-1' };
  const born = await ask('POST /main/cases', { payload, headers });
  assert.deepEqual([born.status, born.headers['etag']], [201, '"1"']);
  const replayed = await ask('POST /main/cases', { payload, headers });
  assert.deepEqual([replayed.status, replayed.headers['idempotent-replayed']], [201, 'true']);
  const reused = await ask('POST /main/cases', { payload: { ...payload, data: { ...data, amount: 1 } }, headers });
  assert.deepEqual([reused.status, reused.json<Shown>().code], [422, 'idempotency-key-reused']);
  const again = await ask('POST /main/cases', { payload });
  assert.deepEqual([again.status, again.json<Shown>().refusal], [409, 'case-exists']);

  const { id } = born.json<Shown>().case;
  const shown = await ask(`GET /main/cases/${id}`);
  assert.deepEqual([shown.status, shown.headers['etag'], shown.json<Shown>().case.state], [200, '"1"', 'created']);
  const send = { payload: { type: 'send', data: { channel: 'post' } }, headers: { 'if-match': '"1"' } };
  const sent = await ask(`POST /main/cases/${id}/commands`, send);
  assert.deepEqual([sent.status, sent.headers['etag'], sent.json<Shown>().case.state], [200, '"2"', 'sent']);
  const stale = await ask(`POST /main/cases/${id}/commands`, send);
  assert.deepEqual([stale.status, stale.json<Shown>().code], [412, 'precondition-failed']);
  const refused = await ask(`POST /main/cases/${id}/commands`, { payload: { type: 'reject' } });
  assert.deepEqual([refused.status, refused.json<Shown>().refusal], [409, 'not-allowed-in-state']);
  const invalid = await ask(`POST /main/cases/${id}/commands`, { payload: { type: 'promise', data: {} } });
  assert.deepEqual([invalid.status, invalid.json<Shown>().code], [422, 'data-invalid']);
  const unknown = await ask(`GET /main/cases/${id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}`);
  assert.deepEqual([unknown.status, unknown.json<Shown>().code], [404, 'case-unknown']);

  for (const route of ['', '/events', '/actions']) assert.equal((await ask(`GET /main/cases/${id}${route}`)).status, 200);
  const where = `where=${encodeURIComponent('dueOn<2031-01-01')}&where=${encodeURIComponent('$state=sent')}`;
  const list = await ask(`GET /main/cases?flow=invoice&${where}&sort=-open`);
  assert.deepEqual(
    list.json<{ items: Shown['case'][] }>().items.map((row) => row.id),
    [id],
  );
  const wrong = await ask(`GET /main/cases?flow=invoice&${where}&where=colour%3D1`);
  assert.deepEqual([wrong.status, wrong.json<Shown>().code, wrong.json<Shown>().place], [400, 'field-unknown', 'where[2]']);
  const csv = await ask('GET /main/cases?flow=invoice', { headers: { accept: 'text/csv' } });
  assert.match(csv.text, /^\ufeffKey,Entity,.*\r\nH-1,Halden,Sent,Collections,,Nordwind,,EUR,1234\.56,/s);
  const totals = await ask('GET /main/cases/totals?flow=invoice&sum=open');
  assert.deepEqual(totals.json(), { cases: 1, sums: [{ amount: 123_456, currency: 'EUR' }] });
  assert.equal((await ask('GET /main/cases/groups?flow=invoice&by=$state')).status, 200);
  assert.equal((await ask('GET /main/flows')).status, 200);
  assert.equal((await ask('GET /main/flows/invoice')).status, 200);
  assert.equal((await ask('GET /main/flows/none')).status, 404);
  assert.equal((await ask('GET /main/search?q=h-1')).json<{ cases: unknown[] }>().cases.length, 1);
  assert.deepEqual(faults, []);
});
