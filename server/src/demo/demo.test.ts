import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialise } from '@throughline/engine';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { showDemo } from '../show-demo.ts';
import type { Throughline } from '../throughline.ts';
import { verifyLog } from '../verify-log.ts';
import { buildDemo } from './build-demo.ts';
import { emptyDemo, noneNumbered } from './build-record.ts';
import { endOf, firstDay } from './company.ts';
import { movesAt } from './simulate.ts';
import { demoPeople } from './summary.ts';

const emptyDatabase = () => testDatabase('empty', () => Promise.resolve());

/** All of the log but the machine's own: when it was written down, salts, and what is made of them. */
async function log({ pool }: Throughline): Promise<readonly unknown[]> {
  const { rows } = await pool.query(
    `select case_id, seq, flow, version, type, kind, state_from, state_to, actor, actor_kind, principal, occurred_at, reason, input::text,
        patch::text, personal::text, context::text, outcome::text, cause_case, cause_seq, deviation::text, prev_type, gap_ms
      from throughline.event order by bucket, case_id, seq`,
  );
  return rows;
}

/** Orders and payments are numbered without a gap; a delivery and its invoice have the number of their order. */
async function checkNumbers({ pool }: Throughline): Promise<void> {
  const { rows } = await pool.query<{ flow: string; first: string; last: string; keys: number; odd: string | null }>(
    `select c.flow, min(d.key) as first, max(d.key) as last, count(distinct d.key)::float8 as keys,
        min(d.key) filter (where substring(d.key from '\\d+') <> substring(coalesce(d.data->>'order', d.key) from '\\d+')) as odd
      from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      where c.flow in ('order', 'delivery', 'invoice', 'payment') group by 1`,
  );
  const of = new Map(rows.map((row) => [row.flow, row]));
  for (const [flow, prefix, first] of [
    ['order', 'ORD', 1001],
    ['payment', 'PAY', 2001],
  ] as const) {
    const { keys = 0, ...found } = of.get(flow) ?? {};
    assert.partialDeepStrictEqual(found, { first: `${prefix}-${first}`, last: `${prefix}-${first + keys - 1}` });
  }
  assert.deepEqual(
    rows.map(({ odd }) => odd),
    [null, null, null, null],
  );
}

/** Everybody has an account that says what they may do. */
async function checkAccounts({ engine }: Throughline): Promise<void> {
  for (const { id, name, roles, rolesIn = {} } of demoPeople()) {
    const account = await engine.findCase({ flow: 'account', entity: 'company', key: id });
    assert.deepEqual([account?.state, account?.data['name']], ['active', name]);
    const grants = (account?.data['grants'] ?? []) as readonly { readonly role: string; readonly entities?: readonly string[] }[];
    const told = grants.flatMap(({ role, entities = [''] }) => entities.map((entity) => `${entity}/${role}`));
    const held = [
      ...roles.map((role) => `/${role}`),
      ...Object.keys(rolesIn).flatMap((at) => (rolesIn[at] ?? []).map((role) => `${at}/${role}`)),
    ];
    assert.deepEqual(told, held);
  }
}

test('[S40] [S48] the same seed makes the same company, also when building it was interrupted; another seed makes another', async (t) => {
  const whole = await openHouse(t, await emptyDatabase(), 'demo');
  const interrupted = await openHouse(t, await emptyDatabase(), 'demo');
  assert.deepEqual(await buildDemo(whole, { months: 1 }), { seed: 42, months: 1, isNew: true });

  const stop = new AbortController();
  const stopping = buildDemo(interrupted, {
    months: 1,
    signal: stop.signal,
    onProgress: ({ now }) => now > firstDay + 12 * 86_400_000 && stop.abort(),
  });
  await assert.rejects(stopping, { name: 'AbortError' });
  await buildDemo(interrupted, {});
  const expected = await log(whole);
  assert.ok(expected.length > 500);
  assert.deepEqual(await log(interrupted), expected);

  const now = endOf(1) + 32 * 3_600_000; // A Monday.
  const moves = (house: Throughline, seed: number) => movesAt(house, { seed, now, visitedAfter: now, numbered: noneNumbered });
  assert.deepEqual(await moves(whole, 42), await moves(interrupted, 42));
  assert.notDeepEqual(await moves(whole, 43), await moves(whole, 42));

  assert.deepEqual(await buildDemo(whole, {}), { seed: 42, months: 1, isNew: false });
  assert.equal((await verifyLog(whole)).found, 0);
  await checkNumbers(whole);
  await checkAccounts(whole);
  const figures = await showDemo(whole);
  assert.equal(figures.events, expected.length);
  assert.ok(figures.metrics.length > 10 && figures.cases > 200);
  const { rows } = await whole.pool.query(
    `select distinct result->>'simulated' as simulated from throughline.effect where kind = 'mail' and status = 'done'`,
  );
  assert.deepEqual(rows, [{ simulated: 'true' }]);
});

test('[S41] the demo never replaces data that it has not made', async (t) => {
  const house = await openHouse(t, await emptyDatabase(), 'demo');
  await initialise(house.pool, { mode: 'real' });
  await assert.rejects(buildDemo(house, { rebuild: true }), { code: 'demo-database-real' });
  assert.equal((await house.engine.clock()).mode, 'real');
});

test('[S41] of what the demo has made nothing is left when it is built anew', async (t) => {
  const { pool } = await openHouse(t, await emptyDatabase(), 'demo');
  await emptyDemo(pool);
  const names = async () => (await pool.query<{ name: string }>('select nspname as name from pg_namespace order by 1')).rows;
  const before = await names();
  await migrateServer(pool);
  assert.ok((await names()).length > before.length);
  await emptyDemo(pool);
  assert.deepEqual(await names(), before);
});
