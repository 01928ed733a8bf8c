import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Account, Delegation, Session } from '@throughline/api';
import * as testing from '@throughline/testing';
import pg from 'pg';
import { type Browser, browser, claimedHouse, invited, passwordOf } from '../../test/signed-in.ts';

const limit = { timeout: 300_000 };
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

async function command(who: Browser, id: string, type: string, data: unknown = {}, reason?: string) {
  return who.ask(`POST /main/cases/${id}/commands`, { type, data, ...(reason === undefined ? {} : { reason }) });
}

async function rolesOf(who: Browser) {
  const { person } = (await who.ask('GET /session')).json<Session>();
  return person?.roles.map(({ role, entities, from }) => [role, entities, from]);
}

test(
  '[S456] what somebody may do is what their account says at that moment: granted, taken away, suspended, let in again',
  limit,
  async (t) => {
    const company = await claimedHouse(t, testing);
    const { house, owner } = company;
    const bob = await invited(company, 'Bob', [{ role: 'collections', entities: ['Acme AG'] }]);
    assert.deepEqual(await rolesOf(bob), [['collections', ['Acme AG'], 'granted']]);
    assert.equal((await bob.ask('GET /main/accounts')).json()['code'], 'role-required');
    assert.equal((await bob.ask('GET /main/accounts/owner')).json()['code'], 'role-required');
    assert.equal((await bob.ask('GET /main/accounts/bob')).json<Account>().hasPassword, true);
    assert.equal((await bob.ask('POST /main/accounts', { name: 'X', email: 'x@acme.example' })).json()['code'], 'role-required');
    // A case that one may not see does not say that it is there.
    assert.equal((await command(bob, bob.case, 'grant', { role: 'head-of-finance' })).status >= 400, true);
    assert.equal((await command(owner, bob.case, 'grant', { role: 'billing' })).status, 200);
    assert.deepEqual(
      (await rolesOf(bob))?.map(([role]) => role),
      ['collections', 'billing'],
    );
    assert.equal((await command(owner, bob.case, 'grant', { role: 'finance', from: day(1) })).status, 200);
    assert.equal((await command(owner, bob.case, 'grant', { role: 'sales', until: day(-1) })).status, 200);
    assert.deepEqual(
      (await rolesOf(bob))?.map(([role]) => role),
      ['collections', 'billing'],
      'from tomorrow, until yesterday',
    );
    assert.equal((await command(owner, bob.case, 'revoke', { role: 'billing' })).json()['code'], 'reason-required');
    assert.equal((await command(owner, bob.case, 'revoke', { role: 'billing' }, 'moved')).status, 200);
    assert.deepEqual(
      (await rolesOf(bob))?.map(([role]) => role),
      ['collections'],
    );
    assert.equal((await command(owner, bob.case, 'suspend', {}, 'under review')).status, 200);
    assert.equal((await bob.ask('GET /main/home')).json()['code'], 'account-inactive');
    const refused = await browser(house).ask('POST /session', { email: 'bob@acme.example', password: passwordOf('Bob') });
    assert.equal(refused.json()['code'], 'sign-in-failed');
    assert.equal((await command(owner, bob.case, 'resume', {}, 'nothing found')).status, 200);
    assert.equal((await bob.ask('GET /main/home')).status, 200);
    const exists = await owner.ask('POST /main/accounts', { name: 'Bob', email: 'BOB@acme.example' });
    assert.equal(exists.json()['code'], 'account-exists');
    const unknown = await owner.ask('POST /main/accounts', { name: 'C', email: 'c@acme.example', grants: [{ role: 'king' }] });
    assert.deepEqual([unknown.json()['code'], unknown.json()['place']], ['role-unknown', 'body/grants/0/role']);
    const again = await owner.ask('POST /main/accounts', { name: 'Other Bob', email: 'bob@other.example' });
    assert.equal(again.json<{ account: Account }>().account.id, 'bob.2');
  },
);

