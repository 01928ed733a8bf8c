import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import * as testing from '@throughline/testing';
import pg from 'pg';
import { cutConnections, httpHouse } from '../../test/http-house.ts';
import { type Browser, browser, claimedHouse, invited } from '../../test/signed-in.ts';

const limit = { timeout: 60_000 };

/** The values of a metric, by the text of its labels. */
function valuesOf(text: string, name: string): ReadonlyMap<string, number> {
  const found = text.split('\n').flatMap((line) => {
    const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    return match?.[1] === name ? [[match[2] ?? '', Number(match[3])] as const] : [];
  });
  return new Map(found);
}

const order = { number: 'O-1', customer: 'Planted Person AG', currency: 'EUR', amount: 100, requestedOn: '2026-12-01' };

test('[S440] metrics tell what was done and what waits, by names of definitions and routes alone', limit, async (t) => {
  const { ask, house } = await httpHouse(t, testing);
  const payload = { flow: 'order', entity: 'planted-entity', key: 'O-1', type: 'place', data: order };
  assert.equal((await ask('POST /main/cases', { payload })).status, 201);
  assert.equal((await ask('POST /main/cases', { payload })).status, 409);
  assert.equal((await ask('GET /nowhere?name=planted')).status, 404);
  const { engine } = await house.company('main');
  const answer = await ask('GET //metrics');
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'] ?? '', /^text\/plain; version=0\.0\.4/);
  const { text } = answer;
  const company = 'company="main"';
  assert.equal(valuesOf(text, 'throughline_database_up').get(company), 1);
  const batches = valuesOf(text, 'throughline_submissions_total');
  assert.deepEqual(
    [...batches],
    [
      [`${company},outcome="applied"`, 1],
      [`${company},outcome="refused"`, 1],
    ],
  );
  assert.equal(valuesOf(text, 'throughline_batch_seconds_count').get(company), 2);
  const requests = valuesOf(text, 'throughline_http_requests_total');
  const route = 'method="POST",route="/api/v1/:database/cases"';
  assert.deepEqual([requests.get(`${route},status="201"`), requests.get(`${route},status="409"`)], [1, 1]);
  assert.equal(requests.get('method="GET",route="none",status="404"'), 1);
  const { effects } = await engine.gauges();
  for (const { kind, status, effects: count } of effects)
    assert.equal(valuesOf(text, 'throughline_effects').get(`${company},kind="${kind}",status="${status}"`), count);
  const unsealed = valuesOf(text, 'throughline_events_unsealed').get(company);
  const { events } = (await engine.sealing()).unsealed;
  assert.deepEqual([unsealed, events > 0], [events, true]);
  assert.ok((valuesOf(text, 'throughline_database_bytes').get(company) ?? 0) > 1_000_000);
  assert.ok((valuesOf(text, 'process_resident_memory_bytes').get('') ?? 0) > 1_000_000);
  assert.ok(!/planted|O-1/i.test(text));
});

test('[S440] where others reach the server, metrics are for a token, auditors and administrators', limit, async (t) => {
  const company = await claimedHouse(t, testing, { THROUGHLINE_METRICS_TOKEN: 'a token of the monitoring' }, { isPublic: true });
  const { house } = company;
  const clerk = await invited(company, 'Clerk', [{ role: 'billing' }]);
  const auditor = await invited(company, 'Iris', [{ role: 'auditor' }]);
  const told = async (who: Browser, headers = {}) => {
    const { status, text } = await who.ask('GET //metrics', undefined, headers);
    return status === 200 ? text.includes('throughline_database_up') : (JSON.parse(text) as { code: string }).code;
  };
  const nobody = browser(house);
  assert.equal(await told(nobody), 'sign-in-required');
  assert.equal(await told(nobody, { authorization: 'Bearer another' }), 'key-invalid');
  assert.equal(await told(nobody, { authorization: 'Bearer a token of the monitoring' }), true);
  assert.equal(await told(clerk), 'role-required');
  assert.equal(await told(auditor), true);
});

test('[S441] every metric is in the guide, and the guide names no other', limit, async (t) => {
  const { ask } = await httpHouse(t, testing);
  const { text } = await ask('GET //metrics');
  const there = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name);
  const guide = readFileSync(new URL('../../../docs/guide/operate.md', import.meta.url), 'utf8');
  const told = [...guide.matchAll(/^\| `((?:throughline|process)_\w+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(told.sort(), there.sort());
});

test(
  '[S442] a database that is away: metrics are answered and tell it, the server is not ready; and back again',
  limit,
  async (t) => {
    let now = performance.now();
    t.mock.method(performance, 'now', () => now);
    const { ask, env, house } = await httpHouse(t, testing);
    const stands = async () => {
      const { text } = await ask('GET //metrics');
      const ready = await ask('GET /ready');
      const { code, errors } = ready.json<{ code?: string; errors?: { place: string }[] }>();
      return [
        valuesOf(text, 'throughline_database_up').get('company="main"'),
        valuesOf(text, 'throughline_deadline_lag_seconds').size,
        ready.status,
        code,
        errors?.map(({ place }) => place),
      ];
    };
    assert.deepEqual(await stands(), [1, 1, 200, undefined, undefined]);
    const { superuserUrl } = await testing.testServer();
    const superuser = new pg.Client({ connectionString: superuserUrl('postgres') });
    await superuser.connect();
    t.after(() => superuser.end());
    const name = new URL(env['DATABASE_URL'] ?? '').pathname.slice(1);
    await superuser.query(`alter database ${name} allow_connections false`);
    await cutConnections(testing, env['DATABASE_URL'] ?? '');
    const { pool } = await house.company('main');
    while (pool.totalCount > 0) await sleep(5);
    // What was read is kept for 5 seconds.
    now += 5000;
    assert.deepEqual(await stands(), [0, 0, 503, 'unavailable', ['database']]);
    assert.equal((await ask('GET /health')).status, 200);
    await superuser.query(`alter database ${name} allow_connections true`);
    assert.deepEqual(await stands(), [1, 1, 200, undefined, undefined]);
  },
);
