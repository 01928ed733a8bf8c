import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryFile } from '../test/files.ts';
import { fineFlow, invoiceFlow } from '../test/flows.ts';
import type { FactRecord } from './fact-record.ts';
import { type ImportOptions, importFile } from './import-file.ts';
import type { RecordResult } from './import-report.ts';

const mappingOf = (example: string) =>
  JSON.parse(readFileSync(new URL(`../../examples/${example}/mapping.json`, import.meta.url), 'utf8')) as Record<string, unknown>;
const receivables = mappingOf('receivables');
const fines = mappingOf('fines');
const now = Date.UTC(2026, 0);

/** Keeps what was written by its dedupe key, as receipts do. */
function ledger() {
  const known = new Map<string, string>();
  const records: FactRecord[] = [];
  const write = async (batch: readonly FactRecord[]): Promise<readonly RecordResult[]> =>
    batch.map((record) => {
      const content = JSON.stringify(record.fact);
      const before = known.get(record.dedupeKey);
      if (before !== undefined) return { outcome: before === content ? 'duplicate' : 'conflict' };
      known.set(record.dedupeKey, content);
      records.push(record);
      return { outcome: 'applied' };
    });
  return { records, write };
}

function run(path: string, options: Partial<ImportOptions> = {}) {
  let ticks = 0;
  const stopwatch = () => (ticks += 500);
  return importFile({ path, mapping: receivables, flow: invoiceFlow, now, stopwatch, write: ledger().write, ...options });
}

const header = 'countryCode,customerID,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,PaperlessBill';
const row = (number: string, change: Record<string, string> = {}) => {
  const values = {
    country: '391',
    customer: 'C-1',
    number,
    issued: '1/2/2013',
    due: '2/1/2013',
    amount: '55.94',
    disputed: 'No',
    settled: '1/15/2013',
    bill: 'Paper',
    ...change,
  };
  return Object.values(values).join(',');
};
const csv = (...rows: readonly string[]) => `${header}\n${rows.join('\n')}\n`;

test('[C17] a row becomes its facts, in the order of the mapping, under keys that the next reading finds again', async (t) => {
  const { records, write } = ledger();
  const report = await run(temporaryFile(t, 'a.csv', csv(row('611365', { disputed: 'Yes' }))), { write });
  const actor = { id: 'receivables', kind: 'source', principal: 'receivables', roles: [] };
  const source = { name: 'receivables', liveFrom: now };
  const identity = { flow: 'invoice', entity: 'receivables', key: '611365' };
  const fact = (type: string, day: number, data: object) => ({
    kind: 'fact',
    type,
    data,
    actor,
    source,
    occurredAt: Date.UTC(2013, 0, day),
  });
  const data = {
    number: '611365',
    customer: 'C-1',
    country: '391',
    billType: 'Paper',
    currency: 'USD',
    amount: 5594,
    issuedOn: '2013-01-02',
    dueOn: '2013-02-01',
    everDisputed: true,
  };
  assert.deepEqual(records, [
    { line: 2, place: '', identity, dedupeKey: '611365/create', fact: fact('create', 2, data) },
    { line: 2, place: '', identity, dedupeKey: '611365/send', fact: fact('send', 2, {}) },
    { line: 2, place: '', identity, dedupeKey: '611365/pay', fact: fact('pay', 15, { amount: 5594 }) },
  ]);
  assert.deepEqual(report, {
    rows: 1,
    cases: 1,
    events: 3,
    deviations: 0,
    deviatingCases: 0,
    waiting: 0,
    rejected: 0,
    duplicates: 0,
    seconds: 0.5,
    dryRun: false,
    complete: true,
    errors: [],
    errorCounts: {},
  });
});

const badRows: readonly (readonly [name: string, row: string | Uint8Array, code: string, field: string])[] = [
  ['a bad date', row('2', { settled: '13/13/2013' }), 'bad-date', 'SettledDate'],
  ['a day that does not exist', row('2', { due: '2/30/2013' }), 'bad-date', 'DueDate'],
  ['a missing number', row(''), 'value-missing', 'invoiceNumber'],
  ['a missing amount', row('2', { amount: '' }), 'value-missing', 'InvoiceAmount'],
  ['a duplicate of another content', row('1', { amount: '1.00' }), 'duplicate-key', 'invoiceNumber'],
  ['an amount of three decimals', row('2', { amount: '55.945' }), 'too-many-decimals', 'InvoiceAmount'],
  ['a formula', row('2', { customer: '=HYPERLINK("x")'.replaceAll('"', "'") }), 'formula-in-cell', 'customerID'],
  ['a formula as its number', row('@SUM(A1)'), 'formula-in-cell', 'invoiceNumber'],
  ['a word for yes that is not mapped', row('2', { disputed: 'Maybe' }), 'value-unknown', 'Disputed'],
  ['an amount that the flow does not allow', row('2', { amount: '-5' }), 'data-invalid', 'InvoiceAmount'],
  [
    'bytes that are not UTF-8',
    Buffer.concat([Buffer.from('391,C'), Buffer.from([0xff]), Buffer.from(row('2').slice(7))]),
    'invalid-utf8',
    'customerID',
  ],
  ['a quotation mark that is never closed', row('2', { bill: '"Paper' }), 'quote-misplaced', 'PaperlessBill'],
  ['a line that is too long', row('2', { bill: 'x'.repeat(2_000_000) }), 'line-too-long', 'PaperlessBill'],
  ['a field too few', '391,C-1', 'field-count', 'invoiceNumber'],
  ['a NUL', row('2', { customer: 'a\0b' }), 'value-unstorable', 'customerID'],
];

