import type { JsonObject } from '@throughline/language';
import Type, { type Static, type TProperties } from 'typebox';

/* The mapping of a file to a flow, as people write it. These schemas are the published mapping.schema.json and the types at once. */

const object = <P extends TProperties>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });
const optional = Type.Optional;
const Name = Type.String({ minLength: 1, maxLength: 200 });
const oneOf = <const V extends readonly string[]>(values: V, description: string) =>
  Type.Unsafe<V[number]>(Type.String({ enum: [...values], description }));

export const valueKinds = ['text', 'integer', 'decimal', 'money', 'date', 'instant', 'flag'] as const;
export type ValueKind = (typeof valueKinds)[number];

/** Where a value comes from (exactly one of column, attribute, traceAttribute, record, constant) and how it reads. */
export const ValueMapping = object({
  column: optional(Type.String({ minLength: 1, maxLength: 200, description: 'CSV: a column of the row' })),
  otherwise: optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'CSV: the column that counts where the first is empty' }),
  ),
  attribute: optional(Type.String({ minLength: 1, maxLength: 200, description: 'XES: an attribute of the event' })),
  traceAttribute: optional(Type.String({ minLength: 1, maxLength: 200, description: 'XES: an attribute of the trace' })),
  record: optional(oneOf(['key', 'entity', 'currency'], 'What the mapping says of the whole record')),
  constant: optional(Type.Unknown({ description: 'Any JSON value, the same for all' })),
  as: optional(
    oneOf(valueKinds, 'Default: text. money is exact and becomes minor units of the currency; date becomes YYYY-MM-DD'),
  ),
  format: optional(
    Type.String({ minLength: 1, maxLength: 40, description: 'Of a date or an instant: M/D/YYYY, YYYY-MM-DD HH:mm, ISO' }),
  ),
  decimalMark: optional(oneOf(['.', ','], 'Of a number. Default: .')),
  thousandsMark: optional(
    oneOf(['.', ',', ' ', "'", 'any'], 'Of a number; any: whichever of them is not the decimal mark. Default: none is accepted'),
  ),
  currencyMark: optional(Type.Boolean({ description: 'Of money: the sign or the code of the currency may stand beside it' })),
  values: optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'What the text stands for; any other text is an error' }),
  ),
  optional: optional(Type.Boolean({ description: 'Without the value, the field is left out' })),
});
export type ValueMapping = Static<typeof ValueMapping>;

const DataMapping = Type.Record(Type.String(), ValueMapping, { description: 'By field of the event' });

const TimeMapping = object({
  column: Name,
  format: optional(Type.String({ minLength: 1, maxLength: 40, description: 'M/D/YYYY, YYYY-MM-DD HH:mm, ISO; never guessed' })),
  orEarlier: optional(
    Type.Array(Name, {
      maxItems: 8,
      description: 'Where nothing says when it was: the earliest of these columns, the first one, and where history ends',
    }),
  ),
});

const ConditionMapping = Type.Union([
  object({ column: Name, equals: Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1, maxItems: 100 })]) }),
  object({ column: Name, present: Type.Boolean() }),
  object({ column: Name, nonZero: Type.Literal(true) }),
  object({
    column: Name,
    except: Type.Array(Type.String(), { maxItems: 100, description: 'There is something, and it is none of these' }),
  }),
]);
export type ConditionMapping = Static<typeof ConditionMapping>;

export const RowEventMapping = object({
  event: Name,
  at: TimeMapping,
  when: optional(
    Type.Union([ConditionMapping, Type.Array(ConditionMapping, { minItems: 1, maxItems: 8 })], {
      description: 'Of several, one that holds is enough',
    }),
  ),
  data: optional(DataMapping),
  dedupe: optional(
    Type.Array(Name, {
      minItems: 1,
      maxItems: 8,
      description: 'The columns that tell one such fact from another. Default: those of the row',
    }),
  ),
});
export type RowEventMapping = Static<typeof RowEventMapping>;

