import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { createEngine } from './engine.ts';
import { bench, closing, start } from './fixture.test.ts';
import { initialise } from './initialise.ts';
import { migrate } from './migrate.ts';

const empty = () => testDatabase('engine_empty', async () => undefined);

test('[E80] several processes make one database ready at once', async (t) => {
  const { pool, close } = await empty();
  t.after(close);
  await Promise.all(Array.from({ length: 4 }, () => initialise(pool, { mode: 'real' })));
  const { rows } = await pool.query('select flow, version from throughline.flow_version order by flow');
  assert.deepEqual(rows, [
    { flow: 'exception', version: 1 },
    { flow: 'task', version: 1 },
  ]);
});

test('[E81] a database that a newer release made, or an edited migration, is refused', async (t) => {
  const { pool, close } = await empty();
  t.after(close);
  await migrate(pool);
  await pool.query(`insert into throughline.migration (number, hash) values (9000, 'x')`);
  await assert.rejects(migrate(pool), { code: 'database-newer' });
  await pool.query(
    `delete from throughline.migration where number = 9000; update throughline.migration set hash = 'x' where number = 1`,
  );
  await assert.rejects(migrate(pool), { code: 'migration-edited' });
});

test('[E82] a database keeps the kind of clock that it was made with', async (t) => {
  const { pool, engine } = await closing(bench('real'), t);
  await assert.rejects(initialise(pool, { mode: 'virtual', now: start }), { code: 'clock-mode-fixed' });
  assert.equal((await engine.clock()).mode, 'real');
  const virtual = await closing(bench('virtual'), t);
  await assert.rejects(initialise(virtual.pool, { mode: 'real' }), { code: 'clock-mode-fixed' });
  await initialise(virtual.pool, { mode: 'virtual', now: start + 1 });
  assert.equal((await virtual.engine.clock()).now, start);
});

test('[E83] what was not made ready says so', async (t) => {
  const { pool, close } = await empty();
  t.after(close);
  await migrate(pool);
  await assert.rejects(createEngine({ database: pool }).clock(), { code: 'not-initialised' });
});

test('[E84] no table of cases has a sequence, a trigger, a foreign key, or a unique index without its bucket', async (t) => {
  const { pool } = await closing(bench(), t);
  const ofCases = `('case_', 'case_data', 'event', 'receipt', 'effect', 'link', 'quarantine', 'list_field')`;
  const { rows } = await pool.query(`
    select 'trigger' as what, tgrelid::regclass::text as name from pg_trigger
    union all select 'foreign key', conname from pg_constraint where contype = 'f' and connamespace = 'throughline'::regnamespace
    union all select 'sequence', table_name || '.' || column_name from information_schema.columns
      where table_schema = 'throughline' and table_name in ${ofCases} and (is_identity = 'YES' or column_default like 'nextval%')
    union all select 'unique', indexname from pg_indexes
      where schemaname = 'throughline' and tablename in ${ofCases} and indexdef like '%UNIQUE%' and indexdef not like '%(bucket,%'`);
  assert.deepEqual(rows, []);
});
