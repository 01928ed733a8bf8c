import Type, { type Static } from 'typebox';
import { CaseName } from './cases.ts';
import { FlowHead } from './flows.ts';
import { Change, MetricTile } from './home.ts';
import { Count, databaseParams, Instant, inDatabase, list, Name, nullable, Severity, Value } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/** A role by the name that definitions use, and as people read it. */
export const RoleName = object({ name: Name, title: Type.String() });
export type RoleName = Static<typeof RoleName>;

const By = Type.Union([Type.Literal('person'), Type.Literal('automation'), Type.Literal('either')]);
const Milliseconds = Type.Number({ minimum: 0, description: 'Milliseconds' });
/** Part of a whole; null: there is no whole. */
const Share = nullable(Type.Number({ minimum: 0, maximum: 1 }));

/** How a length of time is declared and what it is now. */
export const Length = object({
  text: Type.String(),
  /** The parameter that says it, where one does. */
  parameter: nullable(Name),
  /** What it is from now on; business time is counted through the calendar. */
  ms: nullable(Milliseconds),
});
export type Length = Static<typeof Length>;

/** What the log says of the last days: of which, and when it was read. All null: it is being read for the first time. */
const measured = {
  asOf: nullable(Instant),
  from: nullable(Instant),
  days: Count,
};

/** What came of the cases of a flow in the last days. */
const Course = {
  /** Cases that began. */
  begun: Count,
  /** Cases that came to an end. */
  ended: Count,
  /** Of those that came to an end: some exception was raised on them. */
  withException: Share,
  /** Of those that came to an end: no exception was raised on them and no person had a hand in them. */
  straightThrough: Share,
};

export const FlowListItem = object({
  ...FlowHead.properties,
  ownerTitle: Type.String(),
  ...Course,
  asOf: nullable(Instant),
  lastChange: nullable(
    object({
      kind: Type.Union([Type.Literal('version'), Type.Literal('parameters')]),
      title: Type.String(),
      at: Instant,
      by: Type.String(),
    }),
  ),
  /** What the checker says of the newest version; null: it is being checked. */
  findings: nullable(object({ errors: Count, warnings: Count })),
});
export type FlowListItem = Static<typeof FlowListItem>;

