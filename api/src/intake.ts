import Type, { type Static } from 'typebox';
import { ActorName, CaseId, Count, Day, databaseParams, Instant, inDatabase, list, Name, nullable } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/*
 * Requests, the plans of quarters, and the roadmap. Each is a case of its flow (`request`, `plan`, `roadmap-item`): what is done to one, beside what stands here, is a
 * command of the case.
 */

const Text = Type.String();
const Key = Type.String({ minLength: 1, maxLength: 60, description: 'The number of the case' });
const Figure = Type.Number({ description: 'In the unit of the metric' });
const short = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, description });

const asked = {
  title: short(200, 'What is wanted, in a line'),
  team: short(80, 'For whom'),
  rationale: optional(Type.String({ maxLength: 4000, description: 'Why the business needs it' })),
  metric: optional(Type.String({ maxLength: 80, description: 'The id of the number that is to move' })),
  baseline: optional(Figure),
  target: optional(Figure),
  outcomeBy: optional(Day),
  acceptance: optional(Type.String({ maxLength: 2000, description: 'By what one sees that it is done' })),
  systems: optional(list(Name, 20)),
  contact: optional(
    Type.String({ maxLength: 254, description: 'Where the answer is mailed to. Default: the address of the account' }),
  ),
};
/** Somebody asks for work. */
export const RequestToAsk = object(asked);
export type RequestToAsk = Static<typeof RequestToAsk>;

const optionalText = (description: string, maxLength: number) => optional(Type.String({ maxLength, description }));
const draft = { ...asked, title: optionalText('As far as it is written', 200), team: optionalText('As far as it is known', 80) };

export const SimilarRequest = object({
  number: Key,
  title: Text,
  state: Text,
  /** From 0 to 100: how much the words have in common, rare ones counting more. */
  likeness: Count,
  /** The words that both have. */
  shared: list(Text, 12),
});
export type SimilarRequest = Static<typeof SimilarRequest>;

/** What a draft still lacks, what was asked before, and which documents may answer it. */
export const RequestCoaching = object({
  missing: list(object({ field: Text, why: Text }), 20),
  similar: list(SimilarRequest, 5),
  /** Articles, questions and answers, and procedures: whoever is helped by one gives it the event `helped`. */
  articles: list(object({ caseId: CaseId, number: Text, title: Text, of: Text, shared: list(Text, 12) }), 5),
});
export type RequestCoaching = Static<typeof RequestCoaching>;

const Need = object({ skill: Text, weeks: Count });
const Answer = Type.Union([Type.Literal('yes'), Type.Literal('not-now'), Type.Literal('no'), Type.Literal('duplicate')]);

export const RequestView = object({
  caseId: CaseId,
  number: Text,
  title: Text,
  state: Text,
  stateTitle: Text,
  team: Text,
  /** Who asked; null: kept back from you. */
  requester: nullable(Text),
  isMine: Type.Boolean({ description: 'You asked for it' }),
  submittedOn: Day,
  /** By when it is to leave its state; null: no day is set. */
  dueAt: nullable(Instant),
  isLate: Type.Boolean({ description: 'It should have left its state already' }),
  rationale: nullable(Text),
  metric: nullable(object({ id: Text, title: Text })),
  baseline: nullable(Figure),
  target: nullable(Figure),
  outcomeBy: nullable(Day),
  acceptance: nullable(Text),
  systems: list(Text, 20),
  missing: list(object({ field: Text, why: Text }), 20),
  class: nullable(Text),
  kind: nullable(Type.Union([Type.Literal('run'), Type.Literal('grow')])),
  needs: list(Need, 10),
  /** Person-weeks in all. */
  effort: Count,
  duration: nullable(Count),
  dependsOn: list(Text, 10),
  complianceBy: nullable(Day),
  emergency: Type.Boolean(),
  /** Who stands behind it where it is done against its score; null: nobody, or kept back from you. */
  sponsor: nullable(Text),
  overrideWhy: nullable(Text),
  rubric: nullable(Text),
  score: nullable(Count),
  /** How the score was worked out, to be redone by hand. */
  arithmetic: nullable(Text),
  decision: nullable(Answer),
  decisionWhy: nullable(Text),
  options: nullable(Text),
  reviewOn: nullable(Day),
  isAnswered: Type.Boolean({ description: 'The decision was sent to who asked' }),
  waitsForAnswer: Type.Boolean({ description: 'It was decided or given back, and who asked was not told yet' }),
  duplicateOf: nullable(Text),
  plan: nullable(Text),
  startsOn: nullable(Day),
  endsOn: nullable(Day),
  release: nullable(Text),
  releasedOn: nullable(Day),
  verifyOn: nullable(Day),
  measured: nullable(Figure),
  /** The definition that measured it. */
  definition: nullable(Text),
  /** Of the way from the baseline to the target, how much was gone, in percent. */
  attained: nullable(Type.Integer()),
});
export type RequestView = Static<typeof RequestView>;

