import Type, { type Static } from 'typebox';
import { CaseName } from './cases.ts';
import {
  AsOf,
  Count,
  Currency,
  Day,
  databaseParams,
  Instant,
  list,
  Name,
  nullable,
  pageOf,
  pageQuery,
  partial,
} from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/*
 * What really happened to the cases of a flow, from its log. Lengths are in milliseconds of elapsed time. Names of activities are types
 * of events; the kernel's bookkeeping is no activity. Every number of cases opens: GET .../mining/cases with what it is of.
 */

const Milliseconds = Type.Number({ description: 'Milliseconds; negative where what was written first happened later' });
const Share = Type.Number({ minimum: 0, maximum: 1 });

/** Money of cases, each currency by itself. Present where the flow has an amount that you see. */
export const MinedMoney = list(
  object({
    currency: nullable(Currency),
    /** Of the cases, each once, in minor units. */
    amount: Type.Number(),
    /** Amount times days waited, summed: minor units times days. */
    amountDays: Type.Number(),
  }),
  50,
);
export type MinedMoney = Static<typeof MinedMoney>;

export const MinedActivity = object({
  name: Name,
  title: Type.String(),
  count: Count,
  /** In how many cases it came, came first, came last. */
  cases: Count,
  starts: Count,
  ends: Count,
  /** Rework: how often it came again in a case, directly after itself, and in how many cases. */
  repeats: Count,
  selfLoops: Count,
  repeatCases: Count,
});
export type MinedActivity = Static<typeof MinedActivity>;

export const MinedEdge = object({
  from: Name,
  fromTitle: Type.String(),
  to: Name,
  toTitle: Type.String(),
  count: Count,
  /** null: the events have no times. */
  meanMs: nullable(Milliseconds),
  medianMs: nullable(Milliseconds),
  p90Ms: nullable(Milliseconds),
  /** All waiting along it. */
  totalMs: nullable(Milliseconds),
});
export type MinedEdge = Static<typeof MinedEdge>;

export const MinedVariant = object({
  /** Stands for the way, the same whenever it is asked for. */
  id: Name,
  cases: Count,
  share: Share,
  /** In their order; null: too many to list. */
  activities: nullable(list(object({ name: Name, title: Type.String() }), 1000)),
  /** How many there are in it. */
  length: Count,
  medianMs: nullable(Milliseconds),
});
export type MinedVariant = Static<typeof MinedVariant>;

export const MinedDeviation = object({
  /** The state that the case was in; null: it was not born. */
  state: nullable(Name),
  stateTitle: Type.String(),
  event: Name,
  eventTitle: Type.String(),
  count: Count,
  cases: Count,
  /** How long its cases took, from first to last event. */
  medianMs: nullable(Milliseconds),
  /** That less the median of the conforming cases; null: one of them has no cases. */
  addedMs: nullable(Milliseconds),
  money: MinedMoney,
});
export type MinedDeviation = Static<typeof MinedDeviation>;

