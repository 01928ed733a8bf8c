import Type, { type Static } from 'typebox';
import { Count, databaseParams, Instant, inDatabase, list, Name, nullable, pageOf, pageQuery } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/*
 * Connections to other systems: how far they are, what came of each run, and what could not be taken. What a connection is stands in a file of
 * whoever runs the server, and comes by no request.
 */

const ConnectionId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$', description: 'As its declaration says' });
const Uuid = Type.String({ format: 'uuid', maxLength: 36 });
const Reason = Type.String({ minLength: 1, maxLength: 1000 });
/** JSON as text: it may hold what no answer could. */
const RecordText = Type.String({ maxLength: 1_000_000 });

export const ConnectionFailure = object({
  code: Type.String(),
  message: Type.String(),
  place: nullable(Type.String()),
  action: Type.String(),
  again: Type.Boolean({ description: 'A later run may succeed with nothing mended' }),
});
export type ConnectionFailure = Static<typeof ConnectionFailure>;

export const ConnectionRun = object({
  id: Uuid,
  connection: Type.String(),
  cause: Type.Union([Type.Literal('schedule'), Type.Literal('request'), Type.Literal('delivery'), Type.Literal('replay')]),
  status: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('stopped')]),
  startedAt: Instant,
  endedAt: nullable(Instant),
  counts: object({
    records: Count,
    facts: Count,
    duplicates: Count,
    deviations: Count,
    deadLetters: Count,
    /** Records that state nothing by the mapping. */
    skipped: Count,
    requests: Count,
    pages: Count,
    bytes: Count,
    retries: Count,
    /** The other side’s clock less ours, in milliseconds; null: it does not say. */
    skewMs: nullable(Type.Integer()),
  }),
  failure: nullable(ConnectionFailure),
});
export type ConnectionRun = Static<typeof ConnectionRun>;

export const ConnectionNotice = object({
  at: Instant,
  code: Type.Union([
    Type.Literal('field-vanished'),
    Type.Literal('type-changed'),
    Type.Literal('field-appeared'),
    Type.Literal('clock-skew'),
  ]),
  /** Of a field, in a record. */
  path: Type.String(),
  before: Type.String(),
  after: Type.String(),
});
export type ConnectionNotice = Static<typeof ConnectionNotice>;

export const Connection = object({
  id: Type.String(),
  title: Type.String(),
  /** The file that declares it. */
  file: Type.String(),
  owner: object({ name: Name, title: Type.String() }),
  tier: Type.Integer({ minimum: 0, maximum: 3, description: '0: its declaration does not say' }),
  kind: Type.String(),
  /** `invalid`: see `faults`. `failing`: the last run failed. `new`: it has never run. */
  status: Type.Union([
    Type.Literal('invalid'),
    Type.Literal('paused'),
    Type.Literal('running'),
    Type.Literal('failing'),
    Type.Literal('new'),
    Type.Literal('ready'),
  ]),
  faults: list(
    object({
      code: Type.String(),
      place: Type.String(),
      message: Type.String(),
      expected: optional(Type.String()),
      action: Type.String(),
    }),
    50,
  ),
  /** The flow that its records are facts of; null: it gives none. */
  flow: nullable(Name),
  everySeconds: nullable(Count),
  /** When it runs next, by its schedule. */
  nextAt: nullable(Instant),
  /** Where deliveries are sent; null: it is read, and not delivered to. */
  deliveries: nullable(Type.String()),
  /** What happened before is history; null: it has never run. */
  liveFrom: nullable(Instant),
  /** Up to where it was read: JSON as text. */
  cursor: nullable(Type.String()),
  paused: nullable(object({ by: Type.String(), at: Instant, reason: nullable(Type.String()) })),
  lastRun: nullable(ConnectionRun),
  openDeadLetters: Count,
});
export type Connection = Static<typeof Connection>;

export const ConnectionCredential = object({
  /** In the declaration, such as `auth.token`. */
  place: Type.String(),
  /** Where it is looked for, such as `env:SHOP_TOKEN`; never what it is. */
  reference: Type.String(),
  present: nullable(Type.Boolean({ description: 'null: only a run finds out' })),
});
export type ConnectionCredential = Static<typeof ConnectionCredential>;