const CaseLink = object({ caseId: CaseId, number: Text, title: Text, stateTitle: Text });

export const RequestDetail = object({
  ...RequestView.properties,
  /** Work of more person-weeks needs the approval of the sponsor: the parameter in force. */
  sponsorAbove: Count,
  /** The roadmap item that makes the case for it; null: none. */
  businessCase: nullable(CaseLink),
  inputs: list(object({ title: Text, value: Type.Integer(), weight: nullable(Type.Integer()) }), 8),
  similar: list(SimilarRequest, 5),
  /** What was decided of it, newest first. */
  decisions: list(object({ at: Instant, event: Text, by: ActorName, says: nullable(Text) }), 200),
});
export type RequestDetail = Static<typeof RequestDetail>;

const RequestGroup = Type.Union([Type.Literal('queue'), Type.Literal('triage'), Type.Literal('decided'), Type.Literal('mine')], {
  description:
    'queue: what is next, by plan and score; triage: what waits to be sharpened, classed or scored; decided: what has an answer; mine: what you asked for',
});

export const AnswersTold = object({
  told: list(
    object({
      number: Text,
      decision: Type.Union([...Answer.anyOf, Type.Literal('returned')]),
      mailed: Type.Boolean({ description: 'There is an address' }),
    }),
    1000,
  ),
  refused: list(object({ number: Text, message: Text }), 1000),
});
export type AnswersTold = Static<typeof AnswersTold>;

const Load = object({
  skill: Text,
  capacity: Type.Number(),
  net: Type.Number({ description: 'What is left of it beside what goes on from other plans' }),
  run: Type.Number(),
  grow: Type.Number(),
});
export const PlanView = object({
  caseId: CaseId,
  number: Text,
  title: Text,
  state: Text,
  stateTitle: Text,
  from: Day,
  to: Day,
  runShare: Count,
  /** Person-weeks by skill: what there is, and what run and grow take of it. */
  skills: list(
    object({
      ...Load.properties,
      growMax: Type.Number({ description: 'What may grow beside what is kept for run, and what goes on growing' }),
    }),
    12,
  ),
  total: nullable(Count),
  /** The most that any plan could have: equal where none is better. */
  bound: nullable(Count),
});
export type PlanView = Static<typeof PlanView>;

export const PlanItemView = object({
  number: Text,
  title: Text,
  state: Text,
  stateTitle: Text,
  team: Text,
  kind: nullable(Type.Union([Type.Literal('run'), Type.Literal('grow')])),
  score: nullable(Count),
  /** The weeks of the plan, from 1. */
  week: Count,
  weeks: Count,
  startsOn: Day,
  endsOn: Day,
  needs: list(Need, 10),
  dependsOn: list(Text, 10),
  complianceBy: nullable(Day),
  /** Planned against its score. */
  isOverride: Type.Boolean(),
  metric: nullable(Text),
  attained: nullable(Type.Integer()),
});
export type PlanItemView = Static<typeof PlanItemView>;

export const PlanDetail = object({
  ...PlanView.properties,
  items: list(PlanItemView, 120),
  /** Each week, what is used of each skill, in days. */
  load: list(
    object({ week: Count, from: Day, used: list(object({ skill: Text, days: Type.Number(), capacity: Type.Number() }), 12) }),
    53,
  ),
  leftOut: list(object({ number: Text, title: Text, score: nullable(Count), why: Text }), 60),
  overrides: list(
    object({
      number: Text,
      title: Text,
      score: nullable(Count),
      sponsor: nullable(Text),
      displaces: list(object({ number: Text, title: Text }), 30),
    }),
    20,
  ),
  /** What goes on in its days from other plans: its people are taken off what there is. */
  carried: list(object({ number: Text, title: Text, endsOn: Day, needs: list(Need, 10) }), 120),
  /** What it breaks of what it has to keep to, found by a program of its own; nothing where all is kept. */
  faults: list(Text, 100),
});
export type PlanDetail = Static<typeof PlanDetail>;

export const RoadmapEntry = object({
  kind: Type.Union([Type.Literal('item'), Type.Literal('request')]),
  caseId: CaseId,
  number: Text,
  title: Text,
  team: Text,
  stateTitle: Text,
  from: Day,
  to: Day,
  dependsOn: list(Text, 30),
  objective: nullable(Text),
  metric: nullable(Text),
  target: nullable(Figure),
  outcomeBy: nullable(Day),
  verdict: nullable(Type.Union([Type.Literal('met'), Type.Literal('missed')])),
});
export type RoadmapEntry = Static<typeof RoadmapEntry>;

