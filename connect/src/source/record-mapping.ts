import {
  checkExpression,
  compileExpression,
  type Expression,
  ExpressionError,
  type Json,
  type Millis,
} from '@throughline/language';
import Type, { type Static } from 'typebox';
import { csvMapper } from '../csv-mapper.ts';
import { type ImportError, ImportFailure, importError } from '../errors.ts';
import { type FactRecord, type ImportFlow, nothingMapped } from '../fact-record.ts';
import { type CsvMapping, rowMapping } from '../mapping.ts';
import { textOf, valueAt } from './path.ts';

const ComputedColumn = Type.Union([
  Type.Object(
    { cel: Type.String({ minLength: 1, maxLength: 2000, description: 'An expression over `record`, the record as JSON' }) },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      path: Type.String({ minLength: 1, maxLength: 200 }),
      unit: Type.Union([Type.Literal('seconds'), Type.Literal('milliseconds')], {
        description: 'A number that counts from 1970 (UTC): the column is the instant in ISO 8601',
      }),
    },
    { additionalProperties: false },
  ),
]);

/**
 * How the records of a source become facts: the mapping of rows, where a column is a path into the record (`customer.name`, `lines.0.sku`), or has
 * its formula in `columns`.
 */
export const RecordMapping = Type.Object(
  {
    flow: Type.String({ minLength: 1, maxLength: 63, description: 'The name of the flow' }),
    timeZone: Type.Optional(Type.String({ description: 'IANA time zone of dates and times without an offset. Default: UTC' })),
    columns: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 200 }), ComputedColumn, { description: 'Columns that are no path' }),
    ),
    unmatched: Type.Optional(
      Type.Union([Type.Literal('error'), Type.Literal('skip')], {
        description: 'A record that no event applies to is an error (default), or passed over',
      }),
    ),
    ...rowMapping,
  },
  { additionalProperties: false },
);
export type RecordMapping = Static<typeof RecordMapping>;

/** What a record states, or everything that is wrong with it: then it states nothing. */
export interface MappedRecord {
  readonly facts: readonly FactRecord[];
  readonly errors: readonly ImportError[];
}

export interface RecordMapper {
  /** Total. `position` stands as the line of errors. */
  map(record: Json, position: number): MappedRecord;
  /** The paths that the mapping reads. */
  readonly paths: readonly string[];
}

export interface RecordMapperOptions {
  readonly mapping: RecordMapping;
  readonly flow: ImportFlow;
  /** The name of the source: with the keys it makes a fact known again. */
  readonly source: string;
  /** What happened before it is history: no reminder, task or mail comes of it. */
  readonly liveFrom: Millis;
  /** What is dated after this instant is an error. */
  readonly latest?: Millis;
}

/** Throws an `ImportFailure` with everything that is wrong between mapping and flow. */
export function recordMapper({ mapping, flow, source, liveFrom, latest }: RecordMapperOptions): RecordMapper {
  const { columns = {}, unmatched = 'error', ...rows } = mapping;
  const asRows: CsvMapping = { ...rows, format: 'csv', source, liveFrom: new Date(liveFrom).toISOString() };
  const mapper = csvMapper(asRows, flow, liveFrom, { latest, records: { unmatched } });
  const readers = mapper.columns.map((name) => columnReader(name, Object.hasOwn(columns, name) ? columns[name] : undefined));
  const faults = readers.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  if (faults.length > 0) throw new ImportFailure(faults);
  mapper.bind(mapper.columns);
  return {
    paths: [...new Set(readers.flatMap(({ path }) => (path === undefined ? [] : [path])))],
    map(record, position) {
      const errors: ImportError[] = [];
      const fields = readers.map(({ name, read }) => {
        try {
          return read(record);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          errors.push(importError('value-missing', { line: position, field: name, detail: error.message }));
          return '';
        }
      });
      if (errors.length > 0) return { facts: [], errors };
      const mapped = nothingMapped();
      mapper.map({ line: position, fields, lossy: false }, mapped);
      return { facts: mapped.records, errors: mapped.errors };
    },
  };
}

interface ColumnReader {
  readonly name: string;
  readonly path?: string;
  readonly fault?: ImportError;
  /** @throws ExpressionError */
  readonly read: (record: Json) => string;
}

function columnReader(name: string, computed: Static<typeof ComputedColumn> | undefined): ColumnReader {
  if (computed === undefined) return { name, path: name, read: (record) => textOf(valueAt(record, name)) };
  if ('path' in computed) {
    const { path, unit } = computed;
    return { name, path, read: (record) => instantOf(valueAt(record, path), unit === 'seconds' ? 1000 : 1) };
  }
  const check = checkExpression(computed.cel, { record: {} });
  if (!check.ok) {
    const fault = importError('mapping-invalid', { line: 0, field: `columns.${name}.cel`, detail: check.message });
    return { name, fault, read: () => '' };
  }
  const expression: Expression = compileExpression(computed.cel, { record: {} });
  return { name, read: (record) => textOf(expression.evaluate({ record })) };
}

/** Whatever is no such number stays as it is, and is then no date. */
function instantOf(value: Json | undefined, unitMs: number): string {
  const text = textOf(value);
  const at = /^-?\d{1,15}(\.\d+)?$/.test(text) ? new Date(Math.round(Number(text) * unitMs)) : undefined;
  return at === undefined || Number.isNaN(at.getTime()) ? text : at.toISOString();
}
