import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Json } from '@throughline/language';
import fc from 'fast-check';
import { checkReconciliation, type ReconciliationDeclaration } from './declaration.ts';
import { SnapshotError } from './groups.ts';
import { type Break, reconcile } from './reconcile.ts';
import { isUnread, type SnapshotRecord, snapshotRecord } from './snapshot.ts';
import { sortSnapshot } from './sort-snapshot.ts';

const declaration: ReconciliationDeclaration = {
  ...{ id: 'crm-erp', title: 'Invoices of the CRM in the ERP', owner: 'ar-lead' },
  left: {
    system: 'CRM',
    connection: 'crm',
    key: ['number'],
    amount: 'total',
    currency: 'currency',
    at: 'on',
    fields: { status: 'state' },
  },
  right: {
    ...{
      system: 'ERP',
      connection: 'erp',
      key: ['reference'],
      amount: 'cents',
      minorUnits: true,
      currency: { is: 'EUR' },
      at: 'on',
    },
    fields: { status: { path: 'code', values: { P: 'posted' } } },
  },
  fields: { status: { systemOfRecord: 'right' } },
};
const asOf = Date.parse('2026-10-22T00:00:00Z');
const crm = (number: string, total: string, rest: Readonly<Record<string, Json>> = {}) => ({
  number,
  total,
  currency: 'EUR',
  state: 'posted',
  ...rest,
});
const erp = (reference: string, cents: number, rest: Readonly<Record<string, Json>> = {}) => ({
  reference,
  cents,
  code: 'P',
  ...rest,
});

async function compare(left: readonly Json[], right: readonly Json[], changed: Partial<ReconciliationDeclaration> = {}) {
  const declared = { ...declaration, ...changed };
  const read = (rows: readonly Json[], side: 'left' | 'right') =>
    rows.map((row) => {
      const record = snapshotRecord(row, declared[side]);
      assert.ok(!isUnread(record), `${record.key} cannot be read`);
      return record;
    });
  const breaks: Break[] = [];
  const found = await reconcile(read(left, 'left'), read(right, 'right'), declared, {
    asOf,
    onBreak: (one) => void breaks.push(one),
  });
  return { found, breaks };
}

test('[C150] missing, extra, duplicate and mismatched are told apart, each with what it adds to the difference and who is right', async () => {
  const { found, breaks } = await compare(
    [crm('A', '10.00'), crm('B', '20.50', { on: '2026-10-10' }), crm('C', '5'), crm('D', '7.00'), crm('E', '1.00')],
    [erp('A', 1000), erp('C', 500), erp('C', 500), erp('D', 690, { code: 'R' }), erp('E', 100), erp('F', 300)],
  );
  assert.deepEqual(
    breaks.map(({ kind, key, difference, differs, ageDays, aged }) => [kind, key, difference[0]?.amount, differs, ageDays, aged]),
    [
      ['missing', 'B', '-20.50', [], 12, true],
      ['duplicate', 'C', '5.00', [], null, false],
      [
        ...['mismatched', 'D', '-0.10'],
        [
          { field: 'amount', systemOfRecord: 'left' },
          { field: 'status', systemOfRecord: 'right' },
        ],
        ...[null, false],
      ],
      ['extra', 'F', '3.00', [], null, false],
    ],
  );
  const [totals] = found.totals;
  assert.deepEqual([totals?.left, totals?.right, totals?.difference, totals?.unexplained], ['43.50', '30.90', '-12.60', '0.00']);
  assert.deepEqual([found.records, found.aged, found.sums], [{ left: 5, right: 6, agreed: 3 }, 1, true]);
});

test('[C151] what is within the tolerance is no break and stands in the sum; what is young enough is on its way', async () => {
  const { found, breaks } = await compare(
    [crm('A', '10.00'), crm('B', '4.00', { on: '2026-10-21T20:00:00Z' })],
    [erp('A', 1001)],
    { amount: { tolerance: '0.01' }, settlesWithinHours: 24 },
  );
  assert.deepEqual(
    breaks.map(({ key, inTransit }) => [key, inTransit]),
    [['B', true]],
  );
  const [totals] = found.totals;
  assert.deepEqual(
    [totals?.tolerated, totals?.inTransit, totals?.missing, totals?.unexplained],
    ['0.01', '-4.00', '0.00', '0.00'],
  );
  assert.deepEqual([found.breaks.missing, found.inTransit, found.records.agreed], [0, 1, 1]);
});

