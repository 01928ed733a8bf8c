import Type, { type Static, type TProperties } from 'typebox';

/*
 * The JSON document of a metric. These schemas are the published JSON Schema and the TypeScript types at once.
 * A metric is a formula over the log: it names moments of a case (an event, the entry of a state, a day in its data) and
 * says what is measured between, counted at or added up at them. What it says in words is in docs/guide/metrics.md.
 */

const object = <P extends TProperties>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });
const optional = Type.Optional;

const Name = Type.String({ pattern: '^[^\\u0000-\\u001f]{1,80}$' });
const Names = Type.Union([Name, Type.Array(Name, { minItems: 1, maxItems: 32 })]);
const FieldName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,62}$', description: 'A field of the data of the case' });
const FlowName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' });
const FlowNames = Type.Union([FlowName, Type.Array(FlowName, { minItems: 1, maxItems: 32 })]);
export const MetricId = Type.String({ pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 63 });

const Which = optional(
  Type.Union([Type.Literal('first'), Type.Literal('last')], {
    description: 'Earliest or latest in business time. Default: first',
  }),
);

/** A point in the life of a case. A case that has not come to it is not measured by it. */
export const Moment = Type.Union([
  object({ event: Names, which: Which }, 'An event of one of these types'),
  object({ enters: Names, which: Which }, 'The event by which the case enters one of these states from outside of them'),
  object({ born: Type.Literal(true) }, 'The first event of the case'),
  object({ day: FieldName }, 'The day (YYYY-MM-DD) that stands in this field'),
  object({ instant: FieldName }, 'The instant that stands in this field'),
]);
export type Moment = Static<typeof Moment>;

const simpleConditions = [
  object({ field: FieldName, equals: Type.Union([Type.String(), Type.Number(), Type.Boolean()]) }, 'The last value of the field'),
  object({ event: Names }, 'The case has had such an event'),
  object({ entered: Names }, 'The case has been in such a state'),
  object({ later: Moment, than: Moment }, 'Both moments are known and the one is later; by the day where either is a day'),
  object({ parent: FlowNames }, 'The case is owned by a case of such a flow'),
] as const;
export const SimpleCondition = Type.Union([...simpleConditions]);
export type SimpleCondition = Static<typeof SimpleCondition>;

export const CaseCondition = Type.Union([
  ...simpleConditions,
  object({ any: Type.Array(SimpleCondition, { minItems: 1, maxItems: 16 }) }),
  object({ not: SimpleCondition }),
]);
export type CaseCondition = Static<typeof CaseCondition>;

/** The cases for which all conditions hold. */
export const CaseSelection = Type.Array(CaseCondition, { maxItems: 16 });
export type CaseSelection = Static<typeof CaseSelection>;

/** What makes an event count. All members must hold. */
export const EventCondition = object({
  type: optional(Names),
  manual: optional(Type.Literal(true, { description: 'A person did what the flow lets an automation do' })),
  actorKind: optional(
    Type.Union([Type.Literal('person'), Type.Literal('automation'), Type.Literal('source'), Type.Literal('system')]),
  ),
});
export type EventCondition = Static<typeof EventCondition>;

const where = optional(CaseSelection);

/** The time between two moments of a case, over cases. */
export const DurationFormula = object({
  kind: Type.Literal('duration'),
  from: Moment,
  to: Moment,
  in: Type.Union([Type.Literal('calendar-days'), Type.Literal('elapsed-days'), Type.Literal('elapsed-hours')], {
    description: 'Calendar days are differences of dates in the time zone of the flow; elapsed ones are time that passed',
  }),
  negative: optional(
    Type.Union([Type.Literal('keep'), Type.Literal('zero')], { description: 'zero: max(0, ...). Default: keep' }),
  ),
  aggregate: Type.Union([Type.Literal('mean'), Type.Literal('median'), Type.Literal('p85')]),
  weight: optional(Type.Union([FieldName], { description: 'An amount of money: the mean is weighted by it, per currency' })),
  at: optional(Moment),
  where,
});
export type DurationFormula = Static<typeof DurationFormula>;

