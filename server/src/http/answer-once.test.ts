import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { httpHouse } from '../../test/http-house.ts';
import { answerOnce, digestOf } from './answer-once.ts';

const limit = { timeout: 60_000 };
const view = { page: 'cases', name: 'Late', query: 'open=true' };

test('[S113] the same request under its key does nothing twice; another under that key is refused', limit, async (t) => {
  const { ask } = await httpHouse(t, testing);
  const save = (key: string, payload: object = view) => ask('POST /main/views', { payload, headers: { 'idempotency-key': key } });
  const first = await save('k1');
  const again = await save('k1');
  assert.deepEqual([first.status, again.status, again.text], [201, 201, first.text]);
  assert.deepEqual([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']], [undefined, 'true']);
  assert.equal(again.headers['etag'], first.headers['etag']);
  const other = await save('k1', { ...view, name: 'Other' });
  assert.deepEqual([other.status, other.json()['code']], [422, 'idempotency-key-reused']);
  const together = await Promise.all(Array.from({ length: 8 }, () => save('k2')));
  assert.equal(new Set(together.map(({ text }) => text)).size, 1);
  const { items } = (await ask('GET /main/views')).json<{ items: unknown[] }>();
  assert.equal(items.length, 2);
  for (const key of ['', 'x'.repeat(201), 'two words']) assert.equal((await save(key)).status, 400, key);
});

test(
  '[S113] what failed is tried again; what another server works on is not begun, until that one has been gone for long',
  limit,
  async (t) => {
    const { house } = await httpHouse(t, testing);
    const { pool } = await house.company('main');
    const request = { pool, actor: 'owner', key: 'k', digest: digestOf('a', { b: 1 }) };
    let runs = 0;
    const failing = () => {
      runs += 1;
      return Promise.reject(new Error('not now'));
    };
    await assert.rejects(answerOnce(request, failing), /not now/);
    await assert.rejects(answerOnce(request, failing), /not now/);
    assert.equal(runs, 2);
    await pool.query(
      `insert into throughline_server.answer (actor, key, digest, claimed_until) values ('owner', 'k', $1, now() + interval '1 minute')`,
      [request.digest],
    );
    const fine = () => Promise.resolve({ body: { done: true }, revision: 3 });
    await assert.rejects(answerOnce(request, fine), { code: 'request-in-progress' });
    await pool.query(`update throughline_server.answer set claimed_until = now() - interval '1 second'`);
    assert.deepEqual(await answerOnce(request, fine), { body: { done: true }, revision: 3 });
    assert.deepEqual(await answerOnce(request, failing), { body: { done: true }, revision: 3, replayed: true });
    await pool.query(`update throughline_server.answer set created_at = now() - interval '25 hours'`);
    assert.deepEqual(await answerOnce(request, fine), { body: { done: true }, revision: 3 });
  },
);