const money = fc.record({
  key: fc.integer({ min: 1, max: 12 }).map((n) => `K${n}`),
  digits: fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
  scale: fc.integer({ min: 0, max: 4 }),
  currency: fc.constantFrom('EUR', 'CHF', 'JPY'),
  status: fc.constantFrom('open', 'paid'),
  at: fc.option(fc.integer({ min: asOf - 20 * 86_400_000, max: asOf + 1000 })),
});
const side = fc.array(money, { maxLength: 40 }).map((list): readonly SnapshotRecord[] =>
  list
    .map(({ key, digits, scale, currency, status, at }) => ({
      key,
      amount: { digits, scale },
      currency,
      fields: { status },
      at,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)),
);

/** In ten-thousandths: a reckoning of its own. */
const units = (text: string) => {
  const [whole = '', decimals = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + decimals.padEnd(4, '0'));
  return text.startsWith('-') ? -size : size;
};

test('[C152] whatever the two sides hold, the breaks, what is on its way and what is tolerated sum to the difference of the totals in each currency', async () => {
  await fc.assert(
    fc.asyncProperty(
      side,
      side,
      fc.constantFrom('0', '0.01', '1000000'),
      fc.constantFrom(0, 48),
      async (left, right, tolerance, settlesWithinHours) => {
        const breaks: Break[] = [];
        const found = await reconcile(
          left,
          right,
          { ...declaration, amount: { tolerance }, settlesWithinHours },
          { asOf, onBreak: (one) => void breaks.push(one) },
        );
        assert.equal(found.sums, true);
        for (const { currency, tolerated } of found.totals) {
          const total = (records: readonly SnapshotRecord[]) =>
            records.reduce(
              (sum, one) => (one.currency === currency ? sum + one.amount.digits * 10n ** BigInt(4 - one.amount.scale) : sum),
              0n,
            );
          const broken = breaks
            .flatMap(({ difference }) => difference)
            .reduce((sum, one) => (one.currency === currency ? sum + units(one.amount) : sum), 0n);
          assert.equal(broken + units(tolerated), total(right) - total(left), currency);
        }
        const alone = (which: 'left' | 'right') => breaks.filter((one) => one[which] !== null).length;
        const mismatched = breaks.filter(({ kind }) => kind === 'mismatched').length;
        assert.equal(found.records.agreed + alone('left'), left.length);
        assert.equal(found.records.agreed + alone('right'), right.length);
        assert.equal(new Set(breaks.map(({ key, ordinal }) => `${key}#${ordinal}`)).size, breaks.length);
        assert.ok(mismatched <= Math.min(left.length, right.length));
      },
    ),
    { numRuns: 300 },
  );
});

test('[C153] a stream out of order is refused; sorted through files it is in order, and nothing is lost', async () => {
  const records = (keys: readonly string[]) =>
    keys.map(
      (key, index): SnapshotRecord => ({
        key,
        amount: { digits: BigInt(index), scale: 2 },
        currency: 'EUR',
        fields: {},
        at: null,
      }),
    );
  await assert.rejects(reconcile(records(['b', 'a']), [], declaration, { asOf, onBreak: () => undefined }), SnapshotError);
  const folder = await mkdtemp(join(tmpdir(), 'snapshot-'));
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' }), { maxLength: 60 }), async (keys) => {
        const given = records(keys);
        const sorted: SnapshotRecord[] = [];
        for await (const record of sortSnapshot(given, { folder, inMemory: 7 })) sorted.push(record);
        assert.deepEqual(
          sorted,
          [...given].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)),
        );
      }),
      // Separators of lines that JSON leaves as they are.
      { numRuns: 40, examples: [[['\u2028', 'a', 'b', '\u2029', 'c', 'd', 'e', 'f']]] },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('[C154] what cannot be read is in no total and is named; a declaration says what is wrong with it', () => {
  const code = (row: Json) => {
    const read = snapshotRecord(row, declaration.left);
    return isUnread(read) ? [read.code, read.field] : read.key;
  };
  assert.deepEqual(
    [
      crm('', '1'),
      crm('A', 'ten'),
      { ...crm('A', '1'), currency: 'XQX' },
      crm('A', '1', { on: '10/11/2026' }),
      crm('A', '1'),
    ].map(code),
    [['key-missing', 'number'], ['amount-unreadable', 'total'], ['currency-unknown', 'currency'], ['date-unreadable', 'on'], 'A'],
  );
  const { fields: _, ...right } = declaration.right;
  const checked = checkReconciliation({ ...declaration, right: { ...right, currency: { is: 'XQX' } } });
  assert.deepEqual(checked.ok ? [] : checked.faults.map(({ place }) => place), ['right.fields', 'right.currency.is']);
  assert.equal(checkReconciliation(declaration).ok, true);
});