export const Mining = object({
  flow: object({ name: Name, title: Type.String() }),
  period: nullable(object({ from: nullable(Day), to: nullable(Day) }, 'Cases that began in it, with all that happened to them')),
  asOf: AsOf,
  ...partial,
  cases: Count,
  events: Count,
  /** The first and the last instant. */
  first: nullable(Instant),
  last: nullable(Instant),
  /** Events that happened before what was written before them; the order of the log is kept. */
  unordered: Count,
  /** The most frequent first. */
  activities: list(MinedActivity, 500),
  /** What directly followed what, the most frequent first. */
  edges: list(MinedEdge, 2000),
  /** How many edges there are, listed or not. */
  edgesInAll: Count,
  /** The most frequent first; `variantsInAll`: how many there are, listed or not. */
  variants: list(MinedVariant, 500),
  variantsInAll: Count,
  /** From the first to the last event of a case. null: no case. */
  throughput: nullable(
    object({
      meanMs: Milliseconds,
      minMs: Milliseconds,
      p25Ms: Milliseconds,
      medianMs: Milliseconds,
      p75Ms: Milliseconds,
      p90Ms: Milliseconds,
      p95Ms: Milliseconds,
      maxMs: Milliseconds,
    }),
  ),
  /** Where most time is spent between two events, the longest in all first. */
  bottlenecks: list(object({ ...MinedEdge.properties, share: Share, money: MinedMoney }), 20),
  /** Between two events that follow each other and were done by different ones. */
  handovers: object({
    /** Persons by themselves, or, where you do not see who did it, kinds of actors. */
    by: Type.Union([Type.Literal('actor'), Type.Literal('kind')]),
    items: list(
      object({
        from: object({ id: Type.String(), name: Type.String() }),
        to: object({ id: Type.String(), name: Type.String() }),
        count: Count,
        medianMs: nullable(Milliseconds),
      }),
      500,
    ),
    /** From the role that owns a state to the one that owns the next. */
    roles: list(
      object({
        from: object({ name: Name, title: Type.String() }),
        to: object({ name: Name, title: Type.String() }),
        count: Count,
      }),
      500,
    ),
  }),
  /** Facts that the flow had no place for. */
  conformance: object({
    deviations: Count,
    cases: Count,
    conformingCases: Count,
    conformingMedianMs: nullable(Milliseconds),
    types: list(MinedDeviation, 500),
  }),
  /** Events of other flows that followed from its events, and those of its events that followed from theirs. */
  between: list(
    object({
      fromFlow: Name,
      from: Name,
      fromTitle: Type.String(),
      toFlow: Name,
      to: Name,
      toTitle: Type.String(),
      count: Count,
      medianMs: nullable(Milliseconds),
    }),
    500,
  ),
});
export type Mining = Static<typeof Mining>;

const selection = {
  /** Cases that began on this day or later. */
  from: optional(Day),
  /** Cases that began before this day. */
  to: optional(Day),
  /** Each `<field>=<value>`, by the last value that the case had; also `entity=`. */
  where: optional(list(Type.String({ minLength: 3, maxLength: 500 }), 12)),
};

export const MiningTable = Type.Union([
  Type.Literal('edges'),
  Type.Literal('activities'),
  Type.Literal('variants'),
  Type.Literal('bottlenecks'),
  Type.Literal('handovers'),
  Type.Literal('roles'),
  Type.Literal('deviations'),
  Type.Literal('between'),
]);
export type MiningTable = Static<typeof MiningTable>;

export const MinedCase = object({
  case: CaseName,
  began: Instant,
  /** From its first to its last event. */
  ms: Milliseconds,
  events: Count,
});
export type MinedCase = Static<typeof MinedCase>;

const ofFlow = object({ ...databaseParams, flow: Name });

export const miningRoutes = defineRoutes({
  'GET /{database}/flows/{flow}/mining': {
    tag: 'flows',
    summary: 'What really happens in a flow: what follows what, variants, rework, bottlenecks, handovers, deviations',
    description: 'As CSV one of its tables, as `table` says.',
    params: ofFlow,
    query: object({
      ...selection,
      /** How many variants are listed. */
      top: optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
      /** Of CSV: which. */
      table: optional(MiningTable),
    }),
    response: Mining,
    csv: true,
    problems: ['flow-unknown', 'filter-invalid', 'field-unknown', 'field-hidden', 'database-not-ready'],
  },
  'GET /{database}/flows/{flow}/mining/cases': {
    tag: 'flows',
    summary: 'The cases behind a number of it: of a variant, an edge, an activity or a deviation',
    params: ofFlow,
    query: object({
      ...selection,
      variant: optional(Name),
      /** An activity; with `next`, those in which that one directly followed. */
      activity: optional(Name),
      next: optional(Name),
      /** `true`: those in which the activity came again. */
      again: optional(Type.Boolean()),
      /** A deviating event. */
      deviation: optional(Name),
      ...pageQuery,
    }),
    response: pageOf(MinedCase),
    csv: true,
    problems: ['flow-unknown', 'filter-invalid', 'field-unknown', 'field-hidden', 'cursor-invalid', 'database-not-ready'],
  },
});
