import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  type Cadence,
  days,
  defineFlow,
  defineWatch,
  Fields,
  Instant,
  type MetricDefinition,
  Text,
  type WatchDefinition,
} from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { openHouse } from '../../test/open-house.ts';
import { tellStory } from '../../test/small-company.ts';
import { listDiagnoses } from '../diagnosis/list.ts';
import { deployPacks } from '../flows.ts';
import { findMetric } from '../metrics.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { initialiseVirtual, type Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { dueBetween, lastDue, nextDue } from './cadence.ts';
import { runWatches } from './run-watches.ts';
import { listWatches, showWatches } from './watches.ts';

const alarm = defineFlow({
  name: 'alarm',
  title: 'Alarm',
  owner: 'desk',
  key: 'name',
  roles: { desk: {} },
  data: Fields({ name: Text(), note: Text(), since: Instant() }),
  start: { seen: { to: 'open' } },
  states: {
    open: { title: 'Open', owner: 'desk', within: days(90), on: { close: { to: 'closed', by: 'person' } } },
    closed: { final: 'done' },
  },
});

const stuck = defineWatch({
  name: 'stuck-invoices',
  title: 'Invoices that nobody moves',
  owner: 'billing-lead',
  every: { days: 1, at: '07:00', timeZone: 'Europe/Berlin' },
  ask: { cases: { flow: 'invoice', olderThan: { days: 1 }, where: [{ field: 'currency', in: ['EUR', 'CHF', 'JPY'] }] } },
  fact: {
    flow: 'alarm',
    event: 'seen',
    key: '"invoice " + row.key',
    with: { name: '"invoice " + row.key', note: 'row.state', since: 'row.since' },
  },
});

/** One that is beyond its target wherever anything was opened. */
const none: MetricDefinition = { ...findMetric('exception-volume'), target: { to: 0 } };

async function company(t: TestContext): Promise<Throughline> {
  const house = await openHouse(t, await testDatabase('small_company', tellStory), 'demo');
  await migrateServer(house.pool);
  await house.engine.deploy([alarm], { by: 'test' });
  return house;
}

const alarms = async ({ pool }: Throughline) =>
  (
    await pool.query<{ key: string; note: string }>(
      `select d.key, d.data->>'note' as note from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      where c.flow = 'alarm' order by 1`,
    )
  ).rows;

test('[S580] a watch is asked when it is due, once, and its rows become facts with the seal and definition they rest on', async (t) => {
  const house = await company(t);
  const options = { watches: [stuck], metrics: [] };
  const [run, ...more] = (await runWatches(house, options)) ?? [];
  assert.deepEqual([run?.outcome, more], ['done', []]);
  const open = await alarms(house);
  assert.ok(open.length > 1);
  assert.deepEqual([run?.rows, run?.recorded], [open.length, open.length]);
  assert.deepEqual(await runWatches(house, options), []);
  const { items } = asContract(
    'GET /{database}/watches',
    await showWatches(house, { now: Date.UTC(2026, 4, 20, 12), visible: seesAll }, { watches: [stuck], metrics: [none] }),
  );
  assert.partialDeepStrictEqual(items[0], { every: 'every day at 07:00 (Europe/Berlin)', nextAt: '2026-05-21T05:00:00.000Z' });
  assert.partialDeepStrictEqual(items[1], { name: 'target/exception-volume', last: null, nextAt: '2026-06-01T06:00:00.000Z' });
  assert.partialDeepStrictEqual(items[0]?.last, { dueAt: '2026-05-20T05:00:00.000Z', outcome: 'done', rows: open.length });
  // Days later nothing has moved: the same rows are the same facts, each morning made up for.
  await house.engine.travel(Date.UTC(2026, 4, 23, 12));
  const later = (await runWatches(house, options)) ?? [];
  assert.deepEqual(
    later.map(({ dueAt }) => new Date(dueAt).toISOString().slice(0, 13)),
    ['2026-05-21T05', '2026-05-22T05', '2026-05-23T05'],
  );
  assert.equal((await alarms(house)).length, open.length + later.reduce((sum, { recorded }) => sum + recorded, 0));
});

