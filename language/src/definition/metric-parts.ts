import Type, { type Static, type TProperties } from 'typebox';

/*
 * What the formulas of metrics are made of: moments in the life of a case, conditions on cases and on events. In words in
 * docs/guide/metrics.md.
 */

export const object = <P extends TProperties>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });
export const optional = Type.Optional;

/** A schema that is written once, among the `$defs` of the document: `metricDefs`. */
const ref = <T>(name: string) => Type.Unsafe<T>({ $ref: `#/$defs/${name}` });

const Name = Type.String({ pattern: '^[^\\u0000-\\u001f]{1,80}$' });
export const Names = Type.Union([Name, Type.Array(Name, { minItems: 1, maxItems: 32 })]);
export const FieldName = Type.String({
  pattern: '^[A-Za-z][A-Za-z0-9_]{0,62}$',
  description: 'A field of the data of the case',
});
const FlowName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' });
export const FlowNames = Type.Union([FlowName, Type.Array(FlowName, { minItems: 1, maxItems: 32 })]);

const which = optional(
  Type.Union([Type.Literal('first'), Type.Literal('last'), Type.Integer({ minimum: 2, maximum: 100 })], {
    description: 'Earliest, latest or so-manieth in business time. Default: first',
  }),
);

/** Other cases that a case is tied to, by a key or by ownership. */
const ViaSchema = Type.Union([
  object(
    { flow: FlowName, mine: optional(FieldName), theirs: optional(FieldName) },
    'Cases of this flow whose field `theirs` (without: whose key) has the value of the field `mine` (without: the key) of this case',
  ),
  object({ children: FlowName }, 'Cases of this flow that this case owns'),
]);
export type Via = Static<typeof ViaSchema>;
const Via = ref<Via>('Via');

const via = optional(Via);

const simpleMoments = [
  object({ event: Names, which, via }, 'An event of one of these types'),
  object({ enters: Names, which, via }, 'The event by which the case enters one of these states from outside of them'),
  object({ fired: Names, which, via }, 'The firing of one of these rungs (`ladder/rung`)'),
  object({ born: Type.Literal(true), via }, 'The first event of the case'),
  object(
    { day: FieldName, which: optional(Type.Literal('first')), via },
    'The day (YYYY-MM-DD) that stands in this field; `first`: that stood there first',
  ),
  object({ instant: FieldName, which: optional(Type.Literal('first')), via }, 'The instant that stands in this field'),
  object({ period: Type.Literal('end') }, 'The end of the period that is asked about'),
] as const;
const SimpleMomentSchema = Type.Union([...simpleMoments]);
export type SimpleMoment = Static<typeof SimpleMomentSchema>;
const SimpleMoment = ref<SimpleMoment>('SimpleMoment');

const Length = Type.Integer({ minimum: -10_000, maximum: 10_000 });

/** A point in the life of a case. A case that has not come to it is not measured by it. */
const MomentSchema = Type.Union([
  SimpleMoment,
  object({ after: SimpleMoment, days: Length }, 'So many days later, at the same time of day'),
  object({ after: SimpleMoment, businessDays: Length }, 'So many business days of its calendar later, at the same time of day'),
  object({ after: SimpleMoment, hours: Length }, 'So many hours later'),
]);
export type Moment = Static<typeof MomentSchema>;
export const Moment = ref<Moment>('Moment');

/** What makes an event count. All members must hold. */
const EventConditionSchema = object({
  type: optional(Names),
  manual: optional(Type.Literal(true, { description: 'A person did what the flow lets an automation do' })),
  actorKind: optional(
    Type.Union([Type.Literal('person'), Type.Literal('automation'), Type.Literal('source'), Type.Literal('system')]),
  ),
  fired: optional(Type.Union([Names, Type.Literal(true)], { description: 'It fired one of these rungs; true: any' })),
});
export type EventCondition = Static<typeof EventConditionSchema>;
export const EventCondition = ref<EventCondition>('EventCondition');

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
const simpleConditions = [
  object({ field: FieldName, equals: Scalar }, 'The last value of the field'),
  object({ field: FieldName, in: Type.Array(Scalar, { minItems: 1, maxItems: 64 }) }, 'The last value is one of these'),
  object(
    { field: FieldName, from: optional(Type.Number()), to: optional(Type.Number()) },
    'The last value is a number within these bounds, both included',
  ),
  object({ has: FieldName }, 'The field has a value'),
  object({ event: Names }, 'The case has had such an event'),
  object({ had: EventCondition }, 'The case has had an event that fits'),
  object({ entered: Names }, 'The case has been in such a state'),
  object({ stands: Names }, 'The case is in such a state'),
  object({ reached: Moment }, 'The case has come to this moment'),
  object({ later: Moment, than: Moment }, 'Both moments are known and the one is later; by the day where either is a day'),
  object({ parent: FlowNames }, 'The case is owned by a case of such a flow'),
  object(
    {
      repeats: FieldName,
      days: Type.Integer({ minimum: 1, maximum: 3660 }),
      times: optional(Type.Integer({ minimum: 1, maximum: 100, description: 'So many other cases. Default 1' })),
    },
    'Another case with the same value was born in so many days before this one',
  ),
] as const;
const SimpleConditionSchema = Type.Union([...simpleConditions]);
export type SimpleCondition = Static<typeof SimpleConditionSchema>;
const SimpleCondition = ref<SimpleCondition>('SimpleCondition');

const CaseConditionSchema = Type.Union([
  SimpleCondition,
  object({ any: Type.Array(SimpleCondition, { minItems: 1, maxItems: 16 }) }),
  object({ not: SimpleCondition }),
]);
export type CaseCondition = Static<typeof CaseConditionSchema>;
const CaseCondition = ref<CaseCondition>('CaseCondition');

/** The cases for which all conditions hold. */
export const CaseSelection = Type.Array(CaseCondition, { maxItems: 16 });
export type CaseSelection = Static<typeof CaseSelection>;

/** What documents with moments and conditions hold among their `$defs`. */
export const metricDefs = {
  Via: ViaSchema,
  SimpleMoment: SimpleMomentSchema,
  Moment: MomentSchema,
  EventCondition: EventConditionSchema,
  SimpleCondition: SimpleConditionSchema,
  CaseCondition: CaseConditionSchema,
};
