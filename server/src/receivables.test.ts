import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { needsData, testDatabase } from '@throughline/testing';
import fc from 'fast-check';
import { openHouse } from '../test/open-house.ts';
import { importFile } from './import-file.ts';
import { showMetric } from './metrics.ts';
import type { Throughline } from './throughline.ts';

/*
 * The recorded invoices by the way that a user takes: the mapping that ships, the import, the engine, the metrics. What they should
 * be is computed from the text of the rows, by nothing of ours.
 */

const mappingFile = fileURLToPath(new URL('../../examples/receivables/mapping.json', import.meta.url));

type Row = Readonly<Record<string, string>>;

function readRows(csv: string): {
  readonly header: string;
  readonly lines: readonly string[];
  readonly row: (line: string) => Row;
} {
  const [header = '', ...lines] = readFileSync(csv, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return {
    header,
    lines,
    row: (line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])),
  };
}

function day(monthDayYear = ''): number {
  const [month = 0, dayOfMonth = 0, year = 0] = monthDayYear.split('/').map(Number);
  return Date.UTC(year, month - 1, dayOfMonth) / 86_400_000;
}

const cents = (row: Row) =>
  Number(row.InvoiceAmount?.replace(/^(\d+)(?:\.(\d*))?$/, (_, whole, part = '') => whole + part.padEnd(2, '0')));
const daysToSettle = (row: Row) => day(row.SettledDate) - day(row.InvoiceDate);
const daysLate = (row: Row) => Math.max(0, day(row.SettledDate) - day(row.DueDate));

function expectedOf(rows: readonly Row[]): Readonly<Record<string, number | null>> {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const mean = (of: (row: Row) => number) => (rows.length === 0 ? null : sum(of) / rows.length);
  return {
    'days-to-settle': mean(daysToSettle),
    'days-to-settle-weighted': rows.length === 0 ? null : sum((row) => cents(row) * daysToSettle(row)) / sum(cents),
    'days-late': mean(daysLate),
    'late-share': mean((row) => (daysLate(row) > 0 ? 1 : 0)),
    'invoiced-amount': rows.length === 0 ? null : sum(cents) / 100,
  };
}

const splits = [
  ['country', (row: Row) => row.countryCode],
  ['billType', (row: Row) => row.PaperlessBill],
  ['everDisputed', (row: Row) => String(row.Disputed === 'Yes')],
] as const;

function near(actual: number | null | undefined, wanted: number | null | undefined, what: string): void {
  if (typeof actual !== 'number' || typeof wanted !== 'number') assert.equal(actual, wanted, what);
  else assert.ok(Math.abs(actual - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${what}: ${actual} is ${wanted}`);
}

/** Every metric, whole and by each split, beside the rows. */
async function compare(house: Throughline, rows: readonly Row[]): Promise<void> {
  for (const [id, wanted] of Object.entries(expectedOf(rows))) {
    for (const [by, of] of splits) {
      const measured = await showMetric(house, { id, by });
      near(measured.value, wanted, id);
      assert.equal(measured.n, rows.length, id);
      const groups = Map.groupBy(rows, of);
      assert.equal(measured.by?.length, groups.size, `${id} by ${by}`);
      for (const { segment, value, n } of measured.by ?? []) {
        const group = groups.get(segment ?? '') ?? [];
        near(value, expectedOf(group)[id], `${id} of ${by} ${segment}`);
        assert.equal(n, group.length, `${id} of ${by} ${segment}`);
      }
    }
  }
}

async function imported(t: TestContext, file: string, rows: number): Promise<Throughline> {
  const house = await openHouse(t, await testDatabase('empty', () => Promise.resolve()));
  const request = { file, mappingFile, stopwatch: () => 0 };
  const report = await importFile(house, request);
  const nothing = { deviations: 0, deviatingCases: 0, rejected: 0, errors: [], complete: true };
  assert.partialDeepStrictEqual(report, { cases: rows, events: 3 * rows, duplicates: 0, ...nothing });
  assert.partialDeepStrictEqual(await importFile(house, request), { cases: 0, events: 0, duplicates: 3 * rows, ...nothing });
  return house;
}

test('[S39] all recorded invoices, imported: the reference beside the data', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const folder = join(data, 'accounts-receivable');
  const csv = join(folder, 'accounts-receivable.csv');
  const { lines, row } = readRows(csv);
  const house = await imported(t, csv, 2466);
  await compare(house, lines.map(row));
  const value = async (id: string, where = {}) => (await showMetric(house, { id, where })).value ?? Number.NaN;
  assert.equal((await value('days-to-settle')).toFixed(5), '26.44485');
  assert.equal((await value('days-to-settle-weighted')).toFixed(5), '26.70057');
  assert.equal((await value('days-late')).toFixed(3), '3.442');
  assert.equal(await value('invoiced-amount'), 147_703.18);
  const reference = JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8')) as Record<string, Record<string, number>>;
  const fields: Readonly<Record<string, string>> = { bill: 'billType', country: 'country', disputed: 'everDisputed' };
  for (const [segment, { n = 0, ...wanted }] of Object.entries(reference)) {
    const [kind = '', name = ''] = segment.split('=');
    const where = { [fields[kind] ?? kind]: { Yes: 'true', No: 'false' }[name] ?? name };
    assert.equal((await showMetric(house, { id: 'days-to-settle', where })).n, n, segment);
    near(await value('days-to-settle', where), wanted['mean_days_to_settle'], segment);
    near(await value('days-late', where), wanted['mean_days_late'], segment);
    near(await value('late-share', where), (wanted['late'] ?? 0) / n, segment);
    near(await value('invoiced-amount', where), wanted['amount'], segment);
    const disputed = await showMetric(house, { id: 'days-to-settle', where: { ...where, everDisputed: 'true' } });
    assert.equal(kind === 'disputed' && name === 'No' ? 0 : disputed.n, wanted['disputed'], segment);
  }
});

test('[S39] random parts of the recorded invoices, imported: what their rows give', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const { header, lines, row } = readRows(join(data, 'accounts-receivable', 'accounts-receivable.csv'));
  const folder = mkdtempSync(join(tmpdir(), 'throughline-receivables-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'part.csv');
  const parts = fc.uniqueArray(fc.nat(lines.length - 1), { maxLength: 300, size: 'max' });
  await fc.assert(
    fc.asyncProperty(parts, async (part) => {
      const some = part.map((index) => lines[index] ?? '');
      writeFileSync(file, [header, ...some, ''].join('\r\n'));
      await compare(await imported(t, file, some.length), some.map(row));
    }),
    { numRuns: 4 },
  );
});