test('[S581] [I407] more rows than a watch may have are not taken, which is told once, as an incident', async (t) => {
  const house = await company(t);
  await deployPacks(house);
  const options = { watches: [{ ...stuck, rowsMax: 1 }], metrics: [] };
  const [run] = (await runWatches(house, options)) ?? [];
  assert.partialDeepStrictEqual(run, { outcome: 'over', recorded: 0 });
  assert.deepEqual(await alarms(house), []);
  await house.engine.travel(Date.UTC(2026, 4, 23, 12));
  assert.ok(((await runWatches(house, options)) ?? []).every(({ outcome }) => outcome === 'over'));
  const { rows } = await house.pool.query(
    `select d.data->>'title' as title, c.state from throughline.case_ c
      join throughline.case_data d on d.bucket = c.bucket and d.id = c.id where c.flow = 'incident'`,
  );
  assert.deepEqual(rows, [{ title: 'Watch over its limit: Invoices that nobody moves', state: 'detected' }]);
});

test('[S582] a server that dies while facts are recorded leaves nothing double and nothing lost', async (t) => {
  const house = await company(t);
  const options = { watches: [stuck], metrics: [] };
  const dying: Throughline = {
    ...house,
    engine: {
      ...house.engine,
      dispatch: async (submissions, more) => {
        await house.engine.dispatch(submissions.slice(0, 1), more);
        throw new Error('the server dies');
      },
    },
  };
  await assert.rejects(runWatches(dying, options), /dies/);
  assert.equal((await alarms(house)).length, 1);
  const [run] = (await runWatches(house, options)) ?? [];
  const found = await alarms(house);
  assert.deepEqual([run?.outcome, run?.rows, run?.recorded], ['done', found.length, found.length - 1]);
  assert.equal(new Set(found.map(({ key }) => key)).size, found.length);
});

test('[S583] a metric that left its target is diagnosed once, until it is back; a server that dies in between leaves one', async (t) => {
  const house = await company(t);
  const options = { watches: [], metrics: [none] };
  const diagnoses = async () => (await listDiagnoses(house, { limit: 50 }, { visible: seesAll })).items;
  const dying: Throughline = {
    ...house,
    engine: {
      ...house.engine,
      dispatch: () => Promise.reject(new Error('the server dies')),
    },
  };
  await assert.rejects(runWatches(dying, options), /dies/);
  const [begun] = await diagnoses();
  assert.deepEqual([begun?.state, begun?.says], ['stage', '']);
  assert.partialDeepStrictEqual(await runWatches(house, options), [
    { watch: 'target/exception-volume', outcome: 'done', rows: 1 },
  ]);
  const [found, ...others] = await diagnoses();
  assert.deepEqual([found?.case.key, others], [begun?.case.key, []]);
  assert.notEqual(found?.says, '');
  assert.partialDeepStrictEqual(found, {
    question: { metric: none.id, from: '2026-04-01', to: '2026-05-01', against: { from: '2026-03-01', to: '2026-04-01' } },
    openedBy: { id: 'watch' },
  });
  // In May nothing was opened. Whoever has the diagnosis on the desk, though nobody asked for it, is told that it is over: once.
  assert.equal(found?.owner.person, 'Rosa Thal');
  await house.engine.travel(Date.UTC(2026, 5, 2));
  for (let again = 0; again < 2; again += 1) await runWatches(house, options);
  assert.equal((await diagnoses()).length, 1);
  const said = (await house.engine.history(found?.case.id ?? '', { limit: 50 })).filter(({ type }) => type === 'comment');
  assert.deepEqual(
    said.map(({ input }) => input?.['text']),
    ['@rosa.thal@halden.example Exception volume is back in its target, as of 2026-06-01.'],
  );
});

