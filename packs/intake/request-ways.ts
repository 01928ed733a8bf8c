import { missingOf } from './asked.ts';
import type { answers } from './request-data.ts';
import { askers, byLead, byWeigher, weighers } from './roles.ts';

export const isWhole = `size(${missingOf('event')}) == 0`;
export const decided = (answer: (typeof answers)[number]) => ({
  decision: `"${answer}"`,
  decisionWhy: 'event.why',
  options: 'event.options',
  reviewOn: answer === 'not-now' ? 'event.reviewOn' : 'null',
  answered: 'null',
});
export const isYes = 'event.answer == "yes"';
export const isLarge = 'data.effort > parameters.executiveAbove';
export const decide = [
  { ...byLead, when: `${isYes} && ${isLarge}`, to: 'accepted', set: decided('yes'), approval: { roles: ['executive'] } },
  { ...byLead, when: `${isYes} && !(${isLarge})`, to: 'accepted', set: decided('yes') },
  { ...byLead, when: 'event.answer == "no"', to: 'declined', set: decided('no') },
] as const;
export const postpone = { ...byLead, to: 'not_now', set: decided('not-now') } as const;

/** The answer goes to who asked, once for each decision. */
export const tell = {
  roles: [...weighers, 'intake-planner'],
  when: 'has(data.decision) && (!has(data.answered) || data.answered != data.decision)',
  set: { answered: 'has(data.decision) ? dyn(data.decision) : null' },
  effects: [{ kind: 'mail', template: 'answer', to: 'has(data.contact) ? dyn(data.contact) : null', delivery: 'at-least-once' }],
} as const;
/** What it lacks goes to who asked, once for each time it is given back. */
export const tellMissing = {
  roles: tell.roles,
  when: '!has(data.answered)',
  set: { answered: '"returned"' },
  effects: [{ ...tell.effects[0], template: 'vague' }],
} as const;
export const duplicate = {
  ...byWeigher,
  reason: true,
  to: 'duplicate',
  set: {
    duplicateOf: 'event.of',
    decision: '"duplicate"',
    decisionWhy: 'event.why',
    answered: 'null',
  },
  link: { duplicateOf: 'event.of' },
} as const;
export const giveBack = {
  ...byWeigher,
  to: 'returned',
  set: { missing: 'event.missing', returnedWhy: 'event.why', answered: 'null' },
} as const;
/** What cannot wait: begun at once, by whoever leads, and judged afterwards. */
export const expedite = {
  by: 'person',
  roles: ['incident-lead', 'systems-lead'],
  reason: true,
  to: 'in_delivery',
  set: { emergency: 'true', class: '"break-fix"', kind: '"run"' },
  raise: 'emergencyUnjudged',
} as const;
export const withdraw = { by: 'person', roles: askers, to: 'withdrawn', reason: true } as const;
export const judge = { by: 'person', roles: ['executive'], reason: true, resolve: 'emergencyUnjudged' } as const;
