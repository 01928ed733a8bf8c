import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { keptTables } from './kept-tables.ts';

test('[S431] what the server keeps for people is backed up, answers to requests are not', async (t) => {
  const { pool } = await openHouse(t, await testDatabase('server_kept', () => Promise.resolve()));
  assert.deepEqual(await keptTables(pool), []);
  await migrateServer(pool);
  const kept = await keptTables(pool);
  assert.ok(kept.includes('throughline_server.saved_view'));
  // Passwords survive, sessions and links do not.
  for (const name of ['user', 'account', 'two_factor', 'secret', 'api_key'])
    assert.ok(kept.includes(`throughline_auth.${name}`), name);
  assert.deepEqual(
    kept.filter((name) => /answer|migration|cursor/.test(name)),
    [],
  );
});
