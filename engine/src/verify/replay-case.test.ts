import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, closing, command, day, fact, place, start } from '../fixture.test.ts';
import { verifyLog } from './verify-log.ts';

test('[E218] what was decided is decided again: births, facts, deadlines, messages, owned cases, personal fields', async (t) => {
  const { engine, pool, source } = await closing(bench(), t);
  await engine.dispatch([
    place('A', { dueOn: '2026-01-10' }),
    command('A', 'short', {}, { reason: 'none left' }),
    place('B'),
    command('B', 'ship'),
    fact(source, 'B', 'pay', { data: { amount: 40 } }),
    fact(source, 'B', 'close', { at: start - day }),
    command('B', 'revise', { contact: 'new@example.org' }),
  ]);
  await engine.travel(start + 30 * day);
  await engine.dispatch([command('A', 'restock'), command('A', 'comment', { text: 'x' })]);
  const { found, events, decided } = await verifyLog(pool, { decide: true });
  assert.deepEqual([found, decided], [0, { events, skipped: 0 }]);
  assert.ok(events > 12);
});

test('[E218] what is decided otherwise is named; what follows an erased part is not decided', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'short'), place('B'), command('B', 'short')]);
  // As another release would decide it.
  await pool.query(`update throughline.flow_version set definition = replace(definition::text, '"raise":"stock"', '"raise":"lost"')::json
    where flow = 'order'`);
  const { findings } = await verifyLog(pool, { decide: true });
  assert.deepEqual(
    findings.map(({ code, seq }) => [code, seq]),
    [
      ['decision-differs', 2],
      ['decision-differs', 2],
    ],
  );
  assert.match(findings[0]?.message ?? '', /patch|outcome/);
  await pool.query('update throughline.event set personal = null, personal_salt = null');
  await pool.query(`update throughline.case_data set data = data - 'contact'`);
  const erased = await verifyLog(pool, { decide: true });
  assert.equal(erased.found, 0);
  assert.equal(erased.decided?.skipped, 4);
});
