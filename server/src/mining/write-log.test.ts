import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type MiningReport, mine } from '@throughline/insight';
import { testDatabase } from '@throughline/testing';
import { tellStory } from '../../test/small-company.ts';
import { mineFile } from '../mine-log.ts';
import { attach, type Throughline } from '../throughline.ts';
import { writeLog } from './write-log.ts';

let house: Throughline;
const folder = mkdtempSync(join(tmpdir(), 'throughline-export-'));
before(async () => {
  const { url, close } = await testDatabase('log_story', tellStory);
  house = attach({ url, env: {}, database: 'demo', release: close });
});
after(async () => {
  await house.close();
  rmSync(folder, { recursive: true });
});

/** What does not hang on the order of equally frequent ones, nor on who did it. */
const viewsOf = ({ cases, events, unordered, directlyFollows, topVariants, caseDuration, steps, first, last }: MiningReport) => ({
  ...{ cases, events, unordered, caseDuration, steps, first, last },
  edges: directlyFollows,
  ways: topVariants.map(({ count, activities, medianMs }) => `${count} ${activities?.join('>')} ${medianMs}`).sort(),
});
const views = async (flow: string) => viewsOf(await mine(house.reader, { flow, all: true }));

test('[C100] what is written as XES, CSV and OCEL is mined to the same views when it is read again', async () => {
  const expected = await views('invoice');
  assert.ok(expected.events > 10);
  for (const [format, name] of [
    ['xes', 'log.xes'],
    ['csv', 'log.csv'],
  ] as const) {
    const to = join(folder, name);
    const { events, asOf } = await writeLog(house, { format, to, flow: 'invoice' });
    assert.deepEqual([events, asOf.behind], [expected.events, 0]);
    const read = await mineFile({ file: to, top: 500 });
    // In a CSV file the order of what happened at once is that of the file.
    assert.deepEqual(viewsOf(read), expected);
    assert.equal(existsSync(`${to}.part`), false);
    assert.equal(statSync(to).mode & 0o777, 0o600);
  }
});

test('[C101] as OCEL 2 each flow is a type of object, and events are of the cases that they are about', async () => {
  const to = join(folder, 'log.json');
  await writeLog(house, { format: 'ocel', to });
  const log = JSON.parse(readFileSync(to, 'utf8'));
  const { rows } = await house.pool.query(
    `select (select count(*)::int from throughline.event) as events, (select count(*)::int from throughline.case_) as cases,
      (select array_agg(distinct flow order by flow) from throughline.event) as flows`,
  );
  assert.deepEqual([log.events.length, log.objects.length], [rows[0].events, rows[0].cases]);
  assert.deepEqual(log.objectTypes.map(({ name }: { name: string }) => name).sort(), rows[0].flows);
  const known = new Set(log.objects.map(({ id }: { id: string }) => id));
  const declared = new Map(
    log.objectTypes.map(({ name, attributes }: { name: string; attributes: { name: string }[] }) => [
      name,
      new Set(attributes.map((attribute) => attribute.name)),
    ]),
  );
  for (const { relationships } of log.events)
    assert.ok(relationships.length > 0 && relationships.every(({ objectId }: { objectId: string }) => known.has(objectId)));
  for (const { type, attributes } of log.objects)
    assert.ok(attributes.every(({ name }: { name: string }) => (declared.get(type) as Set<string>).has(name)));
  const own = await mineFile({ file: to, type: 'release' });
  assert.equal(own.cases, (await views('release')).cases);
});

interface OcelFile {
  readonly events: readonly { readonly id: string; readonly relationships: readonly { readonly objectId: string }[] }[];
  readonly objects: readonly { readonly id: string }[];
}

const byId = (one: { readonly id: string }, other: { readonly id: string }) => (one.id < other.id ? -1 : 1);
/** As PostgreSQL tells it: one object for each event and case, made of the log's tables alone. */
const instantSql = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const eventSql = `select json_build_object('id', case_id || '/' || seq, 'type', type, 'time', ${instantSql("date_trunc('milliseconds', occurred_at)")},
    'attributes', json_build_array(json_build_object('name', 'actor', 'value', actor), json_build_object('name', 'kind', 'value', kind),
      json_build_object('name', 'state', 'value', state_to)),
    'relationships', (select json_agg(json_build_object('objectId', object, 'qualifier', qualifier) order by place)
      from (select distinct on (object) object, qualifier, place from (values (1, case_id, 'of'), (2, parent, 'owner'), (3, cause_case, 'follows from'))
        as related(place, object, qualifier) where object is not null order by object, place) as nearest)) as found
  from throughline.event_log`;
