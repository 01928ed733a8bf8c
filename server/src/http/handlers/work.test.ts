import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { httpHouse } from '../../../test/http-house.ts';

test('[S322] home, work, metrics and views answer over HTTP in a company that has not begun; what is asked wrongly is a problem', async (t) => {
  const { ask, faults } = await httpHouse(t, testing);
  const rows = [
    ['GET /main/home', 200, ''],
    ['GET /main/tasks?whose=all&status=late', 200, ''],
    ['GET /main/decisions', 200, ''],
    ['GET /main/work/counts', 200, ''],
    ['GET /main/metrics', 200, ''],
    ['GET /main/metrics/dso?by=customer&where=country%3DDE', 200, ''],
    ['GET /main/metrics/dso/cases?limit=5', 200, ''],
    ['GET /main/tasks?after=x', 400, 'cursor-invalid'],
    ['GET /main/decisions?after=x', 400, 'cursor-invalid'],
    ['GET /main/metrics/dso/cases?after=x', 400, 'cursor-invalid'],
    ['GET /main/metrics/dso?by=weather', 400, 'metric-request'],
    ['GET /main/metrics/nothing', 404, 'metric-unknown'],
    ['DELETE /main/views/00000000-0000-4000-8000-000000000000', 404, 'view-unknown'],
  ] as const;
  for (const [route, status, code] of rows) {
    const answer = await ask(route);
    assert.equal(answer.status, status, `${route}: ${answer.text}`);
    if (code !== '') assert.equal(answer.json()['code'], code, route);
  }
  const csv = { headers: { accept: 'text/csv' } };
  for (const route of ['GET /main/tasks', 'GET /main/metrics/dso', 'GET /main/metrics/dso/cases']) {
    const { headers, status } = await ask(route, csv);
    assert.deepEqual([status, headers['content-type']?.split(';')[0]], [200, 'text/csv'], route);
  }
  assert.deepEqual(faults, []);
});

test('[S323] a view is saved once under its Idempotency-Key, and changed and deleted at the revision that was seen', async (t) => {
  const { ask } = await httpHouse(t, testing);
  const payload = { page: 'cases', name: 'Late', query: 'flow=invoice&where=dueOn<2026-05-20' };
  const saved = await ask('POST /main/views', { payload, headers: { 'idempotency-key': 'k-1' } });
  const again = await ask('POST /main/views', { payload, headers: { 'idempotency-key': 'k-1' } });
  assert.deepEqual([saved.status, again.status, again.text, saved.headers['etag']], [201, 201, saved.text, '"1"']);
  const { id } = saved.json<{ id: string }>();
  const put = async (headers: Readonly<Record<string, string>>) => {
    const answer = await ask(`PUT /main/views/${id}`, { payload: { ...payload, name: 'Very late' }, headers });
    return [answer.status, answer.headers['etag']];
  };
  assert.deepEqual(await put({}), [428, undefined]);
  assert.deepEqual(await put({ 'if-match': '"1"' }), [200, '"2"']);
  assert.deepEqual(await put({ 'if-match': '"1"' }), [412, undefined]);
  assert.equal((await ask('POST /main/views', { payload: { ...payload, name: 'a\u0000b' } })).status, 400);
  const { items } = (await ask('GET /main/views?page=cases')).json<{ items: readonly { name: string }[] }>();
  assert.deepEqual(
    items.map(({ name }) => name),
    ['Very late'],
  );
  assert.equal((await ask(`DELETE /main/views/${id}`, { headers: { 'if-match': '"1"' } })).status, 412);
  assert.equal((await ask(`DELETE /main/views/${id}`)).status, 204);
});
