import Type, { type Static } from 'typebox';
import { Approvals, CaseRow } from './cases.ts';
import {
  ActorName,
  CaseId,
  Count,
  databaseParams,
  FieldKind,
  Instant,
  inDatabase,
  list,
  Money,
  Name,
  nullable,
  pageOf,
  pageQuery,
  partial,
  Value,
} from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/** A piece of work for a role. Approvals are not among them: they are decisions. */
export const Task = object({
  id: CaseId,
  title: Type.String(),
  role: object({ name: Name, title: Type.String() }),
  mine: Type.Boolean({ description: 'You hold its role, or it is assigned to you' }),
  assignee: nullable(ActorName),
  open: Type.Boolean(),
  seq: Type.Integer(),
  openedAt: Instant,
  dueAt: nullable(Instant),
  late: Type.Boolean(),
  resolution: nullable(Type.String()),
  about: nullable(CaseRow),
  /** What that case is about, beside its key: the customer. */
  subject: nullable(Type.String()),
  /** What it is worth. */
  amount: nullable(Money),
});
export type Task = Static<typeof Task>;

/** An approval that waits, with the facts on which it rests. */
export const Decision = object({
  case: CaseRow,
  of: Name,
  title: Type.String(),
  askedBy: ActorName,
  askedAt: Instant,
  dueAt: nullable(Instant),
  late: Type.Boolean(),
  /** What the case is about, beside its key: the customer. */
  subject: nullable(Type.String()),
  amount: nullable(Money),
  facts: list(object({ title: Type.String(), kind: FieldKind, value: Value }), 12),
  /** What is approved is the case with exactly this data. */
  dataHash: Type.String(),
  /** One of them must decide next. */
  roles: list(object({ name: Name, title: Type.String() }), 16),
  approvals: optional(Approvals),
  /** You may decide it; else why not. */
  mayDecide: Type.Boolean(),
  why: optional(Type.String()),
});
export type Decision = Static<typeof Decision>;

export const workRoutes = defineRoutes({
  'GET /{database}/tasks': {
    tag: 'work',
    summary: 'Tasks, the soonest due first',
    params: inDatabase,
    query: object({
      whose: optional(Type.Union([Type.Literal('mine'), Type.Literal('all')], { default: 'mine' })),
      status: optional(Type.Union([Type.Literal('open'), Type.Literal('late'), Type.Literal('done')], { default: 'open' })),
      role: optional(Name),
      ...pageQuery,
    }),
    response: pageOf(Task),
    csv: true,
    problems: ['cursor-invalid', 'database-not-ready'],
  },
  'GET /{database}/decisions': {
    tag: 'work',
    summary: 'Approvals that wait, the soonest due first: for you, or for anybody',
    params: inDatabase,
    query: object({
      whose: optional(Type.Union([Type.Literal('mine'), Type.Literal('all')], { default: 'mine' })),
      ...pageQuery,
    }),
    response: pageOf(Decision),
    problems: ['cursor-invalid', 'database-not-ready'],
  },
  'GET /{database}/work/counts': {
    tag: 'work',
    summary: 'How much waits for you, and how many tasks there are for anybody',
    params: inDatabase,
    response: object({ decisions: Count, tasks: Count, exceptions: Count, teamTasks: Count, ...partial }),
    problems: ['database-not-ready'],
  },
  'GET /{database}/search': {
    tag: 'search',
    summary: 'Cases by key or by what stands in their columns, flows and metrics by name',
    params: inDatabase,
    query: object({
      q: Type.String({ minLength: 1, maxLength: 100 }),
      limit: optional(Type.Integer({ minimum: 1, maximum: 20, default: 8 })),
    }),
    response: object({
      cases: list(
        object({
          id: CaseId,
          flow: Name,
          flowTitle: Type.String(),
          entity: Name,
          key: Name,
          stateTitle: Type.String(),
          found: nullable(object({ field: Type.String(), value: Type.String() })),
        }),
        20,
      ),
      flows: list(object({ name: Name, title: Type.String() }), 20),
      metrics: list(object({ id: Name, title: Type.String() }), 20),
    }),
    problems: ['database-not-ready'],
  },
});

const viewPage = Type.Union([Type.Literal('cases'), Type.Literal('tasks')]);
const viewBody = {
  page: viewPage,
  name: Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\u0000-\\u001f]+$' }),
  query: Type.String({ maxLength: 2000, pattern: '^[^\\u0000-\\u001f]*$', description: 'The query of the page’s address' }),
};

/** A list that somebody wants to find again. */
export const SavedView = object({ id: CaseId, ...viewBody, revision: Type.Integer({ minimum: 1 }), createdAt: Instant });
export type SavedView = Static<typeof SavedView>;

const ofView = object({ ...databaseParams, view: CaseId });

export const viewRoutes = defineRoutes({
  'GET /{database}/views': {
    tag: 'views',
    summary: 'Your saved views, in the order in which you made them',
    params: inDatabase,
    query: object({ page: optional(viewPage) }),
    response: object({ items: list(SavedView, 100) }),
    problems: ['database-not-ready'],
  },
  'POST /{database}/views': {
    tag: 'views',
    summary: 'Save a view',
    params: inDatabase,
    body: object(viewBody),
    status: 201,
    response: SavedView,
    idempotent: true,
    problems: ['view-limit', 'database-not-ready'],
  },
  'PUT /{database}/views/{view}': {
    tag: 'views',
    summary: 'Change a saved view',
    params: ofView,
    body: object(viewBody),
    response: SavedView,
    ifMatch: 'required',
    problems: ['view-unknown', 'precondition-required', 'precondition-failed', 'database-not-ready'],
  },
  'DELETE /{database}/views/{view}': {
    tag: 'views',
    summary: 'Delete a saved view',
    params: ofView,
    ifMatch: 'optional',
    problems: ['view-unknown', 'precondition-failed', 'database-not-ready'],
  },
});
