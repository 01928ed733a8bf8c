import Type, { type Static } from 'typebox';
import {
  CaseId,
  Count,
  Currency,
  Day,
  databaseParams,
  Instant,
  inDatabase,
  list,
  Name,
  nullable,
  pageQuery,
} from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/*
 * The register of integrations with their runs: what should have happened, what did, what failed of it, and who mends it. An integration is a case of the flow
 * `integration`; it is registered, changed and retired by its commands. A connection that is declared here registers itself, and tells its runs itself.
 */

const IntegrationName = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,62}$', description: 'As it is registered' });
const Tier = Type.Union([Type.Literal('critical'), Type.Literal('important'), Type.Literal('minor')]);
const Text = Type.String();

export const RunStatus = Type.Union([
  Type.Literal('success'),
  Type.Literal('partial'),
  Type.Literal('failed'),
  Type.Literal('running'),
]);

const FailureOutcome = Type.Union([
  Type.Literal('rejected'),
  Type.Literal('unknown'),
  Type.Literal('duplicate'),
  Type.Literal('failed'),
  Type.Literal('missed'),
  Type.Literal('volume'),
]);
/** How it turned out in the end: done after all, surely not done, reversed over there, or left as it is. */
const SettledAs = Type.Union([
  Type.Literal('done'),
  Type.Literal('not-done'),
  Type.Literal('reversed'),
  Type.Literal('discarded'),
]);

const AtRisk = object({ currency: Currency, amount: Type.Integer({ description: 'Minor units' }) });

export const IntegrationRun = object({
  id: Type.String({ format: 'uuid', maxLength: 36 }),
  integration: Text,
  /** What the other side calls it: told again under it, it is the same run. */
  run: Text,
  scheduledAt: nullable(Instant),
  startedAt: Instant,
  endedAt: nullable(Instant),
  durationMs: nullable(Count),
  status: RunStatus,
  records: Count,
  recordsFailed: Count,
  errorClass: nullable(Text),
  message: nullable(Text),
  /** Records that it told of one by one. */
  failures: Count,
  /** Who told of it: `connection` where it is one of ours. */
  toldBy: Text,
});
export type IntegrationRun = Static<typeof IntegrationRun>;

export const IntegrationFailureRow = object({
  /** Of what was moved; of a run as a whole its id; of a missed one when it was due. */
  record: Text,
  at: Instant,
  outcome: FailureOutcome,
  errorClass: Text,
  amount: nullable(AtRisk),
  /** Of the run that told it; null: there was none. */
  run: nullable(Text),
  /** The key of the case that it is part of; null: it has not been told yet. */
  group: nullable(Text),
  settledAs: nullable(SettledAs),
  settledAt: nullable(Instant),
  /** The run, or the receipt, that shows it. */
  proof: nullable(Text),
});
export type IntegrationFailureRow = Static<typeof IntegrationFailureRow>;

/** A suspicion with its figures, and no proof. */
const ReleaseBehind = object({
  release: Text,
  /** Its case. */
  caseId: nullable(CaseId),
  at: Instant,
  before: object({ failed: Count, of: Count }),
  after: object({ failed: Count, of: Count }),
});

export const FailureGroupView = object({
  caseId: CaseId,
  /** The key of its case. */
  number: Text,
  state: object({ name: Name, title: Text, final: Type.Boolean() }),
  assignee: nullable(Text),
  firstAt: Instant,
  lastAt: Instant,
  count: Count,
  unknown: Count,
  /** Not settled yet. */
  open: Count,
  parts: list(
    object({ errorClass: Text, outcome: FailureOutcome, count: Count, open: Count, behind: nullable(ReleaseBehind) }),
    50,
  ),
  atRisk: list(AtRisk, 50),
  proof: nullable(Text),
  /** Dead letters of the connection that wait for somebody: what `replay` takes again. */
  openDeadLetters: Count,
});
export type FailureGroupView = Static<typeof FailureGroupView>;

/** Runs that should have happened: those that did, and those of the schedule that did not. */
const Success = {
  due: Count,
  succeeded: Count,
  missed: Count,
  /** Succeeded by due; null: none was due. */
  rate: nullable(Type.Number({ minimum: 0, maximum: 1 })),
};

