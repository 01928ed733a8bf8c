import Type, { type Static, type TProperties } from 'typebox';
import type { JsonObject } from '../json.ts';
import { MetricId } from './metric.ts';
import { CaseSelection, metricDefs } from './metric-parts.ts';

/*
 * The JSON document of a watch: a read-only question asked of the log on a cadence, whose rows become facts. These schemas are the
 * published JSON Schema (watch.schema.json) and the TypeScript types at once.
 */

const object = <P extends TProperties>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });
const optional = Type.Optional;
const Name = Type.String({ minLength: 1, maxLength: 80 });
const FlowName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' });
const fieldName = { pattern: '^[A-Za-z][A-Za-z0-9_]{0,62}$' };
const FieldName = Type.String(fieldName);
const Cel = Type.String({ minLength: 1, maxLength: 2000, description: 'A CEL expression over `row`' });

/** When it is asked. */
export const Cadence = Type.Union([
  object({ hours: Type.Integer({ minimum: 1, maximum: 8760 }) }, 'Every so many hours'),
  object(
    {
      days: Type.Integer({ minimum: 1, maximum: 366 }),
      at: optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'Local time of day. Default 06:00' })),
      timeZone: optional(Type.String({ maxLength: 64, description: 'IANA name. Default UTC' })),
    },
    'Every so many days, at a time of day',
  ),
]);
export type Cadence = Static<typeof Cadence>;

const bound = Type.Union([Type.Number(), Type.Literal('target')], {
  description: 'In the unit of the metric; `target`: the end of its target on that side',
});

/** A metric that has left its bounds. One row for each part that did, in the latest period that is over. */
export const MetricQuestion = object({
  metric: MetricId,
  breached: Type.Union([object({ above: bound }), object({ below: bound })]),
  period: optional(
    Type.Union([Type.Literal('day'), Type.Literal('week'), Type.Literal('month'), Type.Literal('quarter')], {
      description: 'Default: month',
    }),
  ),
  for: optional(
    Type.Integer({
      minimum: 1,
      maximum: 24,
      description: 'In so many periods one after the other, the latest included. Default 1',
    }),
  ),
  once: optional(
    Type.Literal(true, {
      description:
        'One row for as long as it stays out of its bounds, a new one only after a year; `period` is the first of that time. Default: a row for each period',
    }),
  ),
  by: optional(
    Type.Array(FieldName, {
      minItems: 1,
      maxItems: 3,
      uniqueItems: true,
      description: 'Dimensions of the metric: each part is asked about',
    }),
  ),
  casesMin: optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'A part of fewer cases is left out. Default 1' }),
  ),
});
export type MetricQuestion = Static<typeof MetricQuestion>;

/**
 * Metrics that have left what their own past let expect, for the worse, in the latest period that is over. What moved together is one row; over all of
 * them together, the share of false rows is controlled.
 */
export const UnexpectedQuestion = object({
  unexpected: object({
    metrics: Type.Array(MetricId, { minItems: 1, maxItems: 100, uniqueItems: true }),
    period: optional(
      Type.Union([Type.Literal('day'), Type.Literal('week'), Type.Literal('month'), Type.Literal('quarter')], {
        description: 'Default: month',
      }),
    ),
    falseDiscovery: optional(
      Type.Number({ minimum: 0.0001, maximum: 0.5, description: 'Of the rows, the share that may be false. Default 0.05' }),
    ),
  }),
});
export type UnexpectedQuestion = Static<typeof UnexpectedQuestion>;

/** Cases that should not be as they are. One row a case; of those that name numbers, one for each number that has left its target. */
export const CasesQuestion = object({
  cases: object({
    flow: FlowName,
    in: optional(
      Type.Array(Name, { minItems: 1, maxItems: 32, description: 'In one of these states. Default: any that is not final' }),
    ),
    where: optional(CaseSelection),
    olderThan: optional(
      Type.Union(
        [
          object({ days: Type.Integer({ minimum: 1, maximum: 36_500 }) }),
          object({ hours: Type.Integer({ minimum: 1, maximum: 876_000 }) }),
        ],
        { description: 'It has been in its state for longer' },
      ),
    ),
    breaching: optional(
      object(
        {
          metrics: Type.String({
            ...fieldName,
            description: 'The field that names metrics by their ids: a list of texts',
          }),
          since: optional(
            Type.String({
              ...fieldName,
              description: 'The field with the day or instant from which on. Default: since it came to its state',
            }),
          ),
          period: optional(
            Type.Union([Type.Literal('day'), Type.Literal('week'), Type.Literal('month')], {
              description: 'Of the periods of this length that began after that day the latest that is over counts. Default: day',
            }),
          ),
          casesMin: optional(
            Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'A period of fewer cases is left out. Default 1' }),
          ),
        },
        'It names metrics, and one of them has left its target: a row for each of these',
      ),
    ),
  }),
});
export type CasesQuestion = Static<typeof CasesQuestion>;

export const WatchDefinition = Type.Object(
  {
    $schema: optional(Type.String()),
    name: Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 63 }),
    title: Type.String({ minLength: 1, maxLength: 80 }),
    description: optional(Type.String({ minLength: 1, maxLength: 2000 })),
    owner: Type.String({ minLength: 1, maxLength: 80, description: 'The role that answers for the question and its bounds' }),
    every: Cadence,
    ask: Type.Union([MetricQuestion, UnexpectedQuestion, CasesQuestion]),
    fact: object(
      {
        flow: FlowName,
        event: Name,
        key: Cel,
        with: optional(Type.Record(Type.String(), Cel, { description: 'What the fact carries, CEL by field' })),
      },
      'What each row becomes: a fact for a case of a flow. The same row of the same period is the same fact',
    ),
    rowsMax: optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'More rows are not taken, and its owner is told. Default 100' }),
    ),
  },
  {
    additionalProperties: false,
    title: 'Throughline watch',
    description: 'A question asked of the log on a cadence',
    $defs: metricDefs,
  },
);
export type WatchDefinition = Static<typeof WatchDefinition>;

/** The JSON Schema (2020-12) of a watch, as published in `language/watch.schema.json`. */
export function publishedWatchSchema(): JsonObject {
  const schema = JSON.parse(JSON.stringify(WatchDefinition)) as JsonObject;
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'urn:throughline:schema:watch', ...schema };
}
