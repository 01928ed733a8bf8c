import Type, { type Static } from 'typebox';
import { CaseName } from './cases.ts';
import { MetricHead, Unit } from './home.ts';
import {
  ActorName,
  AsOf,
  CaseId,
  Count,
  Day,
  databaseParams,
  Instant,
  list,
  Name,
  nullable,
  pageOf,
  pageQuery,
  partial,
} from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/*
 * Why a number moved, in five recorded steps. Numbers have names (`pattern.0.affected`), by which the cases behind them are asked for:
 * GET .../diagnoses/{case}/cases?of=<name>. A name beside a number in these schemas is made of its place, as the descriptions say.
 */

const Period = object({ from: Day, to: Day }, 'From the first day to the day after the last');
const Text = Type.String({ maxLength: 2000 });

export const DiagnosisQuestion = object({
  metric: Name,
  ...Period.properties,
  /** The period that it is held against. */
  against: Period,
  /** Each `<dimension>=<value>`. */
  where: optional(list(Type.String({ minLength: 3, maxLength: 500 }), 12)),
});
export type DiagnosisQuestion = Static<typeof DiagnosisQuestion>;

const BeforeAfter = { before: nullable(Type.Number()), after: nullable(Type.Number()), change: nullable(Type.Number()) };
const CasesOf = object({ before: Count, after: Count });

/** Step 1. Numbers: `stage.<index>.before`, `stage.<index>.after`, `whole.before`, `whole.after`. */
export const StageStep = object({
  unit: Unit,
  currency: nullable(Type.String()),
  /** What the parts are: stages that the metric declares, or the values of this field of its cases. */
  by: object({ name: Name, title: Type.String() }),
  /** They sum to the whole. */
  parts: list(object({ id: Name, title: Type.String(), ...BeforeAfter, cases: CasesOf }), 60),
  whole: object({ ...BeforeAfter, cases: CasesOf }),
  /** Index of the part that brings most of the change; null: the change has no direction. */
  chosen: nullable(Count),
  /** The metric's definition changed between the periods: what the change is with one definition over both. */
  definition: nullable(
    object({
      title: Type.String(),
      at: Instant,
      underOld: nullable(Type.Number()),
      underNew: nullable(Type.Number()),
      /** What people were told: the period before by the old definition, the one after by the new. */
      told: object({ before: nullable(Type.Number()), after: nullable(Type.Number()) }),
    }),
  ),
});
export type StageStep = Static<typeof StageStep>;

/** Step 2. Numbers: `bucket.<index>.before`, `bucket.<index>.after`, `buckets.before`, `buckets.after`. */
export const BucketStep = object({
  /** Where they were opened: `the invoice stage`. */
  where: Type.String(),
  buckets: list(
    object({
      kind: Name,
      title: Type.String(),
      flow: Name,
      /** Exceptions opened in each period. */
      before: Count,
      after: Count,
      /** As many as before for each case there was. */
      expected: Type.Number(),
      /** After less expected. */
      change: Type.Number(),
      /** A change up to this size is within chance (95%, Poisson). */
      bound: Type.Number(),
      beyondChance: Type.Boolean(),
    }),
    200,
  ),
  /** Cases of the flows that they are of, in each period: what the rates are of. */
  cases: CasesOf,
  whole: object({ before: Count, after: Count, expected: Type.Number(), change: Type.Number() }),
  /** Index of the biggest spike; null: none is beyond chance, and the next steps look at the metric itself. */
  chosen: nullable(Count),
});
export type BucketStep = Static<typeof BucketStep>;

/** Step 3: cases side by side. */
export const SampleStep = object({
  seed: Count,
  fields: list(
    object({
      name: Name,
      title: Type.String(),
      kind: Type.Union([Type.Literal('text'), Type.Literal('money'), Type.Literal('number'), Type.Literal('day')]),
    }),
    30,
  ),
  cases: list(
    object({
      case: CaseName,
      /** Of its amounts. */
      currency: nullable(Type.String()),
      why: Type.Union([Type.Literal('typical'), Type.Literal('largest'), Type.Literal('longest'), Type.Literal('control')]),
      /** In the order of `fields`; `marked`: most affected ones have it, and most controls do not. Money in minor units. */
      cells: list(object({ value: nullable(Type.Union([Type.String(), Type.Number()])), marked: Type.Boolean() }), 30),
    }),
    10,
  ),
  /** What the affected ones have in common and the controls do not. */
  note: nullable(Text),
});
export type SampleStep = Static<typeof SampleStep>;

export const PatternRow = object({
  /** In words: `Delivery reference: missing`. */
  label: Type.String(),
  conditions: list(object({ attribute: Name, title: Type.String(), value: Type.String() }), 3),
  cases: Count,
  affected: Count,
  expected: Type.Number(),
  excess: Type.Number(),
  shareOfExcess: nullable(Type.Number()),
  lift: nullable(Type.Number()),
  falseDiscovery: nullable(Type.Number()),
  verdict: Type.Union([
    Type.Literal('kept'),
    Type.Literal('within-chance'),
    Type.Literal('explained-by'),
    Type.Literal('part-of'),
    Type.Literal('too-few'),
    Type.Literal('everything-rose'),
  ]),
  /** The verdict in words: `22 of its 24 lack the reference; +0.6 left once that is taken out`. */
  why: Text,
});
export type PatternRow = Static<typeof PatternRow>;

