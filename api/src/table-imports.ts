import Type, { type Static } from 'typebox';
import { ColumnChoice, Import, RowError } from './imports.ts';
import { CaseId, Count, databaseParams, Instant, list, Name, nullable } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';
import { TablePlan } from './table-plan.ts';

/* The ten minutes: from any file to true numbers of one's own business. Each step can be asked again; nothing is written before the import. */

/** By question, what is answered. `kind/<column>`, `shape`, `entity` and `timeZone` may be answered unasked. */
export const TableAnswers = Type.Record(Type.String({ maxLength: 600 }), Type.String({ maxLength: 600 }), { maxProperties: 600 });

export const TableQuestion = object({
  id: Type.String(),
  column: nullable(Type.String()),
  question: Type.String(),
  /** None: any text. */
  options: list(object({ value: Type.String(), reading: Type.String() }), 600),
});
export type TableQuestion = Static<typeof TableQuestion>;

export const RecognisedColumn = object({
  name: Type.String(),
  kind: TablePlan.properties.columns.items.properties.kind,
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  /** What it rests on. */
  because: Type.String(),
  format: optional(Type.String()),
  decimal: optional(Type.Union([Type.Literal('.'), Type.Literal(',')])),
  filled: Count,
  distinct: Count,
  samples: list(Type.String(), 5),
});
export type RecognisedColumn = Static<typeof RecognisedColumn>;

export const Recognition = object({
  format: Type.String(),
  encoding: Type.String(),
  shape: TablePlan.properties.shape,
  shapeBecause: Type.String(),
  columns: list(RecognisedColumn, 1000),
  /** What only a person knows: while there are any, nothing can be imported. */
  questions: list(TableQuestion, 100),
  /** What was settled, and on what it rests. */
  notes: list(Type.String(), 200),
  rows: Count,
  /** All rows were looked at. */
  complete: Type.Boolean(),
  errors: list(RowError, 100),
  sheets: list(Type.String(), 500),
  objectTypes: list(object({ type: Type.String(), objects: Count, events: Count }), 500),
  plan: TablePlan,
});
export type Recognition = Static<typeof Recognition>;

export const ControlTotal = object({
  column: Type.String(),
  /** Empty: none is stated. */
  currency: Type.String(),
  count: Count,
  /** A decimal number as text, exact. */
  sum: Type.String(),
});
export type ControlTotal = Static<typeof ControlTotal>;

const Unread = object({ line: Type.Integer(), column: Type.String(), text: Type.String(), reason: Type.String() });

/** What the file says by itself. */
export const FileTotals = object({
  rows: Count,
  totals: list(ControlTotal, 500),
  unread: list(Unread, 1000),
  unreadCount: Count,
});
export type FileTotals = Static<typeof FileTotals>;

/** The file's sums beside those of the log; what is missing adds up to the difference. */
export const TotalsCheck = object({
  rows: Count,
  /** Rows of which a fact is in the log. */
  recordedRows: Count,
  totals: list(
    object({
      ...ControlTotal.properties,
      recorded: Type.String(),
      recordedCount: Count,
      missing: Type.String(),
      agrees: Type.Boolean(),
    }),
    500,
  ),
  /** Amounts of the file that are not in the log, by line, with the reason: their sum is `missing`. The first thousand. */
  missing: list(
    object({
      line: Type.Integer(),
      column: Type.String(),
      currency: Type.String(),
      amount: Type.String(),
      reason: Type.String(),
    }),
    1000,
  ),
  missingCount: Count,
  unread: list(Unread, 1000),
  unreadCount: Count,
  /** Every sum agrees, or what is missing adds up to the difference exactly. */
  explained: Type.Boolean(),
});
export type TotalsCheck = Static<typeof TotalsCheck>;

const DraftSuggestion = object({
  /** Where it goes: an addition in terms of JSON Patch. */
  path: Type.String(),
  kind: Type.Union([Type.Literal('owner'), Type.Literal('deadline'), Type.Literal('title')]),
  state: Type.String(),
  /** What would stand there, in words. */
  value: Type.String(),
  because: Type.String(),
});

const DraftFinding = object({ code: Type.String(), severity: Type.String(), place: Type.String(), message: Type.String() });

