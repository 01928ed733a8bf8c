import { Currency, Day, days, defineFlow, Fields, hours, List, Money, Optional, Text } from '@throughline/language';
import { calendarChoice } from './calendars.ts';
import { allocate, giveBack, notTaken, rematch, reverse, split, taken, unallocate } from './payment-ways.ts';
import { deductions } from './reasons.ts';
import { roles } from './roles.ts';

/* amount = allocated + reserved + returned + unallocated, to the cent, whatever happens. */

/** What the bank says. */
const received = {
  number: Text(),
  customer: Optional(Text({ list: true })),
  currency: Currency({ list: true }),
  amount: Money({ list: true, minimum: 1 }),
  receivedOn: Day({ list: true }),
  bankReference: Optional(Text()),
  /** What the payer wrote. It may name a person. */
  remittance: Optional(Text({ personal: true })),
};

/** A payment, from the bank's statement to its reconciliation. What it was expected to be decides between short and over. */
export const payment = defineFlow({
  name: 'payment',
  title: 'Payment',
  description: 'Money that came in, matched with invoices, allocated to them and reconciled with the bank.',
  stream: 'order-to-cash',
  stage: 'payment',
  owner: 'finance',
  key: 'number',
  ...calendarChoice,
  roles,
  data: Fields({
    ...received,
    invoice: Optional(Text({ list: true })),
    expected: Optional(Money()),
    /** What invoices have taken. */
    allocated: Money({ default: 0 }),
    /** What invoices have been asked to take, and have not answered yet. */
    reserved: Money({ default: 0 }),
    reservedLast: Money({ default: 0 }),
    /** What went back to the payer, or to the bank. */
    returned: Money({ default: 0 }),
    /** Which invoices have taken how much. Begins anew once none has anything of it. */
    allocations: Optional(List(Fields({ allocation: Text(), invoice: Text(), amount: Money() }), { maxItems: 100 })),
  }),
  computed: { unallocated: 'data.amount - data.allocated - data.reserved - data.returned' },
  columns: { unallocated: { kind: 'money', title: 'Not allocated' } },
  parameters: {
    matchWithin: hours(24, { owner: 'finance-lead', title: 'Payments are matched within', from: 1, to: 120 }),
    reconcileWithin: days(5, { owner: 'finance-lead', title: 'Payments are reconciled within', from: 1, to: 30 }),
  },
  links: { invoice: { flow: 'invoice' } },
  children: { allocations: { flow: 'allocation' } },
  events: {
    receive: {
      title: 'Receive',
      data: Fields(received),
      set: {
        customer: 'has(event.customer) ? dyn(event.customer) : null',
        currency: 'event.currency',
        amount: 'event.amount',
        receivedOn: 'event.receivedOn',
        bankReference: 'has(event.bankReference) ? dyn(event.bankReference) : null',
        remittance: 'has(event.remittance) ? dyn(event.remittance) : null',
      },
    },
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
      /** Without more: to the matched invoice, as much as was expected. */
      data: Fields({
        invoice: Optional(Text()),
        amount: Optional(Money({ minimum: 1 })),
        deductions: Optional(deductions),
      }),
    },
    split: {
      title: 'Allocate to several invoices',
      data: Fields({ allocations: List(Fields({ invoice: Text(), amount: Money({ minimum: 1 }) }), { maxItems: 50 }) }),
      set: { reserved: 'data.reserved + sum(by(event.allocations, "amount"))' },
    },
    unallocate: {
      title: 'Take back from an invoice',
      data: Fields({ invoice: Text() }),
    },
    taken: {
      title: 'Taken by an invoice',
      data: Fields({ allocation: Text(), invoice: Text(), amount: Money({ minimum: 1 }) }),
      set: {
        reserved: 'data.reserved - event.amount',
        allocated: 'data.allocated + event.amount',
        allocations:
          '(has(data.allocations) && data.allocated > 0 ? dyn(data.allocations) : []).filter(one, one.allocation != event.allocation) + [dyn(event)]',
      },
    },
    notTaken: {
      title: 'Refused by an invoice',
      data: Fields({ invoice: Text(), amount: Money({ minimum: 1 }) }),
      set: { reserved: 'data.reserved - event.amount' },
    },
    givenBack: {
      title: 'Given back by an invoice',
      data: Fields({ invoice: Text(), amount: Money({ minimum: 1 }) }),
      set: { allocated: 'data.allocated - event.amount' },
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
      within: days(1),
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
      resolutions: ['returned', 'kept on account', 'allocated to another invoice'],
    },
    allocationRefused: {
      title: 'The invoice did not take the payment',
      owner: 'cash-application',
      severity: 'high',
      within: days(1),
      blocks: true,
      resolutions: ['matched anew', 'refunded'],
      runbook:
        '1. Open the invoice: is it void, closed, in another currency, or is less open than was meant?\n2. Match the payment with the right invoice, or allocate what is open, with the reason.\n3. If there is none, ask the customer, and refund what was not owed.',
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
        split,
        noMatch: { to: 'unmatched', raise: 'unmatchedPayment' },
        reverse,
      },
    },
    unmatched: {
      title: 'Without an invoice',
      owner: 'cash-application',
      within: days(5),
      on: {
        match: { to: 'matched', resolve: 'unmatchedPayment' },
        split,
        refund: {
          to: 'refunded',
          by: 'person',
          reason: true,
          approval: { roles: ['finance-lead'] },
          set: { returned: 'data.returned + computed.unallocated' },
        },
        reverse,
      },
    },
    matched: {
      title: 'Matched',
      owner: 'cash-application',
      within: 'matchWithin',
      on: { allocate: allocate.first, split, match: {}, reverse },
    },
    short: {
      title: 'Short',
      owner: 'cash-application',
      within: days(5),
      on: { acceptShort: { to: 'allocated', resolve: 'shortPayment' }, taken, notTaken, rematch, reverse },
    },
    over: {
      title: 'Over',
      owner: 'cash-application',
      within: days(5),
      on: {
        allocate: allocate.more,
        unallocate,
        returnRest: {
          when: 'data.reserved == 0',
          to: 'allocated',
          by: 'person',
          reason: true,
          resolve: ['overPayment', 'allocationRefused'],
          set: { returned: 'data.returned + computed.unallocated' },
        },
        taken,
        notTaken,
        givenBack: giveBack,
        rematch,
        reverse,
      },
    },
    allocated: {
      title: 'Allocated',
      owner: 'cash-application',
      within: 'reconcileWithin',
      on: {
        allocate: allocate.more,
        unallocate,
        taken,
        notTaken,
        givenBack: giveBack,
        rematch,
        reconcile: { when: 'data.reserved == 0 && computed.unallocated == 0', to: 'reconciled' },
        reverse,
      },
    },
    reconciled: { title: 'Reconciled', final: 'done' },
    refunded: { title: 'Refunded', final: 'cancelled' },
    reversed: { title: 'Taken back', final: 'failed' },
  },
});
