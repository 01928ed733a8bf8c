import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ProblemDocument, routes } from '@throughline/api';
import * as testing from '@throughline/testing';
import { assertAllAsked, signedInAskers } from '../../test/fuzz/askers.ts';
import { assertSound } from '../../test/fuzz/assert-sound.ts';
import { fuzz } from '../../test/fuzz/fuzz.ts';
import { httpHouse } from '../../test/http-house.ts';

const limit = { timeout: 600_000 };
const seed = Number(process.env['THROUGHLINE_FUZZ_SEED'] ?? 20_261_122);

test(`[S150] whatever is asked by whomever, the answer is one of the contract (seed ${seed})`, limit, async (t) => {
  const { house, askers } = await signedInAskers(t, testing);
  const report = await fuzz(house, testing.seededRandom(seed), { count: 600, askers });
  assert.deepEqual(report.faults, [], `THROUGHLINE_FUZZ_SEED=${seed}`);
  await assertSound(house);
  assertAllAsked(report, askers);
});

test(`[S150] without sign-in as well (seed ${seed})`, limit, async (t) => {
  const house = await httpHouse(t, testing, { demo: true });
  const report = await fuzz(house, testing.seededRandom(seed), { count: 100 });
  assert.deepEqual(report.faults, [], `THROUGHLINE_FUZZ_SEED=${seed}`);
  await assertSound(house);
});

test('[S150] a company that is not there, or is being built, is asked as well', limit, async (t) => {
  const house = await httpHouse(t, testing);
  const random = testing.seededRandom(seed);
  const absent = await fuzz(house, random, { count: 100, builds: false });
  assert.deepEqual(absent.faults, [], `THROUGHLINE_FUZZ_SEED=${seed}`);
  assert.equal((await house.ask('POST /doors/demo/build', { payload: {} })).json()['status'], 'building');
  const building = await fuzz(house, random, { count: 50, width: 4, builds: false });
  assert.deepEqual(building.faults, []);
});

/** Faults that were found by chance, each by its request. */
const found: readonly (readonly [route: string, status: number, code: string])[] = [
  ['GET /demo/tasks?role=%00', 400, 'request-invalid'],
  ['GET /demo/search?q=a%00b', 400, 'request-invalid'],
  [`DELETE /demo/uploads/${'x'.repeat(3000)}`, 400, 'request-invalid'],
  ['GET /main/flows/%ED%A0%80', 400, 'request-invalid'],
  ['QUERY /doors', 400, 'request-invalid'],
  ['GET ///evil.example/', 404, 'route-unknown'],
  ['GET //../../package.json', 404, 'route-unknown'],
];

test('[S151] what was found by chance once stays mended', limit, async (t) => {
  const { ask, faults } = await httpHouse(t, testing, { demo: true });
  for (const [route, status, code] of found) {
    const answer = await ask(route);
    assert.deepEqual([answer.status, answer.json()['code']], [status, code], route);
    assert.equal(answer.headers['request-id'], answer.json()['requestId'], route);
  }
  const list = 'GET /demo/cases?flow=invoice&sort=$state&limit=1';
  const { next } = (await ask(list)).json<{ next: string }>();
  const [digest, part, , id] = JSON.parse(Buffer.from(next, 'base64url').toString()) as unknown[];
  const forged = Buffer.from(JSON.stringify([digest, part, 'a\u0000b', id])).toString('base64url');
  assert.equal((await ask(`${list}&after=${forged}`)).json()['code'], 'cursor-invalid');
  assert.deepEqual(faults, []);
});

test('[S151] text that no log can hold is refused of a request and of its draft, and both announce it', limit, async (t) => {
  const { ask } = await httpHouse(t, testing, { demo: true });
  const payload = { title: '\ud800', team: 'Finance' };
  for (const route of ['POST /{database}/requests', 'POST /{database}/request-drafts'] as const) {
    const answer = await ask(route.replace('{database}', 'demo'), { payload });
    const { code, place } = answer.json<ProblemDocument>();
    assert.deepEqual([answer.status, code, place], [422, 'data-invalid', '/title'], route);
    assert.ok(routes[route].problems.includes(code as 'data-invalid'), `${route} announces it`);
  }
});

test('[S151] an upload that is thrown away while it is looked at is unknown', limit, async (t) => {
  const { ask, env } = await httpHouse(t, testing);
  const home = env['THROUGHLINE_HOME'] ?? '';
  const headers = { 'content-type': 'text/csv' };
  const payload = 'Invoice No,Customer,Amount,Currency,Due date\nA1,Nord,1.00,EUR,2025-01-31\n';
  const { id } = (await ask('POST /main/uploads?name=a.csv', { headers, payload })).json<{ id: string }>();
  const { choice } = (await ask(`GET /main/uploads/${id}/suggestion?flow=invoice`)).json<{ choice: object }>();
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith(`${id}.csv`)) rmSync(join(home, name));
  const answer = await ask(`POST /main/uploads/${id}/preview`, { payload: { flow: 'invoice', choice } });
  assert.deepEqual([answer.status, answer.json()['code']], [404, 'upload-unknown']);
  assert.ok(!answer.text.includes(home));
});
