import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import fc from 'fast-check';
import { type FixtureCase, fixtureId, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { projectionFolder } from '../../test/projected.ts';
import { openDuck } from '../projection/duck.ts';
import { type ProjectionReader, projectionReader } from '../reader/projection-log-reader.ts';
import type { MetricRow } from './metric-rows.ts';
import { warehouseSchema, warehouseTables } from './schema.ts';
import { type WarehouseRequest, type WarehouseWritten, writeWarehouse } from './write-warehouse.ts';

interface Here {
  readonly database: TestDatabase;
  readonly reader: ProjectionReader;
  readonly to: string;
  write(asked?: Partial<WarehouseRequest>): Promise<WarehouseWritten>;
}

const closing: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const close of closing.reverse()) await close();
});

async function here(): Promise<Here> {
  const database = await testDatabase('insight_log', prepareLog);
  closing.push(() => database.close());
  const [projected, folder] = [projectionFolder(), projectionFolder()];
  const reader = projectionReader(database.pool, projected.folder);
  closing.push(projected.remove, folder.remove, () => reader.close());
  const to = join(folder.folder, 'warehouse');
  return { database, reader, to, write: (asked = {}) => writeWarehouse({ pool: database.pool, reader, to, ...asked }) };
}

/** What a statement answers over the files that the manifest names. */
async function ask(to: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  const duck = await openDuck(to, { threads: 1 });
  try {
    const manifest = JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8'));
    for (const table of warehouseTables) {
      const files = manifest.tables[table].map(({ file }: { file: string }) => `'${join(to, file)}'`);
      const empty = warehouseSchema[table].map(({ name, type }) => `null::${type} as ${name}`).join(', ');
      const source = files.length === 0 ? `select ${empty} where false` : `select * from read_parquet([${files.join(', ')}])`;
      await duck.run(`create table ${table} as ${source}`);
    }
    const connection = await duck.connect();
    const rows = await (await connection.run(sql)).getRowsJS();
    connection.closeSync();
    return rows;
  } finally {
    await duck.close();
  }
}

/** Events as text: in the warehouse, and in the log itself. */
const told = `case_id::text, seq, flow, version, entity, key, parent::text, type, kind, state_from, state_to, actor, actor_kind,
  (extract(epoch from occurred_at) * 1000000)::bigint::text as occurred, (extract(epoch from recorded_at) * 1000000)::bigint::text as recorded, deviation,
  cause_case::text, cause_seq`;

async function assertSame({ database, to }: Here): Promise<void> {
  const { rows } = await database.pool.query({
    text: `select ${told}, nullif((patch -> 'data')::text, '{}') as data from throughline.event_log order by case_id, seq`,
    rowMode: 'array',
  });
  const events = await ask(to, `select ${told}, data::text from log order by log.case_id, seq`);
  const parsed = (row: readonly unknown[]) => [...row.slice(0, -1), row.at(-1) === null ? null : JSON.parse(String(row.at(-1)))];
  assert.deepEqual(events.map(parsed), rows.map(parsed));
  assert.deepEqual(await ask(to, `${newest} order by id`), casesOf(rows));
}

const newest = `select case_id::text as id, key, state, events, data::text
  from cases qualify row_number() over (partition by case_id order by batch desc) = 1`;

/** The cases as one would put them together by hand. */
function casesOf(events: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  const cases = Map.groupBy(events, ([id]) => String(id));
  return [...cases.keys()].sort().map((id) => {
    const own = cases.get(id) ?? [];
    const data = Object.assign({}, ...own.map((row) => JSON.parse(String(row.at(-1))))) as object;
    const sorted = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      ...[id, own.at(-1)?.[5], own.at(-1)?.[10], own.length],
      sorted.length === 0 ? null : JSON.stringify(Object.fromEntries(sorted)),
    ];
  });
}

function order(key: string, steps: readonly object[], more: Partial<FixtureCase> = {}): FixtureCase {
  const events = steps.map((data, index) => {
    const [type, at, to] = [`step${index}`, `2026-01-${String(index + 1).padStart(2, '0')}T08:00:00.123456Z`, `s${index}`];
    return { type, at, to, data: data as Readonly<Record<string, unknown>> };
  });
  return { flow: 'order', key, events, ...more };
}

const filesOf = (to: string) =>
  warehouseTables.flatMap((table) => readdirSync(join(to, table)).map((file) => `${table}/${file}`));

