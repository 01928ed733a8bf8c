import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { defineMetric, type MetricDefinition, type MetricFormula } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { type FixtureCase, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { measure } from './measure.ts';

const guide = readFileSync(new URL('../../../docs/guide/metrics.md', import.meta.url), 'utf8');

test('[I1] the metric in the guide is one', () => {
  const snippet = /```ts\n[\s\S]*?= defineMetric\(([\s\S]*?)\);\n```/.exec(guide)?.[1];
  const metric = new Function(`return (${snippet});`)() as MetricDefinition;
  assert.equal(defineMetric(metric).id, 'days-to-settle');
});

test('[I145] each formula in the guide is one, and there is one of each kind', () => {
  const lines = /```js\n([\s\S]*?)\n```/.exec(guide)?.[1]?.split('\n') ?? [];
  const kinds = lines.map((line) => {
    const formula = new Function(`return (${line});`)() as MetricFormula;
    defineMetric({
      ...{ id: 'm', title: 'M', description: 'M', owner: 'lead', unit: 'number', direction: 'up', flow: 'thing', dimensions: [] },
      formula,
    });
    return formula.kind;
  });
  assert.equal(new Set(kinds).size, 12);
});

/** Sales of 300 a month; of February's 50 and of March's all are owed at the end of March. */
const sales: readonly FixtureCase[] = [
  ['jan', '2026-01-10', 30_000, '2026-02-01'],
  ['feb', '2026-02-10', 25_000, '2026-03-20'],
  ['rest', '2026-02-12', 5_000, '2026-05-01'],
  ['mar', '2026-03-15', 30_000, '2026-05-01'],
].map(([key, sent, amount, paid]) => ({
  flow: 'invoice',
  key: String(key),
  events: [
    { type: 'create', at: String(sent), to: 'created', data: { amount, currency: 'EUR' } },
    { type: 'send', at: String(sent), to: 'sent' },
    { type: 'pay', at: String(paid), to: 'paid' },
  ],
}));

test('[I13] the example of the guide: balance and count-back of the same quarter', async () => {
  const database = await testDatabase('insight_log', prepareLog);
  try {
    await writeLog(database.pool, sales);
    const dso = (method: 'balance' | 'count-back') =>
      measure(
        logReader(database.pool),
        defineMetric({
          id: 'dso',
          title: 'DSO',
          description: 'As in the guide',
          owner: 'finance',
          unit: 'days',
          direction: 'down',
          flow: 'invoice',
          formula: {
            kind: 'days-sales-outstanding',
            method,
            amount: 'amount',
            sold: { enters: 'sent' },
            settled: { enters: 'paid' },
          },
          dimensions: [],
        }),
        { from: '2026-01-01', to: '2026-04-01' },
      );
    const [balance, countBack] = [await dso('balance'), await dso('count-back')];
    assert.equal(balance.value, 35);
    assert.equal(countBack.value?.toFixed(1), '35.7');
    assert.match(guide, /= 35 days/);
    assert.match(guide, /35\.7 days/);
  } finally {
    await database.close();
  }
});
