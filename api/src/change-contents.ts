import Type, { type Static } from 'typebox';
import { FlowDifference } from './flow-views.ts';
import { Count, databaseParams, Instant, inDatabase, list, Name, nullable } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/** What of our own definitions a change puts in force. */
export const ContentSubject = Type.Union([
  Type.Literal('flow'),
  Type.Literal('parameters'),
  Type.Literal('calendar'),
  Type.Literal('mapping'),
  Type.Literal('migration'),
  Type.Literal('pilot'),
]);
export type ContentSubject = Static<typeof ContentSubject>;

const text = Type.String({ maxLength: 1_000_000, description: 'JSON or YAML' });
const document = Type.Record(Type.String({ maxLength: 200 }), Type.Unknown(), { maxProperties: 500 });

/** What is to be put in force, as its author wrote it. */
export const ContentDraft = object({ subject: ContentSubject, content: Type.Union([text, document]) });
export type ContentDraft = Static<typeof ContentDraft>;

export const ChangeProposal = object({
  ...ContentDraft.properties,
  title: Type.String({ minLength: 1, maxLength: 200 }),
  summary: Type.String({ minLength: 1, maxLength: 2000 }),
  /** Emergencies are carried out first, and approved afterwards. Default: normal. */
  type: optional(Type.Union([Type.Literal('normal'), Type.Literal('emergency')])),
});
export type ChangeProposal = Static<typeof ChangeProposal>;

export const ContentFinding = object({
  code: Name,
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
  /** The flow that it is about; null: the content as a whole. */
  flow: nullable(Type.String()),
  path: Type.String(),
  message: Type.String(),
  witness: list(Type.String(), 100),
  mend: Type.String(),
});
export type ContentFinding = Static<typeof ContentFinding>;

/** A flow before and after. */
export const ContentFlow = object({
  flow: Name,
  title: Type.String(),
  /** The version in force; null: the flow is new. */
  version: nullable(Type.Integer({ minimum: 1 })),
  changes: FlowDifference.properties.changes,
  /** Cases that run the version in force: they keep it until they are migrated. */
  running: Count,
  /** Of them, those that could not go on under the new one as they are. */
  stranded: list(object({ state: nullable(Type.String()), why: Type.String(), needsMapping: Type.Boolean() }), 500),
});
export type ContentFlow = Static<typeof ContentFlow>;

export const ContentParameter = object({
  flow: Name,
  flowTitle: Type.String(),
  name: Name,
  title: Type.String(),
  before: Type.String(),
  after: Type.String(),
  /** The bounds in which it may be set. */
  from: nullable(Type.String()),
  to: nullable(Type.String()),
  owner: Type.String(),
});
export type ContentParameter = Static<typeof ContentParameter>;

/** What running cases would come to, by the state in which they are. */
export const ContentMoves = object({
  states: list(object({ state: Name, title: Type.String(), migrate: Count, refused: Count, ended: Count }), 200),
  refusals: list(object({ code: Name, cases: Count, example: nullable(Type.String()) }), 200),
});
export type ContentMoves = Static<typeof ContentMoves>;

/** A metric that is measured of a flow that changes. */
export const ContentMetric = object({
  id: Name,
  title: Type.String(),
  /** Which definition of it is in force; null: none was recorded yet. */
  definition: nullable(Type.Integer({ minimum: 1 })),
  /** It measures something else from then on, though its definition stays. */
  isShifted: Type.Boolean(),
  /** What was measured before is worked out anew, or stays as it is; null: nobody has said. */
  becomes: nullable(Type.Union([Type.Literal('restated'), Type.Literal('frozen')])),
  /** From when it measures the other; null: from when the change is carried out. */
  from: nullable(Instant),
});
export type ContentMetric = Static<typeof ContentMetric>;

/** An integration that maps values which change. */
export const ContentIntegration = object({
  name: Name,
  title: Type.String(),
  owner: Type.String(),
  flow: Name,
  /** The field whose values it maps; `state`: the states. */
  field: Name,
  /** Values that there will be and it does not know, and those that it knows and there will no longer be. */
  unmapped: list(Type.String(), 100),
  gone: list(Type.String(), 100),
});
export type ContentIntegration = Static<typeof ContentIntegration>;

