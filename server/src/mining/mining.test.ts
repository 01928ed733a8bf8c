import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Mining } from '@throughline/api';
import { bookkeepingTypes } from '@throughline/insight';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { entity, tellStory } from '../../test/small-company.ts';
import { attach, type Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { type MinedCasesAsked, minedCases, showMining } from './show-mining.ts';
import { miningTable } from './tables.ts';

let house: Throughline;
before(async () => {
  const { url, close } = await testDatabase('log_story', tellStory);
  house = attach({ url, env: {}, database: 'demo', release: close });
});
after(() => house.close());

const flow = 'invoice';
const mined = async (asked: Partial<Parameters<typeof showMining>[2]> = {}, visible: Visible = seesAll): Promise<Mining> =>
  asContract('GET /{database}/flows/{flow}/mining', await showMining(house, flow, { top: 500, ...asked }, { visible }));
const cases = async (asked: Partial<MinedCasesAsked>) =>
  (await minedCases(house, flow, { limit: 200, ...asked }, { visible: seesAll })).items;

/** The activities of each case, straight from the table. */
async function traces(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await house.pool.query<{ id: string; types: string[] }>(
    `select case_id::text as id, array_agg(type order by seq) as types from throughline.event
     where flow = $1 and (kind = 'fact' or type <> all($2)) and state_to <> 'expected' group by case_id`,
    [flow, [...bookkeepingTypes]],
  );
  return new Map(rows.map(({ id, types }) => [id, types]));
}

function counted(keys: Iterable<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

test('[S545] what follows what, ways through and rework are those of the events in the table', async () => {
  const report = await mined();
  const all = [...(await traces()).values()];
  assert.deepEqual([report.cases, report.events], [all.length, all.flat().length]);
  assert.deepEqual(
    Object.fromEntries(report.edges.map((edge) => [`${edge.from}>${edge.to}`, edge.count])),
    counted(all.flatMap((types) => types.slice(1).map((type, index) => `${types[index]}>${type}`))),
  );
  assert.deepEqual(
    Object.fromEntries(report.variants.map((variant) => [variant.activities?.map(({ name }) => name).join('>'), variant.cases])),
    counted(all.map((types) => types.join('>'))),
  );
  assert.deepEqual(Object.fromEntries(report.activities.map(({ name, count }) => [name, count])), counted(all.flat()));
  assert.deepEqual(
    Object.fromEntries(
      report.activities.filter(({ repeatCases }) => repeatCases > 0).map(({ name, repeatCases }) => [name, repeatCases]),
    ),
    counted(all.flatMap((types) => [...new Set(types.filter((type, index) => types.indexOf(type) !== index))])),
  );
  assert.deepEqual([report.asOf.behind, report.period, report.edgesInAll], [0, null, report.edges.length]);
  assert.ok(report.throughput !== null && report.throughput.minMs <= report.throughput.medianMs);
});

test('[S546] each number opens the cases that it counts', async () => {
  const report = await mined();
  for (const { id, cases: expected } of report.variants) assert.equal((await cases({ variant: id })).length, expected);
  const known = [...(await traces()).values()];
  for (const { name, cases: expected, repeatCases } of report.activities) {
    assert.equal((await cases({ activity: name })).length, expected);
    assert.equal((await cases({ activity: name, again: true })).length, repeatCases);
  }
  for (const { from, to } of report.edges) {
    const expected = known.filter((types) => types.some((type, index) => type === to && types[index - 1] === from));
    assert.equal((await cases({ activity: from, next: to })).length, expected.length);
  }
  const first = await minedCases(house, flow, { limit: 1 }, { visible: seesAll });
  const second = await minedCases(house, flow, { limit: 1, after: first.next ?? '' }, { visible: seesAll });
  assert.notEqual(first.items[0]?.case.id, second.items[0]?.case.id);
});

test('[S546] bottlenecks are told with the money that waited, and add up to no more than all waiting', async () => {
  const { bottlenecks, edges } = await mined();
  assert.ok(bottlenecks.length > 0);
  assert.ok(
    bottlenecks.every(({ money }) => money.length > 0 && money.every(({ currency, amount }) => currency !== null && amount > 0)),
  );
  assert.ok(bottlenecks.reduce((sum, { share }) => sum + share, 0) <= 1.000001);
  const [worst] = bottlenecks;
  assert.equal(worst?.totalMs, Math.max(...edges.map(({ totalMs }) => totalMs ?? 0)));
});

test('[S547] what may not be seen is neither counted nor chosen by, and persons are told to those who see what is personal', async () => {
  assert.equal((await mined()).handovers.by, 'actor');
  const nowhere: Visible = { ...seesAll, cases: () => [], seen: () => [] };
  const none = await mined({}, nowhere);
  assert.deepEqual([none.cases, none.events, none.edges, none.throughput, none.handovers.by], [0, 0, [], null, 'kind']);
  const here: Visible = { ...seesAll, cases: () => [entity], seen: () => [{ flow, entities: [entity] }] };
  assert.deepEqual((await mined({}, here)).visibleEntities, [entity]);
  const hides: Visible = {
    ...seesAll,
    column: (_, field) => (['amount', 'customer'].includes(field) ? { needs: ['billing'] } : 'shown'),
  };
  assert.ok((await mined({}, hides)).bottlenecks.every(({ money }) => money.length === 0));
  await assert.rejects(mined({ where: ['customer=Nord AG'] }, hides), { code: 'field-hidden' });
});

test('[S548] a period takes the cases that began in it, a condition those with the value', async () => {
  const whole = await mined();
  const { rows } = await house.pool.query<{ day: string }>(
    `select ((min(occurred_at) at time zone 'Europe/Berlin')::date + 1)::text as day from throughline.event where flow = $1 and seq = 1`,
    [flow],
  );
  const day = rows[0]?.day ?? '';
  const [early, late] = [await mined({ to: day }), await mined({ from: day })];
  assert.ok(early.cases > 0 && late.cases > 0);
  assert.equal(early.cases + late.cases, whole.cases);
  assert.equal(early.events + late.events, whole.events);
  const some = await mined({ where: [`entity=${entity}`, 'currency=EUR'] });
  assert.ok(some.cases > 0 && some.cases <= whole.cases);
  await assert.rejects(mined({ from: '2026-02-30' }), { code: 'filter-invalid', place: 'from' });
  await assert.rejects(mined({ from: '2026-02-02', to: '2026-02-01' }), { code: 'filter-invalid', place: 'to' });
  await assert.rejects(mined({ where: ['nothing'] }), { code: 'filter-invalid', place: 'where[0]' });
  await assert.rejects(mined({ where: ['contact=x'] }), { code: 'field-unknown' });
});

test('[S548] each table has its file, with as many lines as rows', async () => {
  const report = await mined();
  const lines = (table: Parameters<typeof miningTable>[1]) => [...miningTable(report, table)].length - 1;
  assert.equal(lines('edges'), report.edges.length);
  assert.equal(lines('activities'), report.activities.length);
  assert.equal(lines('variants'), report.variants.length);
  assert.equal(lines('handovers'), report.handovers.items.length);
  assert.equal(lines('roles'), report.handovers.roles.length);
  assert.ok(lines('bottlenecks') >= report.bottlenecks.length);
});
