import Type, { type Static } from 'typebox';
import { ActorName, CaseId, Count, Day, databaseParams, Instant, inDatabase, list, Name, nullable } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/*
 * Changes with their risk, rights, impact and proof; the calendar that they are held against; releases as packages; and every decision with who made it and why.
 * A change is a case of the flow `change`: drafted, proved, approved and carried out by its commands. Here it is assessed and scheduled, since both look beyond it.
 */

const Text = Type.String();
const Texts = list(Text, 100);
const ChangeNumber = Type.String({ minLength: 1, maxLength: 60, description: 'Its number' });

export const ChangeRow = object({
  caseId: CaseId,
  number: Text,
  title: Text,
  subject: Text,
  type: Text,
  state: object({ name: Name, title: Text, final: Type.Boolean() }),
  risk: Type.Union([Type.Literal('low'), Type.Literal('medium'), Type.Literal('high')]),
  plannedFrom: nullable(Instant),
  plannedTo: nullable(Instant),
  committedOn: nullable(Day),
  release: nullable(Text),
  systems: Texts,
  /** What made it one that failed. */
  failures: Texts,
  /** What is open of it: exceptions by their titles. */
  exceptions: Texts,
  /** The reader may give an approval that it waits for. */
  isMine: Type.Boolean(),
  /** Approvals that it waits for, by what is asked. */
  awaiting: Texts,
});
export type ChangeRow = Static<typeof ChangeRow>;

export const ChangeRight = object({
  id: Text,
  decision: Text,
  /** Each of these roles approves. */
  roles: list(object({ name: Name, title: Text, agreed: nullable(object({ by: ActorName, at: Instant })) }), 40),
});
export type ChangeRight = Static<typeof ChangeRight>;

const Conflict = object({
  kind: Type.Union([
    Type.Literal('same-time'),
    Type.Literal('freeze'),
    Type.Literal('event'),
    Type.Literal('outside-window'),
    Type.Literal('after-commitment'),
  ]),
  /** In words, with what shows it. */
  text: Text,
  /** What it is about, by key: a change, a release; and the other one, or the window. */
  of: Text,
  with: nullable(Text),
  /** Why both are on the same: system by system, from one to the other. */
  path: Texts,
});
export type ChangeConflict = Static<typeof Conflict>;

export const ChangeView = object({
  ...ChangeRow.properties,
  summary: Text,
  drafted: object({ by: ActorName, at: Instant }),
  riskPoints: Count,
  /** The arithmetic: every fact that counts, and those that do not with 0. */
  riskFacts: list(object({ id: Text, title: Text, points: Count, of: Count }), 40),
  mediumFrom: Count,
  highFrom: Count,
  rights: list(ChangeRight, 20),
  /** Where no right asks for anybody: one of these. */
  otherwise: list(object({ name: Name, title: Text }), 8),
  /** What of the package is missing, in words. */
  missing: Texts,
  package: list(object({ part: Text, title: Text, text: Text, isThere: Type.Boolean(), isNeeded: Type.Boolean() }), 10),
  impactAt: nullable(Instant),
  impact: object({
    systems: Texts,
    flows: Texts,
    integrations: Texts,
    metrics: Texts,
    documents: Texts,
    roleNames: Texts,
    owners: Texts,
    fanOut: Count,
  }),
  conflicts: list(Conflict, 100),
  approvalOwed: Type.Boolean(),
  approvalMissed: Type.Boolean(),
  contentHash: nullable(Text),
  baseline: nullable(Text),
  review: Text,
  outcome: Text,
});
export type ChangeView = Static<typeof ChangeView>;

export const CalendarEntry = object({
  kind: Type.Union([
    Type.Literal('change'),
    Type.Literal('release'),
    Type.Literal('window'),
    Type.Literal('freeze'),
    Type.Literal('event'),
  ]),
  /** Its case; null: a period of the calendar of business days. */
  caseId: nullable(CaseId),
  key: Text,
  title: Text,
  from: Instant,
  to: Instant,
  /** Where it covers whole days of the calendar of its legal unit: the first and the last. */
  days: nullable(object({ from: Day, to: Day })),
  state: nullable(Text),
  /** Nothing is planned any more: it has happened, or will not. */
  isOver: Type.Boolean(),
  systems: Texts,
  flows: Texts,
  owner: nullable(object({ name: Name, title: Text })),
});
export type CalendarEntry = Static<typeof CalendarEntry>;

