import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { EffectToPerform, Sinks } from '@throughline/engine';
import { testDatabase } from '@throughline/testing';
import { buildDemoMonth, demoMonth } from '../../test/demo-month.ts';
import { openHouse } from '../../test/open-house.ts';
import type { Throughline } from '../throughline.ts';
import { readBuildRecord } from './build-record.ts';
import { actorOf, endOf } from './company.ts';
import { dayMs, hourMs } from './move.ts';
import { movesAt } from './simulate.ts';
import { demoEntities } from './summary.ts';
import { travelDaysMax, travelDemo } from './travel-demo.ts';

const visitedFrom = endOf(1);
const sinks: Sinks = { mail: { perform: () => Promise.resolve({ outcome: 'done', result: {} }) } };

/** The company as it is after a month. */
async function openDemoHouse(t: TestContext): Promise<Throughline> {
  return openHouse(t, await testDatabase(demoMonth, buildDemoMonth), 'demo');
}

/** All of the log but the machine's own. */
async function log({ pool }: Throughline): Promise<readonly unknown[]> {
  const { rows } = await pool.query(
    `select case_id, seq, type, kind, state_from, state_to, actor, occurred_at, input::text, patch::text, outcome::text, gap_ms
      from throughline.event order by bucket, case_id, seq`,
  );
  return rows;
}

test('[S42] travelling in one step, in several, or with interruptions gives the same log, and arrives at the very instant', async (t) => {
  const to = visitedFrom + 9 * dayMs + 15 * hourMs + 1;
  const [whole, stepwise] = [await openDemoHouse(t), await openDemoHouse(t)];
  const heard: number[] = [];
  await travelDemo(whole, { to, sinks, onProgress: ({ now }) => heard.push(now) });
  assert.equal((await whole.engine.clock()).now, to);
  assert.deepEqual(heard, [...heard].sort());
  assert.equal(heard.at(-1), to);

  const steps = [3 * hourMs, 8 * hourMs, 8 * hourMs, 3 * dayMs + 14 * hourMs].map((step) => visitedFrom + step);
  for (const step of steps) assert.equal((await travelDemo(stepwise, { to: step, sinks })).now, step);
  const stop = new AbortController();
  const stopping = travelDemo(stepwise, {
    to,
    sinks,
    signal: stop.signal,
    onProgress: ({ now }) => now > visitedFrom + 6 * dayMs && stop.abort(),
  });
  await assert.rejects(stopping, { name: 'AbortError' });
  const between = (await stepwise.engine.clock()).now;
  assert.ok(between > visitedFrom + 6 * dayMs && between < to);
  await travelDemo(stepwise, { to, sinks });
  const expected = await log(whole);
  assert.ok(expected.length > (await log(await openDemoHouse(t))).length + 200);
  assert.deepEqual(await log(stepwise), expected);
});

test('[S43] in the visitor’s time staff decide no approval and leave what a visitor has taken; customers pay, and mails go out', async (t) => {
  const house = await openDemoHouse(t);
  const { engine, pool } = house;
  const taker = actorOf('clara.stein@halden.example');
  assert.ok(taker !== undefined);
  const { rows: sent } = await pool.query<{ id: string }>(
    `select id from throughline.case_ where flow = 'invoice' and state = 'sent' order by id`,
  );
  const assign = (id: string) => ({
    case: { id },
    input: { kind: 'command' as const, type: 'assign', data: { to: taker.id }, actor: taker },
  });
  const taken = await engine.dispatch(sent.map(({ id }) => assign(id)));
  assert.ok(taken.length > 15 && taken.every(({ outcome }) => outcome === 'applied'));

  const mails: EffectToPerform[] = [];
  const post: Sinks = { mail: { perform: (mail) => Promise.resolve({ outcome: 'done', result: { at: mails.push(mail) } }) } };
  await travelDemo(house, { to: visitedFrom + 30 * dayMs, sinks: post });
  assert.ok(mails.length > 20 && mails.every(({ kind }) => kind === 'mail'));

  const { rows } = await pool.query<{ type: string; takenByStaff: number; events: number }>(
    `select e.type, count(*)::float8 as events,
        (count(*) filter (where (d.id = any($2) or d.parent = any($2)) and e.type <> 'assign'))::float8 as "takenByStaff"
      from throughline.event e join throughline.case_data d on d.bucket = e.bucket and d.id = e.case_id
      where e.actor_kind = 'person' and e.occurred_at >= to_timestamp($1::float8 / 1000) group by 1`,
    [visitedFrom, sent.map(({ id }) => id)],
  );
  const byType = new Map(rows.map((row) => [row.type, row]));
  assert.equal(rows.find(({ takenByStaff }) => takenByStaff > 0)?.type, undefined);
  assert.ok((byType.get('resolve')?.events ?? 0) > 0 && (byType.get('done')?.events ?? 0) > 0);
  assert.deepEqual([byType.has('approve'), byType.has('decline')], [false, false]);
  const release = await engine.findCase({ flow: 'release', entity: 'Halden Components GmbH (simulated)', key: 'R-2' });
  assert.ok(release?.state === 'planned' && release.clocks.pending?.['submit'] !== undefined);
  const now = await Promise.all(sent.map(({ id }) => engine.readCase(id)));
  assert.ok(now.some((invoice) => invoice?.state === 'closed' || invoice?.state === 'paid'));
});

test('[S43] what a visitor did or invented beforehand stops no journey', async (t) => {
  const house = await openDemoHouse(t);
  const now = visitedFrom + dayMs + 8 * hourMs; // The first working hour: 2 June is a Monday.
  const record = await readBuildRecord(house.pool);
  assert.ok(record !== undefined);
  const { submissions } = await movesAt(house, { ...record, now, visitedAfter: visitedFrom, seed: 42 });
  const taken = submissions.flatMap(({ case: at, input }) =>
    'key' in at && input.kind === 'command' && input.type === 'place' ? [at.key] : [],
  )[0];
  assert.ok(taken !== undefined);
  const ida = actorOf('ida.brandt@halden.example');
  assert.ok(ida !== undefined);
  const entities = demoEntities().map(({ name }) => name);
  const orders = ['O-mine', taken].flatMap((key) => entities.map((entity) => ({ flow: 'order', entity, key })));
  const placed = await house.engine.dispatch(
    orders.map((order) => {
      const data = { number: order.key, customer: 'Nobody known', currency: 'GBP', amount: 5, requestedOn: '2025-06-05' };
      return { case: order, input: { kind: 'command' as const, type: 'place', data, actor: ida } };
    }),
  );
  assert.deepEqual([...new Set(placed.map(({ outcome }) => outcome))], ['applied']);
  await travelDemo(house, { to: visitedFrom + 6 * dayMs, sinks });
  for (const order of orders) {
    const found = await house.engine.findCase(order);
    assert.ok(found?.state === 'released' || found?.state === 'fulfilled', found?.state);
    assert.equal(found.data['amount'], 5);
  }
});

test('[S44] nobody travels into the past, too far at once, or where no demo is', async (t) => {
  const house = await openDemoHouse(t);
  for (const to of [visitedFrom - 1, visitedFrom + (travelDaysMax + 1) * dayMs, Number.NaN]) {
    await assert.rejects(travelDemo(house, { to, sinks }), { code: 'demo-travel', place: 'to' });
  }
  const empty = await openHouse(t, await testDatabase('empty', () => Promise.resolve()), 'demo');
  await assert.rejects(travelDemo(empty, { to: visitedFrom, sinks }), { code: 'demo-missing' });
});
