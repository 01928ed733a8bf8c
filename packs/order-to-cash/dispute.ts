import { Currency, days, defineFlow, Email, Fields, Money, OneOf, Optional, Text } from '@throughline/language';
import { correction } from './correction.ts';
import { reasons } from './reasons.ts';
import { roles } from './roles.ts';

/*
 * While it is open, the ladder of its invoice stands still. It can be decided here, where it is worked on, or on the invoice, where an
 * import or a person says what came of it: each tells the other.
 */

const booking = { by: 'automation', roles: ['bookkeeping'] } as const;
const uphold = { to: 'upheld', by: 'person', reason: true, resolve: ['evidenceMissing', 'noAnswer'] } as const;
/** The invoice is chased again. */
const chaseAgain = {
  send: [
    {
      flow: 'invoice',
      key: 'data.invoice',
      event: 'reject',
      with: { dispute: 'data.number' },
      onRefused: 'invoiceRefused',
    },
  ],
} as const;
const reject = { to: 'rejected', by: 'person', reason: true, ...chaseAgain } as const;
const withdraw = { to: 'withdrawn', by: 'person', reason: true, ...chaseAgain } as const;
const conclude = { to: 'settled', ...booking } as const;

const noteNumber = '"CN-" + data.number';
const note = {
  flow: 'credit-note',
  event: 'draft',
  key: noteNumber,
  onRefused: 'creditRefused',
} as const;
const noteData = {
  number: noteNumber,
  invoice: 'data.invoice',
  customer: 'data.customer',
  currency: 'data.currency',
  amount: 'data.amount',
  reason: 'data.reason',
  dispute: 'data.number',
  deliveryReference: 'has(data.deliveryReference) ? dyn(data.deliveryReference) : null',
  contact: 'has(data.contact) ? dyn(data.contact) : null',
} as const;

/** An objection of a customer to an invoice. */
export const dispute = defineFlow({
  name: 'dispute',
  title: 'Dispute',
  description: 'An objection of a customer to an invoice: investigated, upheld and credited or corrected, or rejected.',
  stream: 'order-to-cash',
  stage: 'invoice',
  owner: 'collections-lead',
  key: 'number',
  roles,
  data: Fields({
    number: Text(),
    invoice: Text({ list: true }),
    customer: Text({ list: true }),
    currency: Currency({ list: true }),
    /** What of the invoice is in dispute; upheld, what is right of it. */
    amount: Money({ list: true, minimum: 0 }),
    reason: OneOf(reasons, { list: true }),
    note: Optional(Text()),
    evidence: Optional(Text()),
    /** Of the invoice, for one that takes its place. */
    deliveryReference: Optional(Text()),
    contact: Optional(Email({ personal: true })),
    replacement: Optional(correction),
  }),
  parameters: {
    investigateAfter: days(5, { owner: 'collections-lead', title: 'Investigated within', from: 1, to: 30 }),
    escalateAfter: days(10, { owner: 'collections-lead', title: 'Sales steps in after', from: 2, to: 60 }),
  },
  links: { invoice: { flow: 'invoice' } },
  events: {
    open: { title: 'Open' },
    investigate: { title: 'Investigate' },
    ask: { title: 'Ask for evidence' },
    prove: { title: 'Evidence is there', data: Fields({ evidence: Text() }), set: { evidence: 'event.evidence' } },
    uphold: {
      title: 'The customer is right',
      data: Fields({ amount: Optional(Money({ minimum: 1 })) }),
      set: { amount: 'has(event.amount) ? event.amount : data.amount' },
    },
    reject: { title: 'The customer is not right' },
    withdraw: { title: 'The customer takes it back' },
    credit: { title: 'Draft a credit note' },
    correct: {
      title: 'Draft a corrected invoice',
      data: correction,
      set: { replacement: 'dyn(event)' },
    },
    credited: { title: 'The credit note is issued' },
    notCredited: { title: 'The credit note is withdrawn' },
    conclude: { title: 'Settled on the invoice' },
  },
  exceptions: {
    noAnswer: {
      title: 'Nobody has investigated',
      owner: 'collections-lead',
      severity: 'medium',
      within: days(2),
      resolutions: ['investigated', 'handed over'],
    },
    evidenceMissing: {
      title: 'Evidence missing',
      owner: 'sales',
      severity: 'medium',
      within: days(3),
      resolutions: ['evidence found', 'there is none'],
    },
    invoiceRefused: {
      title: 'The invoice is not in dispute any more',
      owner: 'collections',
      severity: 'low',
      within: days(2),
      resolutions: ['looked into'],
    },
    creditRefused: {
      title: 'The credit note could not be drafted',
      owner: 'billing',
      severity: 'medium',
      within: days(1),
      resolutions: ['drafted by hand', 'drafted already'],
    },
  },
  start: {
    open: {
      to: 'opened',
      roles: ['collections', 'sales', 'finance'],
      link: { invoice: 'data.invoice' },
      send: [
        {
          flow: 'invoice',
          key: 'data.invoice',
          event: 'disputeOpened',
          with: { dispute: 'data.number' },
          reply: { refused: 'conclude' },
        },
      ],
    },
  },
  states: {
    opened: {
      title: 'Opened',
      owner: 'collections',
      on: { investigate: 'investigating', uphold, reject, withdraw, conclude },
    },
    investigating: {
      title: 'Investigated',
      owner: 'collections',
      on: {
        ask: { by: 'person', raise: 'evidenceMissing' },
        prove: { resolve: 'evidenceMissing', roles: ['collections', 'sales', 'fulfilment'] },
        uphold,
        reject,
        withdraw,
        conclude,
      },
    },
    upheld: {
      title: 'Upheld',
      owner: 'collections',
      within: days(2),
      on: {
        credit: { to: 'crediting', by: 'person', open: [{ ...note, with: noteData }] },
        correct: {
          to: 'crediting',
          by: 'person',
          reason: true,
          open: [{ ...note, with: { ...noteData, replacement: 'has(data.replacement) ? dyn(data.replacement) : null' } }],
        },
        conclude,
      },
    },
    crediting: {
      title: 'Being credited',
      owner: 'billing',
      within: days(5),
      on: {
        credited: [
          { when: 'has(data.replacement)', to: 'corrected', ...booking },
          { to: 'credited', ...booking },
        ],
        notCredited: { to: 'upheld', ...booking, set: { replacement: 'null' } },
        conclude,
      },
    },
    credited: { title: 'Credited', final: 'done' },
    corrected: { title: 'Corrected', final: 'done' },
    rejected: { title: 'Rejected', final: 'done' },
    settled: { title: 'Settled on the invoice', final: 'done' },
    withdrawn: { title: 'Withdrawn', final: 'cancelled' },
  },
  ladders: {
    answer: {
      title: 'Answer',
      anchor: 'entered',
      during: ['opened'],
      rungs: [{ name: 'investigate', title: 'Nobody has investigated', after: 'investigateAfter', raise: 'noAnswer' }],
    },
    resolution: {
      title: 'Resolution',
      anchor: 'entered',
      during: ['opened', 'investigating'],
      rungs: [
        {
          name: 'sales',
          title: 'Task for the lead of sales',
          after: 'escalateAfter',
          task: { role: 'sales-lead', title: 'Settle the dispute with the customer', within: days(3) },
        },
      ],
    },
  },
});
