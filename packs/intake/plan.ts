import { businessDays, Day, days, defineFlow, Fields, Integer, List, Optional, Text } from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { byLead, byPlanner, roles } from './roles.ts';

const Capacity = Fields({
  skill: Text({ maxLength: 60 }),
  /** Person-days of it in a week: two persons are ten. */
  daysPerWeek: Integer({ minimum: 0, maximum: 1000 }),
});

/** A request in the plan: the first week is 1. */
const Item = Fields({
  request: Text({ maxLength: 40 }),
  week: Integer({ minimum: 1, maximum: 53 }),
  weeks: Integer({ minimum: 1, maximum: 52 }),
});

/** One that is done against its score, who stands behind it, and what it takes the place of. */
const Override = Fields({
  request: Text({ maxLength: 40 }),
  sponsor: Text({ personal: true, maxLength: 120 }),
  displaces: List(Text({ maxLength: 40 }), { maxItems: 30 }),
});

/** One that is not done, and why. */
const LeftOut = Fields({ request: Text({ maxLength: 40 }), why: Text({ maxLength: 300 }) });

const framed = {
  title: Text({ list: true, maxLength: 120 }),
  from: Day({ list: true, decided: true }),
  to: Day({ list: true, decided: true }),
  capacity: List(Capacity, { maxItems: 12, decided: true }),
  /** Of each skill, how much is kept for running the business, in percent. */
  runShare: Integer({ minimum: 0, maximum: 100, decided: true, title: 'Kept for run, in percent' }),
} as const;

const made = {
  items: List(Item, { maxItems: 120 }),
  leftOut: List(LeftOut, { maxItems: 60 }),
  overrides: List(Override, { maxItems: 20 }),
  /** The sum of the scores of what is planned, and the most that any plan could have. */
  total: Integer({ list: true, minimum: 0 }),
  bound: Integer({ minimum: 0 }),
} as const;
const takes = Object.fromEntries(Object.keys(made).map((name) => [name, `event.${name}`]));

/** The plan of a quarter: who is there, what is kept for run, and which requests are done when. */
export const plan = defineFlow({
  name: 'plan',
  title: 'Plan',
  description: 'What is done in a quarter, within the people there are: made by a program, agreed by the sponsor, carried out.',
  stream: 'intake',
  owner: 'systems-lead',
  key: 'number',
  ...calendarChoice,
  roles,
  data: Fields({
    number: Text({ maxLength: 40 }),
    ...framed,
    total: Optional(Integer({ list: true, minimum: 0, decided: true })),
    bound: Optional(Integer({ minimum: 0, decided: true })),
    items: List(Item, { maxItems: 120, default: [], decided: true }),
    leftOut: List(LeftOut, { maxItems: 60, default: [], decided: true }),
    overrides: List(Override, { maxItems: 20, default: [], decided: true }),
  }),
  parameters: {
    proposeWithin: days(30, { owner: 'systems-lead', title: 'Proposed within', from: 1, to: 90 }),
    approveWithin: businessDays(5, { owner: 'executive', title: 'Agreed within', from: 1, to: 20 }),
    closeWithin: days(120, { owner: 'systems-lead', title: 'Closed within', from: 30, to: 400 }),
  },
  events: {
    draft: {
      title: 'Draft',
      data: Fields({ number: Text({ maxLength: 40 }), ...framed }),
      set: Object.fromEntries(Object.keys(framed).map((name) => [name, `event.${name}`])),
    },
    reframe: {
      title: 'Change its frame',
      data: Fields(framed),
      set: Object.fromEntries(Object.keys(framed).map((name) => [name, `event.${name}`])),
    },
    make: { title: 'Made', data: Fields(made), set: takes },
    propose: { title: 'Propose' },
    approve_plan: { title: 'Agree' },
    withdraw: { title: 'Take back' },
    commit: { title: 'Commit' },
    close: { title: 'Close' },
    drop: { title: 'Give it up' },
  },
  start: { draft: { to: 'draft', roles: ['systems-lead'] } },
  states: {
    draft: {
      title: 'Draft',
      owner: 'systems-lead',
      within: 'proposeWithin',
      on: {
        reframe: byLead,
        make: { roles: ['systems-lead', 'intake-planner'] },
        propose: { ...byLead, when: 'size(data.items) > 0', to: 'proposed' },
        drop: { ...byLead, to: 'dropped', reason: true },
      },
    },
    proposed: {
      title: 'Proposed',
      owner: 'executive',
      within: 'approveWithin',
      on: {
        approve_plan: { by: 'person', roles: ['systems-lead', 'executive'], to: 'approved', approval: { roles: ['executive'] } },
        withdraw: { ...byLead, to: 'draft' },
      },
    },
    approved: {
      title: 'Agreed',
      owner: 'systems-lead',
      within: days(14),
      on: { commit: { ...byLead, to: 'committed' }, withdraw: { ...byLead, to: 'draft', reason: true } },
    },
    committed: {
      title: 'Committed',
      owner: 'systems-lead',
      within: 'closeWithin',
      on: { close: { roles: ['systems-lead', ...byPlanner.roles], to: 'closed' } },
    },
    closed: { title: 'Closed', final: 'done' },
    dropped: { title: 'Given up', final: 'cancelled' },
  },
});
