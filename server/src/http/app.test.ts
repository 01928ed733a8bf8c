import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import * as testing from '@throughline/testing';
import { cutConnections, httpHouse } from '../../test/http-house.ts';
import { requestsMax } from './safety.ts';

const limit = { timeout: 60_000 };

test('[S100] addresses, methods and media types that are not there are told as such', limit, async (t) => {
  const { ask, faults } = await httpHouse(t, testing);
  const json = { 'content-type': 'application/json' };
  const cases: readonly [string, object, number, string][] = [
    ['GET /nothing', {}, 404, 'route-unknown'],
    ['POST //anywhere', {}, 404, 'route-unknown'],
    ['GET //anywhere', {}, 404, 'route-unknown'],
    ['PATCH /doors', {}, 405, 'method-not-allowed'],
    ['OPTIONS /main/clock', {}, 405, 'method-not-allowed'],
    ['POST /doors', { headers: json, payload: '{' }, 405, 'method-not-allowed'],
    ['GET /other/clock', {}, 400, 'request-invalid'],
    ['GET /main/clock?x=1', {}, 400, 'request-invalid'],
    ['GET /main/flows/%E0%A4%A', {}, 400, 'request-invalid'],
    ['POST /doors/demo/build', { headers: json, payload: '{' }, 400, 'body-unreadable'],
    ['POST /doors/demo/build', { headers: json, payload: '' }, 400, 'body-unreadable'],
    ['POST /doors/demo/build', { headers: json, payload: '{"__proto__":{}}' }, 400, 'body-unreadable'],
    ['POST /doors/demo/build', { headers: json, payload: '{"rebuild":"yes"}' }, 400, 'request-invalid'],
    ['POST /doors/demo/build', { headers: { 'content-type': 'text/plain' }, payload: 'x' }, 415, 'media-type-unsupported'],
    ['POST /doors/demo/build', {}, 400, 'request-invalid'],
    ['POST /doors/demo/build', { headers: json, payload: JSON.stringify('x'.repeat(1_100_000)) }, 413, 'body-too-large'],
    ['GET /demo/clock', {}, 409, 'database-not-ready'],
    ['POST /main/clock/travel', { headers: json, payload: '{"days":1}' }, 409, 'clock-is-real'],
  ];
  for (const [route, options, status, code] of cases) {
    const answer = await ask(route, options);
    const document = answer.json<{ code: string; requestId: string }>();
    assert.deepEqual([answer.status, document.code], [status, code], `${route} ${JSON.stringify(options).slice(0, 100)}`);
    assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
    assert.ok(document.requestId);
  }
  assert.equal((await ask('PATCH /doors')).headers['allow'], 'GET, HEAD');
  assert.equal((await ask('HEAD /main/clock')).status, 200);
  assert.deepEqual(faults, []);
});

test('[S105] only this machine is answered, and only its own pages may change anything', limit, async (t) => {
  const { ask } = await httpHouse(t, testing);
  const hosts: readonly [string, number][] = [
    ['localhost', 200],
    ['127.0.0.1:4600', 200],
    ['[::1]:4600', 200],
    ['LOCALHOST:80', 200],
    ['evil.example', 421],
    ['localhost.evil.example', 421],
    ['127.0.0.1.nip.io:4600', 421],
    ['localhost:4600@evil.example', 421],
  ];
  for (const [host, status] of hosts) assert.equal((await ask('GET /health', { headers: { host } })).status, status, host);
  const origins: readonly [string, number][] = [
    ['http://localhost:4600', 415],
    ['http://localhost:4601', 403],
    ['https://localhost:4600', 403],
    ['http://evil.example', 403],
    ['null', 403],
  ];
  for (const [origin, status] of origins) {
    const answer = await ask('POST /doors/demo/build', { headers: { origin, 'content-type': 'text/plain' }, payload: '{}' });
    assert.equal(answer.status, status, origin);
  }
  assert.equal((await ask('GET /health', { headers: { origin: 'http://evil.example' } })).status, 200);
});

test('[S106] every answer says what may be loaded and that it is not to be kept', limit, async (t) => {
  const { ask } = await httpHouse(t, testing);
  for (const route of ['GET /health', 'GET /nothing', 'GET //problems', 'GET //']) {
    const { headers } = await ask(route, { headers: { accept: 'text/html' } });
    assert.match(headers['content-security-policy'] ?? '', /default-src 'none'.*frame-ancestors 'none'/, route);
    assert.doesNotMatch(headers['content-security-policy'] ?? '', /script-src[^;]*unsafe/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['access-control-allow-origin'], undefined);
  }
  assert.equal((await ask('GET /health')).headers['cache-control'], 'no-store');
});

