import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { needsData } from '@throughline/testing';
import { mineFile } from '../mine-log.ts';
import { replayFile } from './replay-file.ts';

function folder(t: TestContext): (name: string, content?: string | Uint8Array) => string {
  const path = mkdtempSync(join(tmpdir(), 'throughline-mine-'));
  t.after(() => rmSync(path, { recursive: true }));
  return (name, content) => {
    if (content !== undefined) writeFileSync(join(path, name), content);
    return join(path, name);
  };
}

const objects = [
  ['o1', 'order'],
  ['i1', 'item'],
  ['i2', 'item'],
] as const;
/* Not in the order of their times; the last two are at the same. */
const events = [
  ['e2', 'pick', '2026-01-02T00:00:00Z', ['i1']],
  ['e1', 'place', '2026-01-01T00:00:00Z', ['o1', 'i1', 'i2']],
  ['e3', 'pick', '2026-01-03T00:00:00Z', ['i2']],
  ['e4', 'pack', '2026-01-04T00:00:00Z', ['i1', 'i2', 'i2', 'o1']],
  ['e5', 'send', '2026-01-04T00:00:00Z', ['o1']],
] as const;

const json = () =>
  JSON.stringify({
    objectTypes: [],
    eventTypes: [],
    objects: objects.map(([id, type]) => ({ id, type })),
    events: events.map(([id, type, time, of]) => ({
      ...{ id, type, time },
      relationships: of.map((objectId) => ({ objectId, qualifier: 'of' })),
    })),
  });

function writeSqlite(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(`create table event (ocel_id text, ocel_type text); create table object (ocel_id text, ocel_type text);
    create table event_object (ocel_event_id text, ocel_object_id text, ocel_qualifier text); create table event_map_type (ocel_type text, ocel_type_map text)`);
  for (const [id, type] of objects) database.prepare('insert into object values (?, ?)').run(id, type);
  for (const type of new Set(events.map(([, activity]) => activity))) {
    database.exec(`create table "event_${type}" (ocel_id text, ocel_time text)`);
    database.prepare('insert into event_map_type values (?, ?)').run(type, type);
  }
  for (const [id, type, time, of] of events) {
    database.prepare('insert into event values (?, ?)').run(id, type);
    database.prepare(`insert into "event_${type}" values (?, ?)`).run(id, time.slice(0, 19).replace('T', ' '));
    for (const [index, object] of of.entries())
      database.prepare('insert into event_object values (?, ?, ?)').run(id, object, `q${index}`);
  }
  database.close();
}

test('[S548] an object-centric log: each type of object by itself, the same from JSON, packed JSON and SQLite', async (t) => {
  const file = folder(t);
  writeSqlite(file('log.sqlite'));
  for (const path of [file('log.json', json()), file('log.json.gz', gzipSync(json())), file('log.sqlite')]) {
    const items = await mineFile({ file: path, type: 'item' });
    assert.deepEqual(items.types, [
      { type: 'item', cases: 2, events: 6 },
      { type: 'order', cases: 1, events: 3 },
    ]);
    assert.deepEqual(
      items.topVariants.map(({ count, activities }) => [count, activities]),
      [[2, ['place', 'pick', 'pack']]],
    );
    const orders = await mineFile({ file: path, type: 'order' });
    assert.deepEqual(orders.topVariants[0]?.activities, ['place', 'pack', 'send']);
    assert.equal(orders.caseDuration?.medianMs, 3 * 86_400_000);
  }
  await assert.rejects(mineFile({ file: file('log.json'), type: 'truck' }), { code: 'type-unknown', expected: 'item, order' });
});

test('[S548] what is no object-centric log is refused with the reason', async (t) => {
  const file = folder(t);
  await assert.rejects(mineFile({ file: file('a.json', '{"events": 1}') }), { code: 'log-unreadable' });
  await assert.rejects(mineFile({ file: file('b.json', '{') }), { code: 'log-unreadable' });
  await assert.rejects(
    mineFile({
      file: file('c.json', '{"objects": [], "events": [{"id": "e", "type": "a", "relationships": [{"objectId": "x"}]}]}'),
    }),
    {
      code: 'log-unreadable',
      message: /names the object x/,
    },
  );
  const empty = new DatabaseSync(file('d.sqlite'));
  empty.exec('create table t (a)');
  empty.close();
  await assert.rejects(mineFile({ file: file('d.sqlite') }), { code: 'log-unreadable' });
  await assert.rejects(mineFile({ file: file('none.sqlite') }), { code: 'file-unreadable' });
});

