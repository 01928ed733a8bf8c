import Type, { type Static } from 'typebox';
import { CaseSelection, EventCondition, FieldName, FlowNames, Moment, Names, object, optional } from './metric-parts.ts';

/* The kinds of formulas: what is measured between moments, counted at them, added up or standing open. */

const where = optional(CaseSelection);
const aggregates = [
  Type.Literal('mean'),
  Type.Literal('median'),
  Type.Literal('p85'),
  Type.Literal('p90'),
  Type.Literal('p95'),
] as const;
const Aggregate = Type.Union([...aggregates]);
export type Aggregate = Static<typeof Aggregate>;

/** The time between two moments of a case, over cases. */
export const DurationFormula = object({
  kind: Type.Literal('duration'),
  from: Moment,
  to: Moment,
  in: Type.Union(
    [
      Type.Literal('calendar-days'),
      Type.Literal('elapsed-days'),
      Type.Literal('elapsed-hours'),
      Type.Literal('business-days'),
      Type.Literal('business-hours'),
    ],
    {
      description:
        'Calendar days are differences of dates in the time zone of the flow; elapsed ones are time that passed; business ones are days and hours in which the calendar of the case is open',
    },
  ),
  negative: optional(
    Type.Union([Type.Literal('keep'), Type.Literal('zero')], { description: 'zero: max(0, ...). Default: keep' }),
  ),
  aggregate: Aggregate,
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
const cases = { kind: Type.Literal('cases'), at: Moment, where };
/** How many cases come to a moment. */
export const CasesFormula = object({ ...cases, per });
export type CasesFormula = Static<typeof CasesFormula>;

const events = {
  kind: Type.Literal('events'),
  any: Type.Array(EventCondition, { minItems: 1, maxItems: 16 }),
  count: optional(
    Type.Union([Type.Literal('events'), Type.Literal('cases'), Type.Literal('hours-late')], {
      description:
        'The events, the cases that had one, or the hours by which the events came after they were due. Default: events',
    }),
  ),
  where,
};
/** How many events, of those for which any of the conditions holds, occurred. */
export const EventsFormula = object({ ...events, per });
export type EventsFormula = Static<typeof EventsFormula>;

const sum = { kind: Type.Literal('sum'), field: FieldName, at: Moment, where };
/** The sum of an amount of money over the cases that come to a moment, per currency. */
export const SumFormula = object(sum);
export type SumFormula = Static<typeof SumFormula>;

const number = { kind: Type.Literal('number'), field: FieldName, at: Moment, where };
/** A number in the data (a score, a weight), over the cases that come to a moment. */
export const NumberFormula = object({ ...number, aggregate: Type.Union([Type.Literal('sum'), ...aggregates]) });
export type NumberFormula = Static<typeof NumberFormula>;

const balance = {
  kind: Type.Literal('balance'),
  from: Moment,
  to: optional(
    Type.Union([Moment], { description: 'From here it is no longer open; a state counts while the case stands in it' }),
  ),
  amount: optional(Type.Union([FieldName], { description: 'An amount of money that is open, instead of the case' })),
  less: optional(Type.Array(FieldName, { maxItems: 8, description: 'Amounts that are no longer open of it' })),
  number: optional(Type.Union([FieldName], { description: 'A number in the data, instead of the case' })),
  since: optional(Type.Union([Moment], { description: 'From when its age is counted. Default: from' })),
  aged: optional(
    object(
      { from: optional(Type.Integer()), to: optional(Type.Integer()) },
      'Only what is so many calendar days old, both included',
    ),
  ),
  where,
};
/** What stands open at the end of the period: cases, an amount of money or a number, or how old they are. */
export const BalanceFormula = object({
  ...balance,
  age: optional(Type.Union([Aggregate], { description: 'How old the open cases are, in days, instead of how many' })),
  ages: optional(
    Type.Array(Type.Integer(), {
      minItems: 1,
      maxItems: 12,
      description: 'It can be split by `age`: the first days of buckets, ascending',
    }),
  ),
});
export type BalanceFormula = Static<typeof BalanceFormula>;

/** How many different values a field has in the cases that come to a moment. */
export const DistinctFormula = object({ kind: Type.Literal('distinct'), field: FieldName, at: Moment, where });
export type DistinctFormula = Static<typeof DistinctFormula>;

const flow = optional(Type.Union([FlowNames], { description: 'Only cases of these flows of the metric' }));
/** Something that is counted or added up, case by case. */
export const Counted = Type.Union([
  object({ ...cases, flow }),
  object({ ...events, flow }),
  object({ ...sum, flow }),
  object({ ...number, flow }),
  object({
    ...balance,
    flow,
    when: optional(
      Type.Union([Type.Literal('start'), Type.Literal('end'), Type.Literal('average')], {
        description:
          'Of the period; average: half of what stands open at its start and half of what does at its end. Default: end',
      }),
    ),
  }),
]);
export type Counted = Static<typeof Counted>;

const CountedAll = Type.Union([Counted, Type.Array(Counted, { minItems: 1, maxItems: 8, description: 'Added up' })]);
export type CountedAll = Static<typeof CountedAll>;

/** What is counted, less what is not to count, over what is held against it, less what is not. */
export const RatioFormula = object({
  kind: Type.Literal('ratio'),
  of: CountedAll,
  less: optional(CountedAll),
  over: CountedAll,
  overLess: optional(CountedAll),
  per: optional(Type.Literal(100)),
});
export type RatioFormula = Static<typeof RatioFormula>;

/** Of the cases that come to the first step in the period, the share that comes through all, each step not before the last one. */
export const FunnelFormula = object({
  kind: Type.Literal('funnel'),
  steps: Type.Array(object({ id: Type.String({ minLength: 1, maxLength: 60 }), at: Moment }), { minItems: 2, maxItems: 12 }),
  where,
});
export type FunnelFormula = Static<typeof FunnelFormula>;

/** How unsteady a count is: the standard deviation (of a sample) over the mean of its latest periods, as long as its grain. */
export const VariationFormula = object({
  kind: Type.Literal('variation'),
  of: Counted,
  periods: Type.Integer({ minimum: 2, maximum: 36 }),
});
export type VariationFormula = Static<typeof VariationFormula>;

/** The first event of a type or into a state; days sales outstanding looks at the log as it stood at the end of the period. */
const EventMoment = Type.Union([object({ event: Names }), object({ enters: Names })]);

/** Days sales outstanding, by one of three methods (see docs/guide/metrics.md). */
export const DaysSalesOutstandingFormula = object({
  kind: Type.Literal('days-sales-outstanding'),
  method: Type.Union([Type.Literal('balance'), Type.Literal('count-back'), Type.Literal('per-invoice')]),
  amount: FieldName,
  paid: optional(FieldName),
  less: optional(
    Type.Array(FieldName, { maxItems: 8, description: 'What else is no longer owed of it: deductions accepted, credits' }),
  ),
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
  NumberFormula,
  BalanceFormula,
  DistinctFormula,
  RatioFormula,
  FunnelFormula,
  VariationFormula,
  DaysSalesOutstandingFormula,
]);
export type MetricFormula = Static<typeof MetricFormula>;
export type FormulaKind = MetricFormula['kind'];