test('[S107] the owner acts in the company; in the demo, which has people, one of them', limit, async (t) => {
  const { ask } = await httpHouse(t, testing, { demo: true });
  type Me = { person: { id: string; roles: { name: string }[] }; mayActAs: boolean };
  const owner = (await ask('GET /main/me')).json<Me>();
  assert.deepEqual([owner.person.id, owner.mayActAs], ['owner', false]);
  const held = owner.person.roles.map(({ name }) => name);
  for (const role of ['operator', 'collections', 'head-of-finance', 'release-manager']) assert.ok(held.includes(role), role);
  const head = (await ask('GET /demo/me')).json<Me>();
  assert.deepEqual([head.person.id, head.mayActAs], ['helene.amrein@halden.example', true]);
  const acting = (id: string) => ({ headers: { 'throughline-act-as': id } });
  assert.equal(
    (await ask('GET /demo/me', acting('clara.stein@halden.example'))).json<Me>().person.id,
    'clara.stein@halden.example',
  );
  assert.equal((await ask('GET /demo/me', acting('nobody@halden.example'))).json()['code'], 'person-unknown');
  assert.equal((await ask('GET /main/me', acting('clara.stein@halden.example'))).json()['code'], 'act-as-real');
  assert.ok((await ask('GET /demo/people')).json<{ items: unknown[] }>().items.length > 10);
  assert.equal((await ask('GET /main/people')).json<{ items: unknown[] }>().items.length, 1);
});

test('[S108] revisions: If-Match is required, read and compared; the answer carries the ETag', limit, async (t) => {
  const { ask } = await httpHouse(t, testing);
  const view = { page: 'cases', name: 'Late', query: 'open=true' };
  const made = await ask('POST /main/views', { payload: view });
  assert.deepEqual([made.status, made.headers['etag']], [201, '"1"']);
  const route = `PUT /main/views/${made.json()['id']}`;
  const put = (match?: string) => ask(route, { payload: view, headers: match === undefined ? {} : { 'if-match': match } });
  assert.deepEqual([(await put()).status, (await put('nonsense')).status], [428, 400]);
  assert.deepEqual([(await put('"1"')).headers['etag'], (await put('W/"2"')).headers['etag']], ['"2"', '"3"']);
  assert.equal((await put('"1"')).json()['code'], 'precondition-failed');
  assert.equal((await ask(`DELETE /main/views/${made.json()['id']}`)).status, 204);
});

test('[S109] a database that goes away is told as unavailable, and is found again when it comes back', limit, async (t) => {
  const { ask, env, faults } = await httpHouse(t, testing);
  assert.equal((await ask('GET /ready')).status, 200);
  await cutConnections(testing, env['DATABASE_URL'] ?? '');
  const seen = new Set<number>();
  for (;;) {
    const { status } = await ask('GET /main/clock');
    seen.add(status);
    if (status === 200) break;
    await sleep(10);
  }
  assert.deepEqual(
    [...seen].filter((status) => status !== 200 && status !== 503),
    [],
  );
  assert.deepEqual(faults, []);
});

test('[S112] the console: its page for every address of its own; without a build, what to do', limit, async (t) => {
  const { ask } = await httpHouse(t, testing);
  for (const path of ['GET //', 'GET //main/cases/invoice']) {
    const answer = await ask(path, { headers: { accept: 'text/html' } });
    assert.equal(answer.status, 503);
    assert.match(answer.text, /npm run build/);
  }
  const pages = await ask('GET //problems/refused');
  assert.match(pages.text, /<h1>The flow refuses this<\/h1>/);
  assert.match((await ask('GET //problems')).text, /href="\/problems\/refused"/);
  assert.equal((await ask('GET //problems/nothing')).status, 404);
  assert.equal((await ask('GET /openapi.json')).json()['openapi'], '3.1.0');
});

test('[S104] more at once than it can do: the rest is told to come again', limit, async (t) => {
  const { ask } = await httpHouse(t, testing);
  const answers = await Promise.all(Array.from({ length: requestsMax + 20 }, () => ask('GET /main/clock')));
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(refused.length, 20);
  assert.ok(refused.every(({ headers }) => headers['retry-after'] === '1'));
  assert.equal((await ask('GET /main/clock')).status, 200);
});

test(
  '[S112] files of the console: those with a hash for ever, its page never kept; nothing outside its folder',
  limit,
  async (t) => {
    const { ask, console } = await httpHouse(t, testing);
    mkdirSync(join(console, 'assets'));
    writeFileSync(join(console, 'assets', 'index-abc123.js'), 'export {};');
    writeFileSync(join(console, 'index.html'), '<!doctype html><title>Console</title>');
    const script = await ask('GET //assets/index-abc123.js');
    assert.match(script.headers['content-type'] ?? '', /javascript/);
    assert.match(script.headers['cache-control'] ?? '', /immutable/);
    for (const path of ['GET //', 'GET //demo/cases/invoice?where=x']) {
      const page = await ask(path, { headers: { accept: 'text/html,*/*' } });
      assert.deepEqual([page.status, page.headers['cache-control']], [200, 'no-cache'], path);
      assert.match(page.text, /<title>Console/);
    }
    for (const path of ['GET //assets/missing.js', 'GET //../package.json', 'GET //%2e%2e/package.json', 'GET //.git/config']) {
      assert.equal((await ask(path)).status, 404, path);
    }
    assert.equal((await ask('GET /nothing', { headers: { accept: 'text/html' } })).status, 404);
  },
);
