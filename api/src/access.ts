import Type, { type Static } from 'typebox';
import { CaseId, Count, Day, databaseParams, Instant, inDatabase, list, nullable, pageQuery } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/*
 * Signing in, accounts, delegations and keys. What is done to an account is a command on its case: grant, revoke, suspend, resume, leave,
 * rename, review. Passwords, one-time links and keys travel in bodies alone, never in an address.
 */

const Handle = Type.String({ minLength: 1, maxLength: 120, description: 'What the log calls the person; it never changes' });
const RoleName = Type.String({ minLength: 1, maxLength: 80 });
const Entities = list(Type.String({ minLength: 1, maxLength: 80 }), 100);
const EmailAddress = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@<>,;]+@[^\\s@<>,;]+$' });
const Password = Type.String({ minLength: 1, maxLength: 128 });
const Code = Type.String({ minLength: 6, maxLength: 20, description: 'Six digits, or a backup code' });
const Token = Type.String({ minLength: 20, maxLength: 200, description: 'What the one-time link carries after `setup=`' });

/** A role that somebody holds now, and why. */
export const HeldRole = object({
  role: RoleName,
  title: Type.String(),
  entities: nullable(Entities),
  from: Type.Union([Type.Literal('granted'), Type.Literal('single-sign-on'), Type.Literal('lent')]),
  /** Of a loan, who lent it. */
  lentBy: nullable(object({ id: Handle, name: Type.String() })),
  until: nullable(Day),
});
export type HeldRole = Static<typeof HeldRole>;

export const SignedIn = object({
  id: Handle,
  name: Type.String(),
  email: nullable(Type.String()),
  /** Of their account. null: it is no account (sign-in is off). */
  case: nullable(CaseId),
  roles: list(HeldRole),
  secondFactor: Type.Boolean({ description: 'Signed in with a second factor' }),
  secondFactorSetUp: Type.Boolean({ description: 'A second factor is set up for the password' }),
  hasPassword: Type.Boolean(),
});
export type SignedIn = Static<typeof SignedIn>;

/** Who asks, and how one can sign in. */
export const Session = object({
  /** `off`: whoever asks on this machine is the owner. */
  signIn: Type.Union([Type.Literal('on'), Type.Literal('off')]),
  person: nullable(SignedIn),
  /** `second-factor`: the password was right, the code is still to come. */
  awaits: nullable(Type.Literal('second-factor')),
  /** Nobody has an account yet: the server printed a link when it started. */
  unclaimed: Type.Boolean(),
  ways: object({
    password: Type.Boolean(),
    /** How the single sign-on calls itself. */
    singleSignOn: nullable(Type.String()),
  }),
  /** Whether the simulated company is open to those who have not signed in. */
  demoIsOpen: Type.Boolean(),
});
export type Session = Static<typeof Session>;

export const SessionRow = object({
  id: Type.String({ maxLength: 80 }),
  current: Type.Boolean(),
  begunAt: Instant,
  until: Instant,
  address: nullable(Type.String()),
  browser: nullable(Type.String()),
  secondFactor: Type.Boolean(),
});
export type SessionRow = Static<typeof SessionRow>;

export const LinkFor = object({
  kind: Type.Union([Type.Literal('owner'), Type.Literal('invitation'), Type.Literal('password')], {
    description: '`owner`: the first person says who they are',
  }),
  name: Type.String(),
  email: Type.String(),
  until: Instant,
});
export type LinkFor = Static<typeof LinkFor>;

const AccountGrant = object({
  role: RoleName,
  title: Type.String(),
  entities: nullable(Entities),
  from: nullable(Day),
  until: nullable(Day),
  /** Whether it counts today. */
  counts: Type.Boolean(),
});

export const Account = object({
  id: Handle,
  case: CaseId,
  /** Of the case: for If-Match. */
  seq: Count,
  name: Type.String(),
  email: nullable(Type.String()),
  title: Type.String(),
  state: Type.String({ description: '`invited`, `active`, `suspended`, `left`' }),
  stateTitle: Type.String(),
  grants: list(AccountGrant, 100),
  /** Roles of the single sign-on. */
  provided: list(object({ role: RoleName, title: Type.String() }), 100),
  secondFactorSetUp: Type.Boolean(),
  hasPassword: Type.Boolean(),
  lastSignInAt: nullable(Instant),
  sessions: Count,
  keys: Count,
});
export type Account = Static<typeof Account>;

