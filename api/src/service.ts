import Type, { type Static } from 'typebox';
import { EventChange } from './cases.ts';
import { DocumentRow } from './catalogue.ts';
import { Grain } from './home.ts';
import { FailureGroupView } from './integrations.ts';
import {
  ActorName,
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
} from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/*
 * What fails, who leads and who is told, what is behind it, and which promises are kept. Incidents, problems and corrective actions are cases: what is done with
 * them are their commands.
 */

const Text = Type.String();
const Number_ = Type.String({ minLength: 1, maxLength: 200, description: 'The number of the case' });
const Priority = Type.Union([Type.Literal('P1'), Type.Literal('P2'), Type.Literal('P3'), Type.Literal('P4')]);
const AtRisk = object({ currency: Currency, amount: Type.Integer({ description: 'Minor units' }) });
const State = object({ name: Name, title: Text, final: Type.Boolean() });

const DocumentLink = object({ caseId: CaseId, number: Text, title: Text });

export const IncidentRow = object({
  caseId: CaseId,
  number: Text,
  title: Text,
  priority: Priority,
  /** What it is filed under; null: nothing yet. */
  category: nullable(Text),
  state: State,
  systems: list(Text, 50),
  integrations: list(Text, 50),
  flows: list(Text, 50),
  /** null: nobody yet, or the reader may not know. */
  lead: nullable(Text),
  detectedBy: nullable(Text),
  beganAt: Instant,
  endedAt: nullable(Instant),
  /** Cases that wait, and money that hangs on it, as they were last assessed. */
  blocked: nullable(Count),
  atRisk: list(AtRisk, 50),
  /** When the next word is due; null: nothing has to be said any more. */
  sayBy: nullable(Instant),
  /** That word, the lead, the response, the solution or the vendor: what is late, by the kinds of its open exceptions. */
  late: list(object({ kind: Name, title: Text }), 50),
  problem: nullable(Text),
  causedBy: nullable(Text),
});
export type IncidentRow = Static<typeof IncidentRow>;

export const CorrectiveActionRow = object({
  caseId: CaseId,
  number: Text,
  title: Text,
  kind: Text,
  owner: nullable(Text),
  dueOn: Day,
  /** Past its day, and not done. */
  late: Type.Boolean(),
  state: State,
  of: Text,
  doneOn: nullable(Day),
  evidence: nullable(Text),
});
export type CorrectiveActionRow = Static<typeof CorrectiveActionRow>;

export const ProblemRow = object({
  caseId: CaseId,
  number: Text,
  title: Text,
  priority: Priority,
  state: State,
  signature: nullable(Text),
  incidents: Count,
  lastAt: nullable(Instant),
  cause: nullable(Text),
  workaround: nullable(Text),
  fix: nullable(Text),
  /** The number that is to show that it is mended. */
  metric: nullable(
    object({ id: Text, of: nullable(Text), target: Type.Number(), measured: nullable(Type.Number()), says: nullable(Text) }),
  ),
  actions: Count,
  openActions: Count,
  recurred: Type.Boolean(),
});
export type ProblemRow = Static<typeof ProblemRow>;

const Promise_ = object({
  name: Name,
  title: Text,
  dueAt: nullable(Instant),
  standing: Text,
  /** Arithmetic that a person can redo. */
  why: Text,
});

const Affected = object({
  kind: Type.Union([Type.Literal('system'), Type.Literal('integration'), Type.Literal('flow')]),
  name: Text,
  title: Text,
  caseId: nullable(CaseId),
  owner: nullable(object({ name: Name, title: Text })),
  runbooks: list(object({ ...DocumentRow.properties, body: Text }), 10),
});

export const IncidentRoom = object({
  incident: object({
    ...IncidentRow.properties,
    communications: nullable(Text),
    scribe: nullable(Text),
    workaround: nullable(Text),
    eta: nullable(Instant),
    vendor: nullable(object({ name: Text, calledAt: nullable(Instant), said: nullable(Text) })),
    impact: nullable(Text),
    breachReason: nullable(Text),
  }),
  /** Response, solution, lead, the next word, the answer of the vendor: when each is due, and why then. */
  promises: list(Promise_, 20),
  /** As it is now, of what is linked: failures that nobody has settled, and their money. */
  live: object({
    failures: Count,
    open: Count,
    unknown: Count,
    atRisk: list(AtRisk, 50),
    /** Cases of its flows that an exception blocks, opened while it lasted; each once. Failures may be of the same cases: nothing is added up. */
    blocked: object({
      cases: Count,
      worth: list(AtRisk, 50),
      withheld: Type.Boolean({ description: 'What some are worth is kept back from you' }),
    }),
  }),
  groups: list(FailureGroupView, 50),
  affected: list(Affected, 150),
  /** What changed in the days before: a suspicion, and no proof. */
  causes: list(object({ kind: Text, key: Text, title: Text, at: Instant, caseId: nullable(CaseId) }), 60),
  said: list(object({ at: Instant, by: ActorName, audience: Text, text: Text }), 1000),
  /** `changes`: the fields that it set, but for lists of parts; `text`: the reason, and what came of it. */
  timeline: list(object({ at: Instant, by: ActorName, title: Text, changes: list(EventChange, 500), text: Text }), 1000),
  problem: nullable(object({ caseId: CaseId, number: Text, title: Text, state: State, workaround: nullable(Text) })),
  actions: list(CorrectiveActionRow, 100),
  /** Who is called when, of the systems that it touches, for its priority. */
  escalation: list(object({ system: Text, role: object({ name: Name, title: Text }), afterMinutes: Count, at: Instant }), 100),
  /** What may be said to whom, as it stands: of the company's own texts, or else of the standard ones. */
  messages: list(object({ audience: Name, text: Text, document: nullable(DocumentLink) }), 20),
  /** How it stands, to be sent; and after its review what was learned of it. Markdown. */
  status: Text,
  summary: nullable(Text),
});
export type IncidentRoom = Static<typeof IncidentRoom>;

