import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MetricDefinition, MetricFormula } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { assertClose, type BothReaders, bothReaders } from '../../test/both-readers.ts';
import { prepareLog } from '../../test/log-fixture.ts';
import { logOf } from '../../test/log-table.ts';
import { randomLogs } from '../../test/random-log.ts';
import { measure } from './measure.ts';
import { decompose } from './parts.ts';

const seed = 1140;
const logs = randomLogs(seed, 3);

const opened = { event: 'open' } as const;
const closed = { event: 'close' } as const;
const time = { kind: 'duration', from: opened, to: closed, in: 'elapsed-days' } as const;
const standing = { kind: 'balance', from: opened, to: { enters: 'closed' } } as const;
const sales = {
  kind: 'days-sales-outstanding',
  amount: 'amount',
  paid: 'paid',
  sold: { enters: 'opened' },
  settled: { enters: 'closed' },
} as const;
const working: Extract<MetricFormula, { kind: 'events' }> = { kind: 'events', any: [{ type: 'work' }] };

type Kind = readonly [name: string, unit: MetricDefinition['unit'], formula: MetricFormula];
const kinds: readonly Kind[] = [
  ['mean', 'days', { ...time, aggregate: 'mean' }],
  ['weighted mean', 'days', { ...time, aggregate: 'mean', weight: 'amount' }],
  ['median', 'days', { ...time, aggregate: 'median' }],
  ['p95', 'days', { ...time, aggregate: 'p95' }],
  ['share', 'share', { kind: 'share', at: opened, that: [{ entered: 'working' }] }],
  ['cases', 'count', { kind: 'cases', at: opened }],
  ['cases per 100', 'per-100-cases', { kind: 'cases', at: opened, per: 100 }],
  ['events', 'count', working],
  ['events per 100', 'per-100-cases', { ...working, per: 100 }],
  ['sum', 'money', { kind: 'sum', field: 'amount', at: opened }],
  ['mean number', 'number', { kind: 'number', field: 'score', at: opened, aggregate: 'mean' }],
  ['sum of numbers', 'number', { kind: 'number', field: 'score', at: opened, aggregate: 'sum' }],
  ['open', 'count', standing],
  ['open amount', 'money', { ...standing, amount: 'amount', less: ['paid'] }],
  ['mean age', 'days', { ...standing, age: 'mean' }],
  ['p90 of age', 'days', { ...standing, age: 'p90' }],
  ['different users', 'count', { kind: 'distinct', field: 'user', at: opened }],
  ['ratio', 'number', { kind: 'ratio', of: working, less: { kind: 'events', any: [{ type: 'pause' }] }, over: standing }],
  [
    'funnel',
    'share',
    {
      kind: 'funnel',
      steps: [
        { id: 'open', at: opened },
        { id: 'close', at: closed },
      ],
    },
  ],
  ['variation', 'share', { kind: 'variation', of: working, periods: 4 }],
  ['dso balance', 'days', { ...sales, method: 'balance' }],
  ['dso count-back', 'days', { ...sales, method: 'count-back' }],
  ['dso per invoice', 'days', { ...sales, method: 'per-invoice' }],
];

const [first, second] = [
  { from: '2025-02-01', to: '2025-06-01' },
  { from: '2025-06-01', to: '2025-12-01' },
];

const metricOf = (flow: string, [, unit, formula]: Kind, more: Partial<MetricDefinition> = {}): MetricDefinition => ({
  ...{ id: 'm', title: 'M', description: 'M', owner: 'nobody', direction: 'down', dimensions: ['team'], grain: 'month' },
  ...{ flow, unit, formula },
  stages: {
    ...{ kind: 'parts', rest: 'Others' },
    parts: [
      { id: 'worked-on', title: 'Worked on', where: [{ entered: 'working' }] },
      { id: 'large', title: 'Large', where: [{ field: 'amount', from: 100_000 }] },
    ],
  },
  ...more,
});

