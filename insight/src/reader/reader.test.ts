import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import { type FixtureCase, fixtureId, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { mine } from '../mining/mine.ts';
import type { MiningReport } from '../mining/report.ts';
import type { LogEvent } from './log-reader.ts';
import { logReader } from './postgres-log-reader.ts';

const cases: readonly FixtureCase[] = Array.from({ length: 40 }, (_, index) => ({
  flow: index % 4 === 0 ? 'order' : 'invoice',
  key: `k${index}`,
  events: [
    { type: 'create', at: '2026-01-01', to: 'created', kind: 'command' as const },
    { type: 'comment', at: '2026-01-02', to: 'created', kind: 'command' as const },
    { type: 'pay', at: '2026-01-03T00:00:00.123Z', to: 'paid' },
    { type: 'comment', at: '2026-01-04', to: 'paid', kind: 'fact' as const },
    { type: 'overdue', at: '2026-01-05', to: 'paid', kind: 'deadline' as const },
  ].slice(0, 1 + (index % 5)),
}));

describe('reading the log', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase('insight_log', prepareLog);
    await writeLog(database.pool, cases);
  });
  after(() => database.close());

  const all = async (batchSize: number, selection = {}, partSize = 1_000): Promise<LogEvent[]> => {
    const events: LogEvent[] = [];
    for await (const batch of logReader(database.pool, { batchSize, partSize }).events(selection)) events.push(...batch);
    return events;
  };

  test('[I20] streams every event once, case by case, in the order of the log, whatever the batch and the part', async () => {
    const whole = await all(1_000);
    const expected = cases.flatMap((one) =>
      one.events.map((event, index) => `${fixtureId(one.flow, one.key)} ${index + 1} ${event.type}`),
    );
    assert.deepEqual(
      whole.map((event) => `${event.caseId} ${event.seq} ${event.type}`),
      expected.sort(),
    );
    for (const size of [1, 3, whole.length, whole.length + 1]) assert.deepEqual(await all(size), whole);
    for (const part of [1, 10, whole.length]) assert.deepEqual(await all(7, {}, part), whole);
    const paid = whole.find((event) => event.type === 'pay');
    assert.deepEqual([paid?.stateFrom, paid?.stateTo, paid?.at], ['created', 'paid', Date.UTC(2026, 0, 3) + 123]);
  });

  test('[I20] one flow, or what was recorded since', async () => {
    const orders = await all(7, { flow: 'order' });
    assert.equal(
      orders.length,
      cases.filter((one) => one.flow === 'order').reduce((sum, one) => sum + one.events.length, 0),
    );
    assert.deepEqual(
      await all(7, { recordedSince: '2026-01-05T00:00:00Z' }),
      (await all(99)).filter((event) => event.type === 'overdue'),
    );
  });

  test('[I20] a stream that is left early leaves nothing behind', async () => {
    for (let round = 0; round < 20; round += 1) {
      for await (const batch of logReader(database.pool, { batchSize: 2 }).events()) {
        assert.equal(batch.length, 2);
        break;
      }
    }
    assert.equal((await all(99)).length > 0, true);
  });

  test('[I21] only reads: a statement that writes is refused', async () => {
    await assert.rejects(logReader(database.pool).query('delete from throughline.event_log', []), { code: '25006' });
    assert.equal((await all(99)).length > 0, true);
  });

  test('[I22] mining a flow leaves the bookkeeping of the kernel out, facts of that name never, all of it on request', async () => {
    const reader = logReader(database.pool);
    const work = await mine(reader, { flow: 'invoice' });
    const everything = await mine(reader, { flow: 'invoice', all: true });
    const count = (take: (event: FixtureCase['events'][number]) => boolean) =>
      cases.filter((one) => one.flow === 'invoice').reduce((sum, one) => sum + one.events.filter(take).length, 0);
    assert.equal(
      everything.events,
      count(() => true),
    );
    assert.equal(
      timesOf(everything, 'overdue'),
      count((event) => event.type === 'overdue'),
    );
    assert.equal(timesOf(work, 'overdue'), undefined);
    assert.equal(
      timesOf(work, 'comment'),
      count((event) => event.type === 'comment' && event.kind === 'fact'),
    );
    assert.equal(work.cases, 30);
  });
});

function timesOf({ steps }: MiningReport, activity: string): number | undefined {
  return steps.find((step) => step.activity === activity)?.count;
}