export const OneTimeLink = object({
  /** Where it leads: shown once, to whoever asked for it. */
  url: Type.String(),
  until: Instant,
});
export type OneTimeLink = Static<typeof OneTimeLink>;

export const Delegation = object({
  case: CaseId,
  seq: Count,
  from: object({ id: Handle, name: Type.String() }),
  to: object({ id: Handle, name: Type.String() }),
  roles: list(object({ role: RoleName, title: Type.String() }), 100),
  entities: nullable(Entities),
  fromDay: Day,
  untilDay: Day,
  reason: Type.String(),
  state: Type.String({ description: '`planned`, `active`, `ended`' }),
  counts: Type.Boolean({ description: 'Whether it counts now' }),
});
export type Delegation = Static<typeof Delegation>;

export const ApiKey = object({
  case: CaseId,
  seq: Count,
  person: object({ id: Handle, name: Type.String() }),
  name: Type.String(),
  /** Its first characters: by them it is recognised. */
  begins: Type.String(),
  roles: list(object({ role: RoleName, title: Type.String() }), 100),
  entities: nullable(Entities),
  until: Day,
  state: Type.String({ description: '`issued`, `revoked`, `expired`' }),
  lastUsedAt: nullable(Instant),
});
export type ApiKey = Static<typeof ApiKey>;

/** What was done to accounts, delegations and keys. */
export const AdminAct = object({
  at: Instant,
  case: CaseId,
  flow: Type.String(),
  flowTitle: Type.String(),
  key: Type.String(),
  /** Whom or what it was done to. */
  subject: Type.String(),
  seq: Count,
  event: Type.String(),
  title: Type.String(),
  actor: object({ id: Type.String(), name: Type.String() }),
  outcome: Type.String({ description: '`applied`, `refused`' }),
  detail: Type.String({ description: 'What was asked for, in words' }),
  reason: nullable(Type.String()),
});
export type AdminAct = Static<typeof AdminAct>;

/** Attempts to sign in within one quarter of an hour, all on the same account or address, that were not let through. */
export const RefusedAttempt = object({
  way: Type.Union([
    Type.Literal('password'),
    Type.Literal('second-factor'),
    Type.Literal('own-password', { description: 'Asked for again of somebody who has signed in' }),
    Type.Literal('link'),
    Type.Literal('single-sign-on'),
  ]),
  attempts: Count,
  /** When the quarter of an hour began. */
  from: Instant,
  /** The latest of them. */
  at: Instant,
  person: nullable(object({ id: Handle, name: Type.String() })),
  unknown: nullable(
    Type.String({ description: 'Of an address that nobody has, by which it is recognised; the address itself is not kept' }),
  ),
  machine: nullable(Type.String({ description: 'From where the latest came; for administrators' })),
});
export type RefusedAttempt = Static<typeof RefusedAttempt>;

