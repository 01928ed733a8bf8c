import { businessDays, days, defineFlow } from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { attained, isMet } from './outcome.ts';
import { requestData } from './request-data.ts';
import { requestEvents } from './request-events.ts';
import { requestExceptions, requestMails } from './request-exceptions.ts';
import { decide, duplicate, expedite, giveBack, isWhole, judge, postpone, tell, tellMissing, withdraw } from './request-ways.ts';
import { askers, byLead, byPlanner, byWeigher, roles, weighers } from './roles.ts';
import { scored, scoringParameters } from './scoring.ts';

/** Somebody asks for work: from the day on which it is asked to the verdict of the number that it was to move. */
export const request = defineFlow({
  name: 'request',
  title: 'Request',
  description: 'Work that somebody asks for: sharpened, weighed, decided, planned, delivered, and measured by what came of it.',
  stream: 'intake',
  owner: 'systems-lead',
  key: 'number',
  ...calendarChoice,
  roles,
  data: requestData,
  links: { duplicateOf: { flow: 'request' }, plan: { flow: 'plan' } },
  parameters: {
    triageWithin: businessDays(2, { owner: 'systems-lead', title: 'Triaged within', from: 1, to: 10 }),
    scoreWithin: businessDays(5, { owner: 'systems-lead', title: 'Scored within', from: 1, to: 20 }),
    decideWithin: businessDays(10, { owner: 'systems-lead', title: 'Decided within', from: 1, to: 40 }),
    sharpenWithin: businessDays(10, { owner: 'systems-analyst', title: 'Sharpened within', from: 1, to: 40 }),
    tellWithin: businessDays(5, { owner: 'systems-lead', title: 'Who asked is told within', from: 1, to: 20 }),
    judgeWithin: businessDays(2, { owner: 'executive', title: 'An emergency is judged within', from: 1, to: 10 }),
    executiveAbove: { type: 'integer', default: 12, owner: 'executive', title: 'Sponsor agrees above person-weeks', from: 0 },
    verifyAfter: {
      type: 'integer',
      default: 60,
      owner: 'systems-lead',
      title: 'Measured days after the release',
      from: 1,
      to: 365,
    },
    ...scoringParameters,
  },
  events: requestEvents,
  exceptions: requestExceptions,
  mails: requestMails,
  start: {
    submit: [
      { when: isWhole, to: 'submitted', roles: askers },
      { to: 'returned', roles: askers },
    ],
  },
  states: {
    submitted: {
      title: 'Submitted',
      owner: 'systems-analyst',
      within: 'triageWithin',
      on: { triage: { ...byWeigher, to: 'triaged' }, return: giveBack, duplicate, expedite, withdraw },
    },
    returned: {
      title: 'Given back',
      owner: 'requester',
      within: 'sharpenWithin',
      on: {
        tell: tellMissing,
        resubmit: [
          { by: 'person', roles: askers, when: isWhole, to: 'submitted' },
          { by: 'person', roles: askers },
        ],
        withdraw,
      },
    },
    triaged: {
      title: 'Triaged',
      owner: 'systems-analyst',
      within: 'scoreWithin',
      on: {
        score: { ...byWeigher, to: 'scored', set: scored },
        return: giveBack,
        duplicate,
        expedite,
        withdraw,
      },
    },
    scored: {
      title: 'Scored',
      owner: 'systems-lead',
      within: 'decideWithin',
      on: {
        decide,
        postpone,
        override: byLead,
        rescore: { ...byWeigher, to: 'triaged', reason: true },
        duplicate,
        expedite,
        withdraw,
      },
    },
    accepted: {
      title: 'Accepted',
      owner: 'systems-lead',
      within: days(120),
      on: { tell, plan: { roles: ['systems-lead', 'intake-planner'], to: 'planned' }, override: byLead, withdraw },
    },
    not_now: {
      title: 'Not now',
      owner: 'systems-lead',
      within: days(400),
      on: { tell, reopen: { ...byWeigher, to: 'triaged' }, withdraw },
    },
    declined: {
      title: 'Declined',
      owner: 'systems-lead',
      within: 'tellWithin',
      on: { tell: { ...tell, to: 'told_declined' } },
    },
    told_declined: { title: 'Declined, and told', final: 'cancelled' },
    duplicate: {
      title: 'Duplicate',
      owner: 'systems-analyst',
      within: 'tellWithin',
      on: { tell: { ...tell, to: 'told_duplicate' } },
    },
    told_duplicate: { title: 'Merged, and told', final: 'cancelled' },
    withdrawn: { title: 'Withdrawn', final: 'cancelled' },
    planned: {
      title: 'Planned',
      owner: 'systems-lead',
      within: days(120),
      on: {
        tell,
        begin: { by: 'person', roles: weighers, to: 'in_delivery' },
        unplan: { roles: ['systems-lead', 'intake-planner'], to: 'accepted' },
      },
    },
    in_delivery: {
      title: 'In delivery',
      owner: 'systems-lead',
      within: days(180),
      on: {
        tell,
        judge,
        release: {
          roles: ['systems-lead', 'release-manager', 'intake-planner'],
          to: 'released',
          open: [
            {
              flow: 'feedback',
              event: 'ask',
              key: '"FB-" + data.number',
              with: {
                number: '"FB-" + data.number',
                request: 'data.number',
                title: 'data.title',
                requester: 'data.requester',
                team: 'data.team',
                askedOn: 'event.releasedOn',
              },
              onRefused: 'unasked',
            },
          ],
        },
        unplan: { ...byLead, to: 'accepted', reason: true },
      },
    },
    released: {
      title: 'Released',
      owner: 'systems-lead',
      within: days(30),
      on: {
        tell,
        judge,
        setOutcome: byWeigher,
        verify: { roles: ['systems-lead', 'release-manager', 'intake-planner'], to: 'verifying' },
      },
    },
    verifying: {
      title: 'Verifying',
      owner: 'systems-analyst',
      within: days(400),
      on: {
        judge,
        measure: [
          { ...byPlanner, when: isMet, to: 'outcome_met', set: { attained }, resolve: 'unmeasured' },
          { ...byPlanner, to: 'outcome_missed', set: { attained }, resolve: 'unmeasured' },
        ],
        noNumber: { ...byPlanner, raise: 'unmeasured' },
        setOutcome: { ...byWeigher, reason: true, resolve: 'unmeasured' },
        putOff: { ...byWeigher, reason: true, resolve: 'unmeasured' },
      },
    },
    outcome_met: { title: 'Outcome met', final: 'done' },
    outcome_missed: { title: 'Outcome missed', final: 'done' },
  },
  ladders: {
    review: {
      title: 'Look at it again',
      anchor: 'has(data.reviewOn) ? dyn(data.reviewOn) : null',
      during: ['not_now'],
      rungs: [
        {
          name: 'due',
          after: days(0),
          task: {
            role: 'systems-lead',
            title: 'Not now was said until today: take it up again, or decline it',
            within: businessDays(5),
          },
        },
      ],
    },
    settle: {
      title: 'Verification begins',
      anchor: 'has(data.releasedOn) ? dyn(data.releasedOn) : null',
      during: ['released'],
      rungs: [{ name: 'begins', after: days(14), to: 'verifying' }],
    },
  },
});
