import { Day, days, defineFlow, Fields, List, Optional, Text } from '@throughline/language';
import { roles } from './roles.ts';

const endEarly = { to: 'ended', by: 'person', roles: ['account-holder', 'administrator'], reason: true } as const;

/** Somebody lends roles to somebody else for some days: a holiday, an illness. */
export const delegation = defineFlow({
  name: 'delegation',
  title: 'Delegation',
  description: 'Roles that somebody lends to somebody else, from a day until a day. What is done with them names who lent them.',
  stream: 'access',
  owner: 'administrator',
  key: 'number',
  roles,
  reads: { cases: ['administrator'], personal: ['administrator'] },
  // Whoever may put an account right could make themselves anything.
  operators: ['owner'],
  data: Fields({
    number: Text({ maxLength: 80 }),
    /** Who lends: the person who made it. */
    from: Text({ title: 'From', list: true, maxLength: 120 }),
    to: Text({ title: 'To', list: true, maxLength: 120 }),
    roles: List(Text({ maxLength: 80 }), { maxItems: 100 }),
    entities: Optional(List(Text({ maxLength: 80 }), { maxItems: 100 })),
    fromDay: Day({ title: 'From day', list: true }),
    untilDay: Day({ title: 'Until day', list: true }),
    reason: Text({ maxLength: 500 }),
  }),
  parameters: {
    beginAfter: days(0, { owner: 'administrator', title: 'It begins after its first day', from: 0, to: 0 }),
    endAfter: days(1, { owner: 'administrator', title: 'It ends after its last day', from: 1, to: 1 }),
  },
  events: {
    lend: { title: 'Lend roles' },
    endEarly: { title: 'End it before its day' },
  },
  start: {
    lend: { when: 'data.fromDay <= data.untilDay', to: 'planned', by: 'person', roles: ['account-holder'] },
  },
  states: {
    planned: { title: 'Planned', owner: 'account-holder', on: { endEarly } },
    active: { title: 'Active', owner: 'account-holder', on: { endEarly } },
    ended: { title: 'Ended', final: 'done' },
  },
  ladders: {
    begin: {
      title: 'Begin',
      anchor: 'data.fromDay',
      during: ['planned'],
      at: '00:00',
      rungs: [{ name: 'begin', title: 'Begins', after: 'beginAfter', to: 'active' }],
    },
    end: {
      title: 'End',
      anchor: 'data.untilDay',
      during: ['planned', 'active'],
      at: '00:00',
      rungs: [{ name: 'end', title: 'Ends', after: 'endAfter', to: 'ended' }],
    },
  },
});