for (const [name, bad, code, field] of badRows) {
  test(`[C19] a row with ${name} gives ${code} with its line and field, and nothing else of it; the rest is imported`, async (t) => {
    const bytes = Buffer.concat([
      Buffer.from(csv(row('1'))),
      Buffer.from(bad),
      Buffer.from(`\n${row('3', { customer: '"last"' })}\n`),
    ]);
    const { records, write } = ledger();
    const report = await run(temporaryFile(t, 'a.csv', bytes), { write });
    assert.deepEqual(
      report.errors.map((error) => [error.code, error.line, error.field]),
      [[code, 3, field]],
    );
    assert.deepEqual([report.rejected, report.cases, report.events, report.complete], [1, 2, 6, true]);
    assert.deepEqual(
      records.filter(({ fact }) => fact.type === 'create').map(({ identity }) => identity.key),
      ['1', '3'],
    );
  });
}

test('[C19] every error of a row is told, each once', async (t) => {
  const report = await run(
    temporaryFile(t, 'a.csv', csv(row('1', { issued: 'x', amount: '1,5', disputed: '?' }).replace('1,5', '"1,5"'))),
  );
  assert.deepEqual(
    report.errors.map(({ code, field, value }) => [code, field, value]),
    [
      ['bad-date', 'InvoiceDate', 'x'],
      ['bad-number', 'InvoiceAmount', '1,5'],
      ['value-unknown', 'Disputed', '?'],
    ],
  );
  assert.deepEqual(report.errorCounts, { 'bad-date': 1, 'bad-number': 1, 'value-unknown': 1 });
});

test('[C19] the value of a personal field is not shown', async (t) => {
  const [create] = receivables.events as readonly { data: object }[];
  const mapping = { ...receivables, events: [{ ...create, data: { ...create?.data, contact: { column: 'contact' } } }] };
  const text = `${header},contact\n${row('1')},=secret\n`;
  const report = await run(temporaryFile(t, 'a.csv', text), { mapping });
  assert.deepEqual(
    report.errors.map(({ code, field, value }) => [code, field, value]),
    [['formula-in-cell', 'contact', undefined]],
  );
});

test('[C19] another currency than the one stated is refused', async (t) => {
  const mapping = { ...receivables, currency: { column: 'currency', expected: 'USD' } };
  const text = `${header},currency\n${row('1')},USD\n${row('2')},EUR\n${row('3')},\n`;
  const report = await run(temporaryFile(t, 'a.csv', text), { mapping });
  assert.deepEqual(
    report.errors.map(({ code, line, field, value }) => [code, line, field, value]),
    [
      ['wrong-currency', 3, 'currency', 'EUR'],
      ['value-missing', 4, 'currency', undefined],
    ],
  );
  assert.equal(report.cases, 1);
});

test('[C20] the same row a second time is told and counted as a duplicate, and imported once', async (t) => {
  const report = await run(temporaryFile(t, 'a.csv', csv(row('1'), row('2'), row('1'))));
  assert.deepEqual(
    report.errors.map(({ code, line, field }) => [code, line, field]),
    [['duplicate-record', 4, 'invoiceNumber']],
  );
  assert.deepEqual([report.cases, report.events, report.duplicates, report.rejected], [2, 6, 3, 0]);
});

test('[C21] running it again records nothing; what has changed since is a conflict', async (t) => {
  const { write } = ledger();
  const first = temporaryFile(t, 'a.csv', csv(row('1'), row('2')));
  await run(first, { write });
  const again = await run(first, { write });
  assert.deepEqual([again.cases, again.events, again.duplicates, again.rejected, again.errors.length], [0, 0, 6, 0, 0]);
  const changed = await run(temporaryFile(t, 'a.csv', csv(row('1'), row('2', { settled: '1/16/2013' }), row('3'))), { write });
  assert.deepEqual([changed.cases, changed.events, changed.duplicates, changed.rejected], [1, 3, 5, 1]);
  assert.deepEqual(
    changed.errors.map(({ code, line, field }) => [code, line, field]),
    [['conflict', 3, 'pay']],
  );
});