test('[I34] the recorded object-centric logs, by type: events, objects and edges as plain SQL has them', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const file = join(data, 'order-management-ocel/order-management.sqlite');
  const database = new DatabaseSync(file, { readOnly: true });
  t.after(() => database.close());
  assert.equal(database.prepare('select count(*) as n from event').get()?.['n'], 18_211);
  const maps = database.prepare('select ocel_type_map as name from event_map_type').all();
  const times = maps.map(({ name }) => `select ocel_id, ocel_time from "event_${name}"`).join(' union all ');
  for (const [type, cases] of [
    ['orders', 2000],
    ['packages', undefined],
  ] as const) {
    const report = await mineFile({ file, type });
    if (cases !== undefined) assert.equal(report.cases, cases);
    const edges = database
      .prepare(
        `select before, activity, count(*) as n from (
          select e.ocel_type as activity, lag(e.ocel_type) over (partition by o.ocel_id order by t.ocel_time, e.rowid) as before
          from event e join (${times}) t on t.ocel_id = e.ocel_id
          join (select distinct ocel_event_id, ocel_object_id from event_object) r on r.ocel_event_id = e.ocel_id
          join object o on o.ocel_id = r.ocel_object_id where o.ocel_type = ?)
        where before is not null group by 1, 2`,
      )
      .all(type);
    assert.deepEqual(
      Object.fromEntries(report.directlyFollows.map(({ from, to, count }) => [`${from}>${to}`, count])),
      Object.fromEntries(edges.map(({ before, activity, n }) => [`${before}>${activity}`, n])),
    );
  }
  assert.equal(
    (await mineFile({ file, type: 'orders' })).steps.find(({ activity }) => activity === 'payment reminder')?.count,
    2_484,
  );
  const first = await mineFile({ file: join(data, 'order-management-ocel/order_process.jsonocel') });
  assert.equal(
    first.types.reduce((sum, { cases }) => sum + cases, 0),
    796,
  );
});

const beside = (name: string) => fileURLToPath(new URL(`../../../examples/fines/${name}`, import.meta.url));
const trace = (key: string, ...steps: readonly (readonly [string, string, string?])[]) =>
  `<trace><string key="concept:name" value="${key}"/>${steps
    .map(
      ([name, day, more = '']) =>
        `<event><string key="concept:name" value="${name}"/><date key="time:timestamp" value="${day}T00:00:00Z"/>${more}</event>`,
    )
    .join('')}</trace>`;
const born = `<float key="amount" value="35.0"/><int key="article" value="157"/><int key="points" value="0"/><string key="vehicleClass" value="A"/>`;
const sent = '<float key="expense" value="11.0"/>';

test('[S549] a log beside a flow: what deviates by state and type, its cases, and how much longer they took', async (t) => {
  const file = folder(t)(
    'fines.xes',
    `<log xes.version="1.0">${[
      trace('A1', ['Create Fine', '2024-01-01', born], ['Send Fine', '2024-01-11', sent]),
      trace('A2', ['Create Fine', '2024-01-01', born], ['Appeal to Judge', '2024-01-31'], ['Appeal to Judge', '2024-02-10']),
    ].join('')}</log>`,
  );
  const report = await replayFile({ file, flowFile: beside('flow.ts'), mappingFile: beside('mapping.json') });
  assert.deepEqual([report.flow, report.cases, report.events, report.rejected], ['fine', 2, 5, 0]);
  const { types, ...counts } = report.conformance;
  const day = 86_400_000;
  assert.deepEqual(counts, { deviations: 2, cases: 1, conformingCases: 1, conformingMedianMs: 10 * day });
  assert.deepEqual(
    types.map(({ state, event, count, cases, addedMs, money }) => [
      state,
      event,
      count,
      cases,
      addedMs,
      money.map(({ amount }) => amount),
    ]),
    [
      ['created', 'Appeal to Judge', 1, 1, 30 * day, [3500]],
      ['judge', 'Appeal to Judge', 1, 1, 30 * day, [3500]],
    ],
  );
});
