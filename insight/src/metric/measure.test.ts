import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MetricDefinition, MetricFormula } from '@throughline/language';
import { type TestDatabase, testDatabase } from '@throughline/testing';
import { type FixtureCase, fixtureId, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { casesBehind } from './cases-behind.ts';
import { measure } from './measure.ts';

let database: TestDatabase;

const bill = (
  key: string,
  country: string,
  amount: number,
  dueOn: string,
  events: FixtureCase['events'],
  extra = {},
): FixtureCase => ({
  flow: 'invoice',
  key,
  events: events.map((event, index) =>
    index === 0 ? { ...event, data: { number: key, country, amount, dueOn, currency: 'USD', ...extra } } : event,
  ),
});

/** Four invoices: A settled after 10 days, B after 30 in two payments, C disputed and still open in part, D blocked, then voided. */
const invoices: readonly FixtureCase[] = [
  bill('A', 'IT', 10_000, '2026-01-31', [
    { type: 'create', at: '2026-01-01', to: 'created' },
    { type: 'send', at: '2026-01-01', to: 'sent' },
    { type: 'pay', at: '2026-01-11', to: 'paid', data: { paid: 10_000 } },
    { type: 'close', at: '2026-02-20', to: 'closed' },
  ]),
  bill('B', 'IT', 30_000, '2026-02-09', [
    { type: 'create', at: '2026-01-09', to: 'created' },
    { type: 'send', at: '2026-01-10', to: 'sent', manual: true, actorKind: 'person' },
    { type: 'pay', at: '2026-02-01', to: 'partially_paid', data: { paid: 5_000 } },
    { type: 'pay', at: '2026-02-09T12:00:00Z', to: 'paid', data: { paid: 30_000 } },
  ]),
  bill('C', 'FR', 20_000, '2026-03-01', [
    { type: 'create', at: '2026-02-01', to: 'created' },
    { type: 'send', at: '2026-02-01', to: 'sent' },
    { type: 'dispute', at: '2026-02-10', to: 'disputed', data: { everDisputed: true } },
    { type: 'reject', at: '2026-02-20', to: 'sent' },
    { type: 'pay', at: '2026-03-05', to: 'partially_paid', data: { paid: 8_000 } },
    {
      type: 'repair',
      at: '2026-03-06',
      to: 'partially_paid',
      data: { dueOn: '2026-03-10' },
      actorKind: 'person',
      kind: 'command',
    },
  ]),
  bill('D', 'FR', 40_000, '2026-02-31', [
    { type: 'create', at: '2026-01-31', to: 'created' },
    { type: 'send', at: '2026-01-31', to: 'blocked' },
    { type: 'void', at: '2026-02-02', to: 'void' },
  ]),
];

const exceptions: readonly FixtureCase[] = [
  {
    flow: 'exception',
    key: 'partial#1',
    parent: fixtureId('invoice', 'B'),
    events: [{ type: 'open', at: '2026-02-01', to: 'open', data: { kind: 'partial' } }],
  },
  {
    flow: 'exception',
    key: 'partial#2',
    parent: fixtureId('invoice', 'C'),
    events: [{ type: 'open', at: '2026-03-05', to: 'open', data: { kind: 'partial' } }],
  },
  {
    flow: 'exception',
    key: 'blocked#3',
    parent: fixtureId('invoice', 'D'),
    events: [{ type: 'open', at: '2026-01-31', to: 'open', data: { kind: 'blocked' } }],
  },
  {
    flow: 'exception',
    key: 'late#4',
    parent: fixtureId('visit', 'summer'),
    events: [{ type: 'open', at: '2026-01-31', to: 'open', data: { kind: 'late' } }],
  },
];

/** Across a night in which Italy puts the clock forward. */
const visits: readonly FixtureCase[] = [
  {
    flow: 'visit',
    key: 'summer',
    events: [
      { type: 'come', at: '2026-03-28T23:30:00Z', to: 'in', data: { until: '2026-03-29T12:00:00Z' } },
      { type: 'go', at: '2026-03-29T23:00:00Z', to: 'out' },
    ],
  },
];

const settled = { enters: ['paid', 'closed'] };
const sent = { enters: 'sent' };
const days = { kind: 'duration', from: sent, to: settled, in: 'calendar-days', aggregate: 'mean' } as const;
const dso = {
  kind: 'days-sales-outstanding',
  amount: 'amount',
  paid: 'paid',
  sold: sent,
  settled,
  ended: { enters: 'void' },
} as const;

const metric = (formula: MetricFormula, more: Partial<MetricDefinition> = {}): MetricDefinition => ({
  id: 'm',
  title: 'M',
  description: 'M',
  owner: 'nobody',
  unit: 'days',
  direction: 'down',
  flow: 'invoice',
  formula,
  dimensions: ['country', 'everDisputed', 'kind'],
  ...more,
});

const ask = (formula: MetricFormula, request = {}, more: Partial<MetricDefinition> = {}) =>
  measure(logReader(database.pool), metric(formula, more), request);

const rows: readonly [string, MetricFormula, object, number | null, number][] = [
  ['the mean of calendar days', days, {}, 20, 2],
  ['the mean of elapsed days', { ...days, in: 'elapsed-days' }, {}, (10 + 30.5) / 2, 2],
  ['the median', { ...days, aggregate: 'median' }, {}, 20, 2],
  ['the 85th percentile', { ...days, aggregate: 'p85' }, {}, 27, 2],
  ['the mean weighted by amount', { ...days, weight: 'amount' }, {}, 25, 2],
  ['the last event of a type', { ...days, to: { event: 'pay', which: 'last' } }, {}, (10 + 30 + 32) / 3, 3],
  ['the first event of a type', { ...days, to: { event: ['pay'] } }, {}, (10 + 22 + 32) / 3, 3],
  ['from a day field, negative ones kept', { ...days, from: { day: 'dueOn' } }, {}, -10, 2],
  ['from a day field, negative ones as zero', { ...days, from: { day: 'dueOn' }, negative: 'zero' }, {}, 0, 2],
  ['the last value of a corrected field', { ...days, from: { day: 'dueOn' }, to: { event: 'repair' } }, {}, -4, 1],
  ['a day that no calendar has, left out', { ...days, from: { day: 'dueOn' }, to: { event: 'void' } }, {}, null, 0],
  ['a period by the end of the duration', days, { from: '2026-02-01', to: '2026-03-01' }, 30, 1],
  ['a period whose end is no part of it', days, { to: '2026-01-11' }, null, 0],
  ['a period by another moment', { ...days, at: { born: true } }, { to: '2026-01-02' }, 10, 1],
  ['a period of instants', days, { from: '2026-02-09T12:00:00Z' }, 30, 1],
  ['a filter', days, { where: { country: 'FR' } }, null, 0],
  ['a selection', { ...days, where: [{ not: { event: 'close' } }] }, {}, 30, 1],
  ['a share', { kind: 'share', at: { born: true }, that: [{ any: [{ entered: 'blocked' }, { event: 'dispute' }] }] }, {}, 0.5, 4],
  ['a share of none', { kind: 'share', at: { event: 'legal' }, that: [] }, {}, null, 0],
  ['a share by a field', { kind: 'share', at: { born: true }, that: [{ field: 'everDisputed', equals: true }] }, {}, 0.25, 4],
  ['what is later than its day', { kind: 'share', at: settled, that: [{ later: settled, than: { day: 'dueOn' } }] }, {}, 0, 2],
  [
    'what is later than an event',
    { kind: 'share', at: sent, that: [{ later: { event: 'pay' }, than: { event: 'dispute' } }] },
    {},
    1 / 3,
    3,
  ],
  [
    'days that have come',
    { kind: 'share', at: { day: 'dueOn' }, that: [{ entered: 'paid' }] },
    { now: '2026-02-09T08:00:00Z' },
    1,
    2,
  ],
  ['days, come or not', { kind: 'share', at: { day: 'dueOn' }, that: [{ entered: 'paid' }] }, {}, 2 / 3, 3],
  ['cases', { kind: 'cases', at: { born: true } }, { from: '2026-01-09' }, 3, 3],
  ['no cases', { kind: 'cases', at: { event: 'legal' } }, {}, 0, 0],
  ['cases per 100 that were active', { kind: 'cases', at: { enters: 'disputed' }, per: 100 }, { from: '2026-02-10' }, 50, 2],
  ['events', { kind: 'events', any: [{ type: 'pay' }] }, {}, 4, 3],
  ['events by hand, or repairs', { kind: 'events', any: [{ manual: true }, { type: 'repair' }] }, {}, 2, 2],
  [
    'events by hand per 100 active cases',
    { kind: 'events', any: [{ manual: true }, { type: 'repair' }], per: 100 },
    { from: '2026-03-01' },
    100,
    1,
  ],
  ['events of persons', { kind: 'events', any: [{ actorKind: 'person', type: ['send', 'pay'] }] }, {}, 1, 1],
];

describe('metrics over a log', () => {
  before(async () => {
    database = await testDatabase('insight_log', prepareLog);
    await writeLog(database.pool, [...invoices, ...exceptions, ...visits]);
  });
  after(() => database.close());

  for (const [what, formula, request, value, n] of rows) {
    test(`[I10] ${what}`, async () => {
      const result = await ask(formula, request);
      if (value === null) assert.equal(result.value, null);
      else assert.ok(Math.abs((result.value ?? Number.NaN) - value) < 1e-9, `${result.value} is ${value}`);
      assert.equal(result.n, n);
      const behind = await casesBehind(logReader(database.pool), metric(formula), request);
      assert.equal(behind.cases.filter((one) => one.denominator).length, n, 'the cases behind are those counted');
    });
  }

  test('[I11] days are those of the time zone of the flow, hours pass as they pass', async () => {
    const visit = { ...days, from: { event: 'come' }, to: { event: 'go' } } as const;
    const more = { flow: 'visit' } as const;
    assert.equal((await ask(visit, {}, more)).value, 1);
    assert.equal((await ask(visit, { timeZone: 'Europe/Rome' }, more)).value, 1);
    assert.equal((await ask(visit, { timeZone: 'America/New_York' }, more)).value, 1);
    assert.equal((await ask(visit, { timeZone: 'Asia/Tokyo' }, more)).value, 1);
    assert.equal((await ask({ ...visit, in: 'elapsed-hours' }, {}, more)).value, 23.5);
    assert.equal((await ask({ ...visit, to: { instant: 'until' }, in: 'elapsed-hours' }, {}, more)).value, 12.5);
    const rome = { timeZone: 'Europe/Rome', from: '2026-03-30', to: '2026-03-31' };
    assert.equal((await ask(visit, rome, more)).n, 1, '23:00 UTC is 01:00 of the next day in Rome');
    assert.equal((await ask(visit, { ...rome, timeZone: 'UTC' }, more)).n, 0);
  });

  test('[I12] the sum is in whole units of the currency, by segments beside the whole', async () => {
    const sum = { kind: 'sum', field: 'amount', at: { born: true } } as const;
    assert.deepEqual(await ask(sum, { by: 'country' }, { unit: 'money' }), {
      id: 'm',
      unit: 'money',
      value: 1000,
      n: 4,
      currency: 'USD',
      dimension: 'country',
      by: [
        { segment: 'FR', value: 600, n: 2, currency: 'USD' },
        { segment: 'IT', value: 400, n: 2, currency: 'USD' },
      ],
    });
  });

  test('[I12] amounts in several currencies are never added', async () => {
    const other = await testDatabase('insight_log', prepareLog);
    try {
      const events = (at: string) => [{ type: 'create', at, to: 'created' }];
      await writeLog(other.pool, [
        bill('A', 'IT', 1_050, '2026-01-01', events('2026-01-01')),
        bill('B', 'IT', 700, '2026-01-01', events('2026-01-01'), { currency: 'JPY' }),
        bill('C', 'FR', 300, '2026-01-01', events('2026-01-01'), { currency: 'JPY' }),
      ]);
      const sum = metric({ kind: 'sum', field: 'amount', at: { born: true } }, { unit: 'money' });
      const reader = logReader(other.pool);
      assert.deepEqual(await measure(reader, sum), {
        id: 'm',
        unit: 'money',
        value: null,
        n: 3,
        dimension: 'currency',
        by: [
          { segment: 'JPY', value: 1000, n: 2, currency: 'JPY' },
          { segment: 'USD', value: 10.5, n: 1, currency: 'USD' },
        ],
      });
      assert.deepEqual((await measure(reader, sum, { by: 'country' })).by, [
        { segment: 'FR', value: 300, n: 1, currency: 'JPY' },
        { segment: 'IT', value: 700, n: 1, currency: 'JPY' },
        { segment: 'IT', value: 10.5, n: 1, currency: 'USD' },
      ]);
      assert.equal((await measure(reader, sum, { where: { currency: 'USD' } })).value, 10.5);
    } finally {
      await other.close();
    }
  });

  test('[I13] the balance method: what is owed at the end, over the sales of the window, times its days', async () => {
    const balance = { ...dso, method: 'balance' } as const;
    // End of January: B owes 300.00; A and B were sold for 400.00 in 31 days. D was never sent.
    const january = await ask(balance, { from: '2026-01-01', to: '2026-02-01' });
    assert.deepEqual(
      [january.value, january.n, january.period],
      [(30_000 / 40_000) * 31, 2, { from: '2026-01-01', to: '2026-02-01' }],
    );
    // At 5 February B owes 250.00 still, C 200.00; sold since 10 January: 500.00 in 26 days.
    assert.equal((await ask(balance, { from: '2026-01-10', to: '2026-02-05' })).value, (45_000 / 50_000) * 26);
    // Without a period: from the first sale to the day of the last, 1 February included.
    const whole = await ask(balance);
    assert.deepEqual([whole.value, whole.period], [(45_000 / 60_000) * 32, { from: '2026-01-01', to: '2026-02-02' }]);
    // Behind it: owed by B and C, sold to all three.
    const { cases } = await casesBehind(logReader(database.pool), metric(balance));
    assert.deepEqual(cases.map((one) => [one.key, one.value, one.weight, one.numerator, one.denominator]).sort(), [
      ['A', 0, '10000', false, true],
      ['B', 25_000, '30000', true, true],
      ['C', 20_000, '20000', true, true],
    ]);
  });

  test('[I13] the count-back method: months back until their sales use up what is owed', async () => {
    const countBack = { ...dso, method: 'count-back' } as const;
    // At 5 February 450.00 are owed. February sold 200.00 in its 4 days; the 250.00 left are 250/400 of January's 31 days.
    assert.equal((await ask(countBack, { to: '2026-02-05' })).value, 4 + 31 * (25_000 / 40_000));
    // At 10 March 120.00 are owed. March sold nothing in its 9 days, February 200.00 in 28.
    const march = await ask(countBack, { to: '2026-03-10', by: 'country' });
    assert.equal(march.value, 9 + 28 * (12_000 / 20_000));
    assert.deepEqual(
      march.by?.map((one) => [one.segment, one.value]),
      [
        ['IT', 0],
        ['FR', 9 + 28 * (12_000 / 20_000)],
      ],
    );
  });

  test('[I13] the per-invoice method: days from sale to settlement, weighted by amount', async () => {
    assert.equal((await ask({ ...dso, method: 'per-invoice' })).value, (10 * 10_000 + 30 * 30_000) / 40_000);
  });

  test('[I14] exceptions are counted by kind, where their owner is of the flows named', async () => {
    const volume: MetricFormula = { kind: 'cases', at: { born: true }, where: [{ parent: ['order', 'invoice'] }] };
    const result = await ask(volume, { by: 'kind' }, { flow: 'exception', unit: 'count' });
    assert.deepEqual(
      [result.value, result.n, result.by],
      [
        3,
        3,
        [
          { segment: 'partial', value: 2, n: 2 },
          { segment: 'blocked', value: 1, n: 1 },
        ],
      ],
    );
  });

  test('[I14] several flows are measured together, and split by flow and entity', async () => {
    const born = { kind: 'cases', at: { born: true } } as const;
    const flows = { flow: ['invoice', 'exception', 'visit'] };
    assert.deepEqual((await ask(born, { by: 'flow', where: { entity: 'main' } }, flows)).by, [
      { segment: 'exception', value: 4, n: 4 },
      { segment: 'invoice', value: 4, n: 4 },
      { segment: 'visit', value: 1, n: 1 },
    ]);
    assert.equal((await ask(born, { where: { entity: 'other' } }, flows)).value, 0);
  });

  test('[I15] the cases behind come page by page', async () => {
    const all: string[] = [];
    let after: string | undefined;
    do {
      const page = await casesBehind(logReader(database.pool), metric({ kind: 'cases', at: { born: true } }), {
        limit: 3,
        ...(after === undefined ? {} : { after }),
      });
      all.push(...page.cases.map((one) => one.key));
      after = page.next;
    } while (after !== undefined);
    assert.deepEqual(all.sort(), ['A', 'B', 'C', 'D']);
  });

  const refused: readonly [object, string, RegExp][] = [
    [{ by: 'customer' }, 'unknown-dimension', /country, everDisputed/],
    [{ where: { "x' or 'a'='a": 'y' } }, 'unknown-dimension', /country/],
    [{ from: '2026-02-30' }, 'bad-period', /YYYY-MM-DD/],
    [{ to: '2026-02-03T10:00' }, 'bad-period', /offset/],
    [{ from: '2026-02-03', to: '2026-02-03' }, 'empty-period', /2026-02-03; it is the day after/],
    [{ from: '2026-02-03T10:00:00Z', to: '2026-02-03T11:30:00+02:00' }, 'empty-period', /ends before/],
    [{ timeZone: 'Mars/Olympus' }, 'unknown-time-zone', /Mars/],
  ];
  for (const [request, code, message] of refused) {
    test(`[I16] ${JSON.stringify(request)} is refused as ${code}`, async () => {
      await assert.rejects(ask(days, request), { code, message });
    });
  }

  test('[I16] quotes in names and values are text and nothing else', async () => {
    const odd = "o'dd '' \\' name";
    assert.equal((await ask({ kind: 'events', any: [{ type: odd }] })).value, 0);
    assert.equal((await ask(days, { where: { country: odd } })).n, 0);
  });
});
