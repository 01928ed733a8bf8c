import Type, { type Static } from 'typebox';
import { FlowHead } from './flows.ts';
import {
  CaseId,
  Count,
  databaseParams,
  FieldKind,
  Instant,
  inDatabase,
  list,
  Name,
  nullable,
  pageOf,
  pageQuery,
} from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';
import { TablePlan } from './table-plan.ts';

/** A file that was sent here to be looked at, and perhaps imported. Kept for a day. */
export const Upload = object({
  id: CaseId,
  name: Type.String(),
  bytes: Count,
  uploadedAt: Instant,
  delimiter: Type.String(),
  /** How its text was written; it is read as UTF-8 from here on. */
  encoding: Type.Union([Type.Literal('UTF-8'), Type.Literal('UTF-16'), Type.Literal('Windows-1252')]),
  columns: list(object({ name: Type.String(), samples: list(Type.String(), 5) }), 500),
  /** Found by its content. */
  format: Type.Unsafe<'csv' | 'excel' | 'json-lines' | 'xes' | 'ocel'>(
    Type.String({ enum: ['csv', 'excel', 'json-lines', 'xes', 'ocel'] }),
  ),
  /** Of a workbook. */
  sheets: list(Type.String(), 500),
  /** Of an object-centric log. */
  objectTypes: list(object({ type: Type.String(), objects: Count, events: Count }), 500),
  /** The first 20 rows, as they stand in the file. */
  rows: list(object({ line: Type.Integer(), cells: list(Type.String(), 500) }), 20),
});
export type Upload = Static<typeof Upload>;

/** What a file's columns may be, in words of the flow. */
export const ImportField = object({
  name: Name,
  title: Type.String(),
  kind: FieldKind,
  /** What it makes possible. */
  neededFor: Type.String(),
  required: Type.Boolean(),
  /** Names under which it is often found. */
  oftenCalled: list(Type.String(), 40),
});
export type ImportField = Static<typeof ImportField>;

/** What happened before is history: it sends no mail, makes no task and starts no ladder. Settled with the first import of its source. */
export const LiveFrom = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?Z)?$',
  description:
    'A day, from its beginning in UTC, or an instant. What happened before is history: nothing is sent, asked for or raised for it',
});

export const ColumnChoice = object({
  /** By the field's name, the column that holds it. */
  columns: Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 500 }), { maxProperties: 100 }),
  entity: Type.String({ minLength: 1, maxLength: 200, description: 'The legal unit, where no column says it' }),
  currency: optional(Type.String({ pattern: '^[A-Z]{3}$', description: 'Where no column says it' })),
  dateFormat: Type.Union(
    [Type.Literal('YYYY-MM-DD'), Type.Literal('DD/MM/YYYY'), Type.Literal('MM/DD/YYYY'), Type.Literal('DD.MM.YYYY')],
    { description: 'How its days are written' },
  ),
  decimal: Type.Union([Type.Literal('.'), Type.Literal(',')], { description: 'What stands before the cents' }),
  formats: optional(
    Type.Record(Type.String({ maxLength: 500 }), Type.String({ maxLength: 40 }), {
      maxProperties: 1000,
      description: 'By column, how its days are written where it is otherwise: D-MMM-YYYY, M/D/YYYY H:mm a',
    }),
  ),
  decimals: optional(
    Type.Record(Type.String({ maxLength: 500 }), Type.Union([Type.Literal('.'), Type.Literal(',')]), { maxProperties: 1000 }),
  ),
  table: optional(
    object({ sheet: optional(Type.String({ maxLength: 200 })), objectType: optional(Type.String({ maxLength: 200 })) }),
  ),
  liveFrom: optional(LiveFrom),
  draft: optional(
    object({
      plan: TablePlan,
      /** By activity, or column of dates, the event of the flow. */
      events: Type.Record(Type.String({ maxLength: 1000 }), Type.String({ maxLength: 80 }), { maxProperties: 300 }),
    }),
  ),
});
export type ColumnChoice = Static<typeof ColumnChoice>;

export const Suggestion = object({
  flow: Name,
  fields: list(ImportField, 100),
  choice: ColumnChoice,
  /** Why a column was chosen, by field: its name or its values; and why `dateFormat`, `decimal`, `currency` and `entity` are as they are. */
  because: Type.Record(Type.String(), Type.String()),
});
export type Suggestion = Static<typeof Suggestion>;

export const RowError = object({
  line: nullable(Type.Integer()),
  column: nullable(Type.String()),
  value: nullable(Type.String()),
  code: Type.String(),
  message: Type.String(),
  expected: Type.String(),
  /** What to do about it. */
  action: Type.String(),
});
export type RowError = Static<typeof RowError>;

/** A preview row: what becomes of a line. */
export const PreviewRow = object({
  line: Type.Integer(),
  key: nullable(Type.String()),
  /** Titles of what happens to the case, in order. */
  events: list(
    object({
      title: Type.String(),
      at: Instant,
      known: Type.Boolean({ description: 'It is here already' }),
      waits: optional(Type.Boolean({ description: 'It waits for its case to begin' })),
    }),
    20,
  ),
  fields: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
  errors: list(RowError, 20),
});
export type PreviewRow = Static<typeof PreviewRow>;