export const ChangeCalendar = object({
  from: Day,
  to: Day,
  entries: list(CalendarEntry),
  conflicts: list(Conflict),
});
export type ChangeCalendar = Static<typeof ChangeCalendar>;

export const DecisionRow = object({
  at: Instant,
  by: ActorName,
  flow: Name,
  key: Text,
  caseId: CaseId,
  title: Text,
  /** Approved, declined, or the title of what was decided. */
  decision: Text,
  /** What was approved or declined; null: it was decided at once. */
  of: nullable(Text),
  reason: nullable(Text),
  /** Where it could have gone, too. */
  options: Texts,
});
export type DecisionRow = Static<typeof DecisionRow>;

export const ReleasePackage = object({
  caseId: CaseId,
  number: Text,
  title: Text,
  summary: Text,
  state: object({ name: Name, title: Text, final: Type.Boolean() }),
  requester: nullable(Text),
  /** The day that was promised first, and the one that is planned now. */
  committedOn: nullable(Day),
  plannedOn: nullable(Day),
  releasedOn: nullable(Day),
  systems: Texts,
  flows: Texts,
  changes: list(
    object({
      ...{ number: Text, title: Text, state: Text, risk: Text, notes: Text, testPlan: Text, testResults: Text },
      ...{ rollbackPlan: Text, uat: Text, communication: Text, missing: Texts },
    }),
    200,
  ),
  approvals: list(object({ of: Text, number: Text, by: ActorName, at: Instant, reason: nullable(Text) }), 500),
  notes: Text,
  communication: Text,
  hypercareUntil: nullable(Day),
  guardRails: list(object({ metric: Text, title: Text, breached: Type.Boolean() }), 20),
  conflicts: list(Conflict, 100),
  /** What is missing before it goes live. */
  missing: Texts,
  /** The whole as a document. */
  markdown: Type.String({ maxLength: 2_000_000 }),
});
export type ReleasePackage = Static<typeof ReleasePackage>;

const ofChange = object({ ...databaseParams, number: ChangeNumber });
const commandProblems = [
  'case-unknown',
  'refused',
  'role-required',
  'data-invalid',
  'reason-required',
  'database-not-ready',
  'too-many-requests',
] as const;
const days = { from: optional(Day), to: optional(Day) };

export const changeRoutes = defineRoutes({
  'GET /{database}/changes': {
    tag: 'changes',
    summary: 'Changes with their risk, the latest first',
    params: inDatabase,
    query: object({ which: optional(Type.Union([Type.Literal('mine'), Type.Literal('open'), Type.Literal('all')])) }),
    response: object({ items: list(ChangeRow) }),
    csv: true,
    problems: ['database-not-ready'],
  },
  'GET /{database}/changes/{number}': {
    tag: 'changes',
    summary: 'One change: risk as arithmetic, who has to agree and why, what it touches, its proof, what is in its way',
    params: ofChange,
    response: ChangeView,
    problems: ['case-unknown', 'database-not-ready'],
  },
  'POST /{database}/changes/{number}/assess': {
    tag: 'changes',
    summary: 'Find out what it touches, write it down, and assess it',
    params: ofChange,
    response: ChangeView,
    problems: [...commandProblems],
  },
  'POST /{database}/changes/{number}/schedule': {
    tag: 'changes',
    summary: 'Hold a time against the calendar, and schedule it for then; in a freeze, its owner is asked',
    params: ofChange,
    body: object({ from: Instant, to: Instant }),
    response: ChangeView,
    problems: [...commandProblems],
  },
  'GET /{database}/calendar': {
    tag: 'changes',
    summary: 'Changes, releases, windows, freezes and events of some days, and where they are in each other’s way',
    params: inDatabase,
    query: object(days),
    response: ChangeCalendar,
    csv: true,
    problems: ['filter-invalid', 'database-not-ready'],
  },
  'GET /{database}/decision-log': {
    tag: 'changes',
    summary: 'Every approval, refusal and decision on changes and releases, the latest first',
    params: inDatabase,
    query: object(days),
    response: object({ items: list(DecisionRow) }),
    csv: true,
    problems: ['filter-invalid', 'database-not-ready'],
  },
  'GET /{database}/releases/{number}': {
    tag: 'changes',
    summary: 'A release as a package: day, approvals, tests, sign-off, notes, roll-back, communication, hypercare',
    params: ofChange,
    response: ReleasePackage,
    problems: ['case-unknown', 'database-not-ready'],
  },
});
