import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import * as testing from '@throughline/testing';
import { companyDatabases, emptyFolder } from '../../test/http-house.ts';
import { serve } from '../serve.ts';
import { openLog } from './log.ts';
import { createObservability } from './observability.ts';

const limit = { timeout: 60_000 };

/** What nobody may find in a log. */
const planted = ['planted-person', 'planted-reason', 'planted-query', 'planted-key', 'planted-password'];

test(
  '[S445] the log of a server that is used, and meets faults, holds nothing that was entered, and no password',
  limit,
  async (t) => {
    const { env, drop } = await companyDatabases(testing);
    const file = join(emptyFolder(t), 'logs', 'server.log');
    const smtp = 'smtp://user:planted-password@127.0.0.1:9';
    const stopping = new AbortController();
    const settings = {
      THROUGHLINE_LOG: 'debug',
      THROUGHLINE_LOG_FILE: file,
      THROUGHLINE_SMTP_URL: smtp,
      THROUGHLINE_SMTP_FROM: 'a@example.org',
    };
    const server = await serve({ env: { ...env, ...settings }, port: 0, console: emptyFolder(t), signal: stopping.signal });
    t.after(async () => {
      stopping.abort();
      await server.closed;
      await drop();
    });
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'planted-key' };
    const ask = (method: string, path: string, body?: object) =>
      fetch(`${server.address}/api/v1${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const data = { number: 'planted-key', customer: 'planted-person', currency: 'EUR', amount: 100, requestedOn: '2026-12-01' };
    const birth = { flow: 'order', entity: 'e', key: 'planted-key', type: 'place', data };
    const made = await ask('POST', '/main/cases', birth);
    assert.equal(made.status, 201);
    const requestId = made.headers.get('request-id');
    await ask('GET', '/main/search?q=planted-query');
    await ask('GET', '/planted-query');
    await ask('POST', '/main/cases', { ...birth, data: { ...data, amount: 'planted-person' } });
    const { pool } = await server.house.company('main');
    const { rows } = await pool.query<{ id: string }>(`select id from throughline.case_ where flow = 'order'`);
    // A mail to a server that is not there, and a fault whose message quotes data.
    await pool.query(
      `insert into throughline.effect (bucket, case_id, key, kind, seq, ordinal, payload, delivery, status, next_at, created_at, destination)
    select bucket, id, 'event:place:1:9', 'mail', 1, 9, '{"to":"planted-person@example.org","subject":"planted-person","text":"x"}', 'at-least-once',
      'pending', now(), now(), 'mail' from throughline.case_ where flow = 'order'`,
    );
    const text = () => readFileSync(file, 'utf8');
    while (!text().includes('"event":"effect"')) await sleep(20);
    // What PostgreSQL says of the row quotes it.
    await pool.query(`alter table throughline_server.saved_view add constraint planted check (name not like 'planted%')`);
    const view = { page: 'cases', name: 'planted-person', query: 'x=planted-query' };
    assert.equal((await ask('POST', '/main/views', view)).status, 500);
    stopping.abort();
    await server.closed;
    const lines = text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const of = (event: string) => lines.filter((line) => line['event'] === event);
    assert.deepEqual([of('started').length, of('stopping').length], [1, 1]);
    const request = of('request').find((line) => line['request'] === requestId);
    assert.deepEqual(
      [request?.['method'], request?.['route'], request?.['status'], request?.['actor'], request?.['level']],
      ['POST', '/api/v1/:database/cases', 201, 'owner', 'info'],
    );
    assert.ok(of('batch').some((line) => line['size'] === 1 && line['applied'] === 1));
    const [effect] = of('effect');
    assert.deepEqual(
      [effect?.['kind'], effect?.['case'], effect?.['result'], effect?.['level']],
      ['mail', rows[0]?.id, 'again', 'warn'],
    );
    assert.deepEqual(
      of('error').map(({ code, message }) => [code, message]),
      [['23514', undefined]],
    );
    for (const word of [...planted, new URL(env['DATABASE_URL'] ?? '').password]) assert.ok(!text().includes(word), word);
  },
);

test('[S445] of an error the log has the code and the place; its message only where that quotes nothing', () => {
  const lines: string[] = [];
  const { failed } = createObservability({ log: openLog({ THROUGHLINE_LOG: 'error' }, (line) => lines.push(line)) });
  failed(Object.assign(new Error('Key (email)=(planted-person) already exists'), { code: '23505', detail: 'planted-person' }));
  failed(new Error('planted-person'), { request: 'r-1' });
  failed(Object.assign(new Error('connect ECONNREFUSED postgres://u:planted-password@h/db'), { code: 'ECONNREFUSED' }));
  failed('planted-person');
  const found = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    found.map(({ code, message, request }) => [code, message, request]),
    [
      ['23505', undefined, undefined],
      ['unknown', undefined, 'r-1'],
      ['ECONNREFUSED', 'connect ECONNREFUSED postgres://***@h/db', undefined],
      ['unknown', undefined, undefined],
    ],
  );
  assert.match(String(found[0]?.['at']), /log\.test\.ts/);
  for (const word of planted) assert.ok(!lines.join('').includes(word));
});

test('[S445] without being asked nothing is logged; a file alone means info; what is no level is refused', (t) => {
  assert.equal(openLog({}).writes('error'), false);
  assert.equal(openLog({ THROUGHLINE_LOG: 'off', THROUGHLINE_LOG_FILE: '/nowhere/x' }).writes('error'), false);
  const log = openLog({ THROUGHLINE_LOG_FILE: join(emptyFolder(t), 'x.log') });
  assert.deepEqual([log.writes('info'), log.writes('debug')], [true, false]);
  assert.throws(() => openLog({ THROUGHLINE_LOG: 'loud' }), { code: 'log-settings' });
});