export const StateActivity = object({
  name: Name,
  title: Type.String(),
  kind: Type.Union([
    Type.Literal('expected'),
    Type.Literal('state'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
    Type.Literal('gone', { description: 'The newest version has no such state; cases of older ones stand in it' }),
  ]),
  owner: nullable(RoleName),
  target: nullable(Length),
  cases: Count,
  /** The case that has been there longest. */
  oldest: nullable(object({ case: CaseName, since: Instant })),
  entered: Count,
  left: Count,
  /** How long those that left it had been there. */
  medianMs: nullable(Milliseconds),
  p90Ms: nullable(Milliseconds),
});
export type StateActivity = Static<typeof StateActivity>;

export const EdgeActivity = object({
  /** null: the beginning of a case. */
  from: nullable(Name),
  to: Name,
  /** The newest version leads this way; else an older one did, or a fact, or a repair. */
  declared: Type.Boolean(),
  count: Count,
  ways: list(
    object({
      name: Name,
      title: Type.String(),
      kind: Type.Union([Type.Literal('event'), Type.Literal('rung')]),
      by: By,
      count: Count,
      manual: Count,
    }),
    100,
  ),
});
export type EdgeActivity = Static<typeof EdgeActivity>;

export const FlowActivity = object({
  ...measured,
  ...Course,
  states: list(StateActivity, 300),
  edges: list(EdgeActivity, 2000),
  /** By event, how often it happened and how often a person did it. */
  events: list(object({ name: Name, title: Type.String(), count: Count, manual: Count }), 500),
  /** Of all that moved or changed cases: what people did. */
  manual: Share,
  /** Effects that came to nothing, or may have, and with which nobody has dealt. */
  failedEffects: list(object({ kind: Name, title: Type.String(), effects: Count }), 50),
});
export type FlowActivity = Static<typeof FlowActivity>;

const Condition = object({ words: Type.String(), cel: Type.String() });

const Approval = object({
  /** Who must approve: `2 of Head of finance or Lead of finance`. */
  by: Type.String(),
  /** Up to what which role may approve. */
  limits: list(Type.String(), 20),
  /** Whose word does not count. */
  never: Type.String(),
  secondFactor: Type.Boolean(),
});

export const Transition = object({
  /** null: the beginning of a case. */
  from: nullable(Name),
  fromTitle: Type.String(),
  event: Name,
  title: Type.String(),
  when: nullable(Condition),
  /** null: it stays where it is. */
  to: nullable(Name),
  toTitle: nullable(Type.String()),
  by: By,
  /** Who may do it by hand; empty where only an automation may. */
  roles: list(RoleName, 50),
  /** The field that names the one of them who may; null: all may. */
  only: nullable(Type.String()),
  reason: Type.Boolean(),
  secondFactor: Type.Boolean(),
  approval: nullable(Approval),
  /** Windows in which nobody can ask for it. */
  closed: list(Type.String(), 8),
  /** What it does beside moving the case. */
  does: list(Type.String(), 60),
});
export type Transition = Static<typeof Transition>;

export const LadderRules = object({
  name: Name,
  title: Type.String(),
  /** From when it counts. */
  anchor: Condition,
  during: list(Type.String(), 200),
  pauseWhile: list(Type.String(), 200),
  stopWhen: nullable(Condition),
  rungs: list(
    object({
      name: Name,
      title: Type.String(),
      after: Type.String(),
      parameter: nullable(Name),
      approval: nullable(Approval),
      toTitle: nullable(Type.String()),
      does: list(Type.String(), 60),
    }),
    32,
  ),
});
export type LadderRules = Static<typeof LadderRules>;

export const FlowField = object({
  name: Name,
  title: Type.String(),
  kind: Type.String(),
  required: Type.Boolean(),
  personal: Type.Boolean(),
  confidential: Type.Boolean(),
  /** Only what happens writes it: nobody gives it at a birth or revises it. */
  decided: Type.Boolean(),
  list: Type.Boolean(),
  /** The expression of one that is worked out. */
  computed: nullable(Type.String()),
});
export type FlowField = Static<typeof FlowField>;

export const FlowBehaviour = object({
  version: Type.Integer({ minimum: 1 }),
  states: list(
    object({
      name: Name,
      title: Type.String(),
      owner: nullable(RoleName),
      target: nullable(Length),
      final: nullable(Type.Union([Type.Literal('done'), Type.Literal('failed'), Type.Literal('cancelled')])),
    }),
    300,
  ),
  transitions: list(Transition, 2000),
  facts: list(
    object({
      name: Name,
      title: Type.String(),
      /** Where a fact of the kind leaves the case. */
      lands: list(Type.String(), 10),
      late: Type.Boolean({ description: 'It counts in full also where it is older than the state' }),
    }),
    200,
  ),
  fields: list(FlowField, 400),
  ladders: list(LadderRules, 50),
  links: list(
    object({ name: Name, title: Type.String(), flow: Name, kind: Type.Union([Type.Literal('link'), Type.Literal('child')]) }),
    200,
  ),
  messages: list(
    object({
      from: Type.String(),
      flow: Name,
      event: Name,
      title: Type.String(),
      kind: Type.Union([Type.Literal('send'), Type.Literal('open')]),
      onRefused: nullable(Type.String()),
    }),
    500,
  ),
  mails: list(object({ name: Name, subject: Type.String(), from: list(Type.String(), 200) }), 100),
  destinations: list(
    object({
      ...{ name: Name, title: Type.String(), owner: nullable(RoleName), tier: nullable(Type.Integer()) },
      connection: nullable(Type.String({ description: 'The connection that takes its calls here' })),
      waits: nullable(Type.String({ description: 'Why its calls wait' })),
      from: list(Type.String(), 200),
    }),
    100,
  ),
  /** The windows in which something is closed, and the calendar by which business time counts. */
  calendar: list(Type.String(), 20),
  /** How much of its definition it leaves to people: what no automation may do. */
  limits: list(Type.String(), 200),
  findings: nullable(
    list(
      object({
        code: Name,
        severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
        path: Type.String(),
        message: Type.String(),
        /** What shows it. */
        witness: list(Type.String(), 100),
        /** What to do about it. */
        mend: Type.String(),
      }),
      500,
    ),
  ),
});
export type FlowBehaviour = Static<typeof FlowBehaviour>;

export const FlowException = object({
  kind: Name,
  title: Type.String(),
  severity: Severity,
  owner: RoleName,
  target: nullable(Length),
  blocks: Type.Boolean(),
  resolutions: list(Type.String(), 20),
  runbook: nullable(Type.String()),
  raisedBy: list(Type.String(), 200),
  open: Count,
  /** Open, and past its target time. */
  aged: Count,
  /** Raised in the last days. */
  raised: Count,
});
export type FlowException = Static<typeof FlowException>;

export const FlowVersion = object({
  version: Type.Integer({ minimum: 1 }),
  current: Type.Boolean(),
  deployedAt: Instant,
  by: Type.String(),
  /** From when newborn cases run it; null: it is not released. */
  releasedAt: nullable(Instant),
  scheduled: Type.Boolean(),
  /** Cases that run it now. */
  cases: Count,
  pilot: nullable(Type.String()),
  /** Why it was released or withdrawn, the latest first. */
  decisions: list(object({ released: Type.Boolean(), at: Instant, by: Type.String(), reason: Type.String() }), 100),
  /** What changed against the version before, by weight; null of the first. */
  changes: nullable(object({ breaking: Count, behaviour: Count, wording: Count })),
});
export type FlowVersion = Static<typeof FlowVersion>;

export const FlowDifference = object({
  from: Type.Integer({ minimum: 1 }),
  to: Type.Integer({ minimum: 1 }),
  changes: list(
    object({
      part: Name,
      partTitle: Type.String(),
      kind: Type.Union([Type.Literal('added'), Type.Literal('removed'), Type.Literal('changed'), Type.Literal('renamed')]),
      weight: Type.Union([Type.Literal('breaking'), Type.Literal('behaviour'), Type.Literal('wording')]),
      sentence: Type.String(),
      direction: nullable(Type.String()),
      roles: list(Type.String(), 100),
      guess: nullable(Type.String()),
    }),
    2000,
  ),
});
export type FlowDifference = Static<typeof FlowDifference>;

export const FlowParameter = object({
  name: Name,
  title: Type.String(),
  type: Name,
  value: Type.String(),
  default: Type.String(),
  owner: RoleName,
  /** The bounds in which it may be set. */
  from: nullable(Type.String()),
  to: nullable(Type.String()),
  /** The same as programs write it: value, default and bounds in the unit of its type, money in minor units. */
  raw: object({
    value: Value,
    default: Value,
    from: nullable(Type.Number()),
    to: nullable(Type.Number()),
  }),
  /** Since when it has this value; null: since the beginning. */
  since: nullable(Instant),
  scheduled: list(object({ value: Type.String(), from: Instant }), 100),
  usedBy: list(Type.String(), 100),
});
export type FlowParameter = Static<typeof FlowParameter>;

export const ParameterHistory = object({
  revision: Type.Integer({ minimum: 1 }),
  from: Instant,
  at: Instant,
  by: Type.String(),
  reason: Type.String(),
  values: list(object({ name: Name, title: Type.String(), before: Type.String(), after: Type.String() }), 200),
});

const ofFlow = object({ ...databaseParams, flow: Name });
const unknown = ['flow-unknown', 'database-not-ready'] as const;
const ofVersion = { version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) };

