import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '@throughline/language';
import { caseId } from '../case-id.ts';
import { bench, closing, command, day, fact, named, outcomes, place, start } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';

const operator: Actor = { id: 'olga', kind: 'person', principal: 'olga', roles: ['operator'] };
const id = caseId(named('A'));
const replay = command('A', 'replay', {}, { actor: operator, reason: 'it looked wrong' });

/** Ways to falsify the rows of a case; its log is as it was. */
const damage = [
  `update throughline.case_ set state = 'paid', version = 7, entered_at = now(), last_type = 'x', last_at = now(), recorded_at = now() where id = '${id}'`,
  `update throughline.case_ set seq = 1, head = sha256('x') where id = '${id}'`,
  `update throughline.case_ set due_at = null where id = '${id}'`,
  `update throughline.case_data set data = '{"amount": 1}', clocks = '{}' where id = '${id}'`,
  `update throughline.list_field set text_value = 'zzz', number_value = null, exact = null where case_id = '${id}';
    delete from throughline.list_field where case_id = '${id}' and field = 'amount';
    update throughline.case_data set data = data || '{"customer": "forged"}' where id = '${id}'`,
];

for (const statement of damage)
  test(`[E220] replay makes a case anew from its log: ${statement.replaceAll(id, 'A').slice(0, 70)}`, async (t) => {
    const { pool, engine, source } = await closing(bench(), t);
    await engine.dispatch([
      place('A', { dueOn: '2026-02-01', amount: 400 }),
      command('A', 'short', {}, { reason: 'none left' }),
      fact(source, 'A', 'close'),
      command('A', 'assign', { to: 'bo' }),
    ]);
    const before = await engine.readCase(id);
    const lists = `select field, is_open, text_value, number_value, exact from throughline.list_field where case_id = '${id}' order by field`;
    const listed = await pool.query(lists);
    await pool.query(statement);
    assert.deepEqual(outcomes(await engine.dispatch([replay])), ['applied']);
    const after = await engine.readCase(id);
    assert.deepEqual(after, { ...before, seq: (before?.seq ?? 0) + 1, lastType: 'replay' });
    assert.deepEqual((await pool.query(lists)).rows, listed.rows);
    assert.deepEqual((await verifyLog(pool)).findings, []);
  });

test('[E220] a replayed case that was set aside works off what is due', async (t) => {
  const { pool, engine } = await closing(bench(), t);
  await engine.dispatch([place('A', { dueOn: '2026-02-01' })]);
  await pool.query(`update throughline.case_ set due_at = null;
    insert into throughline.quarantine (bucket, case_id, reason, due_at, at) select bucket, id, 'stuck', now(), now() from throughline.case_`);
  await engine.travel(start + 40 * day);
  assert.equal((await engine.history(id)).length, 1);
  await engine.dispatch([replay]);
  await engine.settle();
  assert.deepEqual(
    (await engine.history(id)).map(({ type }) => type),
    ['place', 'replay', 'rung'],
  );
  assert.deepEqual(await engine.quarantine(), []);
});

test('[E221] a case whose log does not hold is left as it is, and its neighbours are not', async (t) => {
  const { pool, engine } = await closing(bench(), t);
  await engine.dispatch([place('A'), place('B'), command('A', 'comment', { text: 'x' })]);
  await pool.query(`update throughline.event set patch = '{}' where case_id = $1 and seq = 2`, [id]);
  const before = await engine.readCase(id);
  assert.deepEqual(outcomes(await engine.dispatch([replay, command('B', 'ask')])), ['failed log-broken', 'applied']);
  assert.deepEqual(await engine.readCase(id), before);
});
