import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '@throughline/api';
import * as testing from '@throughline/testing';
import { httpHouse } from '../../test/http-house.ts';
import { browser, claimedHouse, firstToken, passwordOf, totp } from '../../test/signed-in.ts';

const limit = { timeout: 300_000 };

test('[S450] the first person claims the server by a one-time link, once; without it nobody gets in', limit, async (t) => {
  const house = await httpHouse(t, testing, { signIn: { THROUGHLINE_SIGN_IN: 'on' } });
  const stranger = browser(house);
  assert.equal((await stranger.ask('GET /main/home')).json()['code'], 'sign-in-required');
  const asked = (await stranger.ask('GET /session')).json<Session>();
  assert.deepEqual([asked.signIn, asked.person, asked.unclaimed, asked.demoIsOpen], ['on', null, true, true]);
  const old = await firstToken(house);
  const token = await firstToken(house);
  const olga = browser(house);
  const given = { password: passwordOf('olga'), name: 'Olga Owner', email: 'Olga@acme.example' };
  assert.equal((await olga.ask('POST /session/password', { token: old, ...given })).json()['code'], 'link-invalid');
  assert.equal((await olga.ask('POST /session/password', { token, password: given.password })).json()['code'], 'request-invalid');
  assert.equal((await olga.ask('POST /session/link', { token })).json()['kind'], 'owner');
  const claimed = await olga.ask('POST /session/password', { token, ...given });
  assert.equal(claimed.status, 200, claimed.text);
  const { person, unclaimed } = claimed.json<Session>();
  assert.deepEqual([person?.id, person?.name, person?.email, unclaimed], ['owner', 'Olga Owner', 'olga@acme.example', false]);
  assert.ok(person?.roles.some(({ role }) => role === 'head-of-finance'));
  assert.equal((await olga.ask('GET /main/home')).status, 200);
  assert.equal((await olga.ask('GET /main/me')).json<{ person: { name: string } }>().person.name, 'Olga Owner');
  const again = await browser(house).ask('POST /session/password', { token, ...given });
  assert.deepEqual([again.status, again.json()['code']], [410, 'link-invalid']);
  assert.equal(await firstToken(house).catch(() => ''), '');
});

test('[S451] what is wrong is answered alike, and after five times not at all', limit, async (t) => {
  const { house, owner } = await claimedHouse(t, testing);
  await owner.ask('DELETE /session');
  assert.equal((await owner.ask('GET /main/home')).json()['code'], 'sign-in-required');
  const told = async (email: string, password: string) => {
    const { status, text } = await browser(house).ask('POST /session', { email, password });
    return [status, text.replace(/"requestId":"[^"]*"/, '')];
  };
  const unknown = await told('nobody@acme.example', passwordOf('olga'));
  assert.equal(unknown[0], 401);
  for (let time = 0; time < 5; time += 1) assert.deepEqual(await told('OLGA@acme.example', `wrong ${time} of many`), unknown);
  const locked = await browser(house).ask('POST /session', { email: 'olga@acme.example', password: passwordOf('olga') });
  assert.deepEqual([locked.status, locked.json()['code']], [429, 'sign-in-limited']);
  assert.ok(Number(locked.headers['retry-after']) > 60);
  // An address that nobody has is locked in the same way; others are not.
  for (let time = 0; time < 4; time += 1) await told('nobody@acme.example', 'wrong');
  assert.equal((await told('nobody@acme.example', 'wrong'))[0], 429);
  assert.equal((await told('somebody@acme.example', 'wrong'))[0], 401);
});

test('[S452] cookies are for this server alone, and changes come from its own pages', limit, async (t) => {
  const { house, owner } = await claimedHouse(t, testing);
  for (const cookie of owner.setCookies) assert.match(cookie, /Path=\/;.*HttpOnly;.*SameSite=Lax/i);
  assert.ok(owner.setCookies.every((cookie) => !/Secure/.test(cookie)));
  const change = (headers: Record<string, string>) =>
    owner.ask('POST /main/views', { page: 'cases', name: 'Mine', query: '' }, headers);
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
  ];
  for (const headers of foreign) assert.equal((await change(headers)).json()['code'], 'origin-refused');
  assert.equal((await change({ origin: 'http://localhost:4600' })).status, 201);
  const forged = browser(house);
  const [name = '', value = ''] = [...owner.cookies][0] ?? [];
  forged.cookies.set(
    name,
    value.replace(/^./, (first) => (first === 'a' ? 'b' : 'a')),
  );
  assert.deepEqual((await forged.ask('GET /main/home')).json()['code'], 'session-expired');
  assert.equal((await forged.ask('GET /session')).json<Session>().person, null);
});

