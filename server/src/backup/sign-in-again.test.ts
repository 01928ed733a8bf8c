import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RefusedAttempt, Session } from '@throughline/api';
import { newSealKey } from '@throughline/engine';
import * as testing from '@throughline/testing';
import { httpHouse } from '../../test/http-house.ts';
import { browser, claimedHouse, passwordOf, tokenIn, totp } from '../../test/signed-in.ts';
import { backupCompany } from './backup-company.ts';
import { restoreCompany } from './restore-company.ts';

test('[S432] after a restore one signs in again, as before: no session and no link goes on', { timeout: 300_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-again-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [key, backups] = [join(folder, 'seal.key'), join(folder, 'backups')];
  writeFileSync(key, newSealKey());
  const signIn = { THROUGHLINE_SIGN_IN: 'on', THROUGHLINE_SEAL_KEY: key };
  const { house, owner } = await claimedHouse(t, testing, signIn);
  const invitation = await owner.ask('POST /main/accounts', { name: 'Bob', email: 'bob@acme.example' });
  const { link } = invitation.json<{ link: { url: string } }>();
  const enrolled = await owner.ask('POST /session/second-factor/enrol', { password: passwordOf('olga') });
  const { secret } = enrolled.json<{ secret: string }>();
  assert.equal((await owner.ask('POST /session/second-factor/confirm', { code: totp(secret) })).status, 200);
  const issued = await owner.ask('POST /main/keys', { name: 'Reports', roles: ['auditor'], until: '2099-12-31' });
  const { secret: apiKey } = issued.json<{ secret: string }>();
  await browser(house).ask('POST /session', { email: 'olga@acme.example', password: 'not her password' });
  await backupCompany(await house.house.company('main'), { folder: backups });

  const other = await testing.testDatabase('empty', () => Promise.resolve());
  const restored = await restoreCompany({ ...house.env, DATABASE_URL: other.url }, { folder: backups });
  assert.ok(restored.cases > 0);
  const again = await httpHouse(t, { ...testing, testDatabase: () => Promise.resolve(other) }, { signIn });
  const old = browser(again);
  for (const [name, value] of owner.cookies) old.cookies.set(name, value);
  assert.equal((await old.ask('GET /main/home')).json()['code'], 'session-expired');
  assert.equal((await browser(again).ask('POST /session/link', { token: tokenIn(link.url) })).json()['code'], 'link-invalid');

  const olga = browser(again);
  const first = await olga.ask('POST /session', { email: 'olga@acme.example', password: passwordOf('olga') });
  assert.equal(first.json<Session>().awaits, 'second-factor', first.text);
  const second = await olga.ask('POST /session/second-factor', { code: totp(secret, 1) });
  assert.deepEqual(
    [second.json<Session>().person?.id, second.json<Session>().person?.secondFactor],
    ['owner', true],
    second.text,
  );
  const byKey = await browser(again).ask('GET /main/me', undefined, { authorization: `Bearer ${apiKey}` });
  assert.equal(byKey.status, 200, byKey.text);
  const { items } = (await olga.ask('GET /main/refused-attempts')).json<{ items: RefusedAttempt[] }>();
  assert.deepEqual(
    items.map(({ way, person, attempts }) => [way, person?.id, attempts]).sort(([a], [b]) => (String(a) < String(b) ? 1 : -1)),
    [
      ['password', 'owner', 1],
      // The link that was tried above.
      ['link', undefined, 1],
    ],
  );
  assert.deepEqual([...house.faults, ...again.faults], []);
});
