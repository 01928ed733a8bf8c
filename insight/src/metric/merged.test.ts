import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MetricDefinition, MetricFormula } from '@throughline/language';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import { type FixtureCase, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { mine } from '../mining/mine.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { measure } from './measure.ts';

const sent = (number: string, at: string) => ({ type: 'create', at, to: 'sent', data: { number, currency: 'EUR', amount: 100 } });

/** A and B are one invoice, entered twice; A is called A2 since. */
const invoices: readonly FixtureCase[] = [
  {
    flow: 'invoice',
    key: 'A',
    events: [sent('A', '2026-01-02'), { type: 'rekey', at: '2026-01-05', to: 'sent', kind: 'command', manual: true }],
  },
  { flow: 'invoice', key: 'A2', events: [{ type: 'alias', at: '2026-01-05', to: 'merged', kind: 'message' }] },
  {
    flow: 'invoice',
    key: 'B',
    events: [sent('B', '2026-01-03'), { type: 'merge', at: '2026-01-20', to: 'merged', manual: true }],
  },
];
const metric = (formula: MetricFormula): MetricDefinition => ({
  ...{ id: 'm', title: 'M', description: 'M', owner: 'nobody', unit: 'days', direction: 'down' },
  ...{ flow: 'invoice', formula, dimensions: [] },
});
const owed: MetricFormula = {
  ...{ kind: 'days-sales-outstanding', method: 'balance', amount: 'amount' },
  ...{ sold: { event: 'create' }, settled: { enters: 'paid' } },
};

describe('cases that turned out to be one', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase('insight_merged', prepareLog);
    await writeLog(database.pool, invoices);
  });
  after(() => database.close());

  const rows: readonly [string, MetricFormula, object, number | null][] = [
    ['a name is no case', { kind: 'cases', at: { born: true } }, {}, 2],
    ['until they were merged, both were owed', owed, { from: '2026-01-01', to: '2026-01-11' }, 10],
    ['afterwards one is', owed, { from: '2026-01-01', to: '2026-01-31' }, 15],
    ['by hand', { kind: 'events', any: [{ manual: true }] }, {}, 2],
  ];
  for (const [name, formula, request, value] of rows)
    test(`[I66] ${name}`, async () => {
      assert.equal((await measure(logReader(database.pool), metric(formula), request)).value, value);
    });

  test('[I66] mining knows two cases, and the merge as a step', async () => {
    for (const all of [false, true]) {
      const report = await mine(logReader(database.pool), { flow: 'invoice', all });
      assert.equal(report.cases, 2);
      assert.deepEqual(Object.fromEntries(report.steps.map(({ activity, count }) => [activity, count])), {
        create: 2,
        merge: 1,
        ...(all ? { rekey: 1 } : {}),
      });
    }
  });
});