export const ActivityMapping = object({ event: optional(Name), data: optional(DataMapping) });
export type ActivityMapping = Static<typeof ActivityMapping>;

/** What the mappings of all formats say. */
const common = {
  $schema: optional(Type.String()),
  flow: Type.String({ minLength: 1, maxLength: 63, description: 'The name of the flow' }),
  source: Type.String({
    minLength: 1,
    maxLength: 80,
    description: 'The system of record. With the keys it makes an import repeatable, so it must not change',
  }),
  timeZone: optional(Type.String({ description: 'IANA time zone of dates and times without an offset. Default: UTC' })),
  liveFrom: optional(
    Type.String({
      description: 'What happened before this instant (ISO, with offset) is history. Default: the time of the import',
    }),
  ),
} as const;

/** How a row, or a record that is read as one, becomes facts. */
export const rowMapping = {
  entity: Type.Union([Name, object({ column: Name })], { description: 'The legal unit, or the column that names it' }),
  key: object({ column: Name }, 'The business key of the case'),
  dedupe: optional(
    Type.Array(Name, { minItems: 1, maxItems: 8, description: 'The columns that tell one row from another. Default: the key' }),
  ),
  currency: optional(
    Type.Union(
      [Name, object({ column: Name, expected: Name }), object({ column: Name, each: Type.Union([Name, Type.Null()]) })],
      {
        description:
          'ISO 4217; the column that must say so; or the column that says it of each row, and what holds where it is empty',
      },
    ),
  ),
  empty: optional(
    Type.Array(Type.String({ maxLength: 40 }), { maxItems: 50, description: 'What stands for no value, such as 00.00.0000' }),
  ),
  events: Type.Array(RowEventMapping, {
    minItems: 1,
    maxItems: 300,
    description: 'The facts that one row states, in this order',
  }),
} as const;

export const CsvMapping = object({
  ...common,
  format: Type.Literal('csv'),
  delimiter: optional(oneOf([',', ';', '\t', '|'], 'Default: found in the header')),
  order: optional(
    oneOf(
      ['file', 'row', 'time'],
      'In which order facts come: as the rows stand (default); the later ones of a row in order of time; those of a case in order of time, which holds all of them in memory',
    ),
  ),
  ...rowMapping,
});
export type CsvMapping = Static<typeof CsvMapping>;

export const XesMapping = object({
  ...common,
  format: Type.Literal('xes'),
  entity: Type.Union([Name, object({ traceAttribute: Name })], {
    description: 'The legal unit, or the attribute of the trace that names it',
  }),
  key: optional(object({ traceAttribute: Name }, 'The business key of the case. Default: concept:name')),
  activity: optional(Type.String({ minLength: 1, description: 'The attribute that names the event. Default: concept:name' })),
  time: optional(Type.String({ minLength: 1, description: 'The attribute with its time (ISO). Default: time:timestamp' })),
  resource: optional(
    Type.String({ minLength: 1, description: 'The attribute that names who did it. Default: the source itself' }),
  ),
  currency: optional(Name),
  events: Type.Record(Type.String(), ActivityMapping, { description: 'By activity' }),
  otherwise: optional(
    oneOf(
      ['refuse', 'same-name', 'skip'],
      'Activities that are not listed: an error (default), the event of the same name without data, or read over',
    ),
  ),
});
export type XesMapping = Static<typeof XesMapping>;

export type Mapping = CsvMapping | XesMapping;

/**
 * The JSON Schema (2020-12) of a mapping, as published in `connect/mapping.schema.json`. An editor that finds it in a file's
 * `$schema` completes and checks the file.
 */
export function publishedMappingSchema(): JsonObject {
  const schema = JSON.parse(JSON.stringify(Type.Union([CsvMapping, XesMapping]))) as JsonObject;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:throughline:schema:mapping',
    title: 'Throughline mapping',
    description: 'How the records of a file become facts of a flow',
    ...schema,
  };
}
