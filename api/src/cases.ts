import Type, { type Static } from 'typebox';
import { FormField } from './flows.ts';
import {
  ActorName,
  CaseId,
  Count,
  databaseParams,
  FieldKind,
  Hidden,
  hiddenFields,
  Instant,
  inDatabase,
  list,
  Money,
  Name,
  nullable,
  pageOf,
  pageQuery,
  partial,
  Severity,
  Value,
} from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/** What became of a deadline; see the kernel's `Deadline`. */
export const Standing = Type.Union([
  Type.Literal('pending'),
  Type.Literal('paused'),
  Type.Literal('held'),
  Type.Literal('historic'),
  Type.Literal('passed'),
  Type.Literal('fired'),
  Type.Literal('awaiting'),
  Type.Literal('superseded'),
  Type.Literal('stopped'),
  Type.Literal('declined'),
  Type.Literal('skipped'),
]);
export type Standing = Static<typeof Standing>;

/** Another case, in a line. */
export const CaseName = object({ id: CaseId, flow: Name, key: Name, entity: Name, state: Name, stateTitle: Type.String() });
export type CaseName = Static<typeof CaseName>;

/** How many have approved, where one is not enough; where each of several roles must, how many of them, and which have not. */
export const Approvals = object({ given: Count, needed: Count, missing: optional(list(Type.String(), 16)) });
export type Approvals = Static<typeof Approvals>;

/** A case as lists show it. */
export const CaseRow = object({
  id: CaseId,
  flow: Name,
  version: Type.Integer(),
  entity: Name,
  key: Name,
  title: Type.Optional(Type.String({ description: 'Of exceptions and tasks: what people call them, as their key is no word' })),
  state: Name,
  stateTitle: Type.String(),
  open: Type.Boolean({ description: 'It has not come to an end' }),
  seq: Type.Integer({ minimum: 1, description: 'The number of its events; its ETag' }),
  owner: nullable(object({ role: Name, title: Type.String() })),
  assignee: nullable(ActorName),
  enteredAt: Instant,
  lastAt: Instant,
  fields: Type.Record(Type.String(), Value, { description: 'By the name of the column' }),
  ...hiddenFields,
  next: nullable(
    object({
      kind: Type.Union([Type.Literal('rung'), Type.Literal('state')]),
      name: Name,
      title: Type.String(),
      dueAt: Instant,
      late: Type.Boolean(),
    }),
  ),
  /** The rung reached of the ladder that matters most: the one that counts from a day of the case. */
  rung: nullable(object({ ladder: Name, name: Name, title: Type.String(), step: Type.Integer(), of: Type.Integer() })),
  /** The state by which that ladder stands still. */
  pausedBy: nullable(Type.String()),
  /** Days since the day that ladder counts from; negative before it. */
  daysLate: nullable(Type.Integer()),
  exceptions: list(object({ kind: Name, title: Type.String(), count: Count }), 100),
  /** Approvals that wait. */
  awaiting: list(object({ of: Name, title: Type.String(), approvals: optional(Approvals) }), 20),
});
export type CaseRow = Static<typeof CaseRow>;

export const Deadline = object({
  kind: Type.Union([Type.Literal('rung'), Type.Literal('state')]),
  name: Name,
  title: Type.String(),
  dueAt: nullable(Instant),
  standing: Standing,
  /** Arithmetic that a person can redo. */
  why: Type.String(),
  needsPerson: Type.Boolean(),
});
export type Deadline = Static<typeof Deadline>;

/** A ladder has 32 rungs, and each may come 50 times. */
const rungsMax = 1600;

export const LadderView = object({
  name: Name,
  title: Type.String(),
  /** How it counts, in words. */
  policy: Type.String(),
  anchor: nullable(object({ title: Type.String(), at: Instant })),
  running: Type.Boolean({ description: 'It counts in the state in which the case is' }),
  rungs: list(
    object({
      name: Name,
      title: Type.String(),
      after: Type.String({ description: 'Such as 7 days' }),
      dueAt: nullable(Instant),
      /** When it would be due without pauses, where that is another time. */
      plannedAt: nullable(Instant),
      firedAt: nullable(Instant),
      /** It fired, and at this time it was learned that it would not have been due then. */
      overtakenAt: nullable(Instant),
      standing: Standing,
      needsPerson: Type.Boolean(),
    }),
    rungsMax,
  ),
  pauses: list(object({ from: Instant, to: nullable(Instant), by: Type.String() }), 200),
});
export type LadderView = Static<typeof LadderView>;

/** An exception or a task of the case. */
export const Child = object({
  id: CaseId,
  key: Name,
  kind: Name,
  title: Type.String(),
  owner: object({ role: Name, title: Type.String() }),
  assignee: nullable(ActorName),
  severity: nullable(Severity),
  blocks: Type.Boolean(),
  open: Type.Boolean(),
  state: Name,
  stateTitle: Type.String(),
  openedAt: Instant,
  closedAt: nullable(Instant),
  dueAt: nullable(Instant),
  late: Type.Boolean(),
  resolution: nullable(Type.String()),
  /** Of an exception: what its owner should do, step by step, as plain text. */
  runbook: nullable(Type.String()),
});
export type Child = Static<typeof Child>;