test('[S584] a cadence is due at the same instants whenever it is looked at, also where clocks change', () => {
  const daily: Cadence = { days: 1, at: '02:30', timeZone: 'Europe/Berlin' };
  const iso = (all: readonly number[]) => all.map((one) => new Date(one).toISOString().slice(0, 16));
  assert.deepEqual(iso(dueBetween(daily, Date.UTC(2026, 2, 27, 12), Date.UTC(2026, 2, 30, 12), 10)), [
    ...['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30'],
  ]);
  assert.deepEqual(iso([lastDue({ hours: 6 }, Date.UTC(2026, 0, 1, 11)), nextDue({ hours: 6 }, Date.UTC(2026, 0, 1, 12))]), [
    ...['2026-01-01T06:00', '2026-01-01T18:00'],
  ]);
  for (const every of [daily, { days: 3 }, { hours: 5 }] as const)
    for (let day = 1; day < 400; day += 7) {
      const at = Date.UTC(2026, 0, day, 13);
      const next = nextDue(every, at);
      assert.ok(next > at && lastDue(every, next) === next && lastDue(every, next - 1) <= at);
      assert.deepEqual(dueBetween(every, lastDue(every, at), next, 5), [next]);
    }
});

/** Five quiet weeks and a loud one: what counts is when it was recorded. */
async function loudCompany(t: TestContext): Promise<Throughline> {
  const house = await openHouse(t, await testDatabase('empty', () => Promise.resolve()), 'demo');
  const day = (week: number, of: number) => Date.UTC(2026, 0, 5 + 7 * week + of, 9);
  await initialiseVirtual(house, day(0, 0));
  await migrateServer(house.pool);
  await deployPacks(house);
  const source = await house.engine.source('books', { liveFrom: 0 });
  const actor = { id: 'books', kind: 'source', principal: 'books', roles: [] } as const;
  for (let week = 0; week < 10; week += 1) {
    await house.engine.travel(day(week, 2));
    const facts = Array.from({ length: week === 9 ? 60 : 6 + (week % 3) }, (_, index) => ({
      case: { flow: 'invoice', entity: 'one', key: `W${week}-${index}` },
      input: {
        ...({ kind: 'fact', type: 'create', source, actor, occurredAt: day(week, 1) } as const),
        data: { number: `W${week}-${index}`, customer: 'Nord', currency: 'EUR', amount: 10_000, dueOn: '2030-01-01' },
      },
    }));
    for (const { outcome } of await house.engine.dispatch(facts)) assert.equal(outcome, 'applied');
  }
  await house.engine.travel(day(10, 1) + 3 * 3_600_000);
  return house;
}

test('[S588] what left what is expected of it is told once, as an incident; what moved together is one', async (t) => {
  const house = await loudCompany(t);
  const [shipped] = listWatches().filter(({ ask }) => 'unexpected' in ask);
  assert.ok(shipped !== undefined);
  // Each invoice without a reference raises an exception; both numbers are of the same invoices.
  const watch: WatchDefinition = {
    ...shipped,
    every: { days: 1 },
    ask: { unexpected: { metrics: ['exception-volume', 'manual-interventions', 'late-share'], period: 'week' } },
  };
  const options = { watches: [watch], metrics: [] };
  const incidents = async () =>
    (
      await house.pool.query<{ key: string; data: Record<string, unknown> }>(
        `select d.key, d.data from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id where c.flow = 'incident'`,
      )
    ).rows;
  const [run] = (await runWatches(house, options)) ?? [];
  assert.partialDeepStrictEqual(run, { outcome: 'done', rows: 1, recorded: 1 });
  const [told, ...others] = await incidents();
  assert.deepEqual([told?.key, others], ['WATCH-2026-03-09-exception-volume', []]);
  assert.partialDeepStrictEqual(told?.data, { title: 'Exception volume is higher than its past lets expect', priority: 'P3' });
  // Asked again in the same period it is the same row, and where nothing is out of line there is none.
  await house.engine.travel(Date.UTC(2026, 2, 19, 12));
  assert.ok(((await runWatches(house, options)) ?? []).every(({ recorded }) => recorded === 0));
  assert.equal((await incidents()).length, 1);
  const calm: WatchDefinition = { ...watch, name: 'calm', ask: { unexpected: { metrics: ['late-share'], period: 'week' } } };
  assert.partialDeepStrictEqual(await runWatches(house, { watches: [calm], metrics: [] }), [{ outcome: 'done', rows: 0 }]);
});
