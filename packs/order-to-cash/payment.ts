import { Currency, Day, days, defineFlow, Fields, hours, Money, Optional, Text } from '@throughline/language';
import { roles } from './roles.ts';

/** The invoice is told what it is paid. It may refuse: it can be void, or no longer open. */
const told = {
  send: [
    {
      flow: 'invoice',
      key: 'has(data.invoice) ? data.invoice : ""',
      event: 'pay',
      when: 'has(data.invoice) && data.allocated > 0',
      with: { amount: 'data.allocated', payment: 'data.number' },
      onRefused: 'allocationRefused',
    },
  ],
  link: { invoice: 'has(data.invoice) ? data.invoice : ""' },
} as const;

/** The bank has taken it back: so has the invoice, if it was told. */
const takenBack = {
  to: 'reversed',
  roles: ['cash-application', 'finance-lead'],
  send: [
    {
      flow: 'invoice',
      key: 'has(data.invoice) ? data.invoice : ""',
      event: 'reverse',
      when: 'has(data.invoice) && data.allocated > 0',
      with: { amount: 'data.allocated', payment: 'data.number' },
      onRefused: 'reversalRefused',
    },
  ],
} as const;

/** After a refusal: the invoice took nothing of what it was told. A person says so. */
const rematch = { to: 'matched', by: 'person', reason: true, resolve: 'allocationRefused', set: { allocated: '0' } } as const;

/** A payment, from the bank's statement to its reconciliation. What it was expected to be decides between short and over. */
export const payment = defineFlow({
  name: 'payment',
  title: 'Payment',
  description: 'Money that came in, matched with an invoice, allocated to it and reconciled with the bank.',
  stream: 'order-to-cash',
  stage: 'payment',
  owner: 'finance',
  key: 'number',
  roles,
  data: Fields({
    number: Text(),
    customer: Optional(Text({ list: true })),
    currency: Currency({ list: true }),
    amount: Money({ list: true, minimum: 1 }),
    receivedOn: Day({ list: true }),
    bankReference: Optional(Text()),
    /** What the payer wrote. It may name a person. */
    remittance: Optional(Text({ personal: true })),
    invoice: Optional(Text({ list: true })),
    expected: Optional(Money()),
    allocated: Money({ default: 0 }),
  }),
  parameters: {
    matchWithin: hours(24, { owner: 'finance-lead', title: 'Payments are matched within', from: 1, to: 120 }),
    reconcileWithin: days(5, { owner: 'finance-lead', title: 'Payments are reconciled within', from: 1, to: 30 }),
  },
  links: { invoice: { flow: 'invoice' } },
  events: {
    match: {
      title: 'Match with an invoice',
      data: Fields({ invoice: Text(), expected: Money({ minimum: 0 }) }),
      set: { invoice: 'event.invoice', expected: 'event.expected' },
      lands: 'matched',
    },
    rematch: {
      title: 'Match with another invoice',
      data: Fields({ invoice: Text(), expected: Money({ minimum: 0 }) }),
      set: { invoice: 'event.invoice', expected: 'event.expected' },
    },
    noMatch: { title: 'No invoice found', lands: 'unmatched' },
    allocate: {
      title: 'Allocate',
      set: { allocated: 'has(data.expected) ? min(data.amount, data.expected) : data.amount' },
    },
    acceptShort: { title: 'Accept that it is short' },
    returnRest: { title: 'Return what was too much' },
    refund: { title: 'Refund' },
    reconcile: { title: 'Reconcile with the bank', lands: 'reconciled' },
    reverse: { title: 'Taken back by the bank', lands: 'reversed', late: 'apply' },
  },
  exceptions: {
    unmatchedPayment: {
      title: 'No invoice found',
      owner: 'cash-application',
      severity: 'medium',
      within: days(2),
      resolutions: ['customer asked', 'refunded'],
    },
    shortPayment: {
      title: 'Less than expected',
      owner: 'cash-application',
      severity: 'medium',
      within: days(2),
      resolutions: ['deduction accepted', 'rest claimed'],
    },
    overPayment: {
      title: 'More than expected',
      owner: 'cash-application',
      severity: 'low',
      within: days(5),
      resolutions: ['returned', 'kept on account'],
    },
    allocationRefused: {
      title: 'The invoice did not take the payment',
      owner: 'cash-application',
      severity: 'high',
      within: days(1),
      blocks: true,
      resolutions: ['matched anew', 'refunded'],
      runbook:
        '1. Open the invoice: is it void, closed, or another one than was meant?\n2. Match the payment with the right invoice, with the reason.\n3. If there is none, ask the customer, and refund what was not owed.',
    },
    reversalRefused: {
      title: 'The invoice did not take the reversal',
      owner: 'finance-lead',
      severity: 'high',
      within: days(1),
      resolutions: ['corrected by hand'],
      runbook:
        '1. Tell collections at once: the invoice counts as paid, and is not.\n2. Correct the invoice by a repair, with the statement of the bank as the reason.\n3. Ask the bank why the payment was taken back.',
    },
  },
  start: { receive: { to: 'received', roles: ['cash-application', 'finance'] } },
  states: {
    received: {
      title: 'Received',
      owner: 'cash-application',
      within: 'matchWithin',
      on: {
        match: { to: 'matched', by: 'automation' },
        noMatch: { to: 'unmatched', raise: 'unmatchedPayment' },
        reverse: takenBack,
      },
    },
    unmatched: {
      title: 'Without an invoice',
      owner: 'cash-application',
      within: days(5),
      on: {
        match: { to: 'matched', resolve: 'unmatchedPayment' },
        refund: { to: 'refunded', by: 'person', reason: true, approval: { roles: ['finance-lead'] } },
        reverse: takenBack,
      },
    },
    matched: {
      title: 'Matched',
      owner: 'cash-application',
      within: 'matchWithin',
      on: {
        allocate: [
          { when: 'has(data.expected) && data.amount < data.expected', to: 'short', raise: 'shortPayment', ...told },
          { when: 'has(data.expected) && data.amount > data.expected', to: 'over', raise: 'overPayment', ...told },
          { to: 'allocated', by: 'automation', ...told },
        ],
        match: {},
        reverse: takenBack,
      },
    },
    short: {
      title: 'Short',
      owner: 'cash-application',
      within: days(5),
      on: { acceptShort: { to: 'allocated', resolve: 'shortPayment' }, reverse: takenBack, rematch },
    },
    over: {
      title: 'Over',
      owner: 'cash-application',
      within: days(5),
      on: { returnRest: { to: 'allocated', by: 'person', reason: true, resolve: 'overPayment' }, reverse: takenBack, rematch },
    },
    allocated: {
      title: 'Allocated',
      owner: 'cash-application',
      within: 'reconcileWithin',
      on: { reconcile: 'reconciled', rematch, reverse: takenBack },
    },
    reconciled: { title: 'Reconciled', final: 'done' },
    refunded: { title: 'Refunded', final: 'cancelled' },
    reversed: { title: 'Taken back', final: 'failed' },
  },
});
