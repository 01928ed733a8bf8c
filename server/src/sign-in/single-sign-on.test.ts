import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '@throughline/api';
import * as testing from '@throughline/testing';
import { type Browser, browser, claimedHouse, invited } from '../../test/signed-in.ts';

const limit = { timeout: 300_000 };
const redirect = 'http://localhost:4600/api/auth/callback/company';
const roles = JSON.stringify({ 'collections-team': 'collections', finance: ['finance', 'billing'] });

/** Goes to the provider and back, as a browser does; gives where it ends. */
async function throughProvider(who: Browser): Promise<string> {
  const begun = await who.ask('POST /session/single-sign-on', { returnTo: '/main' });
  assert.equal(begun.status, 200, begun.text);
  let url = begun.json<{ url: string }>().url;
  const jar = new Map<string, string>();
  for (let hop = 0; hop < 10 && !url.startsWith(redirect); hop += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const one of answer.headers.getSetCookie()) {
      const [pair = ''] = one.split(';', 1);
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    assert.ok(location !== null, `${answer.status} ${await answer.text()}`);
    url = new URL(location, url).href;
  }
  const back = new URL(url);
  const answer = await who.ask(`GET /${back.pathname}${back.search}`);
  assert.equal(answer.status, 302, answer.text);
  return String(answer.headers['location']);
}

async function asSeen(who: Browser) {
  const { person } = (await who.ask('GET /session')).json<Session>();
  return person === null
    ? null
    : [person.id, person.secondFactor, person.roles.map(({ role, from }) => `${role} ${from}`).sort()];
}

test(
  '[S461] a single sign-on: groups become roles, a second factor counts, and what is taken away there is gone here',
  limit,
  async (t) => {
    const provider = await testing.openIdProvider(redirect);
    t.after(provider.close);
    const company = await claimedHouse(t, testing, {
      THROUGHLINE_OIDC_ISSUER: provider.issuer,
      THROUGHLINE_OIDC_CLIENT_ID: provider.clientId,
      THROUGHLINE_OIDC_CLIENT_SECRET: provider.clientSecret,
      THROUGHLINE_OIDC_TITLE: 'Acme login',
      THROUGHLINE_OIDC_ROLES: roles,
    });
    const { house, owner } = company;
    assert.equal((await browser(house).ask('GET /session')).json<Session>().ways.singleSignOn, 'Acme login');
    const bob = { sub: 'u-1', email: 'Bob@acme.example', name: 'Bob Meier' };
    const visit = async () => {
      const who = browser(house);
      return { who, to: await throughProvider(who) };
    };

    provider.setCurrent({ ...bob, groups: ['strangers'] });
    const nobody = await visit();
    assert.deepEqual([/failed=single-sign-on/.test(nobody.to), await asSeen(nobody.who)], [true, null], 'no group gives a role');

    provider.setCurrent({ ...bob, groups: ['collections-team', 'finance'], emailVerified: false });
    assert.match((await visit()).to, /failed=single-sign-on/, 'an address that is not verified');

    provider.setCurrent({ ...bob, groups: ['collections-team', 'finance', 'strangers'], amr: ['pwd', 'otp'] });
    const first = await visit();
    assert.equal(first.to, '/main');
    const all = ['billing', 'collections', 'finance'].map((role) => `${role} single-sign-on`);
    assert.deepEqual(await asSeen(first.who), ['bob', true, all]);

    provider.setCurrent({ ...bob, groups: ['collections-team'], amr: ['pwd'] });
    const second = await visit();
    assert.deepEqual(await asSeen(second.who), ['bob', false, ['collections single-sign-on']]);
    assert.deepEqual(
      await asSeen(first.who),
      ['bob', true, ['collections single-sign-on']],
      'also where they had signed in before',
    );

    const ann = await invited(company, 'Ann', [{ role: 'sales' }]);
    provider.setCurrent({ sub: 'u-2', email: 'ann@acme.example', name: 'Ann', groups: ['finance'] });
    assert.deepEqual(await asSeen((await visit()).who), [
      ann.id,
      false,
      ['billing single-sign-on', 'finance single-sign-on', 'sales granted'],
    ]);

    const suspended = await owner.ask(`POST /main/cases/${ann.case}/commands`, { type: 'suspend', data: {}, reason: 'left' });
    assert.equal(suspended.status, 200, suspended.text);
    assert.deepEqual(await asSeen((await visit()).who), null, 'who is suspended here is not let in from there');
    assert.deepEqual(house.faults, []);
  },
);