/** What a change puts in force, for people: against what is in force now. */
export const ContentView = object({
  subject: ContentSubject,
  /** SHA-256 of the content: an approval is of this one. */
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  /** From when it holds; null: from when it is carried out. */
  from: nullable(Instant),
  /** What is in force of it now. */
  baseline: Type.String(),
  findings: list(ContentFinding, 1000),
  flows: list(ContentFlow, 50),
  parameters: list(ContentParameter, 200),
  moves: nullable(ContentMoves),
  /** Metrics that are measured of the flows that change. */
  metrics: list(ContentMetric, 500),
  /** Integrations that map what changes. */
  integrations: list(ContentIntegration, 100),
  /** Whether it can be taken back by the change itself, and if not, why. */
  wayBack: object({ can: Type.Boolean(), why: Type.String() }),
  documents: list(object({ name: Type.String(), before: nullable(Type.String()), after: Type.String() }), 51),
});
export type ContentView = Static<typeof ContentView>;

export const ChangeContentView = object({
  number: Name,
  /** What was in force when it was proposed; null: it was not said. */
  proposedAgainst: nullable(Type.String()),
  /** Nothing else is in force than when it was proposed. `false` and not carried out: it is proposed anew. */
  isCurrent: Type.Boolean(),
  /** It is compared with what was in force before it, no longer with what is. */
  isCarriedOut: Type.Boolean(),
  content: ContentView,
  /** The versions that it brought into force, and from when; empty: none yet. */
  brought: list(object({ flow: Name, version: Type.Integer({ minimum: 1 }), from: Instant }), 50),
});
export type ChangeContentView = Static<typeof ChangeContentView>;

/** What changes of a flow, drawn: what is new, gone and changed has a sign beside its colour. */
export const ContentPicture = object({
  flow: Name,
  title: Type.String(),
  /** A picture that stands by itself: it says itself in words, and loads nothing. null: it is not drawn. */
  svg: nullable(Type.String()),
  /** Why it is not drawn; empty: it is. */
  whyNot: Type.String(),
});
export type ContentPicture = Static<typeof ContentPicture>;

/** A version of a flow as it is written. */
export const FlowDocument = object({
  version: Type.Integer({ minimum: 1 }),
  hash: Type.String(),
  definition: Type.Record(Type.String(), Type.Unknown()),
});
export type FlowDocument = Static<typeof FlowDocument>;

const ofChange = object({ ...databaseParams, number: Name });

export const changeContentRoutes = defineRoutes({
  'POST /{database}/changes/proposals': {
    tag: 'changes',
    summary: 'Propose a change of our own definitions: judged, kept and drafted; nothing is in force by it',
    params: inDatabase,
    body: ChangeProposal,
    status: 201,
    response: object({ number: Name, case: Name, hash: Type.String() }),
    problems: ['request-invalid', 'flow-unknown', 'refused', 'role-required', 'data-invalid', 'database-not-ready'],
  },
  'POST /{database}/changes/judgements': {
    tag: 'changes',
    summary: 'What a change of our own definitions would change, and what is wrong with it; keeps nothing',
    params: inDatabase,
    body: ContentDraft,
    response: ContentView,
    problems: ['request-invalid', 'flow-unknown', 'role-required', 'refused', 'database-not-ready'],
  },
  'GET /{database}/changes/{number}/content': {
    tag: 'changes',
    summary: 'What a change puts in force: in words, as documents, with findings and what becomes of running cases',
    params: ofChange,
    response: ChangeContentView,
    problems: ['case-unknown', 'database-not-ready'],
  },
  'GET /{database}/changes/{number}/pictures': {
    tag: 'changes',
    summary: 'The flows that a change puts in force, drawn against what was there before it',
    params: ofChange,
    query: object({
      part: optional(
        Type.Union([Type.Literal('changes'), Type.Literal('whole')], {
          description: 'What changes with the states beside it, or all of the flow. Default: changes',
        }),
      ),
      theme: optional(
        Type.Union([Type.Literal('auto'), Type.Literal('light'), Type.Literal('dark')], { description: 'Default: auto' }),
      ),
    }),
    response: object({ items: list(ContentPicture, 50) }),
    problems: ['case-unknown', 'database-not-ready'],
  },
  'GET /{database}/flows/{flow}/definition': {
    tag: 'flows',
    summary: 'A version of a flow as it is written, to be changed and proposed; by default the one in force',
    params: object({ ...databaseParams, flow: Name }),
    query: object({ version: optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })) }),
    response: FlowDocument,
    problems: ['flow-unknown', 'database-not-ready'],
  },
});
