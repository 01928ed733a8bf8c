import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RefusedAttempt } from '@throughline/api';
import * as testing from '@throughline/testing';
import pg from 'pg';
import { type Browser, browser, claimedHouse, invited, passwordOf, totp } from '../../test/signed-in.ts';
import { keepRefused } from './refused-attempts.ts';

const limit = { timeout: 300_000 };

interface RefusedPage {
  readonly items: readonly RefusedAttempt[];
  readonly next?: string;
}

test(
  '[S463] who was not let in is kept, counted, for administrators; of an address that nobody has only a mark',
  limit,
  async (t) => {
    const company = await claimedHouse(t, testing);
    const { house, owner } = company;
    const bob = await invited(company, 'Bob', [{ role: 'administrator' }]);
    const ann = await invited(company, 'Ann', [{ role: 'auditor' }]);
    const eve = await invited(company, 'Eve', [{ role: 'billing' }]);
    const tries = async (email: string, times: number, password = 'not the password of anybody') => {
      for (let time = 0; time < times; time += 1) await browser(house).ask('POST /session', { email, password });
    };
    await tries('Eve@acme.example', 6);
    await tries('eve@acme.example', 1, passwordOf('Eve'));
    await tries('ghost@elsewhere.example', 2);
    await tries('Ghost@elsewhere.example', 1);
    await owner.ask(`POST /main/cases/${ann.case}/commands`, { type: 'suspend', data: {}, reason: 'long absence' });
    await tries('ann@acme.example', 1, passwordOf('Ann'));
    await owner.ask(`POST /main/cases/${ann.case}/commands`, { type: 'resume', data: {}, reason: 'back again' });
    await bob.ask('POST /session/second-factor/enrol', { password: 'wrong' });
    const enrolled = await bob.ask('POST /session/second-factor/enrol', { password: passwordOf('Bob') });
    await bob.ask('POST /session/second-factor/confirm', { code: totp(enrolled.json<{ secret: string }>().secret) });
    const next = browser(house);
    await next.ask('POST /session', { email: 'bob@acme.example', password: passwordOf('Bob') });
    await next.ask('POST /session/second-factor', { code: '000000' });
    await next.ask('POST /session/link', { token: 'a link that was never made' });

    const read = async (who: Browser, query = '') => (await who.ask(`GET /main/refused-attempts${query}`)).json<RefusedPage>();
    const rows = ({ items }: RefusedPage) =>
      items.map((one) => `${one.way} ${one.person?.name ?? one.unknown} ${one.attempts}`).sort();
    const seen = await read(owner);
    const mark = seen.items.find(({ unknown }) => unknown !== null)?.unknown ?? '';
    assert.match(mark, /^[\da-f]{12}$/);
    // A quarter of an hour may have ended meanwhile: what is counted is the same.
    const sums = new Map<string, number>();
    for (const { way, person, unknown, attempts } of seen.items) {
      const whom = `${way} ${person?.name ?? unknown}`;
      sums.set(whom, (sums.get(whom) ?? 0) + attempts);
    }
    assert.deepEqual(
      [...sums].map(([whom, sum]) => `${whom}: ${sum}`).sort(),
      [
        'link null: 1',
        'own-password Bob: 1',
        'password Ann: 1',
        'password Eve: 7',
        `password ${mark}: 3`,
        'second-factor Bob: 1',
      ].sort(),
    );
    assert.ok(seen.items.every(({ machine }) => machine === '127.0.0.1'));
    const paged = await read(owner, '?limit=2');
    const rest = await read(owner, `?limit=200&after=${paged.next}`);
    assert.deepEqual(rows({ items: [...paged.items, ...rest.items] }), rows(seen));
    const audited = await read(ann);
    assert.ok(audited.items.every(({ machine, person }) => machine === null && person?.name === person?.id));
    assert.deepEqual(
      await owner.ask('GET /main/refused-attempts?after=x').then((answer) => answer.json()['code']),
      'cursor-invalid',
    );
    assert.equal((await eve.ask('GET /main/refused-attempts')).json()['code'], 'role-required');
    const csv = await owner.ask('GET /main/refused-attempts', undefined, { accept: 'text/csv' });
    assert.equal(csv.text.trim().split('\r\n').length, seen.items.length + 1);
    for (const secret of ['ghost', 'Ghost', 'not the password of anybody']) assert.ok(!csv.text.includes(secret));
  },
);

test(
  '[S463] of addresses that nobody has, no more than fifty are told apart in a quarter of an hour, and all of them for 90 days',
  limit,
  async (t) => {
    const { house, owner } = await claimedHouse(t, testing);
    const pool = new pg.Pool({ connectionString: house.env['DATABASE_URL'] ?? '' });
    const read = async () => (await owner.ask('GET /main/refused-attempts?limit=200')).json<RefusedPage>().items;
    for (let time = 0; time < 120; time += 1)
      await keepRefused(pool, 'a secret', { way: 'password', email: `ghost-${time}@elsewhere.example` });
    const items = await read();
    assert.equal(
      items.reduce((sum, { attempts }) => sum + attempts, 0),
      120,
    );
    assert.ok(items.length <= 2 * 51, `${items.length} rows`);
    assert.ok(items.some(({ unknown, attempts }) => unknown === null && attempts > 1));
    await pool.query(`update throughline_auth.refused_attempt set began = began - interval '91 days'`);
    assert.deepEqual(await read(), []);
    await keepRefused(pool, 'a secret', { way: 'link' });
    const { rows } = await pool.query('select way from throughline_auth.refused_attempt');
    await pool.end();
    assert.deepEqual(rows, [{ way: 'link' }]);
  },
);
