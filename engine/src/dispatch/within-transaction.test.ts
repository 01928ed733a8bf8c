import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import { bench, closing, command, named, outcomes, place } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';

test('[E248] what was dispatched within a transaction that is rolled back has not happened, under its receipt neither', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  const signed = { ...place('A'), receipt: { source: 'erp', key: '1' } };
  const client = await pool.connect();
  await client.query('begin');
  assert.deepEqual(outcomes(await engine.dispatch([signed], { client })), ['applied']);
  assert.deepEqual(outcomes(await engine.dispatch([signed, command('A', 'short')], { client })), ['duplicate', 'applied']);
  await client.query('rollback');
  client.release();
  assert.equal(await engine.findCase(named('A')), undefined);
  assert.deepEqual(outcomes(await engine.dispatch([signed])), ['applied']);
});

test('[E248] after an error within it, the transaction can go on, and holds what was written before', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await pool.query(`alter table throughline.event add constraint poison check (patch::text not like '%poison%')`);
  await pool.query('create table note (text text)');
  const client = await pool.connect();
  await client.query('begin');
  await client.query(`insert into note values ('before')`);
  await assert.rejects(engine.dispatch([place('A'), place('B', { customer: 'poison' })], { client }), { code: '23514' });
  assert.deepEqual(outcomes(await engine.dispatch([place('A')], { client })), ['applied']);
  await client.query('commit');
  client.release();
  assert.equal((await pool.query('select from note')).rowCount, 1);
  assert.deepEqual([(await engine.findCase(named('A')))?.seq, await engine.findCase(named('B'))], [1, undefined]);
});

test('[E248] two callers with one case: the second waits for the first, and decides on what that left', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([place('A')]);
  const [first, second] = await Promise.all([pool.connect(), pool.connect()]);
  await first.query('begin');
  await second.query('begin');
  assert.deepEqual(outcomes(await engine.dispatch([command('A', 'short')], { client: first })), ['applied']);
  const waiting = engine.dispatch([command('A', 'restock'), command('A', 'ask')], { client: second });
  const isWaiting = async () => {
    const { rows } = await pool.query(
      `select count(*)::int4 as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    );
    return rows[0].n > 0;
  };
  while (!(await isWaiting()));
  await first.query('commit');
  assert.deepEqual(outcomes(await waiting), ['applied', 'applied']);
  await second.query('commit');
  first.release();
  second.release();
  const events = await engine.history(caseId(named('A')));
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'command').map(({ type }) => type),
    ['place', 'short', 'restock', 'ask'],
  );
  assert.deepEqual((await verifyLog(pool)).findings, []);
});
