import Type, { type Static } from 'typebox';
import { CaseName } from './cases.ts';
import { Grain, MetricHead, Standing } from './home.ts';
import { AsOf, Count, Day, databaseParams, Instant, list, Name, nullable, partial } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/* A metric by its periods: what each was, what it was expected to be, what was frozen, and what was changed meanwhile. */

export const SeriesPoint = object({
  /** The first day, and the day after the last. */
  from: Day,
  to: Day,
  /** In the unit of the metric; of a frozen period what it was when it was frozen. null: no data. */
  value: nullable(Type.Number()),
  /** The cases behind it. */
  n: Count,
  standing: Standing,
  /** The period is over. */
  complete: Type.Boolean(),
  /** By the periods before it alone. null: too few of them. */
  expected: nullable(object({ value: Type.Number(), lower: Type.Number(), upper: Type.Number() })),
  /** From then on its value stands. null: it is not frozen. */
  frozenAt: nullable(Instant),
  /** Of a frozen period: what is known of it now, where that differs. */
  restated: nullable(object({ value: nullable(Type.Number()), n: Count })),
});
export type SeriesPoint = Static<typeof SeriesPoint>;

/** Something that happened while a metric was measured, and where it is read. */
export const Annotation = object({
  kind: Type.Union([
    Type.Literal('release'),
    Type.Literal('rollback'),
    Type.Literal('flow-version'),
    Type.Literal('parameter'),
    Type.Literal('incident'),
    Type.Literal('definition'),
    Type.Literal('freeze'),
  ]),
  key: Name,
  title: Type.String(),
  at: Instant,
  /** Of an incident that is over. */
  until: nullable(Instant),
  /** The release or incident. */
  case: nullable(CaseName),
  /** The version of a flow, or whose parameter it is (then without a version). */
  flow: nullable(object({ name: Name, version: nullable(Count) })),
});
export type Annotation = Static<typeof Annotation>;

/** A definition of a metric: the first counts for all that was before it, too. */
export const MetricVersion = object({
  version: Count,
  /** Since when it is in force. */
  from: Instant,
  by: Name,
  /** SHA-256 of its canonical JSON. */
  digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  title: Type.String(),
});
export type MetricVersion = Static<typeof MetricVersion>;

export const MetricSeries = object({
  metric: MetricHead,
  grain: Grain,
  /** A period is frozen so many days after its end. null: never. */
  freezeDays: nullable(Count),
  /** The metric to look at beside it. */
  paired: nullable(object({ id: Name, title: Type.String() })),
  /** The whole, or each value of the dimension asked by (those with most cases); each currency by itself. */
  series: list(
    object({ segment: nullable(Type.String()), currency: nullable(Type.String()), points: list(SeriesPoint, 400) }),
    60,
  ),
  /** The oldest first. */
  annotations: list(Annotation, 300),
  /** The oldest first; empty: none was recorded yet. */
  definitions: list(MetricVersion, 100),
  asOf: AsOf,
  ...partial,
});
export type MetricSeries = Static<typeof MetricSeries>;

const Moved = { before: nullable(Type.Number()), after: nullable(Type.Number()), change: nullable(Type.Number()) };
const CasesOf = object({ before: Count, after: Count });

/** What the change of a metric from one period to another is made of. */
export const MetricParts = object({
  metric: MetricHead,
  /** What it is split by: `stages` that the metric declares, or a dimension. */
  by: Name,
  /** What it can be split by, for whoever asks. */
  choices: list(Name, 60),
  /** Of amounts in several currencies, that of most cases. */
  currency: nullable(Type.String()),
  /** The values of the parts add up to the whole; else only their changes do. */
  additive: Type.Boolean(),
  /** The greatest change first; those of all parts add up to that of the whole. */
  parts: list(object({ id: nullable(Type.String()), title: Type.String(), ...Moved, cases: CasesOf }), 10_000),
  whole: object({ ...Moved, cases: CasesOf }),
  asOf: AsOf,
  ...partial,
});
export type MetricParts = Static<typeof MetricParts>;

/** A metric as a view over `throughline.event_log`, in the dialect that PostgreSQL and DuckDB share. */
export const MetricSql = object({
  /** null: a view cannot say it. */
  sql: nullable(Type.String()),
  why: nullable(Type.String()),
});
export type MetricSql = Static<typeof MetricSql>;

export const metricSeriesRoutes = defineRoutes({
  'GET /{database}/metrics/{metric}/sql': {
    tag: 'metrics',
    summary: 'What a metric is, as a view in SQL over the log',
    params: object({ ...databaseParams, metric: Name }),
    response: MetricSql,
    problems: ['metric-unknown', 'database-not-ready'],
  },
  'GET /{database}/metrics/{metric}/parts': {
    tag: 'metrics',
    summary: 'What the change of a metric from one period to another is made of: by its stages, or by a dimension',
    params: object({ ...databaseParams, metric: Name }),
    query: object({
      from: Day,
      to: Day,
      againstFrom: Day,
      againstTo: Day,
      where: optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 12, description: '`<dimension>=<value>`' })),
      by: optional(Name),
    }),
    response: MetricParts,
    csv: true,
    problems: ['metric-unknown', 'metric-request', 'field-hidden', 'database-not-ready'],
  },
  'GET /{database}/metrics/{metric}/series': {
    tag: 'metrics',
    summary:
      'A metric by its last periods: values, what was expected, what was frozen and restated, and what was changed meanwhile',
    params: object({ ...databaseParams, metric: Name }),
    query: object({
      grain: optional(Grain),
      periods: optional(Type.Integer({ minimum: 1, maximum: 120, description: 'The one that is not over included. Default 13' })),
      where: optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 12, description: '`<dimension>=<value>`' })),
      by: optional(Name),
    }),
    response: MetricSeries,
    csv: true,
    problems: ['metric-unknown', 'metric-request', 'field-hidden', 'database-not-ready'],
  },
});
