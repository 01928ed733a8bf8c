import {
  businessDays,
  Day,
  days,
  defineFlow,
  Fields,
  hours,
  Instant,
  Integer,
  List,
  OneOf,
  Optional,
  Text,
} from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { priorities } from '../service/incident.ts';
import { deciders, roles } from './roles.ts';

/** What comes of a diagnosis. */
export const decisions = [
  'process-change',
  'system-fix',
  'automation-tweak',
  'business-escalation',
  'incident',
  'no-action',
] as const;
/** What the pattern search answers. */
export const verdicts = ['pattern', 'everything-rose', 'mix-shifted', 'nothing', 'too-few', 'definition-changed'] as const;

/** A step as JSON, compact: together with the others it has to fit into a case. */
const result = (maxLength: number) => Text({ maxLength });
const lengths = { stage: 4500, bucket: 3500, sample: 7500, pattern: 7000, action: 5000 } as const;

const byProgram = { by: 'automation', roles: ['diagnosis-run'] } as const;
const byDecider = { by: 'person', roles: deciders, reason: true } as const;

/** A step is found by the program; found again, it takes the place of what was found before. */
const found = (name: keyof typeof lengths, more: Readonly<Record<string, string>> = {}) => ({
  [name]: 'event.result',
  [`${name}Says`]: 'event.summary',
  ...more,
});
const finding = (name: keyof typeof lengths, more = {}) => Fields({ summary: Text(), result: result(lengths[name]), ...more });

/** A person takes a step back, and says how it is to be done: the program finds it and what follows anew. */
const revised = { set: { choices: 'event.choices', revisions: 'event.revisions' } } as const;
const revision = Fields({ choices: Text({ maxLength: 2000 }), revisions: List(Text(), { maxItems: 20 }) });
const back = {
  reviseStage: { ...byDecider, to: 'stage', ...revised },
  reviseBucket: { ...byDecider, to: 'bucket', ...revised },
  reviseSample: { ...byDecider, to: 'sample', ...revised },
  revisePattern: { ...byDecider, to: 'pattern', ...revised },
} as const;

const settles = ['noPattern', 'insufficientSample'] as const;
const decided = {
  set: { decision: 'event.decision', decisionNote: 'has(event.note) ? dyn(event.note) : null' },
  resolve: settles,
} as const;

/** It still goes on: those who keep systems running are called, with what is known. What it touches, they find out. */
const incidentNumber = '"INC-" + data.number';
const called = {
  link: { incident: incidentNumber },
  open: [
    {
      flow: 'incident',
      event: 'detect',
      key: incidentNumber,
      with: {
        number: incidentNumber,
        title: 'data.title + ": " + data.number',
        priority: 'has(event.priority) ? event.priority : "P3"',
        impact: 'has(data.says) ? dyn(data.says) : null',
        beganAt: 'has(data.since) ? data.since : data.openedAt',
      },
      onRefused: 'incidentRefused',
    },
  ],
} as const;

