import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { MetricDefinition } from '@throughline/language';
import { needsData, testDatabase } from '@throughline/testing';
import fc from 'fast-check';
import type pg from 'pg';
import { orderToCashMetrics } from '../../../packs/order-to-cash/metrics.ts';
import { type FixtureCase, prepareLog, writeLog } from '../../test/log-fixture.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { measure } from './measure.ts';
import type { MetricRequest } from './request.ts';

/** A row of the file in plain terms: days as numbers since 1970, money in cents. */
interface Invoice {
  readonly number: string;
  readonly country: string;
  readonly billType: string;
  readonly everDisputed: string;
  readonly issued: number;
  readonly due: number;
  readonly settled: number;
  readonly cents: number;
}

function readInvoices(folder: string): readonly Invoice[] {
  const [header = '', ...lines] = readFileSync(join(folder, 'accounts-receivable', 'accounts-receivable.csv'), 'utf8')
    .trim()
    .split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const cell = (name: string) => cells[names.indexOf(name)] ?? '';
    return {
      number: cell('invoiceNumber'),
      country: cell('countryCode'),
      billType: cell('PaperlessBill'),
      everDisputed: String(cell('Disputed') === 'Yes'),
      issued: dayNumber(cell('InvoiceDate')),
      due: dayNumber(cell('DueDate')),
      settled: dayNumber(cell('SettledDate')),
      cents: Math.round(Number(cell('InvoiceAmount')) * 100),
    };
  });
}

function dayNumber(monthDayYear: string): number {
  const [month = 0, day = 0, year = 0] = monthDayYear.split('/').map(Number);
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

const isoDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** The log as an import writes it: one row is created and sent on its day, and paid on another. `hour` is midnight in the zone. */
function logOf(invoice: Invoice, hour: string): FixtureCase {
  const { number, country, billType, cents } = invoice;
  const data = {
    number,
    country,
    billType,
    amount: cents,
    currency: 'USD',
    dueOn: isoDay(invoice.due),
    everDisputed: invoice.everDisputed === 'true',
  };
  const at = `${isoDay(invoice.issued)}T${hour}Z`;
  return {
    flow: 'invoice',
    key: number,
    events: [
      { type: 'create', at, to: 'created', data },
      { type: 'send', at, to: 'sent' },
      { type: 'pay', at: `${isoDay(invoice.settled)}T${hour}Z`, to: 'paid', data: { paid: cents } },
    ],
  };
}

const sum = (invoices: readonly Invoice[], of: (invoice: Invoice) => number): number =>
  invoices.reduce((total, one) => total + of(one), 0);
const mean = (invoices: readonly Invoice[], of: (invoice: Invoice) => number) =>
  invoices.length === 0 ? null : sum(invoices, of) / invoices.length;
const late = (one: Invoice): number => Math.max(0, one.settled - one.due);

/** What the metrics should be, computed from the rows alone. */
const expected: Readonly<Record<string, (invoices: readonly Invoice[]) => number | null>> = {
  'days-to-settle': (invoices) => mean(invoices, (one) => one.settled - one.issued),
  'days-to-settle-weighted': weighted,
  'dso-per-invoice': weighted,
  'days-late': (invoices) => mean(invoices, late),
  'late-share': (invoices) => mean(invoices, (one) => (late(one) > 0 ? 1 : 0)),
  'invoiced-amount': (invoices) => (invoices.length === 0 ? null : sum(invoices, (one) => one.cents) / 100),
  'invoice-error-rate': (invoices) => (invoices.length === 0 ? null : 0),
};

function weighted(invoices: readonly Invoice[]): number | null {
  return invoices.length === 0
    ? null
    : sum(invoices, (one) => one.cents * (one.settled - one.issued)) / sum(invoices, (one) => one.cents);
}

function expectedDso(
  invoices: readonly Invoice[],
  from: number,
  to: number,
): { balance: number | null; countBack: number | null } {
  const sold = invoices.filter((one) => one.issued < to);
  const sales = sum(
    sold.filter((one) => one.issued >= from),
    (one) => one.cents,
  );
  const owed = sum(
    sold.filter((one) => one.settled >= to),
    (one) => one.cents,
  );
  let left = owed;
  let days = 0;
  for (let end = to; left > 0; ) {
    const last = new Date((end - 1) * 86_400_000);
    const start = Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), 1) / 86_400_000;
    const month = sum(
      sold.filter((one) => one.issued >= start && one.issued < end),
      (one) => one.cents,
    );
    days += (end - start) * Math.min(1, left / month);
    left -= Math.min(left, month);
    end = start;
  }
  return { balance: sales === 0 ? null : (owed / sales) * (to - from), countBack: sold.length === 0 ? null : days };
}

function metric(id: string): MetricDefinition {
  const found = orderToCashMetrics.find((one) => one.id === id);
  assert.ok(found, `there is a metric ${id}`);
  return found;
}