/** Sums of floating numbers may differ in their last bits. */
function assertEqual(actual: number | null, expected: number | null, message: string): void {
  if (actual === null || expected === null) assert.equal(actual, expected, message);
  else assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${message}: ${actual} is ${expected}`);
}

const total = (values: readonly (number | null)[]) =>
  values.some((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

describe(`decompositions of random logs (seed ${seed})`, () => {
  let both: BothReaders;
  before(async () => {
    both = await bothReaders(await testDatabase('insight_log', prepareLog), logs.flat());
  });
  after(() => both.close());

  for (const kind of kinds)
    test(`[I141] ${kind[0]}: the parts make up the whole and its change`, async () => {
      const [, projection] = both.readers;
      for (const index of logs.keys()) {
        const metric = metricOf(`thing-${index}`, kind);
        const where = { currency: 'EUR' };
        for (const by of ['team', 'stages']) {
          const asked = { before: first, after: second, by, where };
          const found = await decompose(projection, metric, asked);
          for (const [side, window] of [
            ['before', first],
            ['after', second],
          ] as const) {
            const { value } = await measure(projection, metric, { ...window, where });
            assertEqual(found.whole[side] ?? (value === 0 ? 0 : null), value, `${side} of ${by}, log ${index}`);
            if (found.additive && found.parts.length > 0)
              assertEqual(
                total(found.parts.map((part) => part[side])),
                found.whole[side],
                `parts ${side} of ${by}, log ${index}`,
              );
          }
          if (found.parts.length > 0)
            assertEqual(total(found.parts.map(({ change }) => change)), found.whole.change, `changes by ${by}, log ${index}`);
          if (index === 0) assertClose(await decompose(both.readers[0], metric, asked), found, `PostgreSQL by ${by}`);
        }
      }
    });

  test('[I141] rate and mix add up to the change of a part', async () => {
    const { parts } = await decompose(both.readers[1], metricOf('thing-0', ['share', 'share', kinds[4]?.[2] as MetricFormula]), {
      ...{ before: first, after: second, by: 'team' },
    });
    for (const { change, rate = 0, mix = 0 } of parts) assertEqual(rate + mix, change, 'rate and mix');
  });
});

describe('decompositions by hand', () => {
  let both: BothReaders;
  before(async () => {
    const database = await testDatabase('insight_log', prepareLog);
    both = await bothReaders(
      database,
      logOf(
        'job',
        `A | 2026-01-01 ask asked team=x currency=EUR amount=10001 | 2026-01-03 begin begun | 2026-01-11 end ended
         B | 2026-01-01 ask asked team=y currency=EUR amount=3333 | 2026-01-02 begin begun | 2026-01-05 end ended
         C | 2026-02-01 ask asked team=x currency=EUR amount=20002 | 2026-02-09 begin begun | 2026-02-21 end ended
         D | 2026-02-01 ask asked team=x currency=USD amount=100 | 2026-02-03 begin begun | 2026-02-11 end ended`,
      ),
    );
  });
  after(() => both.close());
  const [january, february] = [
    { from: '2026-01-01', to: '2026-02-01' },
    { from: '2026-02-01', to: '2026-03-01' },
  ];
  const job = { kind: 'duration', from: { event: 'ask' }, to: { event: 'end' }, in: 'calendar-days', aggregate: 'mean' } as const;
  const spans = {
    kind: 'spans',
    spans: [
      { id: 'waiting', title: 'Waiting', from: { event: 'ask' }, to: { event: 'begin' } },
      { id: 'work', title: 'Work', from: { event: 'begin' }, to: { event: 'end' } },
    ],
  } as const;

  test('[I142] a mean time is made of its spans: 7 days become 15, 3.5 of them waiting', async () => {
    // January: (2 + 1) / 2 of waiting, (8 + 3) / 2 of work. February: (8 + 2) / 2 and (12 + 8) / 2.
    const metric = metricOf('job', ['', 'days', job], { stages: { kind: 'spans', spans: [...spans.spans] } });
    const found = await decompose(both.readers[1], metric, { before: january, after: february, by: 'stages' });
    assert.deepEqual([found.additive, found.whole.before, found.whole.after, found.whole.casesAfter], [true, 7, 15, 2]);
    assert.deepEqual(
      found.parts.map(({ title, before: then, after: now, change }) => [title, then, now, change]),
      [
        ['Work', 5.5, 10, 4.5],
        ['Waiting', 1.5, 5, 3.5],
      ],
    );
  });

  test('[I142] what the spans leave out is the rest', async () => {
    const stages = { kind: 'spans', spans: [spans.spans[0]], rest: 'All else' } as const;
    const metric = metricOf('job', ['', 'days', job], { stages: { ...stages, spans: [...stages.spans] } });
    const { parts } = await decompose(both.readers[0], metric, { before: january, after: february, by: 'stages' });
    assert.deepEqual(
      parts.map(({ id, change }) => [id, change]),
      [
        ['rest', 4.5],
        ['waiting', 3.5],
      ],
    );
  });

  test('[I142] money is decomposed in whole cents, one currency at a time', async () => {
    const metric = metricOf('job', ['', 'money', { kind: 'sum', field: 'amount', at: { event: 'ask' } }]);
    const asked = { before: january, after: february, by: 'team' };
    await assert.rejects(decompose(both.readers[1], metric, asked), { code: 'several-currencies' });
    const { whole, parts, currency } = await decompose(both.readers[1], metric, { ...asked, where: { currency: 'EUR' } });
    assert.deepEqual([currency, whole.before, whole.after, whole.change], ['EUR', 133.34, 200.02, 66.68]);
    assert.deepEqual(
      parts.map(({ id, change }) => [id, change]),
      [
        ['x', 100.01],
        ['y', -33.33],
      ],
    );
  });

  test('[I142] where one period has nothing, nothing is said of the change', async () => {
    const { whole, parts } = await decompose(both.readers[1], metricOf('job', ['', 'days', job]), {
      ...{ before: { from: '2025-01-01', to: '2025-02-01' }, after: february, by: 'team' },
    });
    assert.deepEqual([whole.before, whole.change], [null, null]);
    assert.ok(parts.every(({ change }) => change === null));
  });
});
