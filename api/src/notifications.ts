import Type, { type Static } from 'typebox';
import {
  ActorName,
  CaseId,
  Count,
  databaseParams,
  Instant,
  inDatabase,
  list,
  Name,
  nullable,
  pageOf,
  pageQuery,
} from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

export const NotificationKind = Type.Union(
  [
    Type.Literal('task'),
    Type.Literal('approval'),
    Type.Literal('exception'),
    Type.Literal('late'),
    Type.Literal('assigned'),
    Type.Literal('mentioned'),
    Type.Literal('answered'),
    Type.Literal('watched'),
    Type.Literal('effect'),
  ],
  {
    description:
      '`task`, `approval`, `exception`: waits for a role of yours; `late`: something of yours passed its target time; `assigned`: to you; ' +
      '`mentioned`: in a comment; `answered`: what you asked for was approved, declined or fell away; `watched`: a case that you watch moved; ' +
      '`effect`: something to be done outside came to nothing',
  },
);
export type NotificationKind = Static<typeof NotificationKind>;

/** Something in the log that concerns you. */
export const Notification = object({
  id: CaseId,
  kind: NotificationKind,
  title: Type.String({ description: 'What happened, or what is to be done' }),
  /** What it leads to: the case, or that which a task or an exception is about. */
  case: object({ id: CaseId, flow: Name, flowTitle: Type.String(), key: Name, entity: Name, stateTitle: Type.String() }),
  /** What the case is about, beside its key: the customer. */
  subject: nullable(Type.String()),
  by: nullable(ActorName),
  at: Instant,
  unread: Type.Boolean(),
  settled: Type.Boolean({ description: 'The task was done, the approval given: nothing is left to do about it' }),
  mailedAt: nullable(Instant),
});
export type Notification = Static<typeof Notification>;

export const NotificationWay = Type.Union(
  [Type.Literal('off'), Type.Literal('in-app'), Type.Literal('at-once'), Type.Literal('digest')],
  {
    description:
      '`in-app`: here alone; `at-once`: here and by mail at once; `digest`: here and in one mail a day; `off`: not at all',
  },
);
export type NotificationWay = Static<typeof NotificationWay>;

const Hour = Type.Integer({ minimum: 0, maximum: 23 });
const preferenceBody = {
  kinds: object({
    task: NotificationWay,
    approval: NotificationWay,
    exception: NotificationWay,
    late: NotificationWay,
    assigned: NotificationWay,
    mentioned: NotificationWay,
    answered: NotificationWay,
    watched: NotificationWay,
    effect: NotificationWay,
  }),
  digestHour: Type.Integer({ minimum: 0, maximum: 23, description: 'Local hour from which the digest of the day is sent' }),
  zone: Type.String({ minLength: 1, maxLength: 60, description: 'IANA time zone, such as Europe/Berlin' }),
  quiet: nullable(
    object({ from: Hour, until: Hour }, 'Local hours between which nothing is mailed at once; it is mailed afterwards'),
  ),
};

/** How you are told what. */
export const NotificationPreferences = object({
  ...preferenceBody,
  email: nullable(Type.String({ description: 'Where mails go; null: there is no address' })),
  mails: Type.Boolean({ description: 'Mails are sent by this server' }),
  revision: Type.Integer({ minimum: 0, description: '0: nothing has been chosen yet' }),
});
export type NotificationPreferences = Static<typeof NotificationPreferences>;

const ofCase = object({ ...databaseParams, case: CaseId });

export const notificationRoutes = defineRoutes({
  'GET /{database}/notifications': {
    tag: 'notifications',
    summary: 'What concerns you, the newest first: kept for 90 days, at most 1,000',
    params: inDatabase,
    query: object({
      unread: optional(Type.Boolean({ description: 'Only what is unread and still to be dealt with' })),
      kind: optional(NotificationKind),
      ...pageQuery,
    }),
    response: pageOf(Notification),
    csv: true,
    problems: ['cursor-invalid', 'database-not-ready'],
  },
  'GET /{database}/notifications/count': {
    tag: 'notifications',
    summary: 'How many are unread and still to be dealt with',
    params: inDatabase,
    response: object({ unread: Count }),
    problems: ['database-not-ready'],
  },
  'POST /{database}/notifications/marks': {
    tag: 'notifications',
    summary: 'Mark some, or all that there are up to an instant, as read or unread; answers which have changed',
    params: inDatabase,
    body: object({
      read: Type.Boolean(),
      ids: optional(list(CaseId, 1000)),
    }),
    response: object({ changed: list(CaseId, 1000) }),
    problems: ['database-not-ready'],
  },
  'GET /{database}/notifications/preferences': {
    tag: 'notifications',
    summary: 'How you are told what',
    params: inDatabase,
    response: NotificationPreferences,
    problems: ['database-not-ready'],
  },
  'PUT /{database}/notifications/preferences': {
    tag: 'notifications',
    summary: 'Choose how you are told what',
    params: inDatabase,
    body: object(preferenceBody),
    response: NotificationPreferences,
    ifMatch: 'required',
    problems: ['data-invalid', 'precondition-required', 'precondition-failed', 'database-not-ready'],
  },
  'GET /{database}/cases/{case}/watch': {
    tag: 'notifications',
    summary: 'Whether you watch a case: you are told when it moves',
    params: ofCase,
    response: object({ watching: Type.Boolean() }),
    problems: ['case-unknown', 'database-not-ready'],
  },
  'PUT /{database}/cases/{case}/watch': {
    tag: 'notifications',
    summary: 'Watch a case: at most 500',
    params: ofCase,
    response: object({ watching: Type.Boolean() }),
    problems: ['case-unknown', 'watch-limit', 'database-not-ready'],
  },
  'DELETE /{database}/cases/{case}/watch': {
    tag: 'notifications',
    summary: 'Watch a case no longer',
    params: ofCase,
    problems: ['case-unknown', 'database-not-ready'],
  },
});
