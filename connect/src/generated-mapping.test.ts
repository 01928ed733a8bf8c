import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { invoiceFlow } from '../test/flows.ts';
import type { FactRecord } from './fact-record.ts';
import { type ImportOptions, importFile } from './import-file.ts';

/* What mappings declare that are made of a choice of columns: currencies by row, payments in part, days that are missing. */

const money = { as: 'money', decimalMark: ',', thousandsMark: 'any', currencyMark: true } as const;
const mapping = {
  ...{ format: 'csv', flow: 'invoice', source: 'file', entity: 'Muster GmbH', key: { column: 'No' } },
  currency: { column: 'Cur', each: 'EUR' },
  empty: ['00.00.0000', 'NULL'],
  events: [
    {
      event: 'create',
      at: { column: 'Due', format: 'D.M.YYYY', orEarlier: ['Paid'] },
      data: {
        number: { column: 'No' },
        customer: { column: 'Customer' },
        country: { constant: 'DE' },
        billType: { constant: 'Paper' },
        issuedOn: { constant: '2026-01-01' },
        everDisputed: { constant: false },
        currency: { record: 'currency' },
        amount: { column: 'Amount', ...money },
        dueOn: { column: 'Due', as: 'date', format: 'D.M.YYYY' },
      },
    },
    {
      event: 'pay',
      at: { column: 'Paid', format: 'D.M.YYYY' },
      when: [
        { column: 'Paid', present: true },
        { column: 'PaidAmount', nonZero: true },
      ],
      data: { amount: { column: 'PaidAmount', otherwise: 'Amount', ...money } },
    },
  ],
} as const;

async function run(t: TestContext, rows: readonly string[], options: Partial<ImportOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-mapping-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.csv');
  writeFileSync(path, ['No;Customer;Cur;Due;Paid;Amount;PaidAmount', ...rows, ''].join('\n'));
  const records: FactRecord[] = [];
  const report = await importFile({
    ...{ path, mapping, flow: invoiceFlow, now: Date.UTC(2026, 5, 1), latest: Date.UTC(2026, 5, 2), stopwatch: () => 0 },
    write: async (batch) => {
      records.push(...batch);
      return batch.map(() => ({ outcome: 'applied' }));
    },
    ...options,
  });
  const facts = records
    .toSorted((a, b) => a.line - b.line)
    .map(({ fact: { type, data, occurredAt }, identity: { key } }) => ({
      ...{ key, type, at: new Date(occurredAt).toISOString().slice(0, 10) },
      ...{ amount: data['amount'], currency: data['currency'] },
    }));
  return { report, facts, errors: report.errors.map(({ line, code, field }) => `${line} ${code} ${field}`) };
}

test('[C90] each row may say its currency, by which its amounts are read; where it is empty, the one stated holds', async (t) => {
  const { facts, errors } = await run(t, [
    'A;C;usd;1.3.2026;;1.234,5;',
    'B;C;JPY;1.3.2026;;1’234;',
    'C;C;;1.3.2026;;€ 1 234,50;',
    'D;C;JPY;1.3.2026;;12,5;',
    'E;C;Euro;1.3.2026;;12,5;',
    'F;C;EUR;1.3.2026;;$12,50;',
    'G;C;CHF;1.3.2026;;12,50 CHF;',
    "H;C;EUR;1.3.2026;;1.234'567,00;",
  ]);
  assert.deepEqual(
    facts.map(({ key, amount, currency }) => [key, amount, currency]),
    [
      ['A', 123_450, 'USD'],
      ['B', 1234, 'JPY'],
      ['C', 123_450, 'EUR'],
      ['G', 1250, 'CHF'],
    ],
  );
  assert.deepEqual(errors, [
    '5 too-many-decimals Amount',
    '6 currency-unknown Cur',
    '7 bad-number Amount',
    '9 bad-number Amount',
  ]);
});

test('[C91] a column may stand in for an empty one, one condition of several is enough, and some texts are no value', async (t) => {
  const { facts, errors } = await run(t, [
    'A;C;EUR;1.3.2026;2.3.2026;100,00;',
    'B;C;EUR;1.3.2026;2.3.2026;100,00;40,00',
    'C;C;EUR;1.3.2026;00.00.0000;100,00;0,00',
    'D;C;EUR;1.3.2026;NULL;100,00;40,00',
  ]);
  const paid = facts.filter(({ type }) => type === 'pay').map(({ key, amount }) => [key, amount]);
  assert.deepEqual(paid, [
    ['A', 10_000],
    ['B', 4000],
  ]);
  assert.deepEqual(errors, ['5 value-missing Paid']);
});

test('[C92] without a day of its own, an event counts from the earliest of others and of the end of history', async (t) => {
  const { facts } = await run(t, ['A;C;EUR;1.3.2026;;1,00;', 'B;C;EUR;1.3.2026;2.2.2026;1,00;', 'C;C;EUR;1.9.2026;;1,00;']);
  const created = facts.filter(({ type }) => type === 'create').map(({ key, at }) => [key, at]);
  assert.deepEqual(created, [
    ['A', '2026-03-01'],
    ['B', '2026-02-02'],
    ['C', '2026-05-31'],
  ]);
});

test('[C93] what lies in the future is no fact: the row is told', async (t) => {
  const { facts, errors } = await run(t, ['A;C;EUR;1.3.2026;3.6.2026;1,00;', 'B;C;EUR;1.3.2026;2.6.2026;1,00;']);
  assert.deepEqual([facts.map(({ key }) => key), errors], [['B', 'B'], ['2 in-future Paid']]);
});

test('[C94] whoever imports may have enough of a file, and says that it did not read to the end', async (t) => {
  const rows = Array.from({ length: 9 }, (_, index) => `A${index};C;EUR;1.3.2026;;1,00;`);
  const [some, all] = [await run(t, rows, { enough: (read) => read >= 4 }), await run(t, rows, { enough: (read) => read >= 9 })];
  assert.partialDeepStrictEqual(some.report, { rows: 4, cases: 4, complete: false });
  assert.partialDeepStrictEqual(all.report, { rows: 9, cases: 9, complete: true });
});
