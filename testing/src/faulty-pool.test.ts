import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { type Fault, faultyPool } from './faulty-pool.ts';
import { type TestDatabase, testDatabase } from './test-database.ts';

async function prepare(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create table entry (number int)');
  await client.end();
}

async function withDatabase(body: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await testDatabase('faults', prepare);
  try {
    await body(database);
  } finally {
    await database.close();
  }
}

/** Writes two rows in one transaction, as a caller would. */
async function writeBoth(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  let broken = false;
  try {
    for (const sql of ['begin', 'insert into entry values (1)', 'insert into entry values (2)', 'commit'])
      await client.query(sql);
  } catch (error) {
    broken = true;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function rows(database: TestDatabase): Promise<number> {
  return (await database.pool.query('select * from entry')).rowCount ?? 0;
}

const table: readonly (readonly [fault: Fault, error: object, rows: number])[] = [
  [{ failAt: 3, mode: 'transient' }, { code: '40001' }, 0],
  [{ failAt: 3, mode: 'lost-before' }, /terminated|not queryable|closed/i, 0],
  [{ failAt: 4, mode: 'lost-before' }, /terminated|not queryable|closed/i, 0],
  [{ failAt: 4, mode: 'lost-after' }, /terminated/, 2],
];
for (const [fault, error, left] of table) {
  test(`[T4] query ${fault.failAt} ${fault.mode}: the caller is told, ${left} rows are there`, () =>
    withDatabase(async (database) => {
      const faulty = faultyPool(database.pool, fault);
      await assert.rejects(writeBoth(faulty.pool), error);
      assert.equal(faulty.struck(), true);
      assert.equal(await rows(database), left);
      await writeBoth(faulty.pool); // One fault only: the next try comes through.
      assert.equal(await rows(database), left + 2);
    }));
}

test('[T4] a persistent fault strikes again, and pool.query counts too', () =>
  withDatabase(async (database) => {
    const faulty = faultyPool(database.pool, { failAt: 2, mode: 'transient', persistent: true });
    await faulty.pool.query('insert into entry values (1)');
    await assert.rejects(faulty.pool.query('insert into entry values (2)'), { code: '40001' });
    await assert.rejects(faulty.pool.query('insert into entry values (2)'), { code: '40001' });
    assert.equal(faulty.queries(), 3);
    assert.equal(await rows(database), 1);
  }));

test('[T4] a fault beyond the last query never strikes', () =>
  withDatabase(async (database) => {
    const faulty = faultyPool(database.pool, { failAt: 5, mode: 'transient' });
    await writeBoth(faulty.pool);
    assert.deepEqual([faulty.struck(), faulty.queries()], [false, 4]);
  }));
