import { Day, days, defineFlow, Fields, Integer, Optional, Text } from '@throughline/language';
import { byPlanner, roles } from './roles.ts';

/** What somebody who was served says of it: asked once, answered by a score from 1 to 5, or not at all. */
export const feedback = defineFlow({
  name: 'feedback',
  title: 'Feedback',
  description: 'One answer of somebody who was served: a score from 1 to 5, and a comment.',
  stream: 'intake',
  owner: 'systems-lead',
  key: 'number',
  roles,
  data: Fields({
    number: Text({ maxLength: 60 }),
    request: Text({ list: true, maxLength: 40 }),
    title: Text({ list: true, maxLength: 200 }),
    requester: Text({ personal: true, maxLength: 120 }),
    team: Text({ list: true, maxLength: 80 }),
    askedOn: Day({ list: true }),
    score: Optional(Integer({ decided: true, list: true, minimum: 1, maximum: 5, title: 'Score, 1 to 5' })),
    comment: Optional(Text({ maxLength: 2000, decided: true })),
  }),
  events: {
    ask: { title: 'Ask' },
    answer: {
      title: 'Answer',
      data: Fields({ score: Integer({ minimum: 1, maximum: 5 }), comment: Optional(Text({ maxLength: 2000 })) }),
      set: { score: 'event.score', comment: 'has(event.comment) ? dyn(event.comment) : null' },
    },
    lapse: { title: 'No answer came' },
  },
  start: { ask: { to: 'asked', roles: ['systems-lead', 'intake-planner'] } },
  states: {
    asked: {
      title: 'Asked',
      owner: 'requester',
      on: {
        answer: {
          by: 'person',
          roles: ['requester', 'systems-lead', 'systems-analyst', 'release-manager', 'executive'],
          // Whose opinion it is: nobody answers for another.
          only: 'requester',
          to: 'answered',
        },
        lapse: { ...byPlanner, to: 'lapsed' },
      },
    },
    answered: { title: 'Answered', final: 'done' },
    lapsed: { title: 'No answer', final: 'cancelled' },
  },
  ladders: {
    reminder: {
      anchor: 'data.askedOn',
      during: ['asked'],
      rungs: [
        {
          name: 'remind',
          after: days(7),
          task: { role: 'requester', title: 'Say how it went: a score from 1 to 5', within: days(14) },
        },
        { name: 'lapse', after: days(30), to: 'lapsed' },
      ],
    },
  },
});
