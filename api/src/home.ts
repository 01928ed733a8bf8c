import Type, { type Static } from 'typebox';
import { CaseName, CaseRow } from './cases.ts';
import {
  AsOf,
  CaseId,
  Count,
  Day,
  databaseParams,
  Instant,
  inDatabase,
  list,
  Money,
  Name,
  nullable,
  pageOf,
  pageQuery,
  partial,
} from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';
import { Decision } from './work.ts';

export const Unit = Type.Union([
  Type.Literal('days'),
  Type.Literal('hours'),
  Type.Literal('share'),
  Type.Literal('count'),
  Type.Literal('number'),
  Type.Literal('per-100-cases'),
  Type.Literal('money'),
]);

export const MetricHead = object({
  id: Name,
  title: Type.String(),
  description: Type.String(),
  owner: object({ role: Name, title: Type.String() }),
  unit: Unit,
  direction: Type.Union([Type.Literal('up'), Type.Literal('down'), Type.Literal('band')], {
    description: 'The good direction; band: inside the target',
  }),
  target: nullable(object({ from: optional(Type.Number()), to: optional(Type.Number()), warn: optional(Type.Number()) })),
  dimensions: list(Name, 50),
});
export type MetricHead = Static<typeof MetricHead>;

export const Grain = Type.Union([Type.Literal('day'), Type.Literal('week'), Type.Literal('month'), Type.Literal('quarter')]);
export type Grain = Static<typeof Grain>;

/** Against the target: met, beyond it but within the warning, beyond that. null: it has no target, or there is no value. */
export const Standing = nullable(Type.Union([Type.Literal('met'), Type.Literal('warning'), Type.Literal('breach')]));
export type Standing = Static<typeof Standing>;

/** A number of the first page: its latest period that is over, as its series has it. */
export const MetricTile = object({
  ...MetricHead.properties,
  currency: nullable(Type.String()),
  /** Of its periods; of a young company weeks, where months are too few to judge by. */
  grain: Grain,
  /** null: nothing to measure. */
  value: nullable(Type.Number()),
  /** Against the period before. */
  change: nullable(Type.Number()),
  /** What the periods before it let expect, and how far chance may lead from it. null: too few of them. */
  baseline: nullable(Type.Number()),
  limits: nullable(object({ lower: Type.Number(), upper: Type.Number() })),
  /** It lies outside of what was expected, on the bad side. */
  broke: Type.Boolean(),
  standing: Standing,
  status: Type.Union([
    Type.Literal('in-target'),
    Type.Literal('over-target'),
    Type.Literal('breach'),
    Type.Literal('alarm'),
    Type.Literal('none'),
  ]),
  /** Cases (or events) in the latest period. */
  n: Count,
  series: list(object({ from: Day, to: Day, value: nullable(Type.Number()) }), 60),
});
export type MetricTile = Static<typeof MetricTile>;

/** A change that people made to the business or its systems. */
export const Change = object({
  kind: Type.Union([Type.Literal('release'), Type.Literal('flow-version')]),
  title: Type.String(),
  key: Type.String(),
  at: Instant,
  case: nullable(CaseName),
});
export type Change = Static<typeof Change>;

const rungRow = {
  cases: Count,
  amounts: list(Money, 50),
  /** Rungs that fire in the next 7 days: of these cases, and before the first rung also of those that are not late yet. */
  soon: Count,
};

/** What was late before the company was live: its rungs that had passed by then fire neither then nor later. */
export const LateBefore = object({
  /** What `$rung.<ladder>` is of these cases. */
  rung: Type.Literal('$historic'),
  title: Type.String(),
  ...rungRow,
  /** By days late, in the steps of the ladder; they add up to the row. */
  ages: list(
    object({
      days: object({ from: Count, to: nullable(Count) }),
      /** The days on which these were due, both included. `from` null: any day up to `to`. */
      due: object({ from: nullable(Day), to: Day }),
      cases: Count,
      amounts: list(Money, 50),
    }),
    33,
  ),
});
export type LateBefore = Static<typeof LateBefore>;

/** Money that is late, by how far the ladder has got. */
export const Risk = object({
  flow: Name,
  ladder: Name,
  dueOn: Name,
  open: Name,
  /** The field that says in which currency a case is. */
  currency: Name,
  noun: object({ one: Type.String(), many: Type.String() }),
  cases: Count,
  amounts: list(Money, 50),
  soon: Count,
  /** Of those that fire soon, the ones that ask a person. */
  soonAsking: list(object({ name: Name, title: Type.String(), count: Count }), 10),
  /** From before the first rung (`rung` null) to the last, each with what stands on it. */
  rungs: list(object({ rung: nullable(Name), title: Type.String(), after: nullable(Type.String()), ...rungRow }), 34),
  /** On no rung, because it was late before: until a rung that is still to come fires. */
  lateBefore: LateBefore,
  /** Those whose ladder stands still: in these states. */
  paused: object({ ...rungRow, states: list(Name, 200) }),
  /** The next case to fall due, where nothing is late. */
  nextDue: nullable(object({ case: CaseName, on: Day })),
});
export type Risk = Static<typeof Risk>;

/** A rung that fires soon if nothing happens in between. */
export const RungSoon = object({
  case: CaseRow,
  /** What the case is about, beside its key. */
  subject: nullable(Type.String()),
  amount: nullable(Money),
  name: Name,
  title: Type.String(),
  /** It asks a person. */
  needsPerson: Type.Boolean(),
  dueAt: Instant,
});
export type RungSoon = Static<typeof RungSoon>;