export const FlowDraft = object({
  name: Name,
  title: Name,
  cases: Count,
  events: Count,
  /** Share of the events that take a declared transition. */
  fitness: Type.Number(),
  precision: Type.Number(),
  graphPrecision: Type.Number(),
  states: list(object({ name: Type.String(), title: Type.String(), final: Type.Boolean() }), 500),
  transitions: list(object({ from: nullable(Type.String()), event: Type.String(), to: Type.String() }), 2000),
  rare: list(object({ from: nullable(Type.String()), event: Type.String(), count: Count }), 500),
  suggestions: list(DraftSuggestion, 1000),
  /** What the checker says of the draft with what was accepted. */
  findings: list(DraftFinding, 1000),
  shortfalls: list(Type.String(), 20),
});
export type FlowDraft = Static<typeof FlowDraft>;

/** A flow of ours, and how much of it the file could feed. */
export const FlowFit = object({
  flow: Name,
  title: Type.String(),
  /** From 0 to 1: of what it needs, how much is there. */
  score: Type.Number({ minimum: 0, maximum: 1 }),
  because: Type.String(),
  found: list(object({ field: Type.String(), title: Type.String(), column: Type.String() }), 100),
  missing: list(Type.String(), 100),
  choice: ColumnChoice,
});
export type FlowFit = Static<typeof FlowFit>;

export const FlowChoices = object({
  flows: list(FlowFit, 20),
  draft: nullable(FlowDraft),
  /** Why there is no draft. */
  noDraft: nullable(Type.String()),
  /** `draft`, or the name of a flow. */
  suggested: Type.String(),
});
export type FlowChoices = Static<typeof FlowChoices>;

/** How long something waits, and how much of all waiting that is. */
const Wait = object({
  from: Type.String(),
  to: Type.String(),
  count: Count,
  medianMs: nullable(Type.Number()),
  share: nullable(Type.Number()),
});

export const FirstNumbers = object({
  flow: Name,
  title: Type.String(),
  cases: Count,
  events: Count,
  open: Count,
  medianMs: nullable(Type.Number()),
  p90Ms: nullable(Type.Number()),
  first: nullable(Instant),
  last: nullable(Instant),
  states: list(object({ state: Type.String(), title: Type.String(), cases: Count, final: Type.Boolean() }), 200),
  bottlenecks: list(Wait, 10),
  /** Where cases take longest, of all values of the file's columns that enough cases have. */
  segments: list(
    object({
      field: Type.String(),
      title: Type.String(),
      value: Type.String(),
      cases: Count,
      medianMs: Type.Number(),
      times: Type.Number(),
    }),
    10,
  ),
  /** Where what is dated before counts as history, from which nothing follows. */
  liveFrom: Instant,
});
export type FirstNumbers = Static<typeof FirstNumbers>;

/** What taking an import back would do, or has done. */
export const Retraction = object({
  import: CaseId,
  flow: Name,
  /** `failed`: it stopped with the failure, and goes on when it is asked again. */
  status: Type.Union([Type.Literal('possible'), Type.Literal('running'), Type.Literal('failed'), Type.Literal('done')]),
  /** How much of it is done. */
  share: Type.Number({ minimum: 0, maximum: 1 }),
  /** Cases that it began and that are as it left them: they end as retracted. */
  cases: Count,
  facts: Count,
  /** Mails and calls of them that have gone out: these cannot be taken back. */
  sent: Count,
  /** Cases that had other events besides: they stay, with the reason. The first hundred. */
  kept: list(object({ case: CaseId, key: Type.String(), reason: Type.String() }), 100),
  keptCount: Count,
  failure: nullable(Type.String()),
  retractedAt: nullable(Instant),
});
export type Retraction = Static<typeof Retraction>;