export const flowViewRoutes = defineRoutes({
  'GET /{database}/flow-library': {
    tag: 'flows',
    summary: 'All flows with how they fare: volume, exceptions, straight-through share, last change, findings',
    params: inDatabase,
    response: object({ items: list(FlowListItem, 500) }),
    csv: true,
    problems: ['database-not-ready'],
  },
  'GET /{database}/flows/{flow}/activity': {
    tag: 'flows',
    summary: 'What moved in the last 30 days: states with waits, the ways between them with volumes',
    params: ofFlow,
    response: FlowActivity,
    csv: true,
    problems: unknown,
  },
  'GET /{database}/flows/{flow}/behaviour': {
    tag: 'flows',
    summary: 'How the system behaves: transitions, guards, approvals, ladders, fields, messages',
    params: ofFlow,
    query: object({ version: optional(ofVersion.version) }),
    response: FlowBehaviour,
    csv: true,
    problems: unknown,
  },
  'GET /{database}/flows/{flow}/exceptions': {
    tag: 'flows',
    summary: 'The kinds of exceptions of a flow: owner, target, ways out, how many are open and late',
    params: ofFlow,
    response: object({ ...measured, items: list(FlowException, 300) }),
    csv: true,
    problems: unknown,
  },
  'GET /{database}/flows/{flow}/metrics': {
    tag: 'flows',
    summary: 'The metrics of a flow with their course, and what was changed meanwhile',
    params: ofFlow,
    response: object({ asOf: nullable(Instant), tiles: list(MetricTile, 100), changes: list(Change, 100) }),
    problems: unknown,
  },
  'GET /{database}/flows/{flow}/versions': {
    tag: 'flows',
    summary: 'The versions of a flow, the newest first: who, when, why, and how much changed',
    params: ofFlow,
    response: object({ items: list(FlowVersion, 1000) }),
    csv: true,
    problems: unknown,
  },
  'GET /{database}/flows/{flow}/versions/{version}/diff': {
    tag: 'flows',
    summary: 'What changes from another version of a flow to this one',
    params: object({ ...databaseParams, flow: Name, ...ofVersion }),
    query: object({
      against: optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Default: the one before' })),
    }),
    response: FlowDifference,
    problems: unknown,
  },
  'GET /{database}/flows/{flow}/parameters': {
    tag: 'flows',
    summary: 'The parameters of a flow: value, owner, bounds, since when; and all that was decided about them',
    params: ofFlow,
    response: object({ items: list(FlowParameter, 300), history: list(ParameterHistory, 10_000) }),
    csv: true,
    problems: unknown,
  },
});
