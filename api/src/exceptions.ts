import Type, { type Static } from 'typebox';
import { Count, Instant, inDatabase, list, Money, Name, nullable, Severity } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

const Role = object({ role: Name, title: Type.String() });
/** Filters of the list of exceptions, by which exactly these are found. */
const where = list(Type.String(), 12);

/** Exceptions that are open, by how they stand. */
const standing = {
  open: Count,
  late: Count,
  /**
   * How long they have been open against the time that they were given, on average (each at most 10). 1: just at their target; null:
   * none of them has a target.
   */
  strain: nullable(Type.Number({ minimum: 0 })),
};

/** Exceptions of a kind: a bucket. */
export const ExceptionBucket = object({
  kind: Name,
  title: Type.String(),
  /** The worst of them. */
  severity: Severity,
  owners: list(Role, 20),
  ...standing,
  /** In the order of `stages`. */
  stages: list(object(standing), 50),
  /** In the order of `ages`. */
  ages: list(Count, 10),
  /** Of those that never had a target time. */
  untimed: Count,
  /** What the cases are worth that have one; each currency by itself. */
  amounts: list(Money, 50),
  oldest: nullable(Instant),
  where,
});
export type ExceptionBucket = Static<typeof ExceptionBucket>;

export const ExceptionOverview = object({
  now: Instant,
  open: Count,
  late: Count,
  cases: Count,
  /** Of all of these cases; one with two exceptions counts once. */
  amounts: list(Money, 50),
  /** Part of the money is kept back, as the reader does not see what such cases are worth. */
  withheld: Type.Boolean(),
  stages: list(object({ stage: nullable(Name), title: Type.String(), where }), 50),
  /** By how long their target time has passed. */
  ages: list(object({ title: Type.String(), late: Type.Boolean(), where }), 10),
  buckets: list(ExceptionBucket, 500),
  /** Who has to see to them; the most first. */
  owners: list(
    object({ ...Role.properties, ...standing, unassigned: Count, amounts: list(Money, 50), oldest: nullable(Instant), where }),
    200,
  ),
  /** The last weeks, the present one last. */
  trend: list(object({ from: Instant, to: Instant, opened: Count, closed: Count }), 13),
  /** By what it can be narrowed. */
  choices: object({
    streams: list(object({ name: Name, title: Type.String() }), 50),
    stages: list(object({ name: Name, title: Type.String() }), 50),
    owners: list(Role, 200),
  }),
});
export type ExceptionOverview = Static<typeof ExceptionOverview>;

export const exceptionRoutes = defineRoutes({
  'GET /{database}/exceptions': {
    tag: 'exceptions',
    summary: 'Open exceptions by kind and stage: how late, whose, what money is at stake, and how many come and go',
    params: inDatabase,
    query: object({
      stream: optional(Name),
      stage: optional(Name),
      owner: optional(Type.String({ minLength: 1, maxLength: 500, description: 'A role' })),
      severity: optional(Severity),
      late: optional(Type.Boolean({ description: 'true: only those past their target' })),
      table: optional(
        Type.Union([Type.Literal('kinds'), Type.Literal('owners'), Type.Literal('trend')], {
          description: 'Which table a CSV has; the answer itself has all. Default: kinds',
        }),
      ),
    }),
    response: ExceptionOverview,
    csv: true,
    problems: ['database-not-ready'],
  },
});
