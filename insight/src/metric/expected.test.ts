import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MetricDefinition, MetricFormula } from '@throughline/language';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import { type FixtureCase, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { mine } from '../mining/mine.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { measure } from './measure.ts';

const wait = { type: 'expected', at: '2026-01-01', to: 'expected' };
const data = { number: 'A', currency: 'EUR', amount: 100 };

/** A: its payment waited for it nine days. B: as any other. C: a payment waits for it, with a target that has passed. */
const invoices: readonly FixtureCase[] = [
  {
    flow: 'invoice',
    key: 'A',
    events: [
      wait,
      { type: 'overdue', at: '2026-01-03', to: 'expected', kind: 'deadline' },
      { type: 'create', at: '2026-01-10', to: 'sent', data },
      { type: 'pay', at: '2026-01-01', to: 'sent' },
      { type: 'close', at: '2026-01-14', to: 'closed' },
    ],
  },
  {
    flow: 'invoice',
    key: 'B',
    events: [
      { type: 'create', at: '2026-01-02', to: 'sent', data: { ...data, number: 'B' } },
      { type: 'close', at: '2026-01-04', to: 'closed' },
    ],
  },
  { flow: 'invoice', key: 'C', events: [wait, { type: 'comment', at: '2026-01-02', to: 'expected', kind: 'command' }] },
];
const metric = (formula: MetricFormula): MetricDefinition => ({
  ...{ id: 'm', title: 'M', description: 'M', owner: 'nobody', unit: 'days', direction: 'down' },
  ...{ flow: 'invoice', formula, dimensions: [] },
});

describe('facts that wait for their case', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase('insight_expected', prepareLog);
    await writeLog(database.pool, invoices);
  });
  after(() => database.close());

  const rows: readonly [string, MetricFormula, object, number | null, number][] = [
    [
      'a life begins with the birth',
      { kind: 'duration', from: { born: true }, to: { enters: 'closed' }, in: 'calendar-days', aggregate: 'mean' },
      {},
      3,
      2,
    ],
    ['who was never born is no case', { kind: 'cases', at: { born: true } }, {}, 2, 2],
    ['nor was there one while it was expected', { kind: 'cases', at: { born: true } }, { to: '2026-01-09' }, 1, 1],
    [
      'nor is waiting a sign of life: of the cases that were alive by then, none was paid late',
      { kind: 'events', any: [{ type: 'overdue' }], per: 100 },
      {},
      0,
      2,
    ],
    ['a fact that waited counts once, at the time at which it happened', { kind: 'events', any: [{ type: 'pay' }] }, {}, 1, 1],
    ['in its period', { kind: 'events', any: [{ type: 'pay' }] }, { from: '2026-01-02' }, 0, 0],
    ['what waits is no event of the flow', { kind: 'events', any: [{ type: ['expected', 'comment'] }] }, {}, 0, 0],
  ];
  for (const [name, formula, request, value, n] of rows)
    test(`[I24] ${name}`, async () => {
      const result = await measure(logReader(database.pool), metric(formula), request);
      assert.deepEqual([result.value, result.n], [value, n]);
    });

  test('[I24] mining begins with the birth, bookkeeping and all', async () => {
    for (const all of [false, true]) {
      const report = await mine(logReader(database.pool), { flow: 'invoice', all });
      assert.deepEqual([report.cases, report.events], [2, 5]);
      assert.deepEqual(Object.fromEntries(report.steps.map(({ activity, count }) => [activity, count])), {
        create: 2,
        pay: 1,
        close: 2,
      });
    }
  });
});