export const IntegrationView = object({
  /** Its case. */
  caseId: CaseId,
  name: Text,
  title: Text,
  state: Type.Union([Type.Literal('proposed'), Type.Literal('live'), Type.Literal('retired')]),
  ...{ source: Text, target: Text, pattern: Text, moves: Text },
  owner: object({ name: Name, title: Text }),
  tier: Tier,
  everyMinutes: nullable(Count),
  toleranceMinutes: Count,
  atLeast: nullable(Count),
  atMost: nullable(Count),
  goal: Type.Number({ minimum: 0, maximum: 1, description: 'The share of runs that is to succeed' }),
  dataClasses: list(Text, 20),
  /** The values that it knows of a flow: of a field, or of its state (`field` is `state`). Others it does not carry. */
  maps: list(object({ flow: Name, field: Text, values: list(Text, 60) }), 20),
  runbook: Text,
  budget: Text,
  reviewOn: Day,
  /** A connection of this name is declared here: it tells its runs itself. */
  isConnection: Type.Boolean(),
  /** The worst that is so of it, in this order. */
  standing: Type.Union([
    Type.Literal('retired'),
    Type.Literal('proposed'),
    Type.Literal('silent'),
    Type.Literal('failing'),
    Type.Literal('under-goal'),
    Type.Literal('no-runs'),
    Type.Literal('good'),
  ]),
  lastRun: nullable(IntegrationRun),
  /** When the next run is due; null: it has no schedule. */
  nextAt: nullable(Instant),
  /** Since when a run is missing; null: none is. */
  silentSince: nullable(Instant),
  /** Of the last four weeks, today included. */
  success: object(Success),
  /** The four weeks one by one, the oldest first. */
  weeks: list(object({ from: Day, ...Success }), 4),
  openGroups: Count,
  openFailures: Count,
  unknown: Count,
  openDeadLetters: Count,
  /** Its records changed, and nobody has said yet that it is in order. */
  drifted: Type.Boolean(),
});
export type IntegrationView = Static<typeof IntegrationView>;

export const IntegrationDay = object({
  day: Day,
  ...Success,
  records: Count,
  recordsFailed: Count,
  /** What was to be expected of records, by what is declared and by the weeks before; null: nothing can be said. */
  expected: nullable(object({ low: Count, high: Count, by: Type.Union([Type.Literal('declared'), Type.Literal('history')]) })),
});
export type IntegrationDay = Static<typeof IntegrationDay>;

export const AutomationView = object({
  caseId: CaseId,
  name: Text,
  title: Text,
  state: Type.Union([Type.Literal('discovered'), Type.Literal('live'), Type.Literal('retired')]),
  platform: Text,
  version: Text,
  owner: object({ name: Name, title: Text }),
  telemetry: Type.Union([Type.Literal('runs'), Type.Literal('elsewhere'), Type.Literal('none')]),
  telemetryAt: Text,
  dataClasses: list(Text, 20),
  runbook: Text,
  reviewOn: Day,
  hasNoOwner: Type.Boolean({ description: 'It was found, or its owner left, and nobody has taken it on' }),
});
export type AutomationView = Static<typeof AutomationView>;

const Record = Type.String({ minLength: 1, maxLength: 260, description: 'The key of the record' });
const told = (description: string) => Type.String({ format: 'date-time', maxLength: 40, description });

export const RunToTake = object({
  run: Type.String({ minLength: 1, maxLength: 200, description: 'Its id over there: told again, nothing is counted twice' }),
  scheduledAt: optional(told('When it was due; default: the slot of the schedule that it began in')),
  startedAt: told('When it began'),
  endedAt: optional(told('When it ended')),
  status: RunStatus,
  records: optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0, description: 'That it was to move' })),
  recordsFailed: optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'Default: as many as `failures`' })),
  errorClass: optional(Type.String({ minLength: 1, maxLength: 120, description: 'What kind of fault it was' })),
  message: optional(Type.String({ minLength: 1, maxLength: 1000 })),
  failures: optional(
    list(
      object({
        record: Record,
        at: optional(told('When; default: when the run began')),
        outcome: Type.Union([
          Type.Literal('rejected'),
          Type.Literal('unknown'),
          Type.Literal('duplicate'),
          Type.Literal('failed'),
        ]),
        errorClass: Type.String({ minLength: 1, maxLength: 120 }),
        amount: optional(AtRisk),
      }),
      1000,
    ),
  ),
  settled: optional(
    list(
      object({
        record: Record,
        as: Type.Union([Type.Literal('done'), Type.Literal('not-done'), Type.Literal('reversed')], {
          description:
            'done: it is there, once; not-done: it was looked up and is surely not there; reversed: the second one was taken back',
        }),
      }),
      1000,
    ),
  ),
});
export type RunToTake = Static<typeof RunToTake>;

