import Type, { type Static } from 'typebox';
import { MetricFormula } from './metric-formulas.ts';
import { CaseSelection, FieldName, FlowNames, Moment, metricDefs, object, optional } from './metric-parts.ts';

export type * from './metric-formulas.ts';
export type * from './metric-parts.ts';

/*
 * The JSON document of a metric. These schemas are the published JSON Schema and the TypeScript types at once.
 * A metric is a formula over the log: it names moments of a case (an event, the entry of a state, a day in its data) and
 * says what is measured between, counted at or added up at them. What it says in words is in docs/guide/metrics.md.
 */

export const MetricId = Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 63 });

export const MetricUnit = Type.Union([
  Type.Literal('days'),
  Type.Literal('hours'),
  Type.Literal('share'),
  Type.Literal('count'),
  Type.Literal('number'),
  Type.Literal('per-100-cases'),
  Type.Literal('money'),
]);
export type MetricUnit = Static<typeof MetricUnit>;

const PartId = Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 40 });
const Title = Type.String({ minLength: 1, maxLength: 80 });

/** What a metric is made of, for the first step of a diagnosis: the parts make up the whole. */
export const MetricStages = Type.Union([
  object(
    {
      kind: Type.Literal('spans'),
      spans: Type.Array(object({ id: PartId, title: Title, from: Moment, to: Moment }), { minItems: 1, maxItems: 16 }),
      rest: optional(Title),
    },
    'Stretches of time, one after the other, of which a duration is made',
  ),
  object(
    {
      kind: Type.Literal('parts'),
      parts: Type.Array(object({ id: PartId, title: Title, where: CaseSelection }), { minItems: 1, maxItems: 16 }),
      rest: Title,
    },
    'Kinds of cases: each case is of the first that it fits',
  ),
  object({ kind: Type.Literal('field'), field: FieldName }, 'The values of a field'),
]);
export type MetricStages = Static<typeof MetricStages>;

export const MetricTarget = object(
  { from: optional(Type.Number()), to: optional(Type.Number()), warn: optional(Type.Number()) },
  'In the unit of the metric. Beyond `from` or `to` but not beyond `warn` is a warning, beyond it a breach',
);
export type MetricTarget = Static<typeof MetricTarget>;

/** The parts of a balanced scorecard, in the order in which it shows them. */
export const metricGroups = [
  'delivery',
  'reliability',
  'quality',
  'governance',
  'stakeholder-outcomes',
] as const satisfies readonly MetricGroup[];
export type MetricGroup = NonNullable<Static<typeof MetricDefinition>['group']>;

export const MetricDefinition = Type.Object(
  {
    $schema: optional(Type.String()),
    id: MetricId,
    title: Title,
    description: Type.String({ minLength: 1, maxLength: 2000 }),
    owner: Type.String({ minLength: 1, maxLength: 80, description: 'The role that answers for the number' }),
    group: optional(
      Type.Union(
        [
          Type.Literal('delivery'),
          Type.Literal('reliability'),
          Type.Literal('quality'),
          Type.Literal('governance'),
          Type.Literal('stakeholder-outcomes'),
        ],
        { description: 'Its part of the balanced scorecard' },
      ),
    ),
    unit: MetricUnit,
    direction: Type.Union([Type.Literal('up'), Type.Literal('down'), Type.Literal('band')], {
      description: 'Which way is better; band: inside the target',
    }),
    target: optional(MetricTarget),
    grain: optional(
      Type.Union([Type.Literal('day'), Type.Literal('week'), Type.Literal('month'), Type.Literal('quarter')], {
        description: 'The periods by which it is looked at. Default: month',
      }),
    ),
    freeze: optional(
      object(
        { days: Type.Integer({ minimum: 0, maximum: 366 }) },
        'So many days after its end a period is frozen: what is recorded later restates it, beside it',
      ),
    ),
    flow: FlowNames,
    formula: MetricFormula,
    currency: optional(Type.Union([FieldName], { description: 'The field with the currency of its amounts. Default: currency' })),
    dimensions: Type.Array(FieldName, {
      maxItems: 16,
      uniqueItems: true,
      description: 'Fields by which it may be split and filtered',
    }),
    stages: optional(MetricStages),
    paired: optional(
      Type.Union([MetricId], { description: 'The metric to look at beside it, because improving one may cost the other' }),
    ),
  },
  { additionalProperties: false, title: 'Throughline metric', description: 'A declared number over the log', $defs: metricDefs },
);
export type MetricDefinition = Static<typeof MetricDefinition>;
