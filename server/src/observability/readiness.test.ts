import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { httpHouse } from '../../test/http-house.ts';
import { Loops } from './loops.ts';
import { checkReadiness } from './readiness.ts';

const limit = { timeout: 60_000 };

test('[S443] a server whose workers stand still, or are late, is not ready; one that works nothing off is', limit, async (t) => {
  const { house } = await httpHouse(t, testing);
  const throughline = await house.company('main');
  let now = 0;
  const loops = new Loops(() => now);
  const check = async (works: boolean) =>
    (await checkReadiness({ throughline, loops, works, lagMsMax: 60_000 })).map((each) => [each.check, each.message]);
  loops.begin('main');
  now = 179_000;
  assert.deepEqual(await check(true), []);
  loops.looked('main', 'messages', true);
  loops.looked('main', 'effects', false);
  now = 200_000;
  assert.deepEqual(await check(true), [
    ['workers', 'The worker of deadlines has not looked for 200 s'],
    ['workers', 'The worker of sweeps has not looked for 200 s'],
  ]);
  assert.deepEqual(await check(false), []);
  loops.rest('main');
  assert.deepEqual(await check(true), []);
  const actor = { id: 'owner', kind: 'person', principal: 'owner', roles: ['order-desk'] } as const;
  const data = { number: 'O-1', customer: 'Nordwind', currency: 'EUR', amount: 100, requestedOn: '2026-12-01' };
  const [born] = await throughline.engine.dispatch([
    { case: { flow: 'order', entity: 'e', key: 'O-1' }, input: { kind: 'command', type: 'place', data, actor } },
  ]);
  assert.equal(born?.outcome, 'applied');
  await throughline.pool.query(`update throughline.case_ set due_at = now() - interval '2 minutes' where id = $1`, [born.caseId]);
  assert.deepEqual(await check(false), []);
  const late = await check(true);
  assert.deepEqual(
    late.map(([name]) => name),
    ['lag'],
  );
  assert.match(late[0]?.[1] ?? '', /^Deadlines are 12\d s late$/);
});

test(
  '[S444] a database that a newer release has migrated, or an older one made, is told; nothing is changed',
  limit,
  async (t) => {
    const { ask, house } = await httpHouse(t, testing);
    const { pool } = await house.company('main');
    const answer = async () => {
      const { status, json } = await ask('GET /ready');
      const { code, errors } = json<{ code?: string; errors?: { place: string; message: string }[] }>();
      return [status, code, errors?.map(({ place }) => place)];
    };
    for (const schema of ['throughline', 'throughline_server']) {
      await pool.query(`insert into ${schema}.migration (number, hash) values (9999, 'x')`);
      assert.deepEqual(await answer(), [503, 'not-ready', ['schema']], schema);
      await pool.query(`delete from ${schema}.migration where number = 9999`);
      const { rows } = await pool.query(
        `delete from ${schema}.migration where number = (select max(number) from ${schema}.migration) returning *`,
      );
      assert.deepEqual(await answer(), [503, 'not-ready', ['schema']], schema);
      await pool.query(`insert into ${schema}.migration (number, hash) values ($1, $2)`, [rows[0].number, rows[0].hash]);
      assert.deepEqual(await answer(), [200, undefined, undefined], schema);
    }
  },
);