export const Action = object({
  type: Name,
  /** Of an approval: what is approved. */
  of: optional(Name),
  title: Type.String(),
  allowed: Type.Boolean(),
  /** Why not. */
  why: optional(object({ code: Type.String(), message: Type.String() })),
  fields: list(FormField, 200),
  reason: Type.Boolean({ description: 'A reason must be given' }),
  /** Somebody with one of these roles must approve it afterwards. */
  approval: optional(list(Type.String(), 16)),
  approvalOfEach: optional(Type.Literal(true, { description: 'Each of these roles must approve, not one alone' })),
  to: optional(object({ state: Name, title: Type.String() })),
  /** A person does here what the flow lets an automation do. */
  manual: Type.Boolean(),
  /** Members that the command must carry as they are: what is approved, and the hash of the data approved. */
  data: optional(Type.Record(Type.String(), Type.String())),
  /** Of the kernel, for every flow: assign, comment, link, revise, repair. */
  builtIn: Type.Boolean(),
});
export type Action = Static<typeof Action>;

/** A field that an event set. */
export const EventChange = object({ name: Name, title: Type.String(), kind: FieldKind, value: Value, hidden: optional(Hidden) });
export type EventChange = Static<typeof EventChange>;

export const CaseEvent = object({
  seq: Type.Integer({ minimum: 1 }),
  type: Name,
  title: Type.String(),
  kind: Type.Union([Type.Literal('command'), Type.Literal('fact'), Type.Literal('deadline'), Type.Literal('message')]),
  from: nullable(object({ state: Name, title: Type.String() })),
  to: object({ state: Name, title: Type.String() }),
  actor: ActorName,
  occurredAt: Instant,
  recordedAt: Instant,
  reason: nullable(Type.String()),
  /** Fields that it set. Personal ones that were erased are not there. */
  changes: list(EventChange, 500),
  /** What came of it, one line each: exceptions raised and resolved, tasks, mails, rungs. */
  outcomes: list(object({ kind: Name, text: Type.String() }), 100),
  /** The rung that fired. */
  rung: nullable(Type.String()),
  deviation: nullable(Type.String()),
  cause: nullable(CaseName),
  /** Nothing a reader looks for at first: no change of state, no exception, no rung, no comment. */
  quiet: Type.Boolean(),
});
export type CaseEvent = Static<typeof CaseEvent>;

/** Something done outside, or waiting to be done. */
export const EffectView = object({
  key: Name,
  kind: Name,
  seq: Type.Integer(),
  status: Name,
  to: nullable(Type.String()),
  subject: nullable(Type.String()),
  /** To whom it goes is kept back from you. */
  hidden: optional(Hidden),
  attempts: Count,
  createdAt: Instant,
  finishedAt: nullable(Instant),
  error: nullable(Type.String()),
  simulated: Type.Boolean({ description: 'It went nowhere: the company is simulated' }),
});

export const CaseDetail = object({
  case: CaseRow,
  flow: object({ name: Name, title: Type.String(), timeZone: Type.String() }),
  /** What it is about, beside its key: the customer, or a title. */
  subtitle: nullable(Type.String()),
  data: list(
    object({
      ...{ name: Name, title: Type.String(), kind: FieldKind, value: Value, personal: Type.Boolean() },
      ...{ confidential: Type.Boolean(), hidden: optional(Hidden) },
    }),
    500,
  ),
  strip: list(
    object({
      state: Name,
      title: Type.String(),
      tone: Type.Union([Type.Literal('passed'), Type.Literal('current'), Type.Literal('exception'), Type.Literal('to-come')]),
      enteredAt: nullable(Instant),
      leftAt: nullable(Instant),
      note: nullable(Type.String()),
    }),
    40,
  ),
  ladders: list(LadderView, 50),
  deadlines: list(Deadline, 200),
  exceptions: list(Child, 1000),
  tasks: list(Child, 1000),
  money: nullable(
    object({
      currency: nullable(Type.String()),
      /** The amount at birth, and each event that changed what is open. They sum to the balance. */
      lines: list(object({ title: Type.String(), at: Instant, seq: Type.Integer(), amount: Type.Integer() }), 200),
      balance: object({ title: Type.String(), amount: Type.Integer() }),
      /** Earlier lines, summed, where there are more than 200. */
      before: optional(Type.Integer()),
    }),
  ),
  /** Of an exception: what its owner should do, step by step, as plain text. */
  runbook: nullable(Type.String()),
  /** Cases that it names, that name it, and those that it owns by a kind of its flow. */
  links: list(object({ direction: Type.Union([Type.Literal('out'), Type.Literal('in')]), name: Name, case: CaseName }), 1000),
  /** Links to cases that you may not see: only how many. */
  unseenLinks: optional(Count),
  parent: nullable(CaseName),
  effects: list(EffectView, 200),
});
export type CaseDetail = Static<typeof CaseDetail>;