/** Deliveries whose sender did not show who they are, since this server began. */
export const RefusedDeliveries = object({
  code: Type.Union([Type.Literal('signature-missing'), Type.Literal('signature-invalid'), Type.Literal('signature-old')]),
  count: Count,
  lastAt: Instant,
});
export type RefusedDeliveries = Static<typeof RefusedDeliveries>;

/** Limits that its declaration sets; null: the default. */
const ConnectionBudget = object({
  /** Connections to one vendor share its pace. */
  vendor: nullable(Type.String()),
  requestsPerMinute: nullable(Count),
  requestsPerRun: nullable(Count),
  recordsPerRun: nullable(Count),
  minutesPerRun: nullable(Count),
  megabytesPerRun: nullable(Count),
});

export const ConnectionDetail = object({
  ...Connection.properties,
  /** What changed in its records that nobody had announced. */
  notices: list(ConnectionNotice, 100),
  credentials: list(ConnectionCredential, 100),
  budget: ConnectionBudget,
  expectedVolume: nullable(
    object({ atLeast: Count, atMost: Count, per: Type.Union([Type.Literal('hour'), Type.Literal('day')]) }),
  ),
  refused: list(RefusedDeliveries, 10),
});
export type ConnectionDetail = Static<typeof ConnectionDetail>;

export const RecordError = object({
  code: Type.String(),
  /** The column or field that is at fault. */
  field: Type.String(),
  message: Type.String(),
  expected: Type.String(),
  action: Type.String(),
  value: optional(Type.String()),
});
export type RecordError = Static<typeof RecordError>;

export const DeadLetterView = object({
  id: Uuid,
  connection: Type.String(),
  owner: object({ name: Name, title: Type.String() }),
  status: Type.Union([Type.Literal('open'), Type.Literal('replayed'), Type.Literal('discarded')]),
  /** The record as it came: JSON; null once it is settled. */
  record: nullable(RecordText),
  errors: list(RecordError, 50),
  firstAt: Instant,
  lastAt: Instant,
  times: Count,
  settledBy: nullable(Type.String()),
  settledAt: nullable(Instant),
  reason: nullable(Type.String()),
});
export type DeadLetterView = Static<typeof DeadLetterView>;

export const ConnectionPreview = object({
  /** The first records that it would read now. */
  rows: list(
    object({
      record: RecordText,
      facts: list(
        object({
          entity: Type.String(),
          key: Type.String(),
          event: Type.String(),
          at: Instant,
          /** JSON. */
          data: Type.String(),
          /** What would become of it. */
          outcome: Type.String(),
        }),
        50,
      ),
      errors: list(RecordError, 50),
    }),
    50,
  ),
  liveFrom: Instant,
});
export type ConnectionPreview = Static<typeof ConnectionPreview>;

export const FactToTake = object({
  flow: Type.String({ minLength: 1, maxLength: 63 }),
  entity: Name,
  key: Name,
  event: Type.String({ minLength: 1, maxLength: 200 }),
  at: Type.String({ format: 'date-time', maxLength: 40, description: 'When it happened' }),
  data: optional(Type.Record(Type.String(), Type.Unknown())),
  id: Type.String({
    minLength: 1,
    maxLength: 400,
    description: 'The same whenever the same fact is sent: it is recorded once a case',
  }),
});
export type FactToTake = Static<typeof FactToTake>;

export const FactsTaken = object({
  applied: Count,
  deviated: Count,
  duplicates: Count,
  /** Facts that were not recorded, in their order; the first 1,000. */
  rejected: list(object({ line: Count, code: Type.String(), message: Type.String() }), 1000),
  rejectedCount: Count,
});
export type FactsTaken = Static<typeof FactsTaken>;

const ofConnection = object({ ...databaseParams, connection: ConnectionId });
const ofLetter = object({ ...databaseParams, letter: Uuid });
const common = ['connection-unknown', 'import-simulated', 'role-required', 'database-not-ready'] as const;
const toRead = [...common, 'connection-invalid', 'mapping-unfit', 'flow-unknown'] as const;
const factsBytesMax = 16 * 1024 * 1024;

