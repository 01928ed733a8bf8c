import Type, { type Static } from 'typebox';
import { CaseId, Count, Instant, inDatabase, list, Name, nullable } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/** How the work in the background fares. */
export const Jobs = object({
  /** What works in the process that answers. Empty: another process works. */
  workers: list(
    object({
      name: Type.String(),
      lookedSecondsAgo: Type.Number({ minimum: 0 }),
      fails: Type.Boolean({ description: 'It could not look the last time' }),
    }),
    20,
  ),
  lagSeconds: Type.Number({ minimum: 0, description: 'For how long the deadline that is longest due has waited' }),
  due: Count,
  openSweeps: Count,
  quarantined: Count,
  unanchoredSeals: Count,
  /** Counted up to 10,000. */
  queues: list(object({ kind: Name, status: Type.String(), effects: Count }), 200),
  hold: nullable(object({ reason: Type.String(), since: Instant })),
  /** Effects that came to nothing, longest ago first. Whom they were to reach is told on their cases. */
  failed: list(
    object({
      case: object({ id: CaseId, flow: Name, key: Name, entity: Name }),
      effect: Type.String(),
      kind: Name,
      status: Type.Union([Type.Literal('refused'), Type.Literal('dead'), Type.Literal('unknown')]),
      attempts: Count,
      owner: object({ name: Name, title: Type.String() }),
      at: Instant,
    }),
    200,
  ),
  moreFailed: optional(Type.Boolean()),
});
export type Jobs = Static<typeof Jobs>;

export const jobRoutes = defineRoutes({
  'GET /{database}/jobs': {
    tag: 'jobs',
    summary: 'How the work in the background fares; for administrators, operators and auditors',
    params: inDatabase,
    response: Jobs,
    problems: ['database-not-ready', 'role-required'],
  },
});