const objectSql = `select json_build_object('id', id, 'type', flow, 'owner', parent, 'entity', entity, 'key', key, 'attributes', (
    select coalesce(json_agg(json_build_array(field, ${instantSql("date_trunc('milliseconds', occurred_at)")}, value) order by seq, field), '[]')
    from throughline.event_log e, json_each(coalesce(e.patch -> 'data', '{}')::json) as told(field, value)
    where e.case_id = cases.id and value::text <> 'null')) as found
  from (select distinct case_id as id, flow, parent, entity, key from throughline.event_log) as cases`;

test('[C101] as OCEL 2 it has every event, relation and value of the log, and nothing else', async () => {
  const to = join(folder, 'whole.json');
  await writeLog(house, { format: 'ocel', to });
  const log = JSON.parse(readFileSync(to, 'utf8')) as OcelFile & { readonly objects: readonly OcelObject[] };
  const inLog = async (sql: string) => (await house.pool.query(sql)).rows.map(({ found }) => found).sort(byId);
  assert.deepEqual([...log.events].sort(byId), await inLog(eventSql));
  assert.deepEqual([...log.objects].sort(byId).map(contentOf), (await inLog(objectSql)).map(asWritten));
});

interface OcelObject {
  readonly id: string;
  readonly type: string;
  readonly attributes: readonly { readonly name: string; readonly time: string; readonly value: unknown }[];
  readonly relationships: readonly { readonly objectId: string; readonly qualifier: string }[];
}

/** The changes of a case in the order of its events, fields that changed together by name. */
function contentOf({ id, type, attributes, relationships }: OcelObject) {
  const [entity, key, ...fields] = attributes;
  assert.deepEqual([entity?.name, key?.name], ['entity', 'key']);
  const changes = fields.map(({ name, time, value }) => [name, time, value]);
  return {
    ...{ id, type, entity: entity?.value, key: key?.value },
    changes: changes.map((change) => JSON.stringify(change)).sort(),
    owners: relationships.map(({ objectId, qualifier }) => [objectId, qualifier]),
  };
}

/** A list or an object is told as JSON. */
function asWritten({
  id,
  type,
  owner,
  entity,
  key,
  attributes,
}: Readonly<Record<string, string>> & { readonly attributes: readonly unknown[][] }) {
  const told = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : value);
  return {
    ...{ id, type, entity, key },
    changes: attributes.map(([field, time, value]) => JSON.stringify([field, time, told(value)])).sort(),
    owners: owner === null ? [] : [[owner, 'owned by']],
  };
}

test('[C101] of one flow alone it names no object that it does not have', async () => {
  const to = join(folder, 'one.json');
  for (const flow of ['invoice', 'task', 'exception']) {
    await writeLog(house, { format: 'ocel', to, flow });
    const { events, objects } = JSON.parse(readFileSync(to, 'utf8')) as OcelFile;
    const known = new Set(objects.map(({ id }) => id));
    const missing = events.flatMap(({ id, relationships }) =>
      relationships.filter(({ objectId }) => !known.has(objectId)).map(({ objectId }) => [id, objectId]),
    );
    assert.deepEqual(missing, [], flow);
  }
});

test('[C102] as Parquet it has every event, sorted by case', async () => {
  const to = join(folder, 'log.parquet');
  const { events } = await writeLog(house, { format: 'parquet', to });
  assert.equal(readFileSync(to).subarray(0, 4).toString(), 'PAR1');
  const { rows } = await house.pool.query('select count(*)::int as events from throughline.event');
  assert.equal(events, rows[0].events);
});

test('[C103] without persons, nobody is named, and fields of persons are in none of the files', async () => {
  const to = join(folder, 'nobody.xes');
  await writeLog(house, { format: 'xes', to: to, withoutPersonal: true });
  const text = readFileSync(to, 'utf8');
  assert.match(text, /"org:resource" value="person"/);
  assert.doesNotMatch(text, /halden\.example|nordwind\.example/);
});

test('[C103] where it cannot be written, nothing is left and what was there stays', async () => {
  const to = join(folder, 'missing', 'log.csv');
  await assert.rejects(writeLog(house, { format: 'csv', to }), { code: 'file-unreadable', place: to });
});