/** Of the cases that come to a moment, the share for which more holds. */
export const ShareFormula = object({ kind: Type.Literal('share'), at: Moment, where, that: CaseSelection });
export type ShareFormula = Static<typeof ShareFormula>;

const per = optional(
  Type.Literal(100, { description: 'Per 100 cases of the flow that had an event in the period, instead of the count itself' }),
);
/** How many cases come to a moment. */
export const CasesFormula = object({ kind: Type.Literal('cases'), at: Moment, where, per });
export type CasesFormula = Static<typeof CasesFormula>;

/** How many events, of those for which any of the conditions holds, occurred. */
export const EventsFormula = object({
  kind: Type.Literal('events'),
  any: Type.Array(EventCondition, { minItems: 1, maxItems: 16 }),
  where,
  per,
});
export type EventsFormula = Static<typeof EventsFormula>;

/** The sum of an amount of money over the cases that come to a moment, per currency. */
export const SumFormula = object({ kind: Type.Literal('sum'), field: FieldName, at: Moment, where });
export type SumFormula = Static<typeof SumFormula>;

/** The first event of a type or into a state; days sales outstanding looks at the log as it stood at the end of the period. */
const EventMoment = Type.Union([object({ event: Names }), object({ enters: Names })]);

/** Days sales outstanding, by one of three methods (see docs/guide/metrics.md). */
export const DaysSalesOutstandingFormula = object({
  kind: Type.Literal('days-sales-outstanding'),
  method: Type.Union([Type.Literal('balance'), Type.Literal('count-back'), Type.Literal('per-invoice')]),
  amount: FieldName,
  paid: optional(FieldName),
  sold: EventMoment,
  settled: EventMoment,
  ended: optional(
    Type.Union([EventMoment], { description: 'From here nothing is owed, settled or not (void, credited). Default: settled' }),
  ),
  where,
});
export type DaysSalesOutstandingFormula = Static<typeof DaysSalesOutstandingFormula>;

export const MetricFormula = Type.Union([
  DurationFormula,
  ShareFormula,
  CasesFormula,
  EventsFormula,
  SumFormula,
  DaysSalesOutstandingFormula,
]);
export type MetricFormula = Static<typeof MetricFormula>;
export type FormulaKind = MetricFormula['kind'];

export const MetricUnit = Type.Union([
  Type.Literal('days'),
  Type.Literal('hours'),
  Type.Literal('share'),
  Type.Literal('count'),
  Type.Literal('per-100-cases'),
  Type.Literal('money'),
]);
export type MetricUnit = Static<typeof MetricUnit>;

export const MetricDefinition = Type.Object(
  {
    $schema: optional(Type.String()),
    id: MetricId,
    title: Type.String({ minLength: 1, maxLength: 80 }),
    description: Type.String({ minLength: 1, maxLength: 2000 }),
    owner: Type.String({ minLength: 1, maxLength: 80, description: 'The role that answers for the number' }),
    unit: MetricUnit,
    direction: Type.Union([Type.Literal('up'), Type.Literal('down'), Type.Literal('band')], {
      description: 'Which way is better; band: inside the target',
    }),
    target: optional(object({ from: optional(Type.Number()), to: optional(Type.Number()) }, 'In the unit of the metric')),
    flow: FlowNames,
    formula: MetricFormula,
    currency: optional(Type.Union([FieldName], { description: 'The field with the currency of its amounts. Default: currency' })),
    dimensions: Type.Array(FieldName, {
      maxItems: 16,
      uniqueItems: true,
      description: 'Fields by which it may be split and filtered',
    }),
    paired: optional(
      Type.Union([MetricId], { description: 'The metric to look at beside it, because improving one may cost the other' }),
    ),
  },
  { additionalProperties: false, title: 'Throughline metric', description: 'A declared number over the log' },
);
export type MetricDefinition = Static<typeof MetricDefinition>;
