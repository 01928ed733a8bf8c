import { Day, Decimal, Fields, List, OneOf, Optional, Text } from '@throughline/language';
import { changeOf } from '../integration/change-of.ts';
import { absent, asked, missingOf } from './asked.ts';
import { weighed } from './request-data.ts';
import { inputs } from './scoring.ts';

const triaged = {
  ...changeOf(weighed, { earliest: 'null', latest: 'null', dependsOn: 'null', complianceBy: 'null' }),
  effort: 'sum(by(event.skills, "weeks"))',
};
const submitted = {
  ...changeOf(asked, absent),
  ...{ submittedOn: 'event.submittedOn', missing: missingOf('event'), decision: 'null', answered: 'null' },
};
const submission = Fields({ number: Text({ maxLength: 40 }), ...asked, submittedOn: Day() });
const resubmission = Fields({ ...asked, submittedOn: Day() });

const judgement = { why: Text({ maxLength: 2000 }), options: Text({ maxLength: 2000, title: 'Options considered' }) } as const;

/** What happens to a request, and what each of it brings. */
export const requestEvents = {
  submit: { title: 'Ask', data: submission, set: submitted },
  resubmit: {
    title: 'Ask again, sharpened',
    data: resubmission,
    // Where the answer goes was said when it was first asked.
    set: { ...submitted, contact: 'has(event.contact) ? dyn(event.contact) : has(data.contact) ? dyn(data.contact) : null' },
  },
  return: {
    title: 'Give back',
    data: Fields({ missing: List(Text({ maxLength: 60 }), { maxItems: 20 }), why: Text({ maxLength: 1000 }) }),
  },
  triage: { title: 'Triage', data: Fields(weighed), set: triaged },
  score: { title: 'Score', data: Fields(inputs) },
  rescore: { title: 'Score anew' },
  override: {
    title: 'Do it against its score',
    data: Fields({ sponsor: Text({ personal: true, maxLength: 120 }), why: Text({ maxLength: 1000 }) }),
    set: { sponsor: 'event.sponsor', overrideWhy: 'event.why' },
  },
  decide: { title: 'Decide', data: Fields({ answer: OneOf(['yes', 'no']), ...judgement }) },
  postpone: { title: 'Not now', data: Fields({ ...judgement, reviewOn: Day() }) },
  duplicate: { title: 'Merge into another', data: Fields({ of: Text({ maxLength: 40 }), why: Text({ maxLength: 1000 }) }) },
  tell: { title: 'Tell who asked' },
  reopen: { title: 'Take it up again' },
  plan: {
    title: 'Plan',
    data: Fields({ plan: Text({ maxLength: 40 }), startsOn: Day(), endsOn: Day() }),
    set: { plan: 'event.plan', startsOn: 'event.startsOn', endsOn: 'event.endsOn' },
  },
  unplan: { title: 'Take out of the plan', set: { plan: 'null', startsOn: 'null', endsOn: 'null' } },
  begin: {
    title: 'Begin',
    data: Fields({ release: Optional(Text({ maxLength: 40 })) }),
    set: { release: 'has(event.release) ? dyn(event.release) : null' },
  },
  expedite: { title: 'Begin at once' },
  judge: { title: 'Judge the emergency' },
  release: {
    title: 'Released',
    data: Fields({ releasedOn: Day(), release: Optional(Text({ maxLength: 40 })) }),
    set: {
      releasedOn: 'event.releasedOn',
      verifyOn: 'addDays(event.releasedOn, parameters.verifyAfter)',
      release: 'has(event.release) ? dyn(event.release) : has(data.release) ? dyn(data.release) : null',
    },
  },
  verify: { title: 'Wait for its number' },
  measure: {
    title: 'Measured',
    data: Fields({ value: Decimal(), measuredOn: Day(), definition: Text({ maxLength: 120 }) }),
    set: { measured: 'event.value', measuredOn: 'event.measuredOn', definition: 'event.definition' },
  },
  noNumber: { title: 'The number has no value' },
  putOff: { title: 'Measure later', data: Fields({ verifyOn: Day() }), set: { verifyOn: 'event.verifyOn' } },
  setOutcome: {
    title: 'Say what it is to move',
    data: Fields({ metric: Text({ maxLength: 80 }), baseline: Decimal(), target: Decimal(), outcomeBy: Day() }),
    set: changeOf({ metric: 0, baseline: 0, target: 0, outcomeBy: 0 }),
  },
  withdraw: { title: 'Withdraw' },
} as const;