export const accessRoutes = defineRoutes({
  'GET /session': { tag: 'sign-in', summary: 'Who asks, and how one can sign in', response: Session },
  'POST /session': {
    tag: 'sign-in',
    summary: 'Sign in with e-mail and password',
    description:
      'Sets a cookie. Where a second factor is set up, the answer awaits it, and nothing else is possible until it came.',
    body: object({ email: EmailAddress, password: Password }),
    response: Session,
    problems: ['sign-in-failed', 'sign-in-limited', 'sign-in-is-off'],
  },
  'POST /session/second-factor': {
    tag: 'sign-in',
    summary: 'The code of the second factor, after the password',
    body: object({ code: Code }),
    response: Session,
    problems: ['sign-in-failed', 'sign-in-limited', 'sign-in-is-off'],
  },
  'DELETE /session': { tag: 'sign-in', summary: 'Sign out' },
  'POST /session/link': {
    tag: 'sign-in',
    summary: 'What a one-time link is for; it stays valid',
    body: object({ token: Token }),
    response: LinkFor,
    problems: ['link-invalid', 'sign-in-limited', 'sign-in-is-off'],
  },
  'POST /session/password': {
    tag: 'sign-in',
    summary: 'Set the password by a one-time link, and sign in',
    description: 'The first person, and who was invited, also say their name. All other sessions of the account end.',
    body: object({
      token: Token,
      password: Type.String({ minLength: 12, maxLength: 128 }),
      name: optional(Type.String({ minLength: 1, maxLength: 200 })),
      email: optional(EmailAddress),
    }),
    response: Session,
    problems: ['link-invalid', 'sign-in-limited', 'sign-in-is-off'],
  },
  'POST /session/password/change': {
    tag: 'sign-in',
    summary: 'Change one’s password; all other sessions end',
    body: object({ current: Password, password: Type.String({ minLength: 12, maxLength: 128 }) }),
    response: Session,
    problems: ['sign-in-required', 'session-expired', 'sign-in-failed', 'sign-in-limited', 'sign-in-is-off'],
  },
  'POST /session/single-sign-on': {
    tag: 'sign-in',
    summary: 'Where the browser goes to sign in at the single sign-on',
    body: object({
      returnTo: optional(Type.String({ maxLength: 2000, pattern: '^/(?![/\\\\])', description: 'A path of the console' })),
    }),
    response: object({ url: Type.String() }),
    problems: ['single-sign-on-missing', 'single-sign-on-failed', 'sign-in-limited', 'sign-in-is-off'],
  },
  'POST /session/second-factor/enrol': {
    tag: 'sign-in',
    summary: 'Begin to set up a second factor: it counts once `confirm` has had a code',
    body: object({ password: Password }),
    response: object({
      uri: Type.String({ description: 'otpauth://, for a QR code' }),
      secret: Type.String({ description: 'The same, to be typed' }),
      backupCodes: list(Type.String(), 20),
    }),
    problems: ['sign-in-required', 'session-expired', 'sign-in-failed', 'sign-in-limited', 'sign-in-is-off'],
  },
  'POST /session/second-factor/confirm': {
    tag: 'sign-in',
    summary: 'A code shows that the second factor works; the session has one from now on',
    body: object({ code: Code }),
    response: Session,
    problems: ['sign-in-required', 'session-expired', 'sign-in-failed', 'sign-in-limited', 'sign-in-is-off'],
  },
  'POST /session/second-factor/remove': {
    tag: 'sign-in',
    summary: 'Take the second factor away',
    body: object({ password: Password }),
    response: Session,
    problems: ['sign-in-required', 'session-expired', 'sign-in-failed', 'sign-in-limited', 'sign-in-is-off'],
  },
  'GET /sessions': {
    tag: 'sign-in',
    summary: 'Where one is signed in',
    response: object({ items: list(SessionRow, 200) }),
    problems: ['sign-in-required', 'session-expired', 'sign-in-is-off'],
  },
  'DELETE /sessions': {
    tag: 'sign-in',
    summary: 'Sign out everywhere else',
    problems: ['sign-in-required', 'session-expired', 'sign-in-is-off'],
  },
  'DELETE /sessions/{session}': {
    tag: 'sign-in',
    summary: 'Sign out somewhere',
    params: object({ session: Type.String({ minLength: 1, maxLength: 80 }) }),
    problems: ['sign-in-required', 'session-expired', 'session-unknown', 'sign-in-is-off'],
  },
  'GET /{database}/accounts': {
    tag: 'access',
    summary: 'Who can sign in; for administrators',
    params: inDatabase,
    query: object(pageQuery),
    response: object({ items: Type.Array(Account, { maxItems: 200 }), next: optional(Type.String()) }),
    csv: true,
    problems: ['database-not-ready', 'role-required', 'cursor-invalid'],
  },
  'GET /{database}/accounts/{account}': {
    tag: 'access',
    summary: 'An account; for administrators and its holder',
    params: object({ ...databaseParams, account: Handle }),
    response: Account,
    problems: ['database-not-ready', 'role-required', 'account-unknown'],
  },
  'POST /{database}/accounts': {
    tag: 'access',
    summary: 'Invite somebody; for administrators',
    description: 'The answer has the one-time link by which they set their password: it is shown once.',
    params: inDatabase,
    body: object({
      email: EmailAddress,
      name: Type.String({ minLength: 1, maxLength: 200 }),
      title: optional(Type.String({ maxLength: 200 })),
      grants: optional(
        list(object({ role: RoleName, entities: optional(Entities), from: optional(Day), until: optional(Day) }), 100),
      ),
    }),
    status: 201,
    response: object({ account: Account, link: OneTimeLink }),
    problems: ['database-not-ready', 'role-required', 'role-unknown', 'account-exists', 'data-invalid', 'sign-in-is-off'],
  },
  'POST /{database}/accounts/{account}/link': {
    tag: 'access',
    summary: 'A new one-time link, for a lost password or second factor; for administrators',
    params: object({ ...databaseParams, account: Handle }),
    body: object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }),
    status: 201,
    response: OneTimeLink,
    problems: ['database-not-ready', 'role-required', 'account-unknown', 'refused', 'data-invalid', 'sign-in-is-off'],
  },
  'POST /{database}/accounts/{account}/sign-out': {
    tag: 'access',
    summary: 'End all sessions of an account; for administrators',
    params: object({ ...databaseParams, account: Handle }),
    body: object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }),
    response: Account,
    problems: ['database-not-ready', 'role-required', 'account-unknown', 'refused', 'data-invalid', 'sign-in-is-off'],
  },
  'GET /{database}/roles': {
    tag: 'access',
    summary: 'The roles that can be granted, and the legal units that they can be granted in',
    params: inDatabase,
    response: object({
      items: list(object({ role: RoleName, title: Type.String(), flows: list(Type.String(), 200) })),
      entities: list(object({ id: Type.String(), name: Type.String() })),
    }),
    problems: ['database-not-ready'],
  },
  'GET /{database}/delegations': {
    tag: 'access',
    summary: 'What one lends and is lent; all of it for administrators',
    params: inDatabase,
    query: object({ all: optional(Type.Boolean({ default: false })) }),
    response: object({ items: list(Delegation, 500) }),
    csv: true,
    problems: ['database-not-ready', 'role-required'],
  },
  'POST /{database}/delegations': {
    tag: 'access',
    summary: 'Lend roles to somebody, from a day until a day, both included',
    description: 'Only roles that one holds oneself, and not by a loan.',
    params: inDatabase,
    body: object({
      to: Handle,
      roles: Type.Array(RoleName, { minItems: 1, maxItems: 100 }),
      entities: optional(Entities),
      fromDay: Day,
      untilDay: Day,
      reason: Type.String({ minLength: 1, maxLength: 500 }),
    }),
    status: 201,
    response: Delegation,
    idempotent: true,
    problems: ['database-not-ready', 'account-unknown', 'role-required', 'refused', 'data-invalid', 'sign-in-is-off'],
  },
  'POST /{database}/delegations/{case}/end': {
    tag: 'access',
    summary: 'End a delegation before its day; for either of the two, and administrators',
    params: object({ ...databaseParams, case: CaseId }),
    body: object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }),
    response: Delegation,
    problems: ['database-not-ready', 'case-unknown', 'role-required', 'refused', 'data-invalid'],
  },
  'GET /{database}/keys': {
    tag: 'access',
    summary: 'One’s keys; all of them for administrators',
    params: inDatabase,
    query: object({ all: optional(Type.Boolean({ default: false })) }),
    response: object({ items: list(ApiKey, 500) }),
    csv: true,
    problems: ['database-not-ready', 'role-required'],
  },
  'POST /{database}/keys': {
    tag: 'access',
    summary: 'Make a key: its secret is in this answer, and never again',
    description: 'Only roles that one holds oneself, and not by a loan. A key cannot make keys.',
    params: inDatabase,
    body: object({
      name: Type.String({ minLength: 1, maxLength: 120 }),
      roles: Type.Array(RoleName, { maxItems: 100 }),
      entities: optional(Entities),
      until: Day,
    }),
    status: 201,
    response: object({ key: ApiKey, secret: Type.String({ description: 'Send it as `Authorization: Bearer tl_...`' }) }),
    problems: ['database-not-ready', 'role-required', 'refused', 'data-invalid', 'sign-in-is-off'],
  },
  'POST /{database}/keys/{case}/revoke': {
    tag: 'access',
    summary: 'Revoke a key: from now on it opens nothing; for its owner, and administrators',
    params: object({ ...databaseParams, case: CaseId }),
    body: object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }),
    response: ApiKey,
    problems: ['database-not-ready', 'case-unknown', 'role-required', 'refused', 'data-invalid'],
  },
  'GET /{database}/admin-acts': {
    tag: 'access',
    summary: 'What was done to accounts, delegations and keys, the latest first; for administrators and auditors',
    params: inDatabase,
    query: object(pageQuery),
    response: object({ items: Type.Array(AdminAct, { maxItems: 200 }), next: optional(Type.String()) }),
    csv: true,
    problems: ['database-not-ready', 'role-required', 'cursor-invalid'],
  },
  'GET /{database}/refused-attempts': {
    tag: 'access',
    summary: 'Attempts to sign in of the last 90 days that were refused, the latest first; for administrators and auditors',
    params: inDatabase,
    query: object(pageQuery),
    response: object({ items: Type.Array(RefusedAttempt, { maxItems: 200 }), next: optional(Type.String()) }),
    csv: true,
    problems: ['database-not-ready', 'role-required', 'cursor-invalid'],
  },
});