test(
  '[S457] nobody makes themselves mightier: owners make administrators; to administrators another one agrees; nobody revises accounts',
  limit,
  async (t) => {
    const company = await claimedHouse(t, testing);
    const { owner } = company;
    const ada = await invited(company, 'Ada', [{ role: 'administrator' }]);
    const ben = await invited(company, 'Ben', [{ role: 'administrator' }]);
    const tell = async (answer: Promise<{ json(): Readonly<Record<string, unknown>> }>) => {
      const said = (await answer).json();
      return said['refusal'] ?? said['code'] ?? said['outcome'];
    };
    assert.equal(await tell(command(ada, ben.case, 'grant', { role: 'owner' })), 'role-required');
    assert.equal(await tell(command(ada, ada.case, 'grant', { role: 'administrator' })), 'role-required');
    const mighty = { name: 'M', email: 'm@acme.example', grants: [{ role: 'owner' }] };
    assert.equal(await tell(ada.ask('POST /main/accounts', mighty)), 'role-required');
    assert.equal(await tell(command(ada, ada.case, 'grant', { role: 'head-of-finance' })), 'applied');
    assert.deepEqual(
      (await rolesOf(ada))?.map(([role]) => role),
      ['administrator'],
      'it waits for another administrator',
    );
    assert.equal(await tell(command(ada, ada.case, 'approve', { of: 'grant' })), 'approver-excluded');
    assert.equal(await tell(command(ben, ada.case, 'approve', { of: 'grant' })), 'applied');
    assert.deepEqual(
      (await rolesOf(ada))?.map(([role]) => role),
      ['administrator', 'head-of-finance'],
    );
    assert.equal(await tell(command(ada, ada.case, 'revise', { grants: [{ role: 'owner' }] })), 'role-required');
    // Who may repair may not repair their own account.
    assert.equal(await tell(command(owner, ada.case, 'grant', { role: 'operator' })), 'applied');
    assert.equal(await tell(command(ben, ada.case, 'approve', { of: 'grant' })), 'applied');
    const repaired = ada.ask(`POST /main/cases/${ada.case}/commands`, {
      type: 'repair',
      data: { data: { grants: [] } },
      reason: 'why not',
    });
    assert.equal(await tell(repaired), 'refused');
  },
);

test(
  '[S458] a key opens what it was given of its owner’s roles, is shown once, and nothing once it is revoked',
  limit,
  async (t) => {
    const company = await claimedHouse(t, testing);
    const { house } = company;
    const bob = await invited(company, 'Bob', [{ role: 'collections' }, { role: 'billing' }]);
    const wrong = await bob.ask('POST /main/keys', { name: 'Export', roles: ['finance'], until: day(30) });
    assert.equal(wrong.json()['code'], 'role-required');
    const made = await bob.ask('POST /main/keys', { name: 'Export', roles: ['billing'], until: day(30) });
    const { key, secret } = made.json<{ key: { case: string; begins: string }; secret: string }>();
    assert.match(secret, /^tl_[\w-]{43}$/);
    assert.ok(secret.startsWith(key.begins));
    const program = (route: string, body?: unknown, bearer = secret) =>
      browser(house).ask(route, body, { authorization: `Bearer ${bearer}` });
    const me = (await program('GET /main/me')).json<{ person: { roles: { name: string }[] } }>();
    assert.deepEqual(
      me.person.roles.map(({ name }) => name),
      ['billing'],
    );
    assert.equal(
      (await program('POST /main/keys', { name: 'More', roles: [], until: day(1) })).json()['code'],
      'sign-in-required',
    );
    assert.equal((await program('GET /sessions')).json()['code'], 'sign-in-required');
    assert.equal((await program('GET /main/me', undefined, `${secret.slice(0, -1)}!`)).json()['code'], 'key-invalid');
    const { items } = (await bob.ask('GET /main/keys')).json<{ items: { lastUsedAt: string | null }[] }>();
    assert.notEqual(items[0]?.lastUsedAt, null);
    assert.ok(!(await bob.ask('GET /main/keys')).text.includes(secret));
    assert.equal((await command(company.owner, bob.case, 'revoke', { role: 'billing' }, 'moved')).status, 200);
    assert.deepEqual((await program('GET /main/me')).json<typeof me>().person.roles, [], 'a key has no more than its owner');
    assert.equal((await bob.ask(`POST /main/keys/${key.case}/revoke`, { reason: 'lost' })).status, 200);
    assert.equal((await program('GET /main/me')).json()['code'], 'key-invalid');
  },
);

