import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import { fineFlow, invoiceFlow } from '../test/flows.ts';
import { csvMapper } from './csv-mapper.ts';
import { ImportFailure } from './errors.ts';
import { type CsvMapping, publishedMappingSchema, type XesMapping } from './mapping.ts';
import { readMapping } from './mapping-frame.ts';
import { xesMapper } from './xes-mapper.ts';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Record<string, unknown>;
const receivables = json('../../examples/receivables/mapping.json');
const fines = json('../../examples/fines/mapping.json');
const now = Date.UTC(2026, 0);

/** What is wrong with a mapping: code and place of each error. */
function problems(mapping: Record<string, unknown>): readonly (readonly [string, string])[] {
  try {
    const read = readMapping(mapping);
    if (read.format === 'csv') csvMapper(read, invoiceFlow, now);
    else xesMapper(read, fineFlow, now);
    return [];
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    return error.errors.map(({ code, field }) => [code, field]);
  }
}

test('[C11] the published JSON Schema is the one that is used', () => {
  assert.deepEqual(json('../mapping.schema.json'), publishedMappingSchema(), 'run node tools/write-schemas.ts');
});

test('[C11] the mappings of the examples satisfy the published schema, and the flows that they are for', () => {
  const validator = Compile(publishedMappingSchema() as never);
  for (const mapping of [receivables, fines]) {
    assert.ok(validator.Check(mapping));
    assert.deepEqual(problems(mapping), []);
  }
});

const [create, send, pay] = receivables.events as readonly Record<string, unknown>[];
const withCreate = (change: object) => ({ ...receivables, events: [{ ...create, ...change }, send, pay] });
const withData = (change: object) => withCreate({ data: { ...(create?.data as object), ...change } });

const table: readonly (readonly [name: string, mapping: Record<string, unknown>, code: string, field: string])[] = [
  ['no format', { ...receivables, format: 'xlsx' }, 'mapping-invalid', 'format'],
  ['a member that is none', { ...receivables, sauce: 'x' }, 'mapping-invalid', 'sauce'],
  ['a member that is missing', { ...receivables, key: undefined }, 'mapping-invalid', 'key'],
  ['another flow', { ...receivables, flow: 'order' }, 'flow-differs', 'flow'],
  ['no such time zone', { ...receivables, timeZone: 'Mars/Olympus' }, 'time-zone-unknown', 'timeZone'],
  ['no such currency', { ...receivables, currency: 'ZZZ' }, 'currency-unknown', 'currency'],
  ['liveFrom without an offset', { ...receivables, liveFrom: '2026-01-01' }, 'bad-date', 'liveFrom'],
  ['no such event', withCreate({ event: 'invent' }), 'event-unknown', 'events.0'],
  ['no such field', withData({ colour: { column: 'x' } }), 'field-unknown', 'events.0.data.colour'],
  ['a time without a format', withCreate({ at: { column: 'InvoiceDate' } }), 'date-format-missing', 'events.0.at.format'],
  [
    'a time of an unknown format',
    withCreate({ at: { column: 'InvoiceDate', format: 'M/D' } }),
    'date-format-unknown',
    'events.0.at.format',
  ],
  [
    'a date without a format',
    withData({ dueOn: { column: 'DueDate', as: 'date' } }),
    'date-format-missing',
    'events.0.data.dueOn',
  ],
  ['two sources', withData({ number: { column: 'x', constant: 1 } }), 'source-wrong-format', 'events.0.data.number'],
  ['an attribute in CSV', withData({ number: { attribute: 'x' } }), 'source-wrong-format', 'events.0.data.number'],
  [
    'a column in XES',
    { ...fines, events: { 'Send Fine': { data: { expense: { column: 'x' } } } } },
    'source-wrong-format',
    'events.Send Fine.data.expense',
  ],
];

for (const [name, mapping, code, field] of table) {
  test(`[C12] a mapping with ${name} is refused with its place`, () => {
    const found = problems(JSON.parse(JSON.stringify(mapping)));
    assert.ok(
      found.some(([foundCode, foundField]) => foundCode === code && foundField === field),
      JSON.stringify(found),
    );
  });
}

test('[C12] money without a stated currency is refused', () => {
  const { currency: _, ...without } = receivables;
  const found = problems(without).map(([code]) => code);
  assert.deepEqual(found, ['currency-unknown', 'currency-unknown', 'currency-unknown']);
});

test('[C12] all that is wrong with a mapping is told at once', () => {
  const bad = { ...receivables, timeZone: 'x', currency: 'y', flow: 'z' };
  assert.deepEqual(
    problems(bad)
      .map(([code]) => code)
      .slice(0, 3),
    ['flow-differs', 'currency-unknown', 'time-zone-unknown'],
  );
});

test('[C17] what the mapping says of its source and history reaches each fact', () => {
  const mapping = readMapping({ ...receivables, liveFrom: '2013-06-01T00:00:00+02:00' }) as CsvMapping;
  const mapper = csvMapper(mapping, invoiceFlow, now);
  const columns = [
    'countryCode',
    'customerID',
    'invoiceNumber',
    'InvoiceDate',
    'DueDate',
    'InvoiceAmount',
    'Disputed',
    'SettledDate',
    'PaperlessBill',
  ];
  mapper.bind(columns);
  const mapped = { records: [], errors: [], read: 0, rejected: 0, duplicates: 0 };
  mapper.map({ line: 2, fields: ['1', 'C', 'N1', '1/2/2013', '2/1/2013', '55.94', 'No', '', 'Paper'], lossy: false }, mapped);
  assert.deepEqual(
    mapped.records.map(({ dedupeKey, fact: { type, source } }: { dedupeKey: string; fact: { type: string; source: object } }) => [
      dedupeKey,
      type,
      source,
    ]),
    ['create', 'send'].map((event) => [`N1/${event}`, event, { name: 'receivables', liveFrom: Date.UTC(2013, 4, 31, 22) }]),
  );
});

test('[C18] activities that are not listed are an error, the event of the same name, or read over', () => {
  const event = (line: number, name: string) => ({
    line,
    ordinal: line,
    attributes: new Map([
      ['concept:name', name],
      ['time:timestamp', '2013-01-02T00:00:00+01:00'],
    ]),
  });
  const trace = {
    line: 1,
    attributes: new Map([['concept:name', 'A1']]),
    events: [event(1, 'Appeal to Judge'), event(2, 'Lunch')],
  };
  const run = (otherwise: XesMapping['otherwise']) => {
    const mapping = { ...fines, events: {}, ...(otherwise === undefined ? {} : { otherwise }) };
    const mapped = { records: [], errors: [], read: 0, rejected: 0, duplicates: 0 };
    xesMapper(readMapping(mapping) as XesMapping, fineFlow, now).map(trace, mapped, false);
    const { records, errors, rejected } = mapped as {
      records: { dedupeKey: string }[];
      errors: { code: string; place: string }[];
      rejected: number;
    };
    return {
      records: records.map(({ dedupeKey }) => dedupeKey),
      errors: errors.map(({ code, place }) => `${code} ${place}`),
      rejected,
    };
  };
  const [first, second] = ['activity-unmapped trace A1, event 1', 'activity-unmapped trace A1, event 2'];
  assert.deepEqual(run(undefined), { records: [], errors: [first, second], rejected: 2 });
  assert.deepEqual(run('same-name'), { records: ['A1#1'], errors: [second], rejected: 1 });
  assert.deepEqual(run('skip'), { records: [], errors: [], rejected: 0 });
});
