import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openDuck, warehouseSchema, warehouseTables } from '@throughline/insight';
import pg from 'pg';
import { company, type TestCompany } from '../test/company.ts';

const guide = readFileSync(new URL('../../docs/guide/warehouse.md', import.meta.url), 'utf8');
const [views = '', example = ''] = [...guide.matchAll(/```sql\n(.*?)```/gs)].map(([, sql = '']) => sql);

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'throughline-warehouse-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Reads a folder in the way the guide does. */
function ask(to: string, sql: string): Promise<readonly (readonly unknown[])[]> {
  return read(to, sql, views.replaceAll("'warehouse/", `'${to}/`));
}

async function read(to: string, sql: string, before = 'select 1'): Promise<readonly (readonly unknown[])[]> {
  const duck = await openDuck(to, { threads: 1 });
  try {
    await duck.run(before);
    const connection = await duck.connect();
    const rows = await (await connection.run(sql)).getRowsJS();
    connection.closeSync();
    return rows.map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value)));
  } finally {
    await duck.close();
  }
}

async function inLog({ env }: TestCompany, sql: string): Promise<readonly (readonly unknown[])[]> {
  const client = new pg.Client({ connectionString: env['DATABASE_URL'] });
  await client.connect();
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  await client.end();
  return rows;
}

const events = (data: string) => `select case_id::text as id, seq, flow, key, type, state_from, state_to, actor,
  (extract(epoch from recorded_at) * 1000000)::bigint::text as recorded, ${data} as data from`;

test('[X110] the warehouse is the log, its cases and its metrics, as its guide reads them', async (t) => {
  const [one, to] = [await company(t), folder(t)];
  const { throughline } = one;
  assert.match(
    (await throughline(['export', 'warehouse', '--to', to])).stdout,
    /^Batch 1 in .+: \d+ events, \d+ cases, \d+ values of metrics\.\n/,
  );
  const parsed = (rows: readonly (readonly unknown[])[]) =>
    rows.map((row) => row.map((value, at) => (at === 9 ? JSON.parse(String(value)) : value)));
  assert.deepEqual(
    parsed(await ask(to, `${events('data::text')} log order by id, seq`)),
    parsed(await inLog(one, `${events(`nullif((patch -> 'data')::text, '{}')`)} throughline.event_log order by id, seq`)),
  );
  const states = await inLog(
    one,
    `select flow, state, count(*)::float8, sum(events)::float8 from (select case_id, flow, (array_agg(state_to order by seq desc))[1] as state,
      count(*) as events from throughline.event_log group by case_id, flow) as cases group by flow, state order by flow, state`,
  );
  assert.ok(states.length > 1);
  assert.deepEqual(await ask(to, example), states);
  const { json: shown } = await throughline(['metric', 'series', 'days-to-settle', '--json']);
  const points = shown.series[0].points.map(({ from, value, n }: Readonly<Record<string, unknown>>) => [from, value, n]);
  assert.deepEqual(
    await ask(to, `select period_from::varchar, value, cases from metrics where metric = 'days-to-settle' order by 1`),
    points,
  );
  assert.match((await throughline(['export', 'warehouse', '--to', to, '--without-metrics'])).stdout, /^Nothing is new/);
  assert.equal((await throughline(['case', 'do', 'R-4', 'comment', '--set', 'text=later', '--json'])).code, 0);
  const { json } = await throughline(['export', 'warehouse', '--to', to, '--without-metrics', '--json']);
  assert.partialDeepStrictEqual(json, { batch: 2, rows: { log: 1, cases: 1, removed: 0 } });
  assert.deepEqual(
    await ask(to, 'select count(*) from log'),
    await inLog(one, 'select count(*)::float8 from throughline.event_log'),
  );
});

test('[X110] the guide has the columns of each table', () => {
  for (const table of warehouseTables) {
    const [, rows = ''] = guide.split(`### ${table}: `);
    const told = [...(rows.split('\n### ')[0] ?? '').matchAll(/^\| `(\w+)` \| ([A-Z ]+) \| (.+) \|$/gm)].map(
      ([, name, type, says]) => ({ name, type, says }),
    );
    assert.deepEqual(told, warehouseSchema[table]);
  }
});

test('[X111] of another scope nothing is added to a folder, nor for somebody unknown', async (t) => {
  const [{ throughline }, to] = [await company(t), folder(t)];
  const words = ['export', 'warehouse', '--to', to, '--without-metrics'];
  const unknown = await throughline([...words, '--as', 'nobody@example.org']);
  assert.match(unknown.stderr, /nobody@example\.org/);
  assert.notEqual(unknown.code, 0);
  assert.equal((await throughline([...words, '--without-personal'])).code, 0);
  assert.deepEqual(await read(to, `select count(*) from '${to}/log/*.parquet' where actor <> actor_kind`), [[0]]);
  const refused = await throughline(words);
  assert.match(refused.stderr, /other cases or fields/);
  assert.equal((await throughline([...words, '--anew'])).code, 0);
});
