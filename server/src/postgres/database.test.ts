import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import pg from 'pg';
import { checkVersion, openDatabase } from './database.ts';
import { DatabaseError } from './errors.ts';

async function nameOf(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query('select current_database() as name')).rows[0].name;
  } finally {
    await client.end();
  }
}

test('[S19] without DATABASE_URL: databases of the embedded server on THROUGHLINE_HOME', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'throughline-database-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const env = { THROUGHLINE_HOME: home };
  const main = await openDatabase({ env, name: 'main' });
  const demo = await openDatabase({ env: { ...env, DATABASE_URL: '' }, name: 'demo' });
  assert.deepEqual([main.kind, await nameOf(main.url)], ['embedded', 'throughline']);
  assert.deepEqual([demo.kind, await nameOf(demo.url)], ['embedded', 'throughline_demo']);
  await Promise.all([main.close(), demo.close()]);
});

test('[S20] DATABASE_URL: its own database, and one beside it for the demo', async () => {
  const external = await testDatabase('empty', () => Promise.resolve());
  const env = { DATABASE_URL: external.url };
  const own = await nameOf(external.url);
  const main = await openDatabase({ env, name: 'main' });
  assert.deepEqual([main.kind, main.url], ['external', external.url]);
  for (const demo of await Promise.all([openDatabase({ env, name: 'demo' }), openDatabase({ env, name: 'demo' })])) {
    assert.equal(await nameOf(demo.url), `${own}_demo`);
  }
  await external.pool.query(`drop database ${own}_demo`);
  await external.close();
});

const unusable: readonly (readonly [what: string, url: string, code: string])[] = [
  ['no address', 'nonsense', 'DATABASE_URL_INVALID'],
  ['another system', 'mysql://user:secret@localhost/orders', 'DATABASE_URL_INVALID'],
  ['no database named', 'postgresql://user:secret@localhost', 'DATABASE_URL_INVALID'],
  ['nobody listens', 'postgresql://user:secret@127.0.0.1:1/orders', 'DATABASE_UNREACHABLE'],
];
for (const [what, url, code] of unusable) {
  test(`[S21] DATABASE_URL: ${what}`, async () => {
    await assert.rejects(openDatabase({ env: { DATABASE_URL: url }, name: 'main' }), (error) => {
      assert.ok(error instanceof DatabaseError);
      assert.equal(error.code, code);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  });
}

test('[S21] DATABASE_URL: a database that is not there', async () => {
  const external = await testDatabase('empty', () => Promise.resolve());
  const env = { DATABASE_URL: external.url.replace(/[^/]+$/, 'nowhere') };
  await assert.rejects(openDatabase({ env, name: 'main' }), { code: 'DATABASE_MISSING' });
  await external.close();
});

test('[S22] PostgreSQL before 15 is refused by name', () => {
  checkVersion(150_000, '15.0', 'here');
  assert.throws(() => checkVersion(140_011, '14.11', 'here'), { code: 'DATABASE_TOO_OLD', message: /14\.11/ });
});