test('[C23] a dry run writes nothing and gives the same counts; deviations come from the check', async (t) => {
  const path = temporaryFile(t, 'a.csv', csv(row('1'), row('2'), row('', {})));
  const write = () => assert.fail('a dry run wrote');
  const plain = await run(path, { dryRun: true, write });
  assert.deepEqual([plain.dryRun, plain.cases, plain.events, plain.rejected], [true, 2, 6, 1]);
  const check = async (batch: readonly FactRecord[]) =>
    batch.map(({ fact }): RecordResult => ({ outcome: fact.type === 'pay' ? 'deviated' : 'applied' }));
  const checked = await run(path, { dryRun: true, write, check });
  assert.deepEqual([checked.events, checked.deviations, checked.deviatingCases], [6, 2, 2]);
});

test('[C4] columns that are not there are told with those that are, and nothing is written', async (t) => {
  const write = () => assert.fail('wrote');
  const report = await run(temporaryFile(t, 'a.csv', `${header.replace('DueDate', 'Due')},Disputed\n`), { write });
  assert.deepEqual(
    report.errors.map(({ code, line, field }) => [code, line, field]),
    [
      ['column-missing', 1, 'DueDate'],
      ['column-duplicate', 1, 'Disputed'],
    ],
  );
  assert.match(report.errors[0]?.expected ?? '', /invoiceNumber, InvoiceDate, Due,/);
  assert.equal(report.complete, false);
});

test('[C24] what the flow refuses, and what fails, is rejected with the reason', async (t) => {
  const results: Record<string, RecordResult> = {
    create: { outcome: 'applied' },
    send: { outcome: 'refused', refusal: { code: 'case-exists', message: 'It exists' } },
    pay: { outcome: 'failed', refusal: { code: 'data-error', message: 'No' } },
  };
  const write = async (batch: readonly FactRecord[]) => batch.map(({ fact }) => results[fact.type] as RecordResult);
  const report = await run(temporaryFile(t, 'a.csv', csv(row('1'))), { write });
  assert.deepEqual([report.events, report.rejected], [1, 2]);
  assert.deepEqual(
    report.errors.map(({ code, message }) => [code, message]),
    [
      ['refused', 'The flow refused the event: case-exists: It exists'],
      ['failed', 'The event could not be recorded: data-error: No'],
    ],
  );
});

test('[C24] what was refused by an earlier run is told again, and is no duplicate', async (t) => {
  const first = { outcome: 'refused', refusal: { code: 'case-not-born', message: 'No' } } as const;
  const write = async (batch: readonly FactRecord[]) => batch.map(() => ({ outcome: 'duplicate', first }) as const);
  const report = await run(temporaryFile(t, 'a.csv', csv(row('1'))), { write });
  assert.deepEqual([report.events, report.duplicates, report.rejected, report.errorCounts], [0, 0, 3, { refused: 3 }]);
});

test('[C25] the report lists the first 1,000 errors and counts them all; each is heard', async (t) => {
  let heard = 0;
  const report = await run(temporaryFile(t, 'a.csv', csv(...Array.from({ length: 1500 }, () => row('')))), {
    onErrors: (errors) => {
      heard += errors.length;
    },
  });
  assert.deepEqual([report.errors.length, report.errorCounts['value-missing'], report.rejected, heard], [1000, 1500, 1500, 1500]);
});

test('[C25] whoever hears the errors slowly is waited for', async (t) => {
  let heard = 0;
  let taken = true;
  const running = run(temporaryFile(t, 'a.csv', csv(...Array.from({ length: 200 }, () => row('')))), {
    onErrors: (errors) => {
      assert.ok(taken, 'It went on before it was heard');
      taken = false;
      heard += errors.length;
      return new Promise((resolve) => {
        setImmediate(() => {
          taken = true;
          resolve();
        });
      });
    },
  });
  assert.equal((await running).rejected, 200);
  assert.equal(heard, 200);
});

test('[C26] it can be stopped between two batches, and tells how far it is', async (t) => {
  const stop = new AbortController();
  const seen: number[] = [];
  const path = temporaryFile(t, 'a.csv', csv(...Array.from({ length: 200 }, (_, index) => row(String(index)))));
  const stopped = run(path, {
    batchSize: 10,
    signal: stop.signal,
    onProgress: ({ bytesRead, bytesTotal, events }) => {
      assert.ok(bytesRead > 0 && bytesRead <= bytesTotal);
      seen.push(events);
      if (events >= 50) stop.abort();
    },
  });
  await assert.rejects(stopped, { name: 'AbortError' });
  assert.ok(
    seen.every((events) => events <= 70),
    String(seen.at(-1)),
  );
});