export const connectionRoutes = defineRoutes({
  'GET /{database}/connections': {
    tag: 'connections',
    summary: 'The connections that are declared, and how each is doing',
    params: inDatabase,
    response: object({ folder: Type.String(), items: list(Connection, 200) }),
    csv: true,
    problems: ['import-simulated', 'role-required', 'database-not-ready'],
  },
  'GET /{database}/connections/{connection}': {
    tag: 'connections',
    summary: 'A connection: its credentials and limits, and what changed in its records that nobody had announced',
    params: ofConnection,
    response: ConnectionDetail,
    problems: [...common],
  },
  'POST /{database}/connections/{connection}/check': {
    tag: 'connections',
    summary: 'Reach the other side and sign in; nothing is read',
    params: ofConnection,
    response: object({ ok: Type.Boolean(), message: Type.String(), failure: nullable(ConnectionFailure) }),
    problems: [...toRead],
  },
  'POST /{database}/connections/{connection}/preview': {
    tag: 'connections',
    summary: 'What the next records would become; nothing is written',
    params: ofConnection,
    response: object({ ...ConnectionPreview.properties, failure: nullable(ConnectionFailure) }),
    problems: [...toRead],
  },
  'POST /{database}/connections/{connection}/run': {
    tag: 'connections',
    summary: 'Read it now. Answers when the run has begun',
    params: ofConnection,
    status: 202,
    response: ConnectionRun,
    problems: [...toRead, 'connection-running'],
  },
  'POST /{database}/connections/{connection}/pause': {
    tag: 'connections',
    summary: 'Stop its schedule and its deliveries until it is resumed',
    params: ofConnection,
    body: object({ reason: Reason }),
    response: Connection,
    problems: [...common],
  },
  'POST /{database}/connections/{connection}/resume': {
    tag: 'connections',
    summary: 'Let it go on',
    params: ofConnection,
    response: Connection,
    problems: [...common],
  },
  'GET /{database}/connections/{connection}/runs': {
    tag: 'connections',
    summary: 'Its run log, newest first',
    params: ofConnection,
    query: object(pageQuery),
    response: pageOf(ConnectionRun),
    csv: true,
    problems: [...common, 'cursor-invalid'],
  },
  'GET /{database}/connections/{connection}/dead-letters': {
    tag: 'connections',
    summary: 'Records that became no facts, longest ago first',
    params: ofConnection,
    query: object({
      status: optional(
        Type.Union([Type.Literal('open'), Type.Literal('replayed'), Type.Literal('discarded')], { default: 'open' }),
      ),
      ...pageQuery,
    }),
    response: pageOf(DeadLetterView),
    csv: true,
    problems: [...common, 'cursor-invalid'],
  },
  'POST /{database}/dead-letters/{letter}/replay': {
    tag: 'connections',
    summary: 'Take a record again, by the mapping as it is now',
    params: ofLetter,
    response: DeadLetterView,
    problems: [...toRead, 'dead-letter-unknown', 'dead-letter-settled'],
  },
  'POST /{database}/dead-letters/{letter}/discard': {
    tag: 'connections',
    summary: 'Settle a record without its becoming a fact',
    params: ofLetter,
    body: object({ reason: Reason }),
    response: DeadLetterView,
    problems: [...common, 'dead-letter-unknown', 'dead-letter-settled'],
  },
  'POST /{database}/facts': {
    tag: 'connections',
    summary: 'Take facts, each once, however often they are sent. JSON Lines: one fact a line',
    description:
      'Each line is a FactToTake. The answer comes when all of them are durable; lines that were rejected are told, the others stand. Sent again, nothing is recorded twice.',
    params: inDatabase,
    query: object({
      source: Type.String({
        pattern: '^[a-z][a-z0-9-]{0,62}$',
        description: 'The system of record; with the ids it makes a fact known again',
      }),
    }),
    upload: { mediaTypes: ['application/jsonl', 'application/x-ndjson', 'application/octet-stream'], bytesMax: factsBytesMax },
    response: FactsTaken,
    problems: ['body-unreadable', 'body-too-large', 'flow-unknown', 'import-simulated', 'role-required', 'database-not-ready'],
  },
});
