import { compileFlow, days, defineFlow, Fields, Integer, Money, Optional, Text } from '../src/index.ts';

/** A claim, with something personal, something confidential, an approval of two, and steps that need a second factor. */
export const claim = defineFlow({
  name: 'claim',
  title: 'Claim',
  owner: 'claims-lead',
  key: 'number',
  reads: { cases: ['broker'], confidential: ['actuary'] },
  roles: { 'claims-lead': {}, clerk: {}, broker: {}, actuary: {}, boss: {}, chief: {} },
  data: Fields({
    number: Text(),
    name: Optional(Text({ personal: true })),
    reserve: Money({ confidential: true, minimum: 0, default: 0 }),
    amount: Integer({ minimum: 0, default: 0 }),
  }),
  computed: { gap: 'data.reserve - data.amount', twice: 'computed.gap * 2', half: 'data.amount / 2' },
  events: { pay: { data: Fields({ amount: Integer() }), set: { amount: 'event.amount' } } },
  start: { file: { to: 'filed', roles: ['clerk'] } },
  states: {
    filed: {
      owner: 'clerk',
      within: days(3),
      on: {
        pay: { by: 'person', secondFactor: true },
        settle: {
          to: 'settled',
          by: 'person',
          approval: {
            roles: ['boss', 'chief'],
            quorum: 2,
            secondFactor: true,
            limit: { of: 'data.amount', by: { boss: '100' } },
          },
        },
      },
    },
    settled: { final: 'done' },
  },
});

export const claims = compileFlow(claim);
