import Type, { type Static } from 'typebox';
import { CaseName } from './cases.ts';
import { Change, Grain, MetricHead, Standing } from './home.ts';
import { AsOf, Count, Day, Instant, inDatabase, list, Name, nullable, partial } from './primitives.ts';
import { defineRoutes, object } from './route.ts';

/** A metric on the scorecard: its latest period that is over. */
export const ScorecardRow = object({
  metric: MetricHead,
  /** Of several currencies the one with most cases. null: there is no money in it. */
  currency: nullable(Type.String()),
  grain: Grain,
  period: object({ from: Day, to: Day }),
  /** null: no data. */
  value: nullable(Type.Number()),
  n: Count,
  standing: Standing,
  /** Against the period before. null: one of them has no data. */
  change: nullable(Type.Number()),
  /** The change is one for the better. null: it did not change, or no direction is the better one. */
  better: nullable(Type.Boolean()),
  /** By the periods before it alone. null: too few of them. */
  expected: nullable(object({ value: Type.Number(), lower: Type.Number(), upper: Type.Number() })),
  /** It lies outside of that. null: nothing was expected, or there is no data. */
  unexpected: nullable(Type.Boolean()),
  /** It does so on the bad side: what the first page says of it. */
  broke: Type.Boolean(),
  frozen: Type.Boolean(),
  /** What is known now of that period, or of an earlier one that is shown, differs from what was frozen. */
  restated: Type.Boolean(),
  /** Oldest first, the latest period that is over last. */
  points: list(object({ from: Day, to: Day, value: nullable(Type.Number()) }), 60),
  paired: nullable(
    object({
      id: Name,
      title: Type.String(),
      unit: MetricHead.properties.unit,
      period: object({ from: Day, to: Day }),
      currency: nullable(Type.String()),
      value: nullable(Type.Number()),
      change: nullable(Type.Number()),
    }),
  ),
  /** The latest that is open. */
  diagnosis: nullable(object({ case: CaseName, stateTitle: Type.String() })),
  /** Not of all entities: of these. */
  ...partial,
});
export type ScorecardRow = Static<typeof ScorecardRow>;

export const Scorecard = object({
  /** null: it is being measured for the first time. */
  measuredAt: nullable(Instant),
  /** Delivery, reliability, quality, governance, stakeholder outcomes; then what has no group. */
  groups: list(object({ name: Name, title: Type.String(), rows: list(ScorecardRow, 200) }), 50),
  /** Metrics that the reader may not be told, and what classes of fields that needs. */
  withheld: list(object({ id: Name, title: Type.String(), needs: list(Type.String(), 50) }), 500),
  /** What people changed while these periods were, the latest first. */
  changes: list(Change, 20),
  asOf: nullable(AsOf),
});
export type Scorecard = Static<typeof Scorecard>;

/** A question that is asked of the log on a cadence. */
export const WatchRow = object({
  name: Name,
  title: Type.String(),
  owner: object({ role: Name, title: Type.String() }),
  /** In words: `every day at 06:00 (Europe/Berlin)`. */
  every: Type.String(),
  /** The metric, several of them (`name` is the first), or the flow whose cases it asks for. */
  about: object({
    kind: Type.Union([Type.Literal('metric'), Type.Literal('metrics'), Type.Literal('cases')]),
    name: Name,
    title: Type.String(),
  }),
  /** null: it has not been asked yet. */
  last: nullable(
    object({
      /** When it was due, and when it was answered. */
      dueAt: Instant,
      ranAt: nullable(Instant),
      /** `over`: more rows than it may have, none was taken. */
      outcome: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('over'), Type.Literal('failed')]),
      /** null, as `recorded`: you do not see all that was asked about. */
      rows: nullable(Count),
      /** Facts and diagnoses that came of it. */
      recorded: nullable(Count),
      seal: nullable(Count),
      /** SHA-256 of the definition that was asked. */
      digest: Type.String(),
      message: Type.String(),
    }),
  ),
  nextAt: Instant,
});
export type WatchRow = Static<typeof WatchRow>;

export const scorecardRoutes = defineRoutes({
  'GET /{database}/scorecard': {
    tag: 'metrics',
    summary: 'All metrics with their latest period that is over, against target, expectation and the period before',
    params: inDatabase,
    response: Scorecard,
    csv: true,
    problems: ['database-not-ready'],
  },
  'GET /{database}/watches': {
    tag: 'metrics',
    summary: 'The questions that are asked of the log on a cadence, and what the last answer was',
    params: inDatabase,
    response: object({ items: list(WatchRow, 500) }),
    problems: ['database-not-ready'],
  },
});
