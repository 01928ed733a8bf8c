import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricDefinition, MetricFormula } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { type FixtureCase, fixtureId, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { metricSeries } from '../series/metric-series.ts';
import { casesBehind } from './cases-behind.ts';
import { measure } from './measure.ts';
import type { SeenCases } from './seen-cases.ts';

const entities = ['north', 'south', "o'west"] as const;

/** Invoices of three entities, one a day, and an exception of every third; each entity has amounts of its own. */
const log: readonly FixtureCase[] = Array.from({ length: 600 }, (_, index): readonly FixtureCase[] => {
  const day = (later: number) => new Date(Date.UTC(2025, 0, 1 + Math.floor(index / 2) + later)).toISOString().slice(0, 10);
  const entity = entities[index % 3] ?? '';
  const data = { number: `I${index}`, currency: 'EUR', amount: 100 * 10 ** (index % 3), entity, dueOn: day(5) };
  const events = [
    { type: 'create', at: day(0), to: 'sent', data },
    { type: 'pay', at: day(1 + (index % 7)), to: 'paid', data: { paid: data.amount }, manual: index % 5 === 0 },
  ];
  const flow = index % 2 === 0 ? 'invoice' : 'order';
  const owner = { flow, key: `I${index}`, entity, events };
  if (index % 4 > 1) return [owner];
  const raised = { type: 'open', at: day(0), to: 'open', data: { kind: 'price' } };
  return [owner, { flow: 'exception', key: `E${index}`, entity, parent: fixtureId(flow, owner.key), events: [raised] }];
}).flat();

const formulas: readonly [flow: string | string[], unit: MetricDefinition['unit'], formula: MetricFormula][] = [
  ['invoice', 'count', { kind: 'cases', at: { born: true } }],
  [['invoice', 'order'], 'count', { kind: 'cases', at: { enters: 'paid' } }],
  ['invoice', 'share', { kind: 'share', at: { enters: 'paid' }, that: [{ field: 'amount', equals: 100 }] }],
  ['invoice', 'days', { kind: 'duration', from: { born: true }, to: { enters: 'paid' }, in: 'calendar-days', aggregate: 'mean' }],
  ['invoice', 'money', { kind: 'sum', field: 'amount', at: { born: true } }],
  ['invoice', 'per-100-cases', { kind: 'events', any: [{ manual: true }], per: 100 }],
  ['exception', 'count', { kind: 'cases', at: { born: true } }],
  ...(['balance', 'count-back', 'per-invoice'] as const).map((method): (typeof formulas)[number] => [
    'invoice',
    'days',
    {
      ...{ kind: 'days-sales-outstanding', method, amount: 'amount', paid: 'paid' },
      ...{ sold: { event: 'create' }, settled: { enters: 'paid' } },
    },
  ]),
];

const scopes: readonly (readonly [name: string, seen: readonly SeenCases[], isSeen: (one: FixtureCase) => boolean])[] = [
  ['nothing', [], () => false],
  [
    'some entities',
    ['invoice', 'order', 'exception'].map((flow) => ({ flow, entities: ['south', "o'west"] })),
    ({ entity }) => entity !== 'north',
  ],
  [
    'what invoices of one entity own',
    [
      { flow: 'invoice', entities: ['north'] },
      { flow: 'exception', entities: ['north'], ownedBy: ['invoice'] },
    ],
    ({ flow, entity, parent, key }) =>
      entity === 'north' && (flow === 'invoice' || parent === fixtureId('invoice', key.replace('E', 'I'))),
  ],
  ['no entity of a flow', [{ flow: 'invoice', entities: [] }, { flow: 'order' }], ({ flow }) => flow === 'order'],
];

for (const [name, seen, isSeen] of scopes)
  test(`[I70] of ${name}, a metric is what it would be if nothing else were there`, async (t) => {
    const [whole, part] = await Promise.all([testDatabase('insight_seen', prepareLog), testDatabase('insight_seen', prepareLog)]);
    t.after(() => Promise.all([whole.close(), part.close()]));
    await writeLog(whole.pool, log);
    const visible = log.filter(isSeen);
    assert.ok(visible.length < log.length);
    await writeLog(part.pool, visible);
    const [all, only] = [logReader(whole.pool), logReader(part.pool)];
    for (const [flow, unit, formula] of formulas) {
      const metric: MetricDefinition = {
        ...{ id: 'm', title: 'M', description: 'M', owner: 'nobody', direction: 'down', dimensions: ['amount'] },
        ...{ flow, unit, formula },
      };
      for (const request of [{}, { by: 'entity' }, { from: '2025-02-01', to: '2025-03-01' }])
        assert.deepEqual(await measure(all, metric, { ...request, seen }), await measure(only, metric, request), formula.kind);
      assert.deepEqual(await casesBehind(all, metric, { seen }), await casesBehind(only, metric), formula.kind);
      const options = { now: '2025-10-01T08:00:00Z', timeZone: 'UTC', periods: 9 };
      assert.deepEqual(
        await metricSeries(all, metric, { ...options, seen }),
        await metricSeries(only, metric, options),
        formula.kind,
      );
    }
  });