test(
  '[S453] behind an address of its own, cookies are for https alone, and the demo too is for those who signed in',
  limit,
  async (t) => {
    const signIn = { THROUGHLINE_SIGN_IN: 'on', THROUGHLINE_URL: 'https://flow.acme.example' };
    const house = await httpHouse(t, testing, { signIn, isPublic: true, demo: true });
    const outside = { host: 'flow.acme.example', origin: 'https://flow.acme.example' };
    const stranger = browser(house);
    for (const route of ['GET /doors', 'GET /demo/home', 'GET /demo/stream', 'POST /doors/demo/build'])
      assert.equal(
        (await stranger.ask(route, route.startsWith('POST') ? {} : undefined, outside)).json()['code'],
        'sign-in-required',
        route,
      );
    assert.equal((await stranger.ask('GET /health', undefined, outside)).status, 200);
    assert.equal((await stranger.ask('GET /session', undefined, { host: 'other.example' })).json()['code'], 'host-refused');
    const token = await firstToken(house);
    const given = { token, password: passwordOf('olga'), name: 'Olga', email: 'olga@acme.example' };
    const claimed = await stranger.ask('POST /session/password', given, outside);
    assert.equal(claimed.status, 200, claimed.text);
    assert.ok(stranger.setCookies.every((cookie) => /^__Secure-.*; Secure/.test(cookie)));
    assert.equal((await stranger.ask('GET /demo/home', undefined, outside)).status, 200);
    assert.equal((await stranger.ask('GET /doors', undefined, { host: 'localhost:4600' })).status, 200);
  },
);

test('[S454] a session that is ended opens nothing from then on; a new password ends the others', limit, async (t) => {
  const { house, owner } = await claimedHouse(t, testing);
  const signIn = async (password: string) => {
    const one = browser(house);
    assert.equal((await one.ask('POST /session', { email: 'olga@acme.example', password })).status, 200);
    return one;
  };
  const [second, third] = [await signIn(passwordOf('olga')), await signIn(passwordOf('olga'))];
  const { items } = (await owner.ask('GET /sessions')).json<{ items: { id: string; current: boolean }[] }>();
  assert.deepEqual(
    items.map(({ current }) => current),
    [false, false, true],
  );
  const { items: ofSecond } = (await second.ask('GET /sessions')).json<{ items: { id: string; current: boolean }[] }>();
  const id = ofSecond.find(({ current }) => current)?.id ?? '';
  assert.equal((await owner.ask(`DELETE /sessions/${id}`)).status, 204);
  assert.deepEqual((await second.ask('GET /main/home')).json()['code'], 'session-expired');
  assert.equal((await owner.ask(`DELETE /sessions/${id}`)).json()['code'], 'session-unknown');
  assert.equal((await third.ask('GET /main/home')).status, 200);
  const wrong = await owner.ask('POST /session/password/change', { current: 'not that', password: 'quite another password' });
  assert.equal(wrong.json()['code'], 'sign-in-failed');
  const changed = await owner.ask('POST /session/password/change', {
    current: passwordOf('olga'),
    password: 'quite another password',
  });
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual([(await owner.ask('GET /main/home')).status, (await third.ask('GET /main/home')).status], [200, 401]);
  assert.equal(
    (await browser(house).ask('POST /session', { email: 'olga@acme.example', password: passwordOf('olga') })).status,
    401,
  );
  await signIn('quite another password');
});

test('[S455] a second factor: after the password, once it is set up; the session says whether it had one', limit, async (t) => {
  const { house, owner } = await claimedHouse(t, testing);
  assert.equal((await owner.ask('POST /session/second-factor/enrol', { password: 'wrong' })).status, 401);
  const enrolled = await owner.ask('POST /session/second-factor/enrol', { password: passwordOf('olga') });
  const { secret, backupCodes } = enrolled.json<{ secret: string; backupCodes: string[] }>();
  assert.equal((await owner.ask('POST /session/second-factor/confirm', { code: '000000' })).status, 401);
  const shown = totp(secret);
  const confirmed = await owner.ask('POST /session/second-factor/confirm', { code: shown });
  assert.equal(confirmed.status, 200, confirmed.text);
  assert.equal(confirmed.json<Session>().person?.secondFactor, true);
  const next = browser(house);
  const first = await next.ask('POST /session', { email: 'olga@acme.example', password: passwordOf('olga') });
  assert.deepEqual([first.json<Session>().awaits, first.json<Session>().person], ['second-factor', null]);
  assert.equal((await next.ask('GET /main/home')).status, 401);
  assert.equal((await next.ask('POST /session/second-factor', { code: '123456' })).json()['code'], 'sign-in-failed');
  // Whoever looked over a shoulder has a code that was given.
  assert.equal((await next.ask('POST /session/second-factor', { code: shown })).json()['code'], 'sign-in-failed');
  assert.equal((await next.ask('GET /main/home')).status, 401);
  assert.equal((await owner.ask('GET /sessions')).json<{ items: unknown[] }>().items.length, 1);
  await next.ask('POST /session', { email: 'olga@acme.example', password: passwordOf('olga') });
  const second = await next.ask('POST /session/second-factor', { code: totp(secret, 1) });
  assert.deepEqual([second.status, second.json<Session>().person?.secondFactor], [200, true], second.text);
  const lost = browser(house);
  await lost.ask('POST /session', { email: 'olga@acme.example', password: passwordOf('olga') });
  assert.equal((await lost.ask('POST /session/second-factor', { code: backupCodes[0] })).status, 200);
  await lost.ask('DELETE /session');
  await lost.ask('POST /session', { email: 'olga@acme.example', password: passwordOf('olga') });
  assert.equal(
    (await lost.ask('POST /session/second-factor', { code: backupCodes[0] })).status,
    401,
    'a backup code is for once',
  );
  const removed = await next.ask('POST /session/second-factor/remove', { password: passwordOf('olga') });
  assert.deepEqual(
    [removed.json<Session>().person?.secondFactorSetUp, removed.json<Session>().person?.secondFactor],
    [false, false],
  );
});