test('[C26] an error of writing ends the import with that error', async (t) => {
  const path = temporaryFile(t, 'a.csv', csv(...Array.from({ length: 50 }, (_, index) => row(String(index)))));
  const write = async () => {
    throw new Error('the connection is gone');
  };
  await assert.rejects(run(path, { batchSize: 10, write }), /the connection is gone/);
});

const event = (name: string, time: string, ...attributes: readonly string[]) =>
  `<event><string key="concept:name" value="${name}"/><date key="time:timestamp" value="${time}"/>${attributes.join('')}</event>`;
const float = (key: string, value: string) => `<float key="${key}" value="${value}"/>`;
const trace = (id: string, ...events: readonly string[]) =>
  `<trace><string key="concept:name" value="${id}"/>\n${events.join('\n')}\n</trace>`;
const sendFine = (expense: string, time = '2007-07-17T00:00:00+02:00') => event('Send Fine', time, float('expense', expense));

test('[C18] events of a trace become facts of its case; a bad one is left out and told, the others are not', async (t) => {
  const { records, write } = ledger();
  const bad = event('Payment', 'yesterday', float('paymentAmount', '1'), float('totalPaymentAmount', '1'));
  const log = `<log>\n${trace('A1', sendFine('13.0'), bad, sendFine('x'), event('Add penalty', '2007-10-01T00:00:00+02:00', float('amount', '71.5')))}\n${trace('', sendFine('1'))}</log>`;
  const report = await run(temporaryFile(t, 'log.xes', log), { mapping: fines, flow: fineFlow, write });
  assert.deepEqual(
    records.map(({ dedupeKey, line, place, fact: { type, data, occurredAt } }) => [
      dedupeKey,
      line,
      place,
      type,
      data,
      occurredAt,
    ]),
    [
      ['A1#1', 3, 'trace A1, event 1', 'Send Fine', { expense: 1300 }, Date.UTC(2007, 6, 16, 22)],
      ['A1#4', 6, 'trace A1, event 4', 'Add penalty', { amount: 7150 }, Date.UTC(2007, 8, 30, 22)],
    ],
  );
  assert.deepEqual(
    report.errors.map(({ code, line, field, place }) => [code, line, field, place]),
    [
      ['bad-date', 4, 'time:timestamp', 'trace A1, event 2'],
      ['bad-number', 5, 'expense', 'trace A1, event 3'],
      ['value-missing', 8, 'concept:name', ''],
    ],
  );
  assert.deepEqual([report.cases, report.events, report.rejected], [1, 2, 3]);
});

test('[C20] a trace that comes twice is a duplicate, or a conflict of keys where its content differs', async (t) => {
  const log = `<log>${trace('A1', sendFine('1'))}${trace('A1', sendFine('1'))}${trace('A1', sendFine('2'))}</log>`;
  const report = await run(temporaryFile(t, 'log.xes', log), { mapping: fines, flow: fineFlow });
  assert.deepEqual(
    report.errors.map(({ code, field }) => [code, field]),
    [
      ['duplicate-record', 'concept:name'],
      ['duplicate-key', 'concept:name'],
    ],
  );
  assert.deepEqual([report.events, report.duplicates, report.rejected], [1, 1, 1]);
});

test('[C6] in a log with bytes that are not UTF-8, the events that hold them are told and the others imported', async (t) => {
  const [before, after] = `<log>\n${trace('A1', event('Create\u0001', '2007-07-17T00:00:00Z'), sendFine('1'))}</log>`.split(
    '\u0001',
  );
  const bytes = Buffer.concat([Buffer.from(before ?? ''), Buffer.from([0xe9]), Buffer.from(after ?? '')]);
  const report = await run(temporaryFile(t, 'log.xes', bytes), { mapping: fines, flow: fineFlow });
  assert.deepEqual(
    report.errors.map(({ code, line, field }) => [code, line, field]),
    [['invalid-utf8', 3, 'concept:name']],
  );
  assert.deepEqual([report.events, report.rejected, report.complete], [1, 1, true]);
});

test('[C8] what a log holds before it breaks is imported, and the report says that it is not complete', async (t) => {
  const log = `<log>\n${trace('A1', sendFine('1'))}\n<trace><event></trace>`;
  const report = await run(temporaryFile(t, 'log.xes', log), { mapping: fines, flow: fineFlow });
  assert.deepEqual(
    [report.events, report.complete, report.errors[0]?.code, report.errors[0]?.line],
    [1, false, 'xml-malformed', 5],
  );
});