test('[S459] roles are lent from a day until a day, by whoever holds them; either ends it early', limit, async (t) => {
  const company = await claimedHouse(t, testing);
  const bob = await invited(company, 'Bob', [{ role: 'collections', entities: ['Acme AG', 'Acme Ltd'] }]);
  const eve = await invited(company, 'Eve', []);
  const lend = (days: object, more: object = {}) =>
    bob.ask('POST /main/delegations', { to: 'eve', roles: ['collections'], reason: 'holiday', ...days, ...more });
  assert.equal((await lend({ fromDay: day(0), untilDay: day(3) }, { roles: ['finance'] })).json()['code'], 'role-required');
  assert.equal((await lend({ fromDay: day(0), untilDay: day(3) }, { to: 'nobody' })).json()['code'], 'account-unknown');
  assert.equal((await lend({ fromDay: day(0), untilDay: day(3) }, { to: 'bob' })).json()['code'], 'data-invalid');
  assert.equal((await lend({ fromDay: day(2), untilDay: day(1) })).json()['code'], 'data-invalid');
  assert.equal((await lend({ fromDay: day(1), untilDay: day(3) })).status, 201);
  assert.deepEqual(await rolesOf(eve), [], 'from tomorrow on');
  const lent = await lend({ fromDay: day(0), untilDay: day(3) }, { entities: ['Acme AG', 'Other'] });
  assert.equal(lent.status, 201, lent.text);
  const { case: id, seq, counts } = lent.json<Delegation>();
  assert.deepEqual([seq, counts], [1, true]);
  assert.deepEqual(await rolesOf(eve), [['collections', ['Acme AG'], 'lent']]);
  const handedOn = await eve.ask('POST /main/delegations', {
    ...{ to: 'owner', roles: ['collections'], fromDay: day(0), untilDay: day(1), reason: 'hand on' },
  });
  assert.equal(handedOn.json()['code'], 'role-required', 'what is lent is not lent on');
  // A delegation that an administrator makes in somebody else’s name counts for nothing.
  const data = {
    number: 'D-forged',
    from: 'bob',
    to: 'eve',
    roles: ['collections'],
    fromDay: day(0),
    untilDay: day(1),
    reason: 'x',
  };
  const forged = await company.owner.ask('POST /main/cases', {
    flow: 'delegation',
    entity: 'company',
    key: 'D-forged',
    type: 'lend',
    data,
  });
  assert.equal(forged.json()['code'], 'role-required');
  assert.equal((await command(company.owner, bob.case, 'suspend', {}, 'check')).status, 200);
  assert.deepEqual(await rolesOf(eve), [], 'nobody who is suspended lends');
  assert.equal((await command(company.owner, bob.case, 'resume', {}, 'checked')).status, 200);
  assert.equal((await eve.ask(`POST /main/delegations/${id}/end`, { reason: 'back early' })).status, 200);
  assert.deepEqual(await rolesOf(eve), []);
  const { items } = (await bob.ask('GET /main/delegations')).json<{ items: Delegation[] }>();
  assert.deepEqual(items.map(({ state }) => state).sort(), ['ended', 'planned']);
});

test(
  '[S460] what was done to accounts stands in the log, and no secret does: neither there, nor in answers, nor in files',
  limit,
  async (t) => {
    const company = await claimedHouse(t, testing);
    const { house, owner, token } = company;
    const bob = await invited(company, 'Bob', [{ role: 'administrator' }]);
    const { secret } = (await bob.ask('POST /main/keys', { name: 'K', roles: [], until: day(2) })).json<{ secret: string }>();
    const enrolled = await bob.ask('POST /session/second-factor/enrol', { password: passwordOf('Bob') });
    const factor = enrolled.json<{ secret: string; backupCodes: string[] }>();
    await browser(house).ask('POST /session', { email: 'bob@acme.example', password: 'a wrong password of Bob' });
    const link = await owner.ask('POST /main/accounts/bob/link', { reason: 'telephone lost' });
    const newest = await bob.ask('GET /main/admin-acts?limit=3');
    assert.equal(newest.status, 200, newest.text);
    const { items, next } = newest.json<{
      items: { title: string; at: string }[];
      next: string;
    }>();
    const rest = (await bob.ask(`GET /main/admin-acts?after=${next}`)).json<{ items: { event: string }[]; next?: string }>();
    assert.deepEqual([items.length, rest.next], [3, undefined]);
    const all = (await bob.ask('GET /main/admin-acts')).json<{
      items: { event: string; key: string; actor: { name: string } }[];
    }>().items;
    assert.deepEqual([...items, ...rest.items].length, all.length);
    assert.deepEqual(
      all.filter(({ key }) => key === 'bob').map(({ event, actor }) => `${event} ${actor.name}`),
      ['issueLink Olga Owner', 'setPassword Bob', 'activate Bob', 'invite Olga Owner'],
    );
    const csv = await bob.ask('GET /main/admin-acts', undefined, { accept: 'text/csv' });
    assert.equal(csv.text.trim().split('\r\n').length, all.length + 1);
    const secrets = [
      token,
      secret,
      factor.secret,
      ...factor.backupCodes,
      passwordOf('Bob'),
      passwordOf('olga'),
      'a wrong password of Bob',
    ];
    secrets.push(new URL(link.json<{ url: string }>().url).searchParams.get('setup') ?? '', ...[...bob.cookies.values()]);
    const pool = new pg.Pool({ connectionString: house.env['DATABASE_URL'] ?? '' });
    const { rows: tables } = await pool.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema like 'throughline%'`,
    );
    const kept: string[] = [csv.text, JSON.stringify(house.faults)];
    for (const { name } of tables)
      kept.push(
        (await pool.query<{ text: string }>(`select coalesce(string_agg(t::text, ' '), '') as text from ${name} t`)).rows[0]
          ?.text ?? '',
      );
    await pool.end();
    for (const one of secrets) assert.ok(one.length > 5 && !kept.some((text) => text.includes(one)), `${one} is kept`);
    assert.deepEqual(house.faults, []);
  },
);