function near(actual: number | null, wanted: number | null, what: string): void {
  if (wanted === null || actual === null) assert.equal(actual, wanted, what);
  else assert.ok(Math.abs(actual - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${what}: ${actual} is ${wanted}`);
}

async function checkAll(pool: pg.Pool, invoices: readonly Invoice[], request: MetricRequest): Promise<void> {
  const reader = logReader(pool);
  for (const [id, compute] of Object.entries(expected)) {
    const result = await measure(reader, metric(id), request);
    near(result.value, compute(invoices), id);
    assert.equal(result.n, invoices.length);
    for (const by of ['country', 'billType', 'everDisputed'] as const) {
      const split = await measure(reader, metric(id), { ...request, by });
      const groups = Map.groupBy(invoices, (one) => one[by]);
      assert.deepEqual(split.by?.map((one) => one.segment).sort(), [...groups.keys()].sort());
      for (const one of split.by ?? [])
        near(one.value, compute(groups.get(one.segment ?? '') ?? []), `${id} of ${by} ${one.segment}`);
    }
  }
}

test('[I18] all invoices: the reference beside the data, to the last digit that it has', async (t) => {
  const folder = needsData(t);
  if (folder === undefined) return;
  const invoices = readInvoices(folder);
  const database = await testDatabase('insight_log', prepareLog);
  try {
    await writeLog(
      database.pool,
      invoices.map((one) => logOf(one, '00:00:00')),
    );
    await checkAll(database.pool, invoices, {});
    const reader = logReader(database.pool);
    const value = async (id: string, request = {}) => (await measure(reader, metric(id), request)).value ?? Number.NaN;
    assert.equal((await value('days-to-settle')).toFixed(5), '26.44485');
    assert.equal((await value('days-to-settle-weighted')).toFixed(5), '26.70057');
    assert.equal((await value('days-late')).toFixed(3), '3.442');
    assert.equal(await value('invoiced-amount'), 147_703.18);
    assert.equal((await value('days-to-settle', { where: { everDisputed: 'true' } })).toFixed(5), '36.42424');
    assert.equal((await value('days-to-settle', { where: { everDisputed: 'false' } })).toFixed(5), '23.50604');
    const reference = JSON.parse(readFileSync(join(folder, 'accounts-receivable', 'reference.json'), 'utf8')) as Record<
      string,
      Record<string, number>
    >;
    const fields: Readonly<Record<string, string>> = { bill: 'billType', country: 'country' };
    for (const [segment, wanted] of Object.entries(reference)) {
      const [kind = '', name = ''] = segment.split('=');
      const where = kind === 'disputed' ? { everDisputed: String(name === 'Yes') } : { [fields[kind] ?? kind]: name };
      near(await value('days-to-settle', { where }), wanted['mean_days_to_settle'] ?? null, segment);
      near(await value('days-late', { where }), wanted['mean_days_late'] ?? null, segment);
      assert.equal(await value('invoiced-amount', { where }), wanted['amount']);
      assert.equal((await measure(reader, metric('days-late'), { where })).n, wanted['n']);
      near(await value('late-share', { where }), (wanted['late'] ?? 0) / (wanted['n'] ?? 0), segment);
    }
  } finally {
    await database.close();
  }
});

test('[I18] random parts of the invoices in random periods: a computation that shares no code', async (t) => {
  const folder = needsData(t);
  if (folder === undefined) return;
  const invoices = readInvoices(folder);
  const database = await testDatabase('insight_log', prepareLog);
  const first = Math.min(...invoices.map((one) => one.issued));
  const last = Math.max(...invoices.map((one) => one.settled));
  const drawn = fc.record({
    part: fc.uniqueArray(fc.nat(invoices.length - 1), { maxLength: 400 }),
    from: fc.integer({ min: first - 10, max: last }),
    length: fc.integer({ min: 1, max: 400 }),
    zone: fc.constantFrom({ timeZone: 'UTC', hour: '00:00:00' }, { timeZone: 'America/New_York', hour: '05:00:00' }),
  });
  try {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ part, from, length, zone: { timeZone, hour } }) => {
        const some = part.flatMap((index) => invoices[index] ?? []);
        await database.pool.query('truncate throughline.event_history');
        await writeLog(
          database.pool,
          some.map((one) => logOf(one, hour)),
        );
        await checkAll(database.pool, some, { timeZone });
        const to = from + length;
        const request = { timeZone, from: isoDay(from), to: isoDay(to) };
        const reader = logReader(database.pool);
        const settled = some.filter((one) => one.settled >= from && one.settled < to);
        near(
          (await measure(reader, metric('days-to-settle'), request)).value,
          expected['days-to-settle']?.(settled) ?? null,
          'days to settle',
        );
        const { balance, countBack } = expectedDso(some, from, to);
        near((await measure(reader, metric('dso'), request)).value, balance, 'dso');
        near((await measure(reader, metric('dso-count-back'), request)).value, countBack, 'dso-count-back');
      }),
      { numRuns: 20 },
    );
  } finally {
    await database.close();
  }
});
