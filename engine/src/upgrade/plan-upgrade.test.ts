import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowDefinition } from '@throughline/language';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import pg from 'pg';
import { keptReleases, loadRelease } from '../../test/releases.ts';
import { readMigrations } from '../migrate.ts';
import { stepsOf, summaryOf } from './migration-steps.ts';
import { planUpgrade } from './plan-upgrade.ts';

async function oldest(t: { after(run: () => Promise<void>): void }): Promise<TestDatabase> {
  const [release] = keptReleases;
  assert.ok(release !== undefined);
  const database = await testDatabase('upgrade_plan', async (url) => {
    const pool = new pg.Pool({ connectionString: url });
    await loadRelease(pool, release);
    await pool.end();
  });
  t.after(() => database.close());
  return database;
}

/** Every row of every table, every column, index and constraint, as one text. */
async function everything(pool: pg.Pool): Promise<string> {
  const names = await pool.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace in (select oid from pg_namespace where nspname like 'throughline%') order by 1`,
  );
  const parts = await Promise.all(
    names.rows.map(async ({ name }) => {
      const { rows } = await pool.query(`select md5(string_agg(t::text, '|' order by t::text)) as sum, count(*) from ${name} t`);
      return [name, rows[0]];
    }),
  );
  const { rows } = await pool.query(
    `select table_name, column_name, data_type, column_default from information_schema.columns where table_schema like 'throughline%'
      union all select tablename, indexname, indexdef, null from pg_indexes where schemaname like 'throughline%' order by 1, 2, 3`,
  );
  return JSON.stringify([parts, rows]);
}

test('[E283] a plan says what an upgrade will do, tries it, and changes nothing', async (t) => {
  const { pool } = await oldest(t);
  const before = await everything(pool);
  const plan = await planUpgrade(pool, { rehearse: true });
  assert.equal(await everything(pool), before);
  const all = await readMigrations();
  assert.deepEqual(plan.schema, { from: 3, to: all.at(-1)?.number });
  assert.deepEqual(
    plan.migrations.map(({ number }) => number),
    all.map(({ number }) => number).filter((number) => number > 3),
  );
  assert.equal(plan.rehearsal?.outcome, 'passed');
  for (const { number, summary, tookMs } of plan.migrations) assert.ok(summary.length > 20 && tookMs !== undefined, `${number}`);
  const effects = keptReleases[0]?.rows['effect'] ?? 0;
  assert.deepEqual(
    plan.migrations[0]?.steps.filter(({ table, does }) => table === 'effect' && does === 'writes rows'),
    [{ table: 'effect', does: 'writes rows', isLong: true, locks: 'nothing', rows: effects }],
  );
  assert.ok(plan.tables.some(({ table, rows, bytes }) => table === 'event' && rows > 50 && bytes > 0));
});

test('[E283] every migration says what it is for, and its steps are read', async () => {
  const tables = new Set([
    'case_',
    'case_data',
    'event',
    'receipt',
    'effect',
    'clock',
    'flow_version',
    'seal',
    'source',
    'link',
    'destination',
  ]);
  for (const { number, text } of (await readMigrations()).slice(1)) {
    assert.ok(summaryOf(text).length > 20, `migration ${number}`);
    const touched = text.match(
      new RegExp(`^(alter table|update|create (unique )?index .* on) throughline\\.(${[...tables].join('|')})\\b`, 'gm'),
    );
    assert.equal(stepsOf(text, tables).length >= (touched?.length ?? 0), true, `migration ${number}`);
  }
});

test('[E284] a plan counts the running cases of each flow that changes, and those that could not follow', async (t) => {
  const { pool } = await oldest(t);
  const { rows } = await pool.query<{ definition: FlowDefinition }>(
    `select definition from throughline.flow_version where flow = 'parcel'`,
  );
  const stored = rows[0]?.definition;
  assert.ok(stored !== undefined);
  const unchanged = await planUpgrade(pool, { flows: [{ definition: stored, by: 'story' }] });
  assert.deepEqual(
    unchanged.flows.filter(({ flow }) => flow === 'parcel'),
    [],
  );
  const text = JSON.stringify(stored).replaceAll('"packed"', '"boxed"').replace('"Parcel"', '"Box"');
  const renamed = { ...(JSON.parse(text) as FlowDefinition) };
  const { flows, rehearsal } = await planUpgrade(pool, {
    flows: [renamed, { ...renamed, name: 'box' }].map((definition) => ({ definition, by: 'story' })),
  });
  const theirs = await planUpgrade(pool, { flows: [{ definition: renamed, by: 'pack/boxes' }] });
  assert.deepEqual(
    theirs.flows.filter(({ flow }) => flow === 'parcel'),
    [],
  );
  const [parcel, box] = flows.filter(({ flow }) => flow === 'parcel' || flow === 'box');
  assert.deepEqual([parcel?.from, parcel?.running, rehearsal], [1, 1, undefined]);
  assert.ok((parcel?.changes.length ?? 0) > 0);
  assert.deepEqual(
    parcel?.stranded.map(({ state, cases }) => [state, cases]),
    [['packed', 1]],
  );
  assert.deepEqual(box, { flow: 'box', changes: [], running: 0, stranded: [] });
});

test('[E284] a version that this release cannot run is named, and not compared', async (t) => {
  const { pool } = await oldest(t);
  assert.deepEqual((await planUpgrade(pool)).unreadable, []);
  const { rows } = await pool.query<{ definition: FlowDefinition }>(
    `update throughline.flow_version set definition = (definition::jsonb - 'states')::json where flow = 'parcel' returning definition`,
  );
  const definition = rows[0]?.definition;
  assert.ok(definition !== undefined);
  const { unreadable, flows } = await planUpgrade(pool, {
    flows: [{ definition: { ...definition, title: 'Box' }, by: 'story' }],
  });
  assert.deepEqual(
    unreadable.map(({ flow, version }) => [flow, version]),
    [['parcel', 1]],
  );
  assert.ok(!flows.some(({ flow }) => flow === 'parcel'));
});

test('[E285] a rehearsal gives up where somebody holds a table, and says what would fail', async (t) => {
  const { pool } = await oldest(t);
  const holder = await pool.connect();
  await holder.query('begin; lock table throughline.effect in access share mode');
  const busy = await planUpgrade(pool, { rehearse: true, patienceMs: 20 });
  assert.equal(busy.rehearsal?.outcome, 'busy');
  await holder.query('rollback');
  holder.release();
  await pool.query('create table throughline.sweep (wrong int)');
  const before = await everything(pool);
  const { rehearsal } = await planUpgrade(pool, { rehearse: true });
  assert.ok(rehearsal?.outcome === 'failed' && rehearsal.error.includes('sweep'), JSON.stringify(rehearsal));
  assert.equal(await everything(pool), before);
});

test('[E283] an empty database and one of this release have plans, too', async (t) => {
  const { pool, close } = await testDatabase('engine_empty', async () => undefined);
  t.after(close);
  const empty = await planUpgrade(pool, { rehearse: true });
  assert.deepEqual([empty.schema.from, empty.rehearsal?.outcome, empty.tables], [0, 'passed', []]);
});
