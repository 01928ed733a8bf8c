import { Day, days, defineFlow, Fields, List, Optional, Text } from '@throughline/language';
import { roles } from './roles.ts';

/** A key by which a program acts for a person, with some of their roles. The secret itself is nowhere; what recognises it is not here. */
export const apiKey = defineFlow({
  name: 'api-key',
  title: 'API key',
  description: 'A key by which a program acts for a person, with some of the roles of that person, until a day.',
  stream: 'access',
  owner: 'administrator',
  key: 'number',
  roles,
  reads: { cases: ['administrator'], personal: ['administrator'] },
  // Whoever may put an account right could make themselves anything.
  operators: ['owner'],
  data: Fields({
    number: Text({ maxLength: 80 }),
    /** For whom it acts: the person who made it. */
    person: Text({ title: 'Person', list: true, maxLength: 120 }),
    name: Text({ title: 'Name', list: true, maxLength: 120 }),
    roles: List(Text({ maxLength: 80 }), { maxItems: 100 }),
    entities: Optional(List(Text({ maxLength: 80 }), { maxItems: 100 })),
    until: Day({ title: 'Until', list: true }),
  }),
  parameters: {
    expireAfter: days(1, { owner: 'administrator', title: 'It expires after its last day', from: 1, to: 1 }),
  },
  events: {
    issue: { title: 'Make a key' },
    revoke: { title: 'Revoke' },
  },
  start: { issue: { to: 'issued', by: 'person', roles: ['account-holder'] } },
  states: {
    issued: {
      title: 'Issued',
      owner: 'account-holder',
      on: { revoke: { to: 'revoked', by: 'person', roles: ['account-holder', 'administrator'], reason: true } },
    },
    revoked: { title: 'Revoked', final: 'cancelled' },
    expired: { title: 'Expired', final: 'done' },
  },
  ladders: {
    expiry: {
      title: 'Expiry',
      anchor: 'data.until',
      during: ['issued'],
      at: '00:00',
      rungs: [{ name: 'expire', title: 'Expires', after: 'expireAfter', to: 'expired' }],
    },
  },
});
