import Type, { type Static } from 'typebox';
import { ConnectionFailure } from './connections.ts';
import { CaseId, Count, databaseParams, Instant, inDatabase, list, Name, nullable, pageOf, pageQuery } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/*
 * Two systems held against each other: totals of both sides, and what they do not agree on. What is compared stands in a file of whoever runs the
 * server.
 */

const ReconciliationId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$', description: 'As its declaration says' });
/** A plain decimal number, exact. */
const Amount = Type.String({ pattern: '^-?\\d+(\\.\\d+)?$' });
const Kind = Type.Union([Type.Literal('missing'), Type.Literal('extra'), Type.Literal('duplicate'), Type.Literal('mismatched')]);
const Side = Type.Union([Type.Literal('left'), Type.Literal('right')]);

const CurrencyTotals = object({
  currency: Type.String(),
  ...{ left: Amount, right: Amount },
  /** Right less left: the sum of what follows. */
  difference: Amount,
  ...{ missing: Amount, extra: Amount, duplicate: Amount, mismatched: Amount },
  /** Young enough to be on its way; within the tolerance. */
  ...{ inTransit: Amount, tolerated: Amount },
  /** Zero. */
  unexplained: Amount,
});

export const ReconciliationFound = object({
  records: object({ left: Count, right: Count, agreed: Count }),
  breaks: object({ missing: Count, extra: Count, duplicate: Count, mismatched: Count }),
  aged: Count,
  inTransit: Count,
  totals: list(CurrencyTotals, 200),
  sums: Type.Boolean({ description: 'The parts sum to the difference of the totals in every currency' }),
  /** Records that are in no total; while there are any, no break is over. */
  unread: list(object({ code: Type.String(), key: Type.String(), field: Type.String(), value: Type.String() }), 100),
  unreadCount: Count,
  /** Cases that could not be told. */
  refused: list(Type.String(), 100),
});

export const ReconciliationRun = object({
  id: Type.String(),
  reconciliation: Type.String(),
  cause: Type.Union([Type.Literal('schedule'), Type.Literal('request')]),
  status: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('stopped')]),
  startedAt: Instant,
  endedAt: nullable(Instant),
  found: nullable(ReconciliationFound),
  failure: nullable(ConnectionFailure),
});
export type ReconciliationRun = Static<typeof ReconciliationRun>;

export const ReconciliationView = object({
  id: Type.String(),
  title: Type.String(),
  file: Type.String(),
  owner: object({ name: Name, title: Type.String() }),
  faults: list(
    object({ code: Type.String(), place: Type.String(), message: Type.String(), expected: optional(Type.String()) }),
    50,
  ),
  /** What the two sides are called; null: the declaration cannot be read. */
  left: nullable(Type.String()),
  right: nullable(Type.String()),
  everySeconds: nullable(Count),
  /** When it is compared next, by its schedule. */
  nextAt: nullable(Instant),
  lastRun: nullable(ReconciliationRun),
});
export type ReconciliationView = Static<typeof ReconciliationView>;

/** Open breaks of one kind and age; together they are all of them, what is still on its way left out. */
export const BreakAge = object({
  kind: Kind,
  /** Days, this one included. */
  from: Count,
  /** This one included; null: as old as there are. */
  to: nullable(Count),
  count: Count,
  aged: Count,
});
export type BreakAge = Static<typeof BreakAge>;

const Stated = object({
  amount: Amount,
  currency: Type.String(),
  fields: Type.Record(Type.String(), Type.String()),
});

export const ReconciliationBreak = object({
  /** The key of its case; null: it is still on its way, or its case follows with the next comparison. */
  number: nullable(Type.String()),
  caseId: nullable(CaseId),
  record: Type.String(),
  ordinal: Count,
  kind: Kind,
  left: nullable(Stated),
  right: nullable(Stated),
  differs: list(object({ field: Type.String(), systemOfRecord: Side }), 100),
  difference: list(object({ currency: Type.String(), amount: Amount }), 2),
  ageDays: nullable(Count),
  aged: Type.Boolean(),
  inTransit: Type.Boolean(),
  firstSeen: Instant,
  lastSeen: Instant,
});
export type ReconciliationBreak = Static<typeof ReconciliationBreak>;

const ofReconciliation = object({ ...databaseParams, reconciliation: ReconciliationId });
const common = ['reconciliation-unknown', 'import-simulated', 'role-required'] as const;

export const reconciliationRoutes = defineRoutes({
  'GET /{database}/reconciliations': {
    tag: 'reconciliations',
    summary: 'The reconciliations that are declared, each with what its last comparison found',
    params: inDatabase,
    response: object({ folder: Type.String(), items: list(ReconciliationView, 200) }),
    problems: ['import-simulated', 'role-required'],
  },
  'GET /{database}/reconciliations/{reconciliation}': {
    tag: 'reconciliations',
    summary: 'A reconciliation, what its last comparison found, and how old its open breaks are',
    params: ofReconciliation,
    response: object({ ...ReconciliationView.properties, ages: list(BreakAge, 40) }),
    problems: [...common],
  },
  'GET /{database}/reconciliations/{reconciliation}/runs': {
    tag: 'reconciliations',
    summary: 'Its comparisons, the newest first',
    params: ofReconciliation,
    query: object(pageQuery),
    response: pageOf(ReconciliationRun),
    csv: true,
    problems: [...common, 'cursor-invalid'],
  },
  'POST /{database}/reconciliations/{reconciliation}/run': {
    tag: 'reconciliations',
    summary: 'Hold the two sides against each other now. Answers when it is done',
    params: ofReconciliation,
    response: ReconciliationRun,
    problems: [...common, 'reconciliation-invalid', 'reconciliation-running'],
  },
  'GET /{database}/reconciliations/{reconciliation}/breaks': {
    tag: 'reconciliations',
    summary: 'What the two sides do not agree on, in the order of the records',
    params: ofReconciliation,
    query: object({
      limit: optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
      after: optional(Type.String({ minLength: 1, maxLength: 2000, description: '`next` of the page before' })),
    }),
    response: object({ items: list(ReconciliationBreak, 200), next: optional(Type.String()) }),
    csv: true,
    problems: [...common, 'cursor-invalid'],
  },
});
