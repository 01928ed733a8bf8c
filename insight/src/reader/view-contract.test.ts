import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import pg from 'pg';
import { viewColumns } from '../../test/log-fixture.ts';
import { logReader } from './postgres-log-reader.ts';

const migrations = new URL('../../../engine/src/migrations/', import.meta.url);

/** The schema as a file in SQL, not by the code that runs on it: insight knows nothing of that. */
async function prepareSchema(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create schema if not exists throughline; set search_path to throughline, public');
  for (const file of readdirSync(migrations).sort()) await client.query(readFileSync(new URL(file, migrations), 'utf8'));
  await client.end();
}

test('[I23] the view of the database has the columns that insight reads, of the types that its tests use', async () => {
  const database = await testDatabase('insight_view', prepareSchema);
  try {
    const found = await database.pool.query<{ name: string; type: string }>(
      `select column_name::text as name, udt_name::text as type from information_schema.columns
       where table_schema = 'throughline' and table_name = 'event_log'`,
    );
    const types = Object.fromEntries(found.rows.map((row) => [row.name, row.type]));
    assert.deepEqual(Object.fromEntries(Object.keys(viewColumns).map((name) => [name, types[name]])), viewColumns);
    const pages = await Array.fromAsync(logReader(database.pool).events());
    assert.deepEqual(pages, []);
  } finally {
    await database.close();
  }
});