export const BusinessCase = object({
  ...CaseLink.properties,
  state: Text,
  team: Text,
  /** The requests that make it up. */
  requests: list(Text, 30),
  currency: nullable(Text),
  /** Minor units, as all of these; null: its case is not made yet. */
  cost: nullable(Type.Integer()),
  yearlyCost: nullable(Type.Integer()),
  yearlyBenefit: nullable(Type.Integer()),
  /** What it costs in three years, and what three years bring less what they cost. */
  threeYearCost: nullable(Type.Integer()),
  threeYearNet: nullable(Type.Integer()),
  /** What they bring less what they cost, in percent of what they cost; null: it costs nothing, or its case is not made. */
  returnPercent: nullable(Type.Integer()),
  /** It costs more in three years than `sponsorAbove`. */
  needsSponsor: Type.Boolean(),
  risk: nullable(Text),
  alternatives: list(Text, 10),
  outcome: nullable(object({ metric: Text, baseline: Figure, target: Figure, by: Day })),
});
export type BusinessCase = Static<typeof BusinessCase>;

const ofRequest = object({ ...databaseParams, request: Key });
const ofPlan = object({ ...databaseParams, plan: Key });
const common = ['role-required', 'database-not-ready'] as const;

export const intakeRoutes = defineRoutes({
  'GET /{database}/requests': {
    tag: 'intake',
    summary: 'Requests: what is next, what waits for triage, what was decided, or what you asked for',
    params: inDatabase,
    query: object({ of: optional(RequestGroup), team: optional(Name) }),
    response: object({ items: list(RequestView, 1000) }),
    csv: true,
    problems: [...common],
  },
  'GET /{database}/requests/{request}': {
    tag: 'intake',
    summary: 'One request: its score to be redone, what was decided of it and by whom, and requests that are like it',
    params: ofRequest,
    response: RequestDetail,
    problems: ['request-unknown', ...common],
  },
  'POST /{database}/requests': {
    tag: 'intake',
    summary: 'Ask for work. What is vague is given back at once, with what it lacks',
    params: inDatabase,
    body: RequestToAsk,
    response: RequestDetail,
    problems: ['refused', 'request-unknown', 'data-invalid', ...common],
  },
  'POST /{database}/request-drafts': {
    tag: 'intake',
    summary: 'What a draft of a request lacks, what is like it, and what may answer it. Nothing is written',
    params: inDatabase,
    body: object(draft),
    response: RequestCoaching,
    problems: ['data-invalid', ...common],
  },
  'POST /{database}/request-answers': {
    tag: 'intake',
    summary: 'Send every decision that was not told yet to who asked',
    params: inDatabase,
    response: AnswersTold,
    problems: ['refused', ...common],
  },
  'GET /{database}/plans': {
    tag: 'intake',
    summary: 'The plans of quarters, newest first',
    params: inDatabase,
    response: object({ items: list(PlanView, 200) }),
    csv: true,
    problems: [...common],
  },
  'GET /{database}/plans/{plan}': {
    tag: 'intake',
    summary: 'One plan: who does what when, what is left out and why, and what an override takes the place of',
    params: ofPlan,
    response: PlanDetail,
    csv: true,
    problems: ['plan-unknown', ...common],
  },
  'POST /{database}/plans/{plan}/make': {
    tag: 'intake',
    summary: 'Make the plan anew of the requests that are accepted: the highest score within the people there are',
    params: ofPlan,
    response: PlanDetail,
    problems: ['plan-unknown', 'plan-failed', 'refused', ...common],
  },
  'GET /{database}/roadmap': {
    tag: 'intake',
    summary: 'What is done in a year: roadmap items and planned requests, what they wait for, and what came of them',
    params: inDatabase,
    query: object({ year: optional(Type.Integer({ minimum: 2000, maximum: 2199, description: 'Default: this year' })) }),
    response: object({ year: Type.Integer(), items: list(RoadmapEntry, 1000) }),
    csv: true,
    problems: [...common],
  },
  'GET /{database}/business-cases': {
    tag: 'intake',
    summary: 'Business cases of what is larger: what it costs and brings in three years, its risk, and what else was thought of',
    params: inDatabase,
    response: object({
      sponsorAbove: Type.Integer({
        description: 'Minor units: what costs more in three years needs the sponsor. The parameter in force',
      }),
      items: list(BusinessCase, 1000),
    }),
    csv: true,
    problems: [...common],
  },
});
