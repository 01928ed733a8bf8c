import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { orderToCash } from '@throughline/packs';
import { testDatabase } from '@throughline/testing';
import { type BothReaders, bothReaders } from '../../test/both-readers.ts';
import { prepareLog } from '../../test/log-fixture.ts';
import { logOf } from '../../test/log-table.ts';
import { decompose } from './parts.ts';

/**
 * A in time, straight through; B 10 days overdue at the end of March and 200.00 deducted of it; C credited in part and disputed; D paid
 * late by hand; E sent in February, reminded 6 hours late in March and paid in April. All of Halden, in euros.
 */
const log = [
  ...logOf('order', 'OA | 2026-03-01 place open\n OB | 2026-02-20 place open'),
  ...logOf(
    'delivery',
    `DA | 2026-03-02 plan planned | 2026-03-05 confirm confirmed
     DB | 2026-02-22 plan planned | 2026-02-27 confirm confirmed`,
  ),
  ...logOf(
    'invoice',
    `A | 2026-03-05 create created currency=EUR amount=100000 dueOn=2026-04-05 order=OA delivery=DA | 2026-03-06 send sent | 2026-03-26 pay paid paid=100000
     B | 2026-03-01 create created currency=EUR amount=100000 dueOn=2026-03-21 | 2026-03-01 send sent | 2026-03-25 deduct sent deducted=20000
     C | 2026-03-01 create created currency=EUR amount=50000 dueOn=2026-04-21 | 2026-03-01 send sent | 2026-03-10 credit sent credited=10000 | 2026-03-12 dispute disputed everDisputed=true
     D | 2026-02-27 create created currency=EUR amount=30000 dueOn=2026-03-01 order=OB delivery=DB | 2026-02-28 send sent | 2026-03-16 pay paid paid=30000 manual!
     E | 2026-02-01 create created currency=EUR amount=40000 dueOn=2026-02-20 | 2026-02-02 send sent | 2026-03-01T15:00 rung sent fired!dunning/remind due!2026-03-01T09:00 | 2026-03-08T09:00 rung sent fired!dunning/finance due!2026-03-08T09:00 | 2026-04-02 pay paid paid=40000`,
  ),
  ...logOf(
    'exception',
    `X1 of:invoice/D | 2026-03-05 open open kind=late ofFlow=invoice | 2026-03-16 resolve resolved
     X2 of:invoice/B | 2026-03-22 open open kind=partial ofFlow=invoice
     X3 of:invoice/C | 2026-03-30 open open kind=price ofFlow=invoice
     X4 of:account/Z | 2026-03-01 open open kind=other ofFlow=account`,
  ),
];

const march = { from: '2026-03-01', to: '2026-04-01' };
/** Owed at the end of March: B 800.00, C 400.00, E 400.00; sold in March 2,500.00 of A, B and C. */
const expected: readonly [id: string, value: number, by?: readonly [string, Readonly<Record<string, number>>]][] = [
  ['dso', (1600 / 2500) * 31, ['stages', { overdue: 0, disputed: 0, rest: 0 }]],
  // March sold 2,500.00: what is owed is 0.64 of its 31 days.
  ['dso-count-back', (1600 / 2500) * 31],
  // A 20 days, D 16, weighted by 1,000.00 and 300.00.
  ['dso-per-invoice', (20 * 1000 + 16 * 300) / 1300],
  ['exception-volume', 3, ['kind', { late: 1, partial: 1, price: 1 }]],
  ['open-exceptions', 2, ['age', { '1–2': 1, '8–14': 1 }]],
  ['aged-exceptions', 1],
  // Three over the seven cases on which anything happened in March: order OA, delivery DA, invoices A to E.
  ['exception-rate', (100 * 3) / 7],
  // Of A, B and C, created in March, C was credited in part.
  ['invoice-error-rate', 1 / 3],
  ['manual-interventions', 1],
  // Settled in March: A untouched, D with an exception and by hand.
  ['straight-through', 0.5],
  // A from 1 March to the 26th, D from 20 February to 16 March.
  ['order-to-cash-time', (25 + 24) / 2],
  // B is 10 days past due, E 39.
  ['overdue-amount', 1200, ['age', { '8–14': 800, '31–45': 400 }]],
  // Owed at the start: D 300.00, E 400.00. Owed at the end 1,600.00, of which C's 400.00 is not yet due: 1,600 of 2,800.
  ['collection-effectiveness', (700 + 2500 - 1600) / (700 + 2500 - 400)],
  ['escalation-lag', 3],
  ['escalations-to-legal', 0, ['step', { finance: 0 }]],
];

describe('the numbers of order to cash', () => {
  let both: BothReaders;
  before(async () => {
    both = await bothReaders(await testDatabase('insight_log', prepareLog), log);
  });
  after(() => both.close());

  const metricOf = (id: string) => {
    const found = orderToCash.metrics.find((metric) => metric.id === id);
    assert.ok(found, id);
    return found;
  };

  for (const [id, value, by] of expected)
    test(`[I131] ${id} is what was worked out by hand`, async () => {
      const result = await both.measure(metricOf(id), { ...march, ...(by === undefined ? {} : { by: by[0] }) });
      assert.ok(Math.abs((result.value ?? Number.NaN) - value) < 1e-9, `${result.value} is ${value}`);
      if (by === undefined) return;
      const segments = Object.fromEntries((result.by ?? []).map(({ segment, value: part }) => [segment, part]));
      if (by[0] === 'stages') assert.deepEqual(Object.keys(segments).sort(), ['disputed', 'overdue', 'rest']);
      else assert.deepEqual(segments, by[1]);
    });

  test('[I131] days sales outstanding by where the money stands: its days add up', async () => {
    const before = { from: '2026-02-01', to: '2026-03-01' };
    const found = await decompose(both.readers[1], metricOf('dso'), { before, after: march, by: 'stages' });
    // At the end of February D and E are owed, 700.00 of 700.00 sold: 28 days, E's overdue.
    assert.deepEqual([found.whole.before, found.additive], [28, true]);
    const parts = Object.fromEntries(found.parts.map(({ id, before: then, after }) => [id, [then, after]]));
    assert.deepEqual(
      parts['overdue']?.map((days: number | null) => days?.toFixed(9)),
      ['16.000000000', ((1200 / 2500) * 31).toFixed(9)],
    );
    assert.deepEqual(
      parts['disputed']?.map((days: number | null) => days?.toFixed(9)),
      ['0.000000000', ((400 / 2500) * 31).toFixed(9)],
    );
  });

  test('[I131] the way from order to cash by its stretches', async () => {
    const before = { from: '2026-04-01', to: '2026-05-01' };
    const found = await decompose(both.readers[1], metricOf('order-to-cash-time'), { before, after: march, by: 'stages' });
    assert.deepEqual(Object.fromEntries(found.parts.map(({ id, after }) => [id, after])), {
      order: 1.5,
      delivery: 4,
      invoicing: 1,
      payment: 18,
      rest: 0,
    });
  });
});
