import Type, { type Static } from 'typebox';
import { CaseEvent, CaseName } from './cases.ts';
import { ActorName, CaseId, Count, databaseParams, Instant, inDatabase, list, Name, nullable, pageQuery } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/** A case as the log names it. */
export const LogCase = object({
  ...CaseName.properties,
  /** Of exceptions and tasks: what people call them, as their key is no word. */
  title: nullable(Type.String()),
  /** The case that owns it. */
  of: nullable(CaseName),
});

/** An event among those of all cases. */
export const LogEvent = object({
  case: LogCase,
  seq: CaseEvent.properties.seq,
  type: Name,
  title: Type.String(),
  kind: CaseEvent.properties.kind,
  from: CaseEvent.properties.from,
  to: CaseEvent.properties.to,
  actor: ActorName,
  /** Who is behind the actor, where that is another. */
  principal: nullable(ActorName),
  occurredAt: Instant,
  recordedAt: Instant,
  reason: nullable(Type.String()),
  /** What came of it, a line each. */
  outcomes: CaseEvent.properties.outcomes,
  deviation: nullable(Type.String()),
  manual: Type.Boolean({ description: 'A person did what an automation is to do, or put something right by hand' }),
  cause: nullable(object({ case: CaseId, seq: Type.Integer({ minimum: 1 }) })),
  sealed: Type.Boolean({ description: 'A seal holds it' }),
  hash: Type.String(),
});
export type LogEvent = Static<typeof LogEvent>;

/** An event with what it said, what it changed and by whose right. */
export const LogDetail = object({
  event: LogEvent,
  version: Type.Integer({ minimum: 1 }),
  /** Roles that the actor had then. */
  roles: list(object({ name: Name, title: Type.String() }), 500),
  changes: CaseEvent.properties.changes,
  /** Of the case, for amounts. */
  currency: nullable(Type.String()),
  /** Members of input, outcome and context as they are written in the log; what may not be seen is left out. */
  written: list(object({ name: Name, text: Type.String() }), 20),
  /** Of the input or the changes something is left out: it was erased, or takes a role. */
  withheld: Type.Boolean(),
  /** The number of the seal that holds it. */
  seal: nullable(Type.Integer({ minimum: 1 })),
  /** What it follows from, the nearest first. */
  causes: list(LogEvent, 20),
  /** What follows from it at once. */
  caused: list(LogEvent, 200),
});
export type LogDetail = Static<typeof LogDetail>;

/** By what the log can be narrowed, and how far it is sealed. */
export const LogFacets = object({
  flows: list(object({ name: Name, title: Type.String(), types: list(object({ name: Name, title: Type.String() }), 500) }), 500),
  entities: list(Name, 200),
  /** Who is in the log; not all where they are many. */
  actors: list(ActorName, 200),
  sealing: object({
    last: nullable(object({ number: Type.Integer({ minimum: 1 }), sealedAt: Instant, hash: Type.String() })),
    unanchored: Count,
    unsealed: object({ events: Count, more: Type.Boolean(), oldest: nullable(Instant) }),
  }),
});
export type LogFacets = Static<typeof LogFacets>;

const selection = {
  flow: optional(Name),
  type: optional(Type.Array(Name, { maxItems: 50 })),
  kind: optional(CaseEvent.properties.kind),
  actor: optional(Type.String({ minLength: 1, maxLength: 500, description: 'Who is behind it, by id' })),
  entity: optional(Name),
  key: optional(Type.String({ minLength: 1, maxLength: 500, description: 'Of the cases with this key, and what they own' })),
  case: optional(CaseId),
  deviation: optional(Type.Boolean({ description: 'true: only facts that their flow had no place for' })),
  manual: optional(Type.Boolean({ description: 'true: only what was done by hand' })),
  from: optional(Type.String({ maxLength: 40, description: 'A day or an instant: recorded since then' })),
  to: optional(Type.String({ maxLength: 40, description: 'A day or an instant: recorded before' })),
};

/** So many events a file has at most. */
export const logExportMax = 10_000;

export const logRoutes = defineRoutes({
  'GET /{database}/log': {
    tag: 'log',
    summary: 'Events of all cases, the newest first',
    description: `A page may be short and still have a next one: then it was looked back to \`lookedBackTo\`. As CSV at most ${logExportMax} events.`,
    params: inDatabase,
    query: object({ ...selection, ...pageQuery }),
    response: object({
      items: Type.Array(LogEvent, { maxItems: 200 }),
      next: optional(Type.String()),
      lookedBackTo: optional(Instant),
    }),
    csv: true,
    problems: ['filter-invalid', 'cursor-invalid', 'database-not-ready'],
  },
  'GET /{database}/log/facets': {
    tag: 'log',
    summary: 'Flows, types of event, entities and actors that the log has, and how far it is sealed',
    params: inDatabase,
    response: LogFacets,
    problems: ['database-not-ready'],
  },
  'GET /{database}/log/xes': {
    tag: 'log',
    summary: `The same events as an XES log (IEEE 1849), oldest first in each case; at most ${logExportMax}`,
    params: inDatabase,
    query: object(selection),
    response: Type.String(),
    mediaType: 'application/xml',
    problems: ['filter-invalid', 'database-not-ready'],
  },
  'GET /{database}/log/{case}/{seq}': {
    tag: 'log',
    summary: 'An event: what it said and changed, by whose right, what caused it and what it caused',
    params: object({ ...databaseParams, case: CaseId, seq: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
    response: LogDetail,
    problems: ['case-unknown', 'database-not-ready'],
  },
});