/** Where an import would put the cases of a file, before anything is written. */
export const Placement = object({
  liveFrom: Instant,
  /** An import before this one has settled where history ends: it stays. */
  settled: Type.Boolean(),
  /** When the last thing that the file tells of happened. */
  lastAt: nullable(Instant),
  cases: Count,
  open: Count,
  /** Open cases of which something falls due as soon as they are here. */
  dueAtOnce: Count,
  /** Of the open cases, by the state that they are put in. */
  states: list(object({ state: Type.String(), title: Type.String(), cases: Count, dueAtOnce: Count }), 200),
  /** What falls due first, of the open cases. */
  next: list(object({ key: Type.String(), state: Type.String(), what: Type.String(), due: Instant, why: Type.String() }), 50),
  /** The whole file was read, and all of its cases were kept in mind. */
  complete: Type.Boolean(),
});
export type Placement = Static<typeof Placement>;

const ofUpload = object({ ...databaseParams, upload: CaseId });
const ofImport = object({ ...databaseParams, import: CaseId });
const answered = object({ answers: TableAnswers });
const readable = ['upload-unknown', 'upload-unreadable', 'mapping-unfit', 'import-simulated', 'role-required'] as const;
const drafted = {
  answers: TableAnswers,
  name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$', description: 'What the flow is called' }),
  title: Name,
  /** Paths of the suggestions that were accepted. */
  accepted: list(Type.String({ maxLength: 300 }), 1000),
};

export const tableImportRoutes = defineRoutes({
  'POST /{database}/uploads/{upload}/recognition': {
    tag: 'imports',
    summary: 'What a row of the file is, and which column is what; and what only a person knows',
    params: ofUpload,
    body: answered,
    response: Recognition,
    problems: readable,
  },
  'POST /{database}/uploads/{upload}/totals': {
    tag: 'imports',
    summary: 'What the file adds up to, from its text alone',
    params: ofUpload,
    body: answered,
    response: FileTotals,
    problems: readable,
  },
  'POST /{database}/uploads/{upload}/flows': {
    tag: 'imports',
    summary: 'Which flow of ours the file could feed, and a flow drafted from it with what the checker says of that',
    params: ofUpload,
    body: object({
      answers: TableAnswers,
      name: optional(drafted.name),
      title: optional(Name),
      accepted: optional(drafted.accepted),
    }),
    response: FlowChoices,
    problems: readable,
  },
  'POST /{database}/uploads/{upload}/placement': {
    tag: 'imports',
    summary: 'Where an import would put the open cases, and what falls due first: for review before anything is written',
    params: ofUpload,
    body: object({
      answers: TableAnswers,
      /** Of ours, with its choice; without, the drafted one. */
      flow: optional(Name),
      choice: optional(ColumnChoice),
      name: optional(drafted.name),
      title: optional(Name),
      accepted: optional(drafted.accepted),
    }),
    response: Placement,
    problems: [...readable, 'flow-unknown'],
  },
  'POST /{database}/uploads/{upload}/draft-import': {
    tag: 'imports',
    summary: 'Deploy the drafted flow and import the file into it. Each fact once, however often it is run',
    params: ofUpload,
    body: object(drafted),
    status: 202,
    response: Import,
    idempotent: true,
    problems: [...readable, 'import-running', 'change-not-approved', 'refused'],
  },
  'GET /{database}/imports/{import}/totals': {
    tag: 'imports',
    summary: 'The sums of the file beside those of the log, and what is missing, by line',
    params: ofImport,
    response: TotalsCheck,
    problems: ['import-unknown', 'import-simulated', 'role-required'],
  },
  'GET /{database}/imports/{import}/first-numbers': {
    tag: 'imports',
    summary: 'What was imported: how long it takes, where it waits, and where it is worst',
    params: ofImport,
    response: FirstNumbers,
    problems: ['import-unknown', 'import-simulated', 'role-required'],
  },
  'GET /{database}/imports/{import}/retraction': {
    tag: 'imports',
    summary: 'What taking an import back would do',
    params: ofImport,
    response: Retraction,
    problems: ['import-unknown', 'import-simulated', 'role-required'],
  },
  'POST /{database}/imports/{import}/retraction': {
    tag: 'imports',
    summary:
      'Begin to take an import back: the cases that it alone brought about end as retracted, recorded in the log with the reason',
    params: ofImport,
    body: object({ reason: Type.String({ minLength: 3, maxLength: 1000 }) }),
    status: 202,
    response: Retraction,
    idempotent: true,
    problems: ['import-unknown', 'import-running', 'import-simulated', 'role-required'],
  },
});
