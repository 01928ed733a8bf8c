import type { Json, JsonObject } from '@throughline/language';
import { type Convert, type ConvertContext, converterOf, type Fail } from './convert.ts';
import { type ErrorPlace, type ImportError, type ImportErrorCode, importError } from './errors.ts';
import type { ImportFlow } from './fact-record.ts';
import type { ValueMapping } from './mapping.ts';

/** Finds the text of a value in a record; `undefined` where there is none. */
export type Pick<R> = (record: R) => string | undefined;

/** What a record says of itself, for fields that repeat it. */
export interface RecordFacts {
  readonly key: string;
  readonly entity: string;
  readonly currency: string | undefined;
}

/** Takes an error of one record: code, the field of the file, what else is known. */
export type Report = (code: ImportErrorCode, place: Omit<ErrorPlace, 'line' | 'place'>) => void;

interface FieldReader<R> {
  readonly field: string;
  /** The column or attribute, for messages. */
  readonly from: string;
  read(record: R, facts: RecordFacts, report: Report): Json | undefined;
}

/** Reads the data of one event from a record, and checks it against the schema of the event. */
export interface EventData<R> {
  /** `undefined` where something is wrong, which `report` has heard. */
  read(record: R, facts: RecordFacts, report: Report): JsonObject | undefined;
}

export interface EventDataOptions<R> {
  readonly flow: ImportFlow;
  readonly event: string;
  readonly data: Readonly<Record<string, ValueMapping>>;
  /** The place in the mapping, for errors. */
  readonly place: string;
  readonly context: ConvertContext;
  /** How a source of this format is found; `undefined` where the format has no such source. */
  readonly pick: (mapping: ValueMapping) => { readonly from: string; readonly pick: Pick<R> } | undefined;
}

/** What is wrong with the mapping goes to `errors`. */
export function eventDataOf<R>(options: EventDataOptions<R>, errors: ImportError[]): EventData<R> | undefined {
  const { flow, event, data, place } = options;
  const declared = flow.events.get(event);
  if (declared === undefined) {
    errors.push(
      importError('event-unknown', {
        line: 0,
        field: place,
        value: event,
        expected: `one of: ${[...flow.events.keys()].join(', ')}`,
      }),
    );
    return undefined;
  }
  const properties = propertiesOf(declared.data.schema);
  const fields: FieldReader<R>[] = [];
  for (const [field, mapping] of Object.entries(data)) {
    const fieldPlace = `${place}.data.${field}`;
    if (properties[field] === undefined && declared.data.schema.additionalProperties === false) {
      errors.push(
        importError('field-unknown', { line: 0, field: fieldPlace, expected: `one of: ${Object.keys(properties).join(', ')}` }),
      );
      continue;
    }
    const reader = fieldReader(options, field, mapping, declared.data.personal.has(field), (code, expected) => {
      errors.push(importError(code, { line: 0, field: fieldPlace, ...(expected === undefined ? {} : { expected }) }));
      return undefined;
    });
    if (reader !== undefined) fields.push(reader);
  }
  const sourceOf = new Map(fields.map(({ field, from }) => [field, from]));
  // The flow fills its defaults in; they are checked as part of the data, and left out of the fact.
  const defaults = Object.fromEntries(
    Object.entries(properties).flatMap(([field, property]) => {
      const value = (property as JsonObject).default;
      return value === undefined ? [] : [[field, value]];
    }),
  );
  return {
    read(record, facts, report) {
      const values: Record<string, Json> = {};
      let good = true;
      const failed: Report = (code, where) => {
        good = false;
        report(code, where);
      };
      for (const { field, read } of fields) {
        const value = read(record, facts, failed);
        if (value !== undefined) values[field] = value;
      }
      if (!good) return undefined;
      for (const { path, message } of declared.data.errors({ ...defaults, ...values })) {
        const field = path.slice(1).split('/')[0] ?? '';
        failed('data-invalid', { field: sourceOf.get(field) ?? field, detail: `${field} ${message}`.trim() });
      }
      return good ? values : undefined;
    },
  };
}

function propertiesOf(schema: { readonly [key: string]: Json }): JsonObject {
  const { properties } = schema;
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? (properties as JsonObject) : {};
}

function fieldReader<R>(
  options: EventDataOptions<R>,
  field: string,
  mapping: ValueMapping,
  personal: boolean,
  fail: Fail,
): FieldReader<R> | undefined {
  const named = [mapping.column, mapping.attribute, mapping.traceAttribute, mapping.record, mapping.constant].filter(
    (source) => source !== undefined,
  );
  if (named.length !== 1)
    return fail('source-wrong-format', 'exactly one of column, attribute, traceAttribute, record and constant');
  if (mapping.constant !== undefined) {
    const constant = mapping.constant as Json;
    return { field, from: field, read: () => constant };
  }
  const { record: name } = mapping;
  if (name === 'currency' && options.context.currency === undefined && options.context.currencyByRow !== true)
    return fail('currency-unknown');
  if (name !== undefined) return { field, from: name, read: (_, facts) => facts[name] };
  const source = options.pick(mapping);
  if (source === undefined) return fail('source-wrong-format');
  const { context } = options;
  const other = mapping.otherwise === undefined ? undefined : options.pick({ column: mapping.otherwise });
  const pick: Pick<R> = other === undefined ? source.pick : (record) => source.pick(record) || other.pick(record);
  const from = { from: source.from, pick };
  const ofEachRow = mapping.as === 'money' && context.currencyByRow === true;
  const convert = ofEachRow ? undefined : converterOf(mapping, context, fail);
  if (convert === undefined && !ofEachRow) return undefined;
  const convertOf = convert === undefined ? convertersByCurrency(mapping, context, fail) : () => convert;
  return { field, from: source.from, read: textReader(from, convertOf, mapping.optional === true, personal) };
}

/** Money by the digits of the currency that its row names. */
function convertersByCurrency(mapping: ValueMapping, context: ConvertContext, fail: Fail): (facts: RecordFacts) => Convert {
  const known = new Map<string, Convert>();
  return ({ currency = '' }) => {
    const convert =
      known.get(currency) ?? converterOf(mapping, { ...context, currency }, fail) ?? ((_, bad) => bad('currency-unknown'));
    known.set(currency, convert);
    return convert;
  };
}

/** The text of a source, converted; missing and damaged values are told apart from wrong ones. */
function textReader<R>(
  { from, pick }: { from: string; pick: Pick<R> },
  convertOf: (facts: RecordFacts) => Convert,
  optional: boolean,
  personal: boolean,
): FieldReader<R>['read'] {
  return (record, facts, report) => {
    const text = pick(record);
    if (text === undefined || text === '') {
      if (!optional) report('value-missing', { field: from });
      return undefined;
    }
    return convertOf(facts)(text, (code, expected) => {
      report(code, { field: from, ...(personal ? {} : { value: text }), ...(expected === undefined ? {} : { expected }) });
      return undefined;
    });
  };
}
