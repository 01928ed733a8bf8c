import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { generatedTable, needsData } from '@throughline/testing';
import fc from 'fast-check';
import writeWorkbook from 'write-excel-file/node';
import { controlTotals } from './control-totals.ts';
import { addAmounts, amountText, exactAmount, noAmount } from './exact-amount.ts';
import { shownNumber } from './excel-reader.ts';
import { lookAtTable } from './look-at-table.ts';
import { planTable } from './table-plan.ts';
import { readTable, tableAbout } from './table-reader.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-table-'));
});
after(() => rmSync(folder, { recursive: true }));

async function all(path: string, options = {}) {
  const rows: (readonly [number, ...string[]])[] = [];
  const errors: string[] = [];
  let columns: readonly string[] = [];
  for await (const batch of readTable(path, options)) {
    if (batch.columns.length > 0) columns = batch.columns;
    rows.push(...batch.rows.map(({ line, fields }) => [line, ...fields] as const));
    errors.push(...batch.errors.map(({ code, line }) => `${code} ${line}`));
  }
  return { columns, rows, errors };
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('[C61] a workbook is read with its days as days and its numbers by their digits, each row by its number in the sheet', async () => {
  const path = join(folder, 'a.xlsx');
  const day = new Date(Date.UTC(2024, 2, 5));
  await writeWorkbook([
    { data: [[{ value: 'Notes' }]], sheet: 'About' },
    {
      sheet: 'Invoices',
      data: [
        [{ value: 'All invoices' }],
        [{ value: 'No' }, { value: 'Due' }, { value: 'Amount' }],
        [],
        [{ value: 'A1' }, { value: day, type: Date, format: 'dd/mm/yyyy' }, { value: 55.94 * 3, type: Number }],
        [
          { value: 'A2' },
          { value: new Date(day.getTime() + 48_600_000), type: Date, format: 'dd/mm/yyyy hh:mm' },
          { value: 0.1 + 0.2, type: Number },
        ],
      ],
    },
  ]).toFile(path);
  const about = await tableAbout(path);
  assert.deepEqual([about.format, about.sheets, about.sheet], ['excel', ['About', 'Invoices'], 'Invoices']);
  const { columns, rows } = await all(path);
  assert.deepEqual(columns, ['No', 'Due', 'Amount']);
  assert.deepEqual(rows, [
    [4, 'A1', '2024-03-05', '167.82'],
    [5, 'A2', '2024-03-05T13:30:00', '0.3'],
  ]);
  assert.deepEqual((await all(path, { sheet: 'Nowhere' })).errors, ['sheet-unknown 0']);
});

test('[C61] a number of a workbook has the 15 digits that are shown, in plain figures', () => {
  const cases = [
    ['55.939999999999998', '55.94'],
    ['1E-3', '0.001'],
    ['1.5e3', '1500'],
    ['-0.30000000000000004', '-0.3'],
    ['100', '100'],
    ['0', '0'],
  ] as const;
  for (const [kept, shown] of cases) assert.equal(shownNumber(kept), shown);
});

test('[C61] objects of one line each are rows; their numbers are taken as they are written', async () => {
  const path = file(
    'a.jsonl',
    '{"id":1,"total":12345678901234567.89,"by":{"name":"Ana"}}\n\nnot json\n{"id":2,"paid":true,"lines":[1,2]}\n',
  );
  const { columns, rows, errors } = await all(path);
  assert.deepEqual(columns, ['id', 'total', 'by.name', 'paid', 'lines']);
  assert.deepEqual(rows, [
    [1, '1', '12345678901234567.89', 'Ana', '', ''],
    [4, '2', '', '', 'true', '["1","2"]'],
  ]);
  assert.deepEqual(errors, ['json-invalid 3']);
});

test('[C61] what a text is written in is found and said', async () => {
  const text = 'Käufer;Größe\nMüller;1\n';
  const written = {
    'UTF-8': Buffer.from(text),
    'Windows-1252': Buffer.from(text, 'latin1'),
    'UTF-16': Buffer.from(`\ufeff${text}`, 'utf16le'),
  };
  for (const [encoding, bytes] of Object.entries(written)) {
    const path = file('e.csv', bytes);
    const about = await tableAbout(path);
    assert.equal(about.encoding, encoding);
    assert.deepEqual((await all(path, about.label === null ? {} : { encoding: about.label })).rows, [[2, 'Müller', '1']]);
  }
});

test('[C61] what is no table is refused by what it is', async () => {
  for (const bytes of [
    [0xd0, 0xcf, 0x11, 0xe0, 1, 2],
    [0x25, 0x50, 0x44, 0x46],
  ]) {
    assert.deepEqual((await all(file('x', Buffer.from(bytes)))).errors, ['not-a-table 0']);
  }
  assert.deepEqual((await all(file('x', Buffer.from([0x50, 0x4b, 3, 4, 9])))).errors, ['workbook-unreadable 0']);
});

test('[C63] the same cells as a workbook have the same sums', async () => {
  const generated = generatedTable(90_100);
  const path = join(folder, 'g.xlsx');
  await writeWorkbook([
    { data: generated.cells.map((row) => row.map((value) => ({ value, type: String }))), sheet: 'Data' },
  ]).toFile(path);
  const csv = file('g.csv', generated.bytes);
  const { label } = await tableAbout(csv);
  const options = label === null ? {} : { encoding: label };
  const { plan } = planTable((await lookAtTable(csv, options)).columns, 'csv', { currency: 'EUR', decimal: generated.decimal });
  const [one, other] = [await controlTotals(csv, plan, options), await controlTotals(path, plan)];
  assert.deepEqual(other.totals, one.totals);
  assert.equal(other.rows, generated.rows);
});

test('[C63] exact amounts: whatever is written is read back, and sums do not depend on the order', () => {
  const amounts = fc.array(fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 6 })), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(amounts, (list) => {
      const read = list.map(([digits, scale]) => exactAmount(amountText({ digits, scale }), '.')?.amount ?? noAmount);
      const sum = read.reduce(addAmounts, noAmount);
      assert.equal(amountText(sum), amountText(read.toReversed().reduce(addAmounts, noAmount)));
      const scaled = list.reduce((total, [digits, scale]) => total + digits * 10n ** BigInt(6 - scale), 0n);
      assert.equal(amountText(sum), amountText({ digits: scaled, scale: 6 }));
    }),
  );
});

test('[C61] logs are tables of events; what is said of a case stands once', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const orders = join(data, 'order-management-ocel/order-management.sqlite');
  const look = await lookAtTable(orders, { objectType: 'orders' });
  const { plan } = planTable(look.columns, 'ocel', { currency: 'EUR' });
  assert.equal(plan.shape, 'long');
  const { totals } = await controlTotals(orders, plan, { objectType: 'orders' });
  assert.deepEqual(
    totals.map(({ column, count }) => [column, count]),
    [['case:price', 2000]],
  );
  const helpdesk = await lookAtTable(join(data, 'helpdesk/helpdesk.xes.gz'));
  assert.equal(helpdesk.looked, 21_348);
  const kinds = planTable(helpdesk.columns, 'xes').columns.filter(({ kind }) =>
    ['case', 'activity', 'time', 'person'].includes(kind),
  );
  assert.deepEqual(kinds.map(({ kind, name }) => [kind, name]).sort(), [
    ['activity', 'concept:name'],
    ['case', 'case:concept:name'],
    ['person', 'org:resource'],
    ['time', 'time:timestamp'],
  ]);
});
