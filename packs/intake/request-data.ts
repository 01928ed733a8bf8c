import { Day, Decimal, Fields, Flag, Integer, List, OneOf, Optional, Text } from '@throughline/language';
import { asked } from './asked.ts';
import { inputs, rubrics } from './scoring.ts';

/** What kind of work it is. */
export const classes = ['break-fix', 'enhancement', 'project'] as const;
/** Keeping the business running, or changing it. */
export const kinds = ['run', 'grow'] as const;
/** What was answered to who asked. */
export const answers = ['yes', 'not-now', 'no', 'duplicate'] as const;

/** How much of a skill it needs, in person-weeks. */
export const Need = Fields({ skill: Text({ maxLength: 60 }), weeks: Integer({ minimum: 1, maximum: 500 }) });

/** What triage finds out of it: what the plan has to know. */
export const weighed = {
  class: OneOf(classes, { list: true }),
  kind: OneOf(kinds),
  skills: List(Need, { maxItems: 10 }),
  /** Calendar weeks from its start to its end. */
  duration: Integer({ minimum: 1, maximum: 52 }),
  earliest: Optional(Day()),
  latest: Optional(Day()),
  dependsOn: Optional(List(Text({ maxLength: 40 }), { maxItems: 10 })),
  /** A law or an auditor wants it by this day, whatever its score. */
  complianceBy: Optional(Day({ list: true })),
} as const;

/** All that is known of a request. */
export const requestData = Fields({
  number: Text({ maxLength: 40 }),
  ...asked,
  submittedOn: Day({ decided: true }),
  /** The fields that it lacks before it can be weighed. */
  missing: List(Text({ maxLength: 60 }), { maxItems: 20, default: [], decided: true }),
  returnedWhy: Optional(Text({ maxLength: 1000, decided: true })),
  ...{ ...weighed, class: Optional(weighed.class), kind: Optional(weighed.kind), duration: Optional(weighed.duration) },
  skills: List(Need, { maxItems: 10, default: [], decided: true }),
  /** Person-weeks of all skills. */
  effort: Integer({ minimum: 0, default: 0, decided: true, title: 'Effort, in person-weeks' }),
  emergency: Flag({ default: false, decided: true }),
  /** Who stands behind it where it is done against its score, and why. */
  sponsor: Optional(Text({ personal: true, maxLength: 120, decided: true })),
  overrideWhy: Optional(Text({ maxLength: 1000, decided: true })),
  rubric: Optional(OneOf(rubrics, { decided: true })),
  inputs: Optional({ ...Fields(inputs), decided: true }),
  /** The weights that counted, in the order of the inputs; what the score is made of, to be redone by hand. */
  weights: Optional(List(Integer(), { maxItems: 8, decided: true })),
  arithmetic: Optional(Text({ maxLength: 300, decided: true })),
  score: Optional(Integer({ list: true, decided: true })),
  decision: Optional(OneOf(answers, { list: true, decided: true })),
  decisionWhy: Optional(Text({ maxLength: 2000, decided: true })),
  options: Optional(Text({ maxLength: 2000, decided: true, title: 'Options considered' })),
  reviewOn: Optional(Day({ decided: true })),
  /** The decision that was told to who asked. */
  answered: Optional(OneOf([...answers, 'returned'], { decided: true })),
  duplicateOf: Optional(Text({ maxLength: 40, decided: true })),
  plan: Optional(Text({ list: true, maxLength: 40, decided: true })),
  startsOn: Optional(Day({ decided: true })),
  endsOn: Optional(Day({ decided: true })),
  release: Optional(Text({ maxLength: 40 })),
  releasedOn: Optional(Day({ decided: true })),
  verifyOn: Optional(Day({ decided: true })),
  measured: Optional(Decimal({ decided: true })),
  measuredOn: Optional(Day({ decided: true })),
  /** The version of the metric's definition that measured it. */
  definition: Optional(Text({ maxLength: 120, decided: true })),
  /** Of the way from the baseline to the target, how much was gone; 100: all of it. */
  attained: Optional(Integer({ decided: true, title: 'Attained, in percent' })),
});
