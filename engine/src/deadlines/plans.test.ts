import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainedDatabase } from '../../test/explained-database.ts';
import { inTransaction } from '../database.ts';
import { closing, day } from '../fixture.test.ts';
import { begin, loanBench, monday } from '../loans.test.ts';
import { postgresTransaction } from '../store/postgres-store.ts';

test('[E156] looking for deadlines reads those that are due, however many are pending', async (t) => {
  const { engine, pool, another } = await closing(loanBench(), t);
  const count = 3000;
  await engine.dispatch([
    ...Array.from({ length: count }, (_, index) => begin('loan', `K${index}`, { dueOn: '2026-03-01' })),
    ...Array.from({ length: 10 }, (_, index) => begin('loan', `D${index}`, { dueOn: '2026-01-01' })),
  ]);
  for (const statistics of ['none', 'analyzed']) {
    if (statistics === 'analyzed') await pool.query('analyze');
    const database = explainedDatabase(pool);
    const observed = another({ database });
    assert.equal(await observed.runDeadlines(), 0);
    assert.equal(await observed.lag(), 0);
    const quiet = database.seen.filter(({ table }) => table === 'case_');
    assert.ok(quiet.length > 0);
    for (const access of quiet) assert.deepEqual([access.index, access.rows <= 2], ['case_due', true], JSON.stringify(access));
  }
  await pool.query(`update throughline.clock set now = '${new Date(monday + 17 * day).toISOString()}'`);
  const database = explainedDatabase(pool);
  // What is explained is run, too: the second claim of the same transaction finds its own locks free.
  assert.equal(await another({ database }).runDeadlines(), 10);
  const claimed = database.seen.filter(({ table }) => table === 'case_' || table === 'case_data');
  assert.ok(claimed.some(({ index }) => index === 'case_due'));
  for (const access of claimed) {
    assert.notEqual(access.how, 'Seq Scan', JSON.stringify(access));
    assert.ok(access.rows <= 60, JSON.stringify(access));
  }
});

test('[E156] a step of a sweep reads no more cases than it looks at, whatever other flows there are', async (t) => {
  const { engine, pool } = await closing(loanBench(), t);
  await engine.dispatch(Array.from({ length: 3000 }, (_, index) => begin('visit', `V${index}`, { dueOn: '2026-03-01' })));
  await engine.dispatch(Array.from({ length: 600 }, (_, index) => begin('loan', `K${index}`, { dueOn: '2026-03-01' })));
  for (const statistics of ['none', 'analyzed']) {
    if (statistics === 'analyzed') await pool.query('analyze');
    const database = explainedDatabase(pool);
    await inTransaction(database, async (client) => {
      const first = await postgresTransaction(client).readCasesOfFlow('loan', null, 200);
      const next = await postgresTransaction(client).readCasesOfFlow('loan', first.at(-1)?.record.id ?? null, 200);
      assert.deepEqual([first.length, next.length], [200, 200]);
      assert.ok((first.at(-1)?.record.id ?? '') < (next[0]?.record.id ?? ''));
    });
    assert.ok(database.seen.some(({ index }) => index === 'case_flow'));
    for (const access of database.seen) assert.ok(access.rows <= 201, JSON.stringify(access));
  }
});
