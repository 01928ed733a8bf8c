import { Currency, Day, Decimal, days, defineFlow, Fields, List, Money, Optional, Text } from '@throughline/language';
import { changeOf } from '../integration/change-of.ts';
import { byLead, byWeigher, roles } from './roles.ts';

const cased = {
  currency: Currency({ list: true }),
  /** Once, and in each year afterwards. */
  cost: Money({ minimum: 0 }),
  yearlyCost: Money({ minimum: 0 }),
  yearlyBenefit: Money({ minimum: 0 }),
  risk: Text({ maxLength: 2000 }),
  /** What else was thought of, doing nothing among it. */
  alternatives: List(Text({ maxLength: 500 }), { maxItems: 10 }),
  metric: Text({ maxLength: 80 }),
  baseline: Decimal(),
  target: Decimal(),
  outcomeBy: Day(),
} as const;

const drop = { ...byLead, to: 'dropped', reason: true } as const;

/** Something larger that takes more than a request: its case for the business, its place in the year, and what came of it. */
export const roadmapItem = defineFlow({
  name: 'roadmap-item',
  title: 'Roadmap item',
  description: 'A larger piece of work: its business case, its quarter, the requests that make it up, and what came of it.',
  stream: 'intake',
  owner: 'systems-lead',
  key: 'number',
  roles,
  data: Fields({
    number: Text({ maxLength: 40 }),
    title: Text({ list: true, maxLength: 200 }),
    team: Text({ list: true, maxLength: 80 }),
    /** The aim of the business that it serves. */
    objective: Text({ maxLength: 300 }),
    from: Day({ list: true }),
    to: Day({ list: true }),
    requests: List(Text({ maxLength: 40 }), { maxItems: 30, default: [] }),
    dependsOn: List(Text({ maxLength: 40 }), { maxItems: 10, default: [] }),
    ...{ ...cased, currency: Optional(cased.currency), cost: Optional(cased.cost), yearlyCost: Optional(cased.yearlyCost) },
    ...{ yearlyBenefit: Optional(cased.yearlyBenefit), risk: Optional(cased.risk), metric: Optional(cased.metric) },
    ...{ baseline: Optional(cased.baseline), target: Optional(cased.target), outcomeBy: Optional(cased.outcomeBy) },
    alternatives: List(Text({ maxLength: 500 }), { maxItems: 10, default: [] }),
  }),
  computed: {
    /** What it costs in three years. */
    threeYearCost: 'has(data.cost) && has(data.yearlyCost) ? data.cost + 3 * data.yearlyCost : 0',
    /** What three years bring, less what they cost. */
    threeYearNet: 'has(data.yearlyBenefit) ? 3 * data.yearlyBenefit - computed.threeYearCost : 0',
  },
  columns: {
    threeYearCost: { kind: 'money', title: 'Three years cost' },
    threeYearNet: { kind: 'money', title: 'Three years bring' },
  },
  parameters: {
    executiveAbove: {
      type: 'money',
      default: 5_000_000,
      owner: 'executive',
      title: 'Sponsor agrees above three years cost',
      from: 0,
    },
    caseWithin: days(90, { owner: 'systems-lead', title: 'Its case is made within', from: 7, to: 365 }),
    approveWithin: days(30, { owner: 'executive', title: 'Agreed within', from: 1, to: 90 }),
  },
  events: {
    propose: { title: 'Propose' },
    makeCase: { title: 'Make the case', data: Fields(cased), set: changeOf(cased) },
    accept: { title: 'Agree' },
    plan: { title: 'Put into a plan', data: Fields({ from: Day(), to: Day() }), set: { from: 'event.from', to: 'event.to' } },
    deliver: { title: 'Delivered' },
    check: { title: 'Outcome checked' },
    drop: { title: 'Give it up' },
  },
  start: { propose: { to: 'idea', roles: ['systems-lead', 'systems-analyst', 'executive'] } },
  states: {
    idea: { title: 'Idea', owner: 'systems-lead', within: 'caseWithin', on: { makeCase: { ...byWeigher, to: 'cased' }, drop } },
    cased: {
      title: 'Case made',
      owner: 'systems-lead',
      within: 'approveWithin',
      on: {
        makeCase: byWeigher,
        accept: [
          {
            ...byLead,
            when: 'computed.threeYearCost > parameters.executiveAbove',
            to: 'approved',
            approval: { roles: ['executive'] },
          },
          { ...byLead, to: 'approved' },
        ],
        drop,
      },
    },
    approved: { title: 'Agreed', owner: 'systems-lead', within: days(365), on: { plan: { ...byLead, to: 'in_plan' }, drop } },
    in_plan: {
      title: 'In a plan',
      owner: 'systems-lead',
      within: days(365),
      on: { plan: byLead, deliver: { ...byLead, to: 'delivered' }, drop },
    },
    delivered: {
      title: 'Delivered',
      owner: 'systems-lead',
      within: days(365),
      on: { check: { ...byLead, to: 'outcome_check', reason: true } },
    },
    outcome_check: { title: 'Outcome checked', final: 'done' },
    dropped: { title: 'Given up', final: 'cancelled' },
  },
});