/**
 * Step 4. Numbers: `pattern.<index>.cases|affected|excess` (of `rows`), `population.before|after`, `affected.before|after`,
 * `expected`, `excess`, `unexplained`. Those that are differences open the affected cases that they are about.
 */
export const PatternStep = object({
  /** What was looked at: `invoices first paid in the period`. */
  population: Type.String(),
  /** What is counted of them: `Partial payment`. */
  effect: Type.String(),
  verdict: Type.Union([
    Type.Literal('pattern'),
    Type.Literal('everything-rose'),
    Type.Literal('mix-shifted'),
    Type.Literal('nothing'),
    Type.Literal('too-few'),
  ]),
  whole: object({
    casesBefore: Count,
    affectedBefore: Count,
    casesAfter: Count,
    affectedAfter: Count,
    expected: Type.Number(),
    excess: Type.Number(),
    unexplained: Type.Number(),
  }),
  /** The kept first. */
  rows: list(PatternRow, 40),
  /** So many segments were looked at. */
  searched: Count,
  attributes: list(object({ name: Name, title: Type.String(), values: Count }), 100),
  /** What was not searched, and why. */
  leftOut: list(object({ title: Type.String(), why: Type.String() }), 100),
  permutations: Count,
});
export type PatternStep = Static<typeof PatternStep>;

export const CauseRow = object({
  kind: Type.Union([
    Type.Literal('release'),
    Type.Literal('flow-version'),
    Type.Literal('parameter'),
    Type.Literal('incident'),
    Type.Literal('definition'),
  ]),
  key: Name,
  title: Type.String(),
  at: Instant,
  /** The release or incident. */
  case: nullable(CaseName),
  /** Which cases it could have touched: `delivered on Delivery version 4 or later`. */
  exposure: Type.String(),
  exposed: object({ cases: Count, affected: Count, expected: Type.Number(), excess: Type.Number() }),
  /** The others of the period asked about. */
  others: object({ cases: Count, affected: Count, expected: Type.Number(), excess: Type.Number() }),
  verdict: Type.Union([
    Type.Literal('kept'),
    Type.Literal('began-before'),
    Type.Literal('flat-after'),
    Type.Literal('too-few'),
    Type.Literal('not-only-exposed'),
    Type.Literal('no-excess'),
    Type.Literal('later-than-another'),
  ]),
  /** The verdict in words: `Flat for 10 weeks after it`. */
  why: Text,
});
export type CauseRow = Static<typeof CauseRow>;

/** Step 5. Numbers: `cause.<index>.exposed|affected|others`. */
export const ActionStep = object({
  /** The day from which on it rose. */
  since: nullable(Day),
  causes: list(CauseRow, 40),
  /** Of the kept one and of what it is about: `25 of the 26 invoices without reference ran delivery v4`. */
  note: nullable(Text),
  proposals: list(
    object({
      decision: Type.Union([
        Type.Literal('process-change'),
        Type.Literal('system-fix'),
        Type.Literal('automation-tweak'),
        Type.Literal('business-escalation'),
        Type.Literal('incident'),
        Type.Literal('no-action'),
      ]),
      title: Type.String(),
      detail: Text,
    }),
    6,
  ),
});
export type ActionStep = Static<typeof ActionStep>;

const stepHead = {
  /** What it found, in a few words: `Partially paid: +4.6 of +6.4 d`. */
  summary: Text,
  recordedAt: Instant,
  /** Whoever revised it, and why; null: as it was computed. */
  revised: nullable(object({ by: ActorName, at: Instant, reason: Text })),
};
const step = <T extends Type.TSchema>(result: T) => nullable(object({ ...stepHead, result }));

export const StepName = Type.Union([
  Type.Literal('stage'),
  Type.Literal('bucket'),
  Type.Literal('sample'),
  Type.Literal('pattern'),
  Type.Literal('action'),
]);
export type StepName = Static<typeof StepName>;

/** A piece of the sentence; with `of` it is a number that opens its cases, with `to` the change that it names. */
export const SentencePart = object({
  text: Type.String(),
  of: optional(Name),
  to: optional(
    object({
      kind: CauseRow.properties.kind,
      key: Name,
      case: nullable(CaseName),
    }),
  ),
});
export type SentencePart = Static<typeof SentencePart>;

const head = {
  case: CaseName,
  state: Name,
  stateTitle: Type.String(),
  open: Type.Boolean(),
  question: DiagnosisQuestion,
  metric: object({ id: Name, title: Type.String() }),
  /** The role that answers for the number, and on whose desk the diagnosis is; null: nobody holds the role. */
  owner: object({ role: Name, title: Type.String(), person: nullable(Name) }),
  openedAt: Instant,
  /** Whoever asked: a person, or the watch that saw a breach. */
  openedBy: ActorName,
  /** When a decision is due; null: none is any more. */
  dueAt: nullable(Instant),
  /** The whole finding as one text. */
  says: Type.String(),
};

