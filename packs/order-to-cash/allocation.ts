import { Currency, days, defineFlow, Fields, hours, Money, OneOf, Optional, Text } from '@throughline/language';
import { deductions } from './reasons.ts';
import { roles } from './roles.ts';

/*
 * Money goes from a payment to an invoice in two steps. It is reserved on the payment in the step that opens the allocation, and
 * counts on the invoice once that has taken it; only then does the payment count it as allocated. So no cent is ever on both, and
 * none on neither: what the invoice refuses is back on the payment, free to go elsewhere.
 */

const told = { amount: 'data.amount', payment: 'data.payment', allocation: 'data.number', currency: 'data.currency' } as const;
const booked = { invoice: 'data.invoice', amount: 'data.amount' } as const;

/** A part of a payment for one invoice. */
export const allocation = defineFlow({
  name: 'allocation',
  title: 'Allocation',
  description: 'A part of a payment for one invoice: reserved, then taken or refused; or taken back from it.',
  stream: 'order-to-cash',
  stage: 'payment',
  owner: 'cash-application',
  key: 'number',
  roles,
  data: Fields({
    number: Text(),
    payment: Text({ list: true }),
    invoice: Text({ list: true }),
    customer: Optional(Text({ list: true })),
    currency: Currency({ list: true }),
    amount: Money({ list: true, minimum: 1 }),
    /** What the payer says was kept back, and why. */
    deductions: Optional(deductions),
    /** Of one that takes back: the bank has reversed the payment, or it was on the wrong invoice. */
    why: Optional(OneOf(['reversal', 'correction'])),
  }),
  events: {
    confirm: { title: 'Taken by the invoice' },
    refuse: { title: 'Refused by the invoice', data: Fields({ message: Optional(Text()) }) },
    giveBack: { title: 'Given back by the invoice' },
    keep: { title: 'Not given back by the invoice', data: Fields({ message: Optional(Text()) }) },
    askAgain: { title: 'Ask the invoice again' },
    correct: { title: 'Corrected by hand' },
  },
  exceptions: {
    reversalRefused: {
      title: 'The invoice did not take the reversal',
      owner: 'finance-lead',
      severity: 'high',
      within: days(1),
      resolutions: ['asked again', 'corrected by hand'],
      runbook:
        '1. Tell collections at once: the invoice counts as paid, and is not.\n2. Where the invoice is closed, correct it by a repair, with the statement of the bank as the reason.\n3. Ask the bank why the payment was taken back.',
    },
    notBooked: {
      title: 'The payment did not hear of it',
      owner: 'cash-application',
      severity: 'high',
      within: days(1),
      resolutions: ['corrected by hand'],
      runbook:
        '1. Compare the payment with its allocations: what invoices have taken counts.\n2. Where the payment was taken back in the meantime, take this part back from its invoice, too.',
    },
  },
  start: {
    reserve: {
      to: 'reserved',
      roles: ['cash-application'],
      send: [
        {
          flow: 'invoice',
          key: 'data.invoice',
          event: 'pay',
          with: { ...told, deductions: 'has(data.deductions) ? dyn(data.deductions) : null' },
          reply: { applied: 'confirm', refused: 'refuse' },
        },
      ],
    },
    takeBack: {
      to: 'returning',
      roles: ['cash-application', 'finance-lead'],
      send: [
        {
          flow: 'invoice',
          key: 'data.invoice',
          event: 'reverse',
          with: told,
          reply: { applied: 'giveBack', refused: 'keep' },
        },
      ],
    },
  },
  states: {
    reserved: {
      title: 'Reserved',
      owner: 'cash-application',
      within: hours(4),
      on: {
        confirm: {
          to: 'confirmed',
          by: 'automation',
          roles: ['bookkeeping'],
          send: [
            {
              flow: 'payment',
              key: 'data.payment',
              event: 'taken',
              with: { allocation: 'data.number', ...booked },
              onRefused: 'notBooked',
            },
          ],
        },
        refuse: {
          to: 'refused',
          by: 'automation',
          roles: ['bookkeeping'],
          send: [{ flow: 'payment', key: 'data.payment', event: 'notTaken', with: booked, onRefused: 'notBooked' }],
        },
      },
    },
    returning: {
      title: 'Being taken back',
      owner: 'cash-application',
      within: hours(4),
      on: {
        giveBack: {
          to: 'returned',
          by: 'automation',
          roles: ['bookkeeping'],
          resolve: 'reversalRefused',
          send: [
            {
              flow: 'payment',
              key: 'data.payment',
              event: 'givenBack',
              when: 'has(data.why) && data.why == "correction"',
              with: booked,
              onRefused: 'notBooked',
            },
          ],
        },
        keep: { by: 'automation', roles: ['bookkeeping'], raise: 'reversalRefused' },
        askAgain: {
          by: 'person',
          send: [
            {
              flow: 'invoice',
              key: 'data.invoice',
              event: 'reverse',
              with: told,
              reply: { applied: 'giveBack', refused: 'keep' },
            },
          ],
        },
        correct: { to: 'returned', by: 'person', roles: ['finance-lead'], reason: true, resolve: 'reversalRefused' },
      },
    },
    confirmed: { title: 'Taken', final: 'done' },
    refused: { title: 'Refused', final: 'failed' },
    returned: { title: 'Taken back', final: 'done' },
  },
});