export const ServiceView = object({
  /** What is promised, by priority, as it is in force. */
  levels: list(object({ name: Name, title: Text, by: list(object({ priority: Priority, within: Text }), 4) }), 10),
  /** Of when `attainment` is; null: its numbers are being measured for the first time. */
  measuredAt: nullable(Instant),
  /** Whether it was kept: in the latest period that is over, as the scorecard has it, and so far in the one that is not. */
  attainment: list(
    object({
      metric: Name,
      title: Text,
      unit: Text,
      grain: Grain,
      period: object({ from: Day, to: Day }),
      value: nullable(Type.Number()),
      n: Count,
      target: nullable(Text),
      kept: nullable(Type.Boolean()),
      soFar: object({ value: nullable(Type.Number()), n: Count }),
    }),
    20,
  ),
  /** What incidents of the last 90 days are filed under, those that come most before; `category` null: nothing. */
  categories: list(object({ category: nullable(Text), n: Count }), 100),
  escalation: list(
    object({
      system: Text,
      title: Text,
      tier: Text,
      owner: object({ name: Name, title: Text }),
      steps: list(object({ priority: Priority, role: object({ name: Name, title: Text }), afterMinutes: Count }), 20),
    }),
    1000,
  ),
  /** What is said of incidents to whom: the company's own texts, then the standard ones. Fields stand in braces. `priorities` empty: of all. */
  messages: list(object({ audience: Name, priorities: list(Priority, 4), text: Text, document: nullable(DocumentLink) }), 1100),
  articles: list(DocumentRow, 1000),
  runbooks: list(DocumentRow, 1000),
});
export type ServiceView = Static<typeof ServiceView>;

const ofNumber = object({ ...databaseParams, number: Number_ });
const open = { open: optional(Type.Boolean({ description: 'Those alone that are not over' })) };
const listed = ['role-required', 'database-not-ready'] as const;

export const serviceRoutes = defineRoutes({
  'GET /{database}/incidents': {
    tag: 'service',
    summary: 'Incidents, the open ones first: who leads, what is late, what hangs on it',
    params: inDatabase,
    query: object(open),
    response: object({ items: list(IncidentRow, 500) }),
    csv: true,
    problems: [...listed],
  },
  'GET /{database}/incidents/{number}/room': {
    tag: 'service',
    summary: 'The room of an incident: all that whoever works on it needs at once',
    params: ofNumber,
    response: IncidentRoom,
    problems: ['case-unknown', ...listed],
  },
  'GET /{database}/problems': {
    tag: 'service',
    summary: 'Problems: what is behind incidents, how far it is, and what shows that it is mended',
    params: inDatabase,
    query: object(open),
    response: object({ items: list(ProblemRow, 500) }),
    csv: true,
    problems: [...listed],
  },
  'POST /{database}/problems/{number}/measure': {
    tag: 'service',
    summary: 'Hold a problem whose fix is live against its number, from the fix until now',
    params: ofNumber,
    response: ProblemRow,
    problems: ['case-unknown', 'metric-request', 'metric-unknown', 'refused', ...listed],
  },
  'GET /{database}/corrective-actions': {
    tag: 'service',
    summary: 'Corrective actions of incidents and problems, by the day on which they are due',
    params: inDatabase,
    query: object(open),
    response: object({ items: list(CorrectiveActionRow, 500) }),
    csv: true,
    problems: [...listed],
  },
  'GET /{database}/service': {
    tag: 'service',
    summary: 'What is promised and kept, what comes most, who is called when, articles and runbooks',
    params: inDatabase,
    query: object({
      search: optional(Type.String({ minLength: 1, maxLength: 200, description: 'Articles and runbooks that say it' })),
    }),
    response: ServiceView,
    problems: [...listed],
  },
});