const where = optional(
  Type.Array(Type.String({ minLength: 2, maxLength: 500 }), {
    maxItems: 12,
    description:
      'Filters, all of which hold: `<field><comparison><value>[,<value>...]` with = != < <= > >= ^= (starts with). Fields are the columns of the flow, and $key, $entity, $state, $assignee, $rung.<ladder>, $exception.<kind>. A comma or backslash in a value is written after a backslash',
  }),
);

export const caseSelection = { flow: Name, open: optional(Type.Boolean()), where };

/** Files go further than pages do: personal data is in them only where it is asked for. */
export const personalQuery = {
  personal: optional(
    Type.Boolean({
      description: 'Of text/csv: with personal data, where you may see it; without it, it is left out. Default false',
    }),
  ),
};

export const CommandBody = object({
  type: Name,
  data: optional(Type.Record(Type.String({ maxLength: 200 }), Type.Unknown(), { maxProperties: 500 })),
  reason: optional(Type.String({ maxLength: 4000 })),
});

export const CommandResult = object({
  outcome: Type.Union([Type.Literal('applied'), Type.Literal('ignored')], { description: '`ignored`: it is so already' }),
  seq: Type.Integer(),
  case: CaseRow,
});
export type CommandResult = Static<typeof CommandResult>;

const ofCase = object({ ...databaseParams, case: CaseId });
const commandProblems = [
  'case-unknown',
  'refused',
  'role-required',
  'data-invalid',
  'reason-required',
  'database-not-ready',
  'too-many-requests',
] as const;

export const caseRoutes = defineRoutes({
  'GET /{database}/cases': {
    tag: 'cases',
    summary: 'Cases of a flow, filtered and sorted, page by page',
    params: inDatabase,
    query: object({
      ...caseSelection,
      sort: optional(
        Type.String({ maxLength: 200, description: 'A column, $key or $due (default $key); a minus before it turns it round' }),
      ),
      ...personalQuery,
      ...pageQuery,
    }),
    response: object({ ...pageOf(CaseRow).properties, ...partial }),
    csv: true,
    problems: ['flow-unknown', 'field-unknown', 'field-hidden', 'filter-invalid', 'cursor-invalid', 'database-not-ready'],
  },
  'GET /{database}/cases/totals': {
    tag: 'cases',
    summary: 'How many cases a list has, and the sums of a money column, each currency by itself',
    params: inDatabase,
    query: object({ ...caseSelection, sum: optional(Name) }),
    response: object({ cases: Count, sums: list(Money, 200), ...partial }),
    problems: ['flow-unknown', 'field-unknown', 'field-hidden', 'filter-invalid', 'database-not-ready'],
  },
  'GET /{database}/cases/groups': {
    tag: 'cases',
    summary: 'How many cases of a list have which value of a field, such as $state',
    params: inDatabase,
    query: object({ ...caseSelection, by: Name }),
    response: object({
      items: list(object({ value: nullable(Type.String()), title: Type.String(), cases: Count }), 200),
      ...partial,
    }),
    problems: ['flow-unknown', 'field-unknown', 'field-hidden', 'filter-invalid', 'database-not-ready'],
  },
  'POST /{database}/cases': {
    tag: 'cases',
    summary: 'Bear a case',
    params: inDatabase,
    body: object({ flow: Name, entity: Name, key: Name, ...CommandBody.properties }),
    status: 201,
    response: CommandResult,
    idempotent: true,
    problems: [...commandProblems, 'flow-unknown'],
  },
  'GET /{database}/cases/{case}': {
    tag: 'cases',
    summary: 'A case: where it stands, how it got there, what comes next and why then',
    params: ofCase,
    response: CaseDetail,
    problems: ['case-unknown', 'database-not-ready'],
  },
  'GET /{database}/cases/{case}/events': {
    tag: 'cases',
    summary: 'Its events, the newest first',
    params: ofCase,
    query: object({ ...personalQuery, ...pageQuery }),
    response: pageOf(CaseEvent),
    csv: true,
    problems: ['case-unknown', 'field-hidden', 'cursor-invalid', 'database-not-ready'],
  },
  'GET /{database}/cases/{case}/actions': {
    tag: 'cases',
    summary: 'What you may do with it, and why the rest is not possible',
    params: ofCase,
    response: object({ items: list(Action, 500) }),
    problems: ['case-unknown', 'database-not-ready'],
  },
  'POST /{database}/cases/{case}/commands': {
    tag: 'cases',
    summary: 'Ask for something: an event of its flow, or approve, decline, assign, comment, link, revise, repair',
    description:
      'The flow decides. With If-Match (the ETag of the case, its seq in quotes) it is refused where the case has moved on since you looked.',
    params: ofCase,
    body: CommandBody,
    response: CommandResult,
    idempotent: true,
    ifMatch: 'optional',
    problems: [...commandProblems, 'precondition-failed'],
  },
});