export const DiagnosisRow = object(head);
export type DiagnosisRow = Static<typeof DiagnosisRow>;

export const Diagnosis = object({
  ...head,
  metric: MetricHead,
  sentence: list(SentencePart, 60),
  verdict: nullable(
    Type.Union([
      Type.Literal('pattern'),
      Type.Literal('everything-rose'),
      Type.Literal('mix-shifted'),
      Type.Literal('nothing'),
      Type.Literal('too-few'),
      Type.Literal('definition-changed'),
    ]),
  ),
  /** null: not computed yet. */
  steps: object({
    stage: step(StageStep),
    bucket: step(BucketStep),
    sample: step(SampleStep),
    pattern: step(PatternStep),
    action: step(ActionStep),
  }),
  /** What was decided; null: nothing yet. */
  decision: nullable(object({ decision: Name, note: nullable(Text), by: ActorName, at: Instant })),
  asOf: AsOf,
  /** You do not see all cases of the metric: this was computed for you from what you see, and is not what is recorded. */
  forYouAlone: Type.Boolean(),
  /** Of the case: what a revision rests on (If-Match). */
  seq: Count,
  ...partial,
});
export type Diagnosis = Static<typeof Diagnosis>;

export const DiagnosisCase = object({
  id: CaseId,
  flow: Name,
  entity: Name,
  key: Name,
  period: Type.Union([Type.Literal('before'), Type.Literal('after')]),
  affected: Type.Boolean(),
  /** When it came to where it could be affected. */
  at: Instant,
  /** The attributes that the pattern searched, in words. */
  attributes: list(object({ title: Type.String(), value: Type.String() }), 100),
});
export type DiagnosisCase = Static<typeof DiagnosisCase>;

const ofDiagnosis = object({ ...databaseParams, case: CaseId });

export const diagnosisRoutes = defineRoutes({
  'POST /{database}/diagnoses': {
    tag: 'diagnoses',
    summary: 'Diagnose why a metric moved between two periods: opens a case, and records the five steps in it',
    params: object(databaseParams),
    body: DiagnosisQuestion,
    status: 201,
    response: Diagnosis,
    idempotent: true,
    problems: ['metric-unknown', 'metric-request', 'field-hidden', 'role-required', 'refused', 'database-not-ready'],
  },
  'GET /{database}/diagnoses': {
    tag: 'diagnoses',
    summary: 'Diagnoses, the latest first',
    params: object(databaseParams),
    query: object({ metric: optional(Name), open: optional(Type.Boolean()), ...pageQuery }),
    response: pageOf(DiagnosisRow),
    csv: true,
    problems: ['cursor-invalid', 'database-not-ready'],
  },
  'GET /{database}/diagnoses/{case}': {
    tag: 'diagnoses',
    summary: 'A diagnosis: its sentence and its five steps, each number with the name that opens its cases',
    params: ofDiagnosis,
    response: Diagnosis,
    problems: ['case-unknown', 'field-hidden', 'database-not-ready'],
  },
  'POST /{database}/diagnoses/{case}/steps/{step}': {
    tag: 'diagnoses',
    summary: 'Revise a step, with a reason: the steps after it are computed anew',
    description: 'With If-Match (the `seq` of the diagnosis, in quotes) it is refused where it has moved on since you looked.',
    params: object({ ...databaseParams, case: CaseId, step: StepName }),
    body: object({
      reason: Type.String({ minLength: 1, maxLength: 1000 }),
      /** Of `stage`: the id of another part. */
      part: optional(Name),
      /** Of `bucket`: another kind of exception, or `metric` for what the metric itself counts. */
      bucket: optional(Name),
      /** Of `sample`: another seed. */
      seed: optional(Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 })),
      /** Of `pattern`: names of attributes that are not to be searched. */
      leaveOut: optional(list(Name, 50)),
      /** Of `action`: `<kind>/<key>` of the change that is held to be the cause; `none`: that none is. */
      cause: optional(Name),
    }),
    response: Diagnosis,
    idempotent: true,
    ifMatch: 'optional',
    problems: [
      'case-unknown',
      'role-required',
      'diagnosis-step',
      'refused',
      'data-invalid',
      'precondition-failed',
      'database-not-ready',
    ],
  },
  'GET /{database}/diagnoses/{case}/cases': {
    tag: 'diagnoses',
    summary: 'The cases behind a number of a diagnosis',
    params: ofDiagnosis,
    query: object({ of: Name, ...pageQuery }),
    response: pageOf(DiagnosisCase),
    csv: true,
    problems: ['case-unknown', 'diagnosis-number', 'field-hidden', 'cursor-invalid', 'database-not-ready'],
  },
  'GET /{database}/diagnoses/{case}/brief': {
    tag: 'diagnoses',
    summary: 'The diagnosis on one page, to print or send',
    params: ofDiagnosis,
    mediaType: 'application/pdf',
    response: Type.Unsafe<Uint8Array>({ contentMediaType: 'application/pdf' }),
    problems: ['case-unknown', 'field-hidden', 'database-not-ready'],
  },
});
