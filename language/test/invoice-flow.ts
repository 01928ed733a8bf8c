import { Currency, Day, days, defineFlow, Email, Fields, hours, Money, mail, Optional, Text } from '../src/index.ts';

/* A flow that uses most of the language and has nothing for the checker to find. */

const payment = [
  { when: 'event.amount >= computed.open', to: 'paid', set: { paid: 'data.paid + event.amount' } },
  { to: 'partially_paid', set: { paid: 'data.paid + event.amount' }, raise: 'partialPayment' },
] as const;

const dispute = { to: 'disputed', by: 'person', reason: true } as const;

export const invoice = defineFlow({
  name: 'invoice',
  title: 'Invoice',
  stream: 'order-to-cash',
  stage: 'invoice',
  owner: 'finance-lead',
  key: 'number',
  data: Fields({
    number: Text(),
    customer: Text({ list: true }),
    currency: Currency(),
    amount: Money({ list: true }),
    paid: Money({ default: 0 }),
    dueOn: Day({ list: true }),
    deliveryReference: Optional(Text()),
    contact: Optional(Email({ personal: true })),
  }),
  computed: { open: 'data.amount - data.paid' },
  roles: {
    billing: {},
    collections: {},
    'collections-lead': {},
    fulfilment: {},
    finance: {},
    'finance-lead': {},
    sales: {},
    'head-of-finance': { title: 'Head of finance' },
  },
  parameters: {
    reminderAfter: days(7, { owner: 'collections-lead', from: 1, to: 30 }),
    financeAfter: days(14, { owner: 'collections-lead', from: 1, to: 60 }),
    salesAfter: days(30, { owner: 'collections-lead', from: 1, to: 90 }),
    legalAfter: days(45, { owner: 'finance-lead', from: 30, to: 180 }),
  },
  events: {
    pay: { data: Fields({ amount: Money({ minimum: 1 }), paidOn: Day() }) },
  },
  exceptions: {
    missingDeliveryReference: {
      owner: 'fulfilment',
      severity: 'high',
      within: hours(8),
      blocks: true,
      resolutions: ['reference added', 'sent without'],
      runbook: 'Ask the carrier for the proof of delivery, then add the reference. Without one by noon, ask sales.',
    },
    partialPayment: {
      owner: 'collections',
      severity: 'medium',
      within: days(2),
      resolutions: ['rest promised', 'deduction accepted', 'disputed'],
    },
  },
  mails: {
    invoice: { subject: 'Invoice {{ data.number }}', text: 'Please find invoice {{ data.number }}.' },
    reminder: { subject: 'Reminder: {{ data.number }}', text: 'Invoice {{ data.number }} was due on {{ data.dueOn }}.' },
  },
  start: { create: 'created' },
  states: {
    created: {
      owner: 'billing',
      within: hours(24),
      on: {
        send: [
          {
            when: 'has(data.deliveryReference) && has(data.contact)',
            to: 'sent',
            by: 'automation',
            effects: [mail('invoice', { to: 'data.contact' })],
          },
          { to: 'blocked', raise: 'missingDeliveryReference' },
        ],
      },
    },
    blocked: {
      owner: 'fulfilment',
      within: hours(8),
      on: { send: { when: 'has(data.deliveryReference)', to: 'sent', resolve: 'missingDeliveryReference' } },
    },
    sent: { owner: 'collections', on: { pay: payment, dispute } },
    partially_paid: { owner: 'collections', on: { pay: payment, dispute } },
    disputed: {
      owner: 'collections',
      within: days(10),
      on: {
        accept: { to: 'credited', approval: { roles: ['finance-lead'], not: ['create', 'dispute', 'pay'] } },
        reject: 'sent',
      },
    },
    paid: { owner: 'billing', within: days(5), on: { close: { to: 'closed', resolve: 'partialPayment' } } },
    legal: { owner: 'head-of-finance', within: days(90), on: { pay: payment, giveUp: 'written_off' } },
    closed: { final: 'done' },
    credited: { final: 'done' },
    written_off: { final: 'failed' },
  },
  ladders: {
    dunning: {
      anchor: 'data.dueOn',
      during: ['sent', 'partially_paid'],
      pauseWhile: ['disputed'],
      stopWhen: 'computed.open <= 0',
      rungs: [
        {
          name: 'remind',
          after: 'reminderAfter',
          effects: [mail('reminder', { to: 'has(data.contact) ? dyn(data.contact) : null' })],
        },
        { name: 'finance', after: 'financeAfter', task: { role: 'finance', title: 'Call the customer' } },
        { name: 'sales', after: 'salesAfter', task: { role: 'sales', title: 'Customer does not pay' } },
        { name: 'legal', after: 'legalAfter', approval: { roles: ['head-of-finance'] }, to: 'legal' },
      ],
    },
  },
});
