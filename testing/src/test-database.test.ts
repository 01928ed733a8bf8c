import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { testDatabase } from './test-database.ts';

let prepared = 0;

async function prepare(url: string): Promise<void> {
  prepared += 1;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create table thing (name text); insert into thing values ($$from the template$$)');
  await client.end();
}

test('[T1] each call gives a database of its own, copied from a template that is made once', async () => {
  const [one, other] = await Promise.all([testDatabase('things', prepare), testDatabase('things', prepare)]);
  try {
    await one.pool.query('delete from thing');
    assert.equal((await one.pool.query('select * from thing')).rowCount, 0);
    assert.deepEqual((await other.pool.query('select * from thing')).rows, [{ name: 'from the template' }]);
    assert.equal(prepared, 1);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});

test('[T1] close removes the database', async () => {
  const one = await testDatabase('things', prepare);
  await one.close();
  const client = new pg.Client({ connectionString: one.url });
  await assert.rejects(client.connect(), { code: '3D000' });
});
