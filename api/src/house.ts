import Type, { type Static } from 'typebox';
import { Count, Database, Day, Instant, inDatabase, list, Name } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/** One of the two doors, and how far it stands open. */
export const Door = object({
  database: Database,
  title: Type.String(),
  simulated: Type.Boolean(),
  status: Type.Union([Type.Literal('absent'), Type.Literal('building'), Type.Literal('ready'), Type.Literal('failed')], {
    description: '`absent`: the demo has not been built. The company’s own database is always ready; it may be empty',
  }),
  /** While it is built. */
  progress: optional(object({ share: Type.Number({ minimum: 0, maximum: 1 }), from: Instant, now: Instant, to: Instant })),
  failure: optional(object({ code: Type.String(), message: Type.String(), action: Type.String() })),
  now: optional(Instant),
  cases: Count,
});
export type Door = Static<typeof Door>;

/** What is in the demo, for whoever has not opened it. */
export const DemoFacts = object({
  invoices: Count,
  entities: list(object({ name: Type.String(), currency: Type.String() }), 20),
  people: Count,
  defects: Count,
  from: Day,
  to: Day,
});

export const Doors = object({
  doors: list(Door, 2),
  demo: DemoFacts,
  version: Type.String(),
});
export type Doors = Static<typeof Doors>;

export const Clock = object({
  mode: Type.Union([Type.Literal('real'), Type.Literal('virtual')]),
  now: Instant,
  /**
   * When the deadline that is longest due fell due, where that is longer ago than a server in good order needs
   * (THROUGHLINE_LAG_WARNING): nothing works deadlines off, or not as fast as they come.
   */
  lateSince: optional(Instant),
});
export type Clock = Static<typeof Clock>;

export const Travelled = object({
  from: Instant,
  now: Instant,
  /** What happened on the way. */
  events: Count,
});
export type Travelled = Static<typeof Travelled>;

export const Person = object({
  id: Name,
  name: Type.String(),
  title: Type.String({ description: 'What they do, in words' }),
  roles: list(object({ name: Type.String(), title: Type.String() })),
});
export type Person = Static<typeof Person>;

export const Me = object({
  person: Person,
  /** Whether others can be acted as: in the demo. */
  mayActAs: Type.Boolean(),
});
export type Me = Static<typeof Me>;

export const houseRoutes = defineRoutes({
  'GET /health': {
    tag: 'house',
    summary: 'The process is alive',
    response: object({ status: Type.Literal('alive'), service: Type.Literal('throughline') }),
  },
  'GET /ready': {
    tag: 'house',
    summary:
      'It can work: the database answers and has this release’s schema, workers are alive and keep up, nothing is stopping',
    response: object({ status: Type.Literal('ready') }),
    problems: ['unavailable', 'not-ready', 'server-stopping'],
  },
  'GET /doors': { tag: 'house', summary: 'The two databases and how they stand', response: Doors },
  'POST /doors/demo/build': {
    tag: 'house',
    summary: 'Build the simulated company, where it is missing',
    body: object({
      rebuild: optional(Type.Boolean({ description: 'Build it anew even if it is there: all that was done in it is lost' })),
    }),
    status: 202,
    response: Door,
    idempotent: true,
    problems: ['demo-in-use', 'sign-in-required', 'session-expired', 'key-invalid', 'account-inactive'],
  },
  'GET /{database}/clock': {
    tag: 'clock',
    summary: 'What time it is in the company',
    params: inDatabase,
    response: Clock,
    problems: ['database-not-ready'],
  },
  'POST /{database}/clock/travel': {
    tag: 'clock',
    summary: 'Move the simulated company forward in time; everything on the way happens at its own time',
    params: inDatabase,
    body: object({
      days: optional(Type.Integer({ minimum: 1, maximum: 366 })),
      to: optional(Instant),
    }),
    response: Travelled,
    idempotent: true,
    problems: ['clock-is-real', 'clock-runs-forward', 'travel-in-progress', 'database-not-ready'],
  },
  'GET /{database}/me': {
    tag: 'people',
    summary: 'As whom this request acts',
    params: inDatabase,
    response: Me,
    problems: ['database-not-ready'],
  },
  'GET /{database}/people': {
    tag: 'people',
    summary: 'Who can act',
    params: inDatabase,
    response: object({ items: list(Person, 500) }),
    problems: ['database-not-ready'],
  },
  'GET /{database}/stream': {
    tag: 'house',
    summary: 'What changes, as it changes (server-sent events: changed, clock, travel, demo)',
    description:
      '`changed {at}`: something was written, read again what you show. `clock {now}`. `travel {from, now, to}`: the clock is moving. `demo {status, share}`: the demo is being built. A comment every 15 s keeps the line open.',
    params: inDatabase,
    mediaType: 'text/event-stream',
    response: Type.String(),
  },
});