export const RunsTaken = object({
  taken: Count,
  /** Told before, in the same words. */
  known: Count,
  /** Told before as running or otherwise: the later word counts. */
  changed: Count,
  rejected: list(object({ line: Count, code: Text, message: Text }), 1000),
  rejectedCount: Count,
});
export type RunsTaken = Static<typeof RunsTaken>;

export const ReplayResult = object({
  replayed: Count,
  /** Could not be taken yet, as before. */
  stillDead: Count,
  /** Receipts of what was taken. */
  proof: nullable(Text),
  group: FailureGroupView,
});
export type ReplayResult = Static<typeof ReplayResult>;

const ofIntegration = object({ ...databaseParams, integration: IntegrationName });
const ofGroup = object({ ...databaseParams, case: CaseId });
const common = ['integration-unknown', 'role-required', 'database-not-ready'] as const;
const runsBytesMax = 16 * 1024 * 1024;
const pageOf = <T extends Type.TSchema>(items: T) => object({ items: list(items, 200), next: optional(Type.String()) });

export const integrationRoutes = defineRoutes({
  'GET /{database}/integrations': {
    tag: 'integrations',
    summary: 'The register: every integration, how it does, and what is open of it',
    params: inDatabase,
    query: object({
      tier: optional(Tier),
      owner: optional(Name),
      standing: optional(IntegrationView.properties.standing),
    }),
    response: object({ items: list(IntegrationView, 500) }),
    csv: true,
    problems: ['role-required', 'database-not-ready'],
  },
  'GET /{database}/integrations/{integration}': {
    tag: 'integrations',
    summary: 'One integration: its days of eight weeks, and its failures as cases',
    params: ofIntegration,
    response: object({ ...IntegrationView.properties, days: list(IntegrationDay, 56), groups: list(FailureGroupView, 50) }),
    problems: [...common],
  },
  'GET /{database}/integrations/{integration}/runs': {
    tag: 'integrations',
    summary: 'Its run log, newest first',
    params: ofIntegration,
    query: object({ status: optional(RunStatus), ...pageQuery }),
    response: pageOf(IntegrationRun),
    csv: true,
    problems: [...common, 'cursor-invalid'],
  },
  'GET /{database}/integrations/{integration}/failures': {
    tag: 'integrations',
    summary: 'What failed of it, record by record, newest first',
    params: ofIntegration,
    query: object({
      open: optional(Type.Boolean({ description: 'Those alone that are not settled' })),
      group: optional(Type.String({ minLength: 1, maxLength: 200, description: 'Of one case alone: its key' })),
      ...pageQuery,
    }),
    response: pageOf(IntegrationFailureRow),
    csv: true,
    problems: [...common, 'cursor-invalid'],
  },
  'POST /{database}/integrations/{integration}/runs': {
    tag: 'integrations',
    summary: 'Tell of runs, each once, however often they are told',
    params: ofIntegration,
    body: object({ runs: Type.Array(RunToTake, { minItems: 1, maxItems: 500 }) }),
    response: RunsTaken,
    problems: [...common],
  },
  'POST /{database}/integration-runs': {
    tag: 'integrations',
    summary: 'Tell of runs by a file: CSV, or JSON Lines',
    description:
      'JSON Lines: each line is a RunToTake with the member `integration`. CSV: columns `integration`, `run`, `started_at`, `status`, and where known `scheduled_at`, `ended_at`, `records`, `records_failed`, `error_class`, `message`. Lines that cannot be taken are told; the others stand.',
    params: inDatabase,
    query: object({
      integration: optional(Type.String({ minLength: 1, maxLength: 63, description: 'Of lines that name none' })),
    }),
    upload: {
      mediaTypes: ['text/csv', 'application/jsonl', 'application/x-ndjson', 'application/octet-stream'],
      bytesMax: runsBytesMax,
    },
    response: RunsTaken,
    problems: ['body-unreadable', 'body-too-large', 'role-required', 'database-not-ready'],
  },
  'POST /{database}/integration-failures/{case}/replay': {
    tag: 'integrations',
    summary: 'Take the dead letters of a failure again; when nothing of it is open any more, it is verified with its proof',
    params: ofGroup,
    response: ReplayResult,
    problems: ['case-unknown', 'refused', 'role-required', 'import-simulated', 'database-not-ready'],
  },
  'GET /{database}/automations': {
    tag: 'integrations',
    summary: 'The register of automations: who answers for each, what it touches, and when it is looked at again',
    params: inDatabase,
    response: object({ items: list(AutomationView, 500) }),
    csv: true,
    problems: ['role-required', 'database-not-ready'],
  },
});