export const Broke = object({
  /** `measuring`: the numbers are being worked out for the first time. */
  status: Type.Union([Type.Literal('broke'), Type.Literal('nothing'), Type.Literal('too-little'), Type.Literal('measuring')]),
  /** When it was worked out, on the clock of the company. */
  at: nullable(Instant),
  asOf: nullable(AsOf),
  metric: nullable(MetricTile),
  /** Against what was expected of it. */
  change: nullable(Type.Number()),
  since: nullable(Day),
  /** The part of the change that one value of a dimension brings. */
  part: nullable(
    object({
      dimension: Name,
      dimensionTitle: Type.String(),
      value: Type.String(),
      valueTitle: Type.String(),
      /** Of the whole change; more than 1 where other parts went the other way. */
      share: Type.Number(),
      /** What it brings to the change, in the unit of the metric. */
      change: Type.Number(),
      /** The metric of the part by itself. null: it had no cases. */
      before: nullable(Type.Number()),
      after: nullable(Type.Number()),
      /** The cases behind both; `before` over the periods before. */
      n: object({ before: Count, after: Count }),
    }),
  ),
  /** What was changed just before; a hint, no proof. */
  changeBefore: nullable(Change),
  /** How many other metrics of the page left what was expected of them. */
  others: Count,
});
export type Broke = Static<typeof Broke>;

export const Home = object({
  now: Instant,
  person: object({ id: Name, name: Type.String() }),
  /** No case at all: the company has not begun. */
  empty: Type.Boolean(),
  broke: Broke,
  risk: nullable(Risk),
  decide: object({
    decisions: Count,
    tasks: Count,
    /** By what is decided, the most urgent first. */
    groups: list(object({ title: Type.String(), count: Count, amounts: list(Money, 50), dueAt: nullable(Instant) }), 20),
    firstDue: nullable(Instant),
    items: list(Decision, 7),
  }),
  metrics: list(MetricTile, 6),
  /** What people and ladders did lately, the latest first. */
  recent: list(object({ at: Instant, kind: Name, title: Type.String(), text: Type.String(), case: nullable(CaseName) }), 12),
  changes: list(Change, 20),
  ...partial,
});
export type Home = Static<typeof Home>;

const period = {
  from: optional(Type.String({ maxLength: 40, description: 'A day or an instant' })),
  to: optional(Type.String({ maxLength: 40, description: 'A day or an instant, no longer part of the period' })),
  where: optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 12, description: '`<dimension>=<value>`' })),
};

export const MetricValueView = object({
  /** The value of the dimension asked by; null: the whole, or cases without one. */
  segment: nullable(Type.String()),
  /** What it is called. */
  title: nullable(Type.String()),
  /** Where money is in the metric: several are never added, each is a value of its own. */
  currency: nullable(Type.String()),
  /** Unrounded, in the unit of the metric; of money in whole units of the currency. null: nothing to measure. */
  value: nullable(Type.Number()),
  n: Count,
});

const ofMetric = object({ ...databaseParams, metric: Name });

export const homeRoutes = defineRoutes({
  'GET /{database}/home': {
    tag: 'home',
    summary: 'What broke, what is at risk in money, what needs your decision',
    params: inDatabase,
    response: Home,
    problems: ['database-not-ready'],
  },
  'GET /{database}/rungs': {
    tag: 'home',
    summary: 'The rungs of a ladder that fire in the next 7 days, the soonest first',
    params: inDatabase,
    query: object({
      flow: Name,
      ladder: Name,
      reached: optional(
        Type.String({
          minLength: 1,
          maxLength: 500,
          description: 'Only cases on this rung; `$none`: on none yet; `$historic`: late before it was live',
        }),
      ),
      ...pageQuery,
    }),
    response: pageOf(RungSoon),
    problems: ['flow-unknown', 'field-unknown', 'cursor-invalid', 'database-not-ready'],
  },
  'GET /{database}/metrics': {
    tag: 'metrics',
    summary: 'The metrics that are declared',
    params: inDatabase,
    response: object({ items: list(MetricHead, 500) }),
    problems: ['database-not-ready'],
  },
  'GET /{database}/metrics/{metric}': {
    tag: 'metrics',
    summary: 'Measure a metric, whole or by a dimension',
    params: ofMetric,
    query: object({ ...period, by: optional(Name) }),
    response: object({
      metric: MetricHead,
      ...partial,
      /** What was measured: as asked, or the window that the metric took by itself. null: the whole log. */
      period: nullable(object({ from: optional(Type.String()), to: optional(Type.String()) })),
      values: list(MetricValueView, 10_000),
      asOf: AsOf,
    }),
    csv: true,
    problems: ['metric-unknown', 'metric-request', 'field-hidden', 'database-not-ready'],
  },
  'GET /{database}/metrics/{metric}/cases': {
    tag: 'metrics',
    summary: 'The cases behind a value',
    params: ofMetric,
    query: object({ ...period, ...pageQuery }),
    response: object({
      ...pageOf(
        object({
          id: CaseId,
          flow: Name,
          entity: Name,
          key: Name,
          /** What it brings: days, 1 or 0 of a share, its events; of money minor units. */
          value: Type.Number(),
          currency: nullable(Type.String()),
          numerator: Type.Boolean(),
          denominator: Type.Boolean(),
        }),
      ).properties,
      asOf: AsOf,
    }),
    csv: true,
    problems: ['metric-unknown', 'metric-request', 'field-hidden', 'cursor-invalid', 'database-not-ready'],
  },
});