async function append({ database }: Here, { flow, key }: FixtureCase, type: string, data: object, kind = 'fact'): Promise<void> {
  await database.pool.query(
    `insert into throughline.event_log (bucket, case_id, seq, flow, version, entity, key, type, kind, state_from, state_to, actor, actor_kind, principal,
      occurred_at, recorded_at, patch, outcome, deviation)
    select bucket, case_id, seq + 1, flow, version, entity, key, $2, $4, state_to, 'later', actor, actor_kind, principal, occurred_at + interval '1 hour',
      recorded_at + interval '1 hour', $3::jsonb, outcome, false
    from throughline.event_log where case_id = $1 order by seq desc limit 1`,
    [fixtureId(flow, key), type, JSON.stringify({ data }), kind],
  );
}

describe('the warehouse', () => {
  test('[I380] has what the log has after each run, whatever came between; [I381] a run writes only what is new', async () => {
    const one = await here();
    assert.deepEqual(await one.write(), { batch: 0, rows: { log: 0, cases: 0, metrics: 0, removed: 0 }, recordedAt: null });
    const value = fc.oneof(
      fc.integer(),
      fc.string(),
      fc.constant(null),
      fc.record({ amount: fc.nat(), list: fc.array(fc.boolean()) }),
    );
    const step = fc.dictionary(fc.constantFrom('amount', 'a_b', 'toBe', 'text'), value, { noNullPrototype: true });
    const runs = fc.sample(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }), {
      numRuns: 6,
      seed: 380,
    });
    const known: FixtureCase[] = [];
    for (const [run, cases] of runs.entries()) {
      const fresh = cases.map((steps, index) => order(`${run}-${index}`, steps, index === 0 ? { entity: "l'été" } : {}));
      await writeLog(one.database.pool, fresh);
      const [again] = known;
      if (again !== undefined) await append(one, again, 'more', { amount: run });
      known.push(...fresh);
      const { batch, rows } = await one.write();
      const events = fresh.flatMap((each) => each.events).length + (again === undefined ? 0 : 1);
      assert.deepEqual([batch, rows.log, rows.cases], [run + 1, events, fresh.length + (again === undefined ? 0 : 1)]);
      await assertSame(one);
    }
    const files = filesOf(one.to).map((file) => [file, statSync(join(one.to, file)).mtimeMs]);
    assert.deepEqual((await one.write()).rows, { log: 0, cases: 0, metrics: 0, removed: 0 });
    assert.deepEqual(
      filesOf(one.to).map((file) => [file, statSync(join(one.to, file)).mtimeMs]),
      files,
    );
  });

  test('[I382] a transaction that commits late is in the run after it', async () => {
    const one = await here();
    const late = await one.database.pool.connect();
    await late.query('begin');
    await writeLog(late as never, [order('late', [{ a: 1 }, { a: 2 }])]);
    await writeLog(one.database.pool, [order('early', [{ a: 1 }])]);
    await one.write();
    await assertSame(one);
    await late.query('commit');
    late.release();
    assert.equal((await one.write()).rows.log, 2);
    await assertSame(one);
  });

  test('[I383] what retention removed and what is called otherwise go from earlier files, and are named', async () => {
    const one = await here();
    const [gone, renamed, kept] = ['gone', 'Ada Lovelace', 'kept'].map((key) => order(key, [{ a: 1 }, { a: 2 }]));
    await writeLog(one.database.pool, [gone, renamed, kept] as FixtureCase[]);
    await one.write();
    const ids = [fixtureId('order', 'gone'), fixtureId('order', 'Ada Lovelace')];
    await one.database.pool.query('delete from throughline.event_log where case_id = $1', [ids[0]]);
    await one.database.pool.query('insert into throughline.log_removal values (0, $1, 1), (0, gen_random_uuid(), 1)', [ids[0]]);
    await append(one, renamed as FixtureCase, 'rekey', {}, 'command');
    await one.database.pool.query(`update throughline.event_log set key = 'erased-1' where case_id = $1`, [ids[1]]);
    const { rows } = await one.write();
    assert.deepEqual([rows.log, rows.cases, rows.removed], [3, 1, 2]);
    await assertSame(one);
    const named = await ask(one.to, 'select case_id::text, why, batch from removed');
    assert.deepEqual(new Set(named.map(String)), new Set([`${ids[0]},gone,2`, `${ids[1]},renamed,2`]));
    const bytes = filesOf(one.to).map((file) => readFileSync(join(one.to, file), 'latin1'));
    assert.ok(!bytes.some((text) => text.includes('Ada Lovelace') || text.includes('gone\0')));
    // Whoever loads batch by batch, taking out what is named before putting in what is new, has the same.
    const loaded = `from log where not exists (select 1 from removed where removed.case_id = log.case_id and removed.batch > log.batch)`;
    assert.deepEqual(await ask(one.to, `select count(*)::int ${loaded}`), [[5]]);
  });

  test('[I384] of a metric only the periods that changed are written', async () => {
    const one = await here();
    await writeLog(one.database.pool, [order('a', [{ a: 1 }])]);
    const row = (period: string, value: number | null, currency: string | null = 'EUR'): MetricRow => ({
      ...{ metric: 'paid', title: 'Paid', unit: 'money', grain: 'month', period_from: `2026-0${period}-01` },
      ...{ period_to: `2026-0${Number(period) + 1}-01`, complete: true, currency, value, cases: 3 },
    });
    const now =
      'select period_from::varchar, currency, value, cases::int from metrics qualify row_number() over (partition by metric, grain, period_from, currency order by batch desc) = 1 order by 1, 2';
    assert.equal((await one.write({ metrics: [row('1', 10.5), row('2', 20), row('2', 1, 'USD')] })).rows.metrics, 3);
    assert.deepEqual(
      await one
        .write({ metrics: [row('1', 10.5), row('2', 20), row('2', 1, 'USD')] })
        .then(({ batch, rows }) => [batch, rows.metrics]),
      [1, 0],
    );
    assert.equal(
      (await one.write({ metrics: [row('1', 10.5), row('2', 21), row('2', 1, 'USD'), row('3', null, null)] })).rows.metrics,
      2,
    );
    assert.deepEqual(await ask(one.to, now), [
      ['2026-01-01', 'EUR', 10.5, 3],
      ['2026-02-01', 'EUR', 21, 3],
      ['2026-02-01', 'USD', 1, 3],
      ['2026-03-01', null, null, 3],
    ]);
  });

  test('[I385] only cases and fields that somebody sees; another scope is refused', async () => {
    const one = await here();
    const vault = { ...order('secret', [{ plan: 'x' }]), flow: 'vault' };
    await writeLog(one.database.pool, [
      order('a', [{ amount: 1, cost: 7 }]),
      order('b', [{ amount: 2 }], { entity: 'north' }),
      vault,
    ]);
    const scope = {
      as: 'ann',
      seen: [{ flow: 'order', entities: ['main'] }],
      fields: { order: ['amount'] },
      withoutPersonal: true,
    };
    assert.deepEqual((await one.write({ scope })).rows, { log: 1, cases: 1, metrics: 0, removed: 0 });
    assert.deepEqual(await ask(one.to, 'select key, data::text, actor from log'), [['a', '{"amount":1}', 'source']]);
    assert.deepEqual(await ask(one.to, 'select key, data::text from cases'), [['a', '{"amount":1}']]);
    await assert.rejects(one.write(), { code: 'warehouse-differs' });
    assert.equal((await one.write({ anew: true })).rows.log, 3);
    await assertSame(one);
  });

  test('[I386] what a run that broke off left does not count and goes; another log is refused; two runs at once come one after the other', async () => {
    const one = await here();
    await writeLog(one.database.pool, [order('a', [{ a: 1 }])]);
    await one.write();
    for (const name of ['log/000002.parquet', 'cases/000001-2.parquet', 'log/000002.part', 'log/notes.txt'])
      writeFileSync(join(one.to, name), 'half a file');
    await append(one, order('a', []), 'more', { a: 2 });
    assert.equal((await one.write()).batch, 2);
    await assertSame(one);
    assert.deepEqual(filesOf(one.to).sort(), [
      'cases/000001.parquet',
      'cases/000002.parquet',
      'log/000001.parquet',
      'log/000002.parquet',
      'log/notes.txt',
    ]);
    const stopped = AbortSignal.abort(new Error('stopped'));
    await append(one, order('a', []), 'more', { a: 3 });
    await assert.rejects(one.write({ signal: stopped }), /stopped/);
    await assert.rejects(assertSame(one));
    const together = await Promise.all([one.write(), one.write()]);
    assert.deepEqual(together.map(({ rows }) => rows.log).sort(), [0, 1]);
    await assertSame(one);
    const other = await here();
    await writeLog(other.database.pool, [order('a', [{ a: 1 }])]);
    await assert.rejects(other.write({ to: one.to }), { code: 'warehouse-differs' });
  });

  test('[I387] the files have the columns of the schema, in its order and with its types', async () => {
    const one = await here();
    await writeLog(one.database.pool, [order('a', [{ a: 1 }])]);
    const metric = { metric: 'm', title: 'M', unit: 'count', grain: 'month', period_from: '2026-01-01', period_to: '2026-02-01' };
    await one.write({ metrics: [{ ...metric, complete: true, currency: null, value: 1, cases: 1 }] });
    await append(one, order('a', []), 'rekey', {}, 'command');
    await one.write();
    for (const table of warehouseTables) {
      const columns = await ask(one.to, `select column_name, column_type from (describe ${table})`);
      assert.deepEqual(
        columns,
        warehouseSchema[table].map(({ name, type }) => [name, type]),
      );
    }
  });
});