/** Why a number moved: the five steps of a diagnosis, what was decided, and whether it helped. */
export const diagnosis = defineFlow({
  name: 'diagnosis',
  title: 'Diagnosis',
  description:
    'Why a number moved: stage, exception, samples, pattern and action, each recorded; then what was decided, and whether it helped.',
  stream: 'diagnosis',
  owner: 'operations-lead',
  key: 'number',
  ...calendarChoice,
  roles,
  reads: { cases: [...deciders] },
  data: Fields({
    number: Text(),
    /** The metric, its title, and the role that answers for it. */
    metric: Text({ list: true, maxLength: 80 }),
    title: Text({ list: true, maxLength: 80 }),
    answers: Text({ list: true, maxLength: 80, title: 'Answers for the number' }),
    from: Day({ list: true }),
    to: Day(),
    againstFrom: Day(),
    againstTo: Day(),
    where: List(Text({ maxLength: 500 }), { maxItems: 12 }),
    openedAt: Instant(),
    /** The entities that it covers; empty: all. */
    entities: List(Text({ maxLength: 200 }), { maxItems: 100 }),
    /** What its asker saw, as a digest: others may see less. */
    seenAs: Text({ maxLength: 80 }),
    /** Draws the samples and the permutations. */
    seed: Integer({ minimum: 0 }),
    /** Only what was recorded before is looked at, so that it can be computed again. */
    knownAt: Instant(),
    seal: Optional(Integer({ minimum: 0 })),
    behind: Integer({ default: 0, minimum: 0 }),
    /** What people have chosen instead of what was found, as JSON, and who did and why. */
    choices: Text({ maxLength: 2000 }),
    revisions: List(Text(), { maxItems: 20 }),
    stage: Optional(result(lengths.stage)),
    stageSays: Optional(Text()),
    bucket: Optional(result(lengths.bucket)),
    bucketSays: Optional(Text()),
    sample: Optional(result(lengths.sample)),
    sampleSays: Optional(Text()),
    pattern: Optional(result(lengths.pattern)),
    patternSays: Optional(Text()),
    action: Optional(result(lengths.action)),
    actionSays: Optional(Text()),
    /** The sentence. */
    says: Optional(Text({ list: true })),
    verdict: Optional(OneOf(verdicts, { list: true })),
    decision: Optional(OneOf(decisions, { list: true })),
    decisionNote: Optional(Text()),
    /** From when on it rose, where that is known. */
    since: Optional(Instant()),
    outcome: Optional(OneOf(['met', 'not-met', 'regressed'])),
  }),
  links: { incident: { flow: 'incident' } },
  parameters: {
    computeWithin: hours(24, { owner: 'operations-lead', title: 'The steps are computed within', from: 1, to: 72 }),
    decideWithin: businessDays(2, { owner: 'operations-lead', title: 'Decided within', from: 1, to: 10 }),
    verifyWithin: days(60, { owner: 'operations-lead', title: 'Verified within', from: 7, to: 180 }),
  },
  events: {
    findStage: { title: 'Stage found', data: finding('stage') },
    findBucket: { title: 'Exception found', data: finding('bucket') },
    findSample: { title: 'Samples chosen', data: finding('sample') },
    findPattern: { title: 'Pattern searched', data: finding('pattern', { verdict: OneOf(verdicts) }) },
    findAction: {
      title: 'Causes weighed',
      data: finding('action', { says: Text(), verdict: OneOf(verdicts), since: Optional(Instant()) }),
    },
    reviseStage: { title: 'Take another stage', data: revision },
    reviseBucket: { title: 'Take another exception', data: revision },
    reviseSample: { title: 'Draw other samples', data: revision },
    revisePattern: { title: 'Search anew', data: revision },
    reviseAction: { title: 'Take another cause', data: revision },
    decide: {
      title: 'Decide',
      data: Fields({ decision: OneOf(decisions), note: Optional(Text()), priority: Optional(OneOf(priorities)) }),
    },
    verify: {
      title: 'Verify',
      data: Fields({ outcome: OneOf(['met', 'not-met', 'regressed']) }),
      set: { outcome: 'event.outcome' },
    },
    drop: { title: 'Give it up' },
  },
  exceptions: {
    noPattern: {
      title: 'No pattern',
      owner: 'operations-lead',
      severity: 'low',
      within: businessDays(5),
      resolutions: ['asked differently', 'accepted'],
      runbook:
        '1. Read which answer it is: everything rose, only the mix shifted, or nothing is beyond chance.\n2. Ask about another period, or of a part of the cases.\n3. If it stays so, accept it: not every change has a cause among the attributes that are recorded.',
    },
    incidentRefused: {
      title: 'No incident was opened',
      owner: 'operations-lead',
      severity: 'high',
      within: hours(4),
      resolutions: ['opened by hand', 'not needed'],
      runbook: '1. Read what was refused.\n2. Open the incident by hand, and name the diagnosis in it.',
    },
    insufficientSample: {
      title: 'Too few cases',
      owner: 'operations-lead',
      severity: 'low',
      within: businessDays(5),
      resolutions: ['asked differently', 'accepted'],
      runbook:
        '1. Take a longer period, or leave out the condition.\n2. If there are no more cases, look at the samples one by one.',
    },
  },
  start: { ask: { to: 'stage', roles: [...deciders, 'diagnosis-run'] } },
  states: {
    stage: {
      title: 'Which stage',
      owner: 'operations-lead',
      within: 'computeWithin',
      on: { findStage: { ...byProgram, to: 'bucket', set: found('stage') }, drop: { ...byDecider, to: 'dropped' } },
    },
    bucket: {
      title: 'Which exception',
      owner: 'operations-lead',
      within: 'computeWithin',
      on: { findBucket: { ...byProgram, to: 'sample', set: found('bucket') }, drop: { ...byDecider, to: 'dropped' } },
    },
    sample: {
      title: 'Samples',
      owner: 'operations-lead',
      within: 'computeWithin',
      on: { findSample: { ...byProgram, to: 'pattern', set: found('sample') }, drop: { ...byDecider, to: 'dropped' } },
    },
    pattern: {
      title: 'Pattern',
      owner: 'operations-lead',
      within: 'computeWithin',
      on: {
        findPattern: [
          {
            ...byProgram,
            when: 'event.verdict == "pattern"',
            to: 'action',
            set: found('pattern', { verdict: 'event.verdict' }),
            resolve: settles,
          },
          {
            ...byProgram,
            when: 'event.verdict == "too-few"',
            to: 'action',
            set: found('pattern', { verdict: 'event.verdict' }),
            raise: 'insufficientSample',
          },
          {
            ...byProgram,
            when: 'event.verdict != "pattern" && event.verdict != "too-few"',
            to: 'action',
            set: found('pattern', { verdict: 'event.verdict' }),
            raise: 'noPattern',
          },
        ],
        drop: { ...byDecider, to: 'dropped', resolve: settles },
      },
    },
    action: {
      title: 'To decide',
      owner: 'operations-lead',
      within: 'decideWithin',
      on: {
        findAction: {
          ...byProgram,
          set: found('action', {
            ...{ says: 'event.says', verdict: 'event.verdict' },
            since: 'has(event.since) ? dyn(event.since) : null',
          }),
        },
        ...back,
        reviseAction: { ...byDecider, ...revised },
        decide: [
          { ...byDecider, when: 'event.decision == "no-action"', to: 'closed', ...decided },
          { ...byDecider, when: 'event.decision == "incident"', to: 'verifying', ...decided, ...called },
          {
            ...byDecider,
            when: 'event.decision != "no-action" && event.decision != "incident"',
            to: 'verifying',
            ...decided,
          },
        ],
        drop: { ...byDecider, to: 'dropped', resolve: settles },
      },
    },
    verifying: {
      title: 'Did it help',
      owner: 'operations-lead',
      within: 'verifyWithin',
      on: { verify: { ...byDecider, to: 'closed' } },
    },
    closed: { title: 'Closed', final: 'done' },
    dropped: { title: 'Given up', final: 'cancelled' },
  },
});
