import { businessDays, Day, days, defineFlow, Fields, OneOf, Optional, Text } from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { person } from './incident-data.ts';
import { actionKinds } from './incident-events.ts';
import { bySolver, roles, solvers } from './roles.ts';

const number = Text({ maxLength: 200 });
/** What planning it says. */
const planned = {
  title: Text({ list: true }),
  kind: OneOf(actionKinds, { list: true }),
  owner: Text({ ...person, title: 'Owner' }),
  dueOn: Day({ list: true }),
  /** Of which incident or problem. */
  ofNumber: Text({ list: true, maxLength: 160, title: 'Of' }),
} as const;

/** What is done so that something does not happen again: somebody's, by a day, done with what shows it. */
export const correctiveAction = defineFlow({
  name: 'corrective-action',
  title: 'Corrective action',
  description: 'What is done so that a failure does not come back: owned, due on a day, and done with what shows it.',
  stream: 'service',
  owner: 'systems-lead',
  key: 'number',
  ...calendarChoice,
  roles,
  data: Fields({
    number,
    ...planned,
    dueOn: Day({ list: true, decided: true }),
    evidence: Optional(Text({ maxLength: 4000, decided: true })),
    doneOn: Optional(Day({ list: true, decided: true })),
  }),
  parameters: {
    overdueAfter: days(1, { owner: 'systems-lead', title: 'Overdue so long after its day', from: 1, to: 14 }),
    escalateAfter: days(14, { owner: 'systems-lead', title: 'Leadership is told so long after its day', from: 2, to: 60 }),
  },
  events: {
    plan: {
      title: 'Plan',
      data: Fields({ number, ...planned }),
      set: Object.fromEntries(Object.keys(planned).map((name) => [name, `event.${name}`])),
    },
    reassign: { title: 'Give it to somebody else', data: Fields({ owner: Text(person) }), set: { owner: 'event.owner' } },
    postpone: { title: 'Another day', data: Fields({ dueOn: Day() }), set: { dueOn: 'event.dueOn' } },
    complete: {
      title: 'Done',
      data: Fields({ evidence: Text({ maxLength: 4000 }), doneOn: Day() }),
      set: { evidence: 'event.evidence', doneOn: 'event.doneOn' },
    },
    drop: { title: 'Not to be done' },
  },
  exceptions: {
    actionOverdue: {
      title: 'A corrective action is overdue',
      owner: 'systems-lead',
      severity: 'high',
      within: businessDays(5),
      resolutions: ['done', 'another day', 'not to be done'],
      runbook:
        '1. Ask its owner what is in the way.\n2. Agree on another day, or give it to somebody else.\n3. If it is not to be done, say who accepts that.',
    },
  },
  start: { plan: { to: 'open' } },
  states: {
    open: {
      title: 'Open',
      owner: 'systems-lead',
      on: {
        reassign: { ...bySolver },
        postpone: { ...bySolver, reason: true, resolve: 'actionOverdue' },
        complete: { roles: solvers, to: 'done', resolve: 'actionOverdue' },
        drop: { by: 'person', roles: ['systems-lead'], reason: true, to: 'cancelled', resolve: 'actionOverdue' },
      },
    },
    done: { title: 'Done', final: 'done' },
    cancelled: { title: 'Not to be done', final: 'cancelled' },
  },
  ladders: {
    due: {
      title: 'Due',
      anchor: 'data.dueOn',
      during: ['open'],
      renewedBy: ['postpone'],
      rungs: [
        { name: 'overdue', title: 'It is overdue', after: 'overdueAfter', raise: 'actionOverdue' },
        {
          name: 'escalate',
          title: 'Leadership is told',
          after: 'escalateAfter',
          task: { role: 'executive', title: 'A corrective action is late: decide whether the risk is taken', within: days(7) },
        },
      ],
    },
  },
});