export const Preview = object({
  rows: list(PreviewRow, 20),
  /** Rows read, and of them those that can be imported and those that cannot. */
  read: Count,
  good: Count,
  bad: Count,
  /** What the import would record. */
  cases: Count,
  events: Count,
  /** Of the events, those that wait for their case to begin. */
  waiting: Count,
  /** Facts that are here already. */
  duplicates: Count,
  deviations: Count,
  /** The first 100. */
  errors: list(RowError, 100),
  /** How many there are of each code. */
  errorCounts: Type.Record(Type.String(), Count),
  /** The whole file was looked at: else so many rows of it, or for so long. */
  complete: Type.Boolean(),
  /** What happened before is history: no reminder, task or mail comes of it. */
  liveFrom: Instant,
  /** What the file does not say, and how it is taken. */
  assumptions: list(Type.String(), 20),
});
export type Preview = Static<typeof Preview>;

export const Import = object({
  id: CaseId,
  upload: CaseId,
  flow: Name,
  status: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('stopped')]),
  startedAt: Instant,
  endedAt: nullable(Instant),
  share: Type.Number({ minimum: 0, maximum: 1 }),
  rows: Count,
  cases: Count,
  events: Count,
  /** Facts that were here before. */
  duplicates: Count,
  errors: Count,
  deviations: Count,
  failure: nullable(object({ code: Type.String(), message: Type.String(), action: Type.String() })),
  /** How its retraction stands; `null`: nobody has taken it back. */
  retraction: nullable(Type.Union([Type.Literal('running'), Type.Literal('failed'), Type.Literal('done')])),
});
export type Import = Static<typeof Import>;

const ofUpload = object({ ...databaseParams, upload: CaseId });
const ofImport = object({ ...databaseParams, import: CaseId });
const chosen = object({ flow: Name, choice: ColumnChoice });
const uploadBytesMax = 200 * 1024 * 1024;

export const importRoutes = defineRoutes({
  'GET /{database}/import-targets': {
    tag: 'imports',
    summary: 'The flows that a file can be made cases of, and the columns they look for',
    params: inDatabase,
    response: object({ items: list(object({ flow: FlowHead, fields: list(ImportField, 100) }), 100) }),
    problems: ['import-simulated', 'role-required'],
  },
  'POST /{database}/uploads': {
    tag: 'imports',
    summary: 'Send a file of records (CSV, Excel, JSON Lines, XES, OCEL), to look at it; nothing is imported yet',
    params: inDatabase,
    query: object({ name: Type.String({ minLength: 1, maxLength: 255 }) }),
    upload: { mediaTypes: ['text/csv', 'application/octet-stream'], bytesMax: uploadBytesMax },
    status: 201,
    response: Upload,
    problems: ['upload-unreadable', 'body-too-large', 'import-simulated', 'role-required', 'storage-full'],
  },
  'GET /{database}/uploads/{upload}': {
    tag: 'imports',
    summary: 'An upload, with its first rows',
    params: ofUpload,
    response: Upload,
    problems: ['upload-unknown', 'import-simulated', 'role-required'],
  },
  'DELETE /{database}/uploads/{upload}': {
    tag: 'imports',
    summary: 'Throw an upload away',
    params: ofUpload,
    problems: ['upload-unknown', 'import-running', 'import-simulated', 'role-required'],
  },
  'GET /{database}/uploads/{upload}/suggestion': {
    tag: 'imports',
    summary: 'Which column is probably which field',
    params: ofUpload,
    query: object({ flow: Name }),
    response: Suggestion,
    problems: ['upload-unknown', 'flow-unknown', 'import-simulated', 'role-required'],
  },
  'POST /{database}/uploads/{upload}/preview': {
    tag: 'imports',
    summary: 'What the first 20 rows become, and what is wrong in the whole file; nothing is written. As CSV: all that is wrong',
    params: ofUpload,
    body: chosen,
    response: Preview,
    csv: true,
    problems: ['upload-unknown', 'flow-unknown', 'mapping-unfit', 'import-simulated', 'role-required'],
  },
  'POST /{database}/imports': {
    tag: 'imports',
    summary: 'Import an upload. Each fact once, however often it is run; what happened before the first import is history',
    params: inDatabase,
    body: object({ upload: CaseId, ...chosen.properties }),
    status: 202,
    response: Import,
    idempotent: true,
    problems: ['upload-unknown', 'flow-unknown', 'mapping-unfit', 'import-running', 'import-simulated', 'role-required'],
  },
  'GET /{database}/imports/{import}': {
    tag: 'imports',
    summary: 'How an import stands',
    params: ofImport,
    response: Import,
    problems: ['import-unknown', 'import-simulated', 'role-required'],
  },
  'GET /{database}/imports/{import}/errors': {
    tag: 'imports',
    summary: 'The rows that could not be imported, in the order of the file',
    params: ofImport,
    query: object(pageQuery),
    response: pageOf(RowError),
    csv: true,
    problems: ['import-unknown', 'cursor-invalid', 'import-simulated', 'role-required'],
  },
  'POST /{database}/imports/{import}/stop': {
    tag: 'imports',
    summary: 'Stop an import: what is imported stays, and the same file run again goes on',
    params: ofImport,
    response: Import,
    problems: ['import-unknown', 'import-simulated', 'role-required'],
  },
});
