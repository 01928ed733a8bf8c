import { Currency, days, defineFlow, Fields, hours, Money, OneOf, Optional, Text } from '@throughline/language';
import { reasons } from './reasons.ts';
import { roles } from './roles.ts';

/* What a customer kept back of an invoice: one for each reason, seen to by whoever knows about it, and ended by a decision. */

const booking = { by: 'automation', roles: ['bookkeeping'] } as const;
const own = 'data.amount <= parameters.ownLimit';
const deduct = {
  to: 'accepting',
  by: 'person',
  reason: true,
  send: [
    {
      flow: 'invoice',
      key: 'data.invoice',
      event: 'deduct',
      with: { amount: 'data.amount', shortfall: 'data.number' },
      reply: { applied: 'deducted', refused: 'notDeducted' },
    },
  ],
} as const;

/** Whoever sees to it says what becomes of it. */
const decisions = {
  accept: [
    { when: own, ...deduct },
    {
      ...deduct,
      approval: {
        roles: ['collections-lead', 'finance-lead', 'head-of-finance'],
        limit: { of: 'data.amount', by: { 'collections-lead': 'parameters.leadLimit' } },
      },
    },
  ],
  claim: { to: 'claimed', by: 'person', reason: true },
  credit: {
    to: 'credited',
    by: 'person',
    reason: true,
    open: [
      {
        flow: 'credit-note',
        event: 'draft',
        key: '"CN-" + data.number',
        with: {
          number: '"CN-" + data.number',
          invoice: 'data.invoice',
          customer: 'data.customer',
          currency: 'data.currency',
          amount: 'data.amount',
          reason: 'data.reason',
        },
        onRefused: 'creditRefused',
      },
    ],
  },
  lapse: { to: 'lapsed', ...booking },
} as const;

/** By reason, to whoever knows about it. */
const byReason = (reason: string) =>
  [
    { when: `${reason} == "taxDeduction"`, to: 'with_finance' },
    { when: `${reason} == "pricing"`, to: 'with_sales' },
    { when: `${reason} == "missingReference"`, to: 'with_fulfilment' },
    { when: `${reason} == "systemError"`, to: 'with_billing' },
    { to: 'with_collections' },
  ] as const;

const seenTo = { ...decisions, classify: byReason('event.reason') } as const;

/** What a customer kept back of an invoice, for one reason. */
export const shortfall = defineFlow({
  name: 'shortfall',
  title: 'Shortfall',
  description: 'What a customer kept back of an invoice, and why: accepted as a deduction, claimed again, or credited.',
  stream: 'order-to-cash',
  stage: 'payment',
  owner: 'collections-lead',
  key: 'number',
  roles,
  data: Fields({
    number: Text(),
    invoice: Text({ list: true }),
    customer: Text({ list: true }),
    currency: Currency({ list: true }),
    amount: Money({ list: true, minimum: 1 }),
    reason: OneOf(reasons, { list: true }),
    note: Optional(Text()),
  }),
  parameters: {
    decideWithin: days(5, { owner: 'collections-lead', title: 'Decided within', from: 1, to: 30 }),
    ownLimit: {
      type: 'money',
      default: 2_000,
      owner: 'finance-lead',
      title: 'Accepted without a second person, up to',
      from: 0,
      to: 100_000,
    },
    leadLimit: {
      type: 'money',
      default: 100_000,
      owner: 'finance-lead',
      title: 'The lead of collections approves up to',
      from: 0,
    },
  },
  events: {
    find: { title: 'Found short' },
    classify: { title: 'Give another reason', data: Fields({ reason: OneOf(reasons) }), set: { reason: 'event.reason' } },
    accept: { title: 'Accept the deduction' },
    claim: { title: 'Claim it again' },
    credit: { title: 'Credit it' },
    deducted: { title: 'Deducted from the invoice' },
    notDeducted: { title: 'Not deducted from the invoice', data: Fields({ message: Optional(Text()) }) },
    lapse: { title: 'The invoice is settled without it' },
  },
  exceptions: {
    deductionRefused: {
      title: 'The invoice did not take the deduction',
      owner: 'collections',
      severity: 'medium',
      within: days(1),
      resolutions: ['claimed again', 'settled already'],
    },
    creditRefused: {
      title: 'The credit note could not be drafted',
      owner: 'billing',
      severity: 'medium',
      within: days(1),
      resolutions: ['drafted by hand', 'drafted already'],
    },
  },
  start: { find: byReason('data.reason') },
  states: {
    with_finance: { title: 'With finance', owner: 'finance', within: 'decideWithin', on: seenTo },
    with_sales: { title: 'With sales', owner: 'sales', within: 'decideWithin', on: seenTo },
    with_fulfilment: { title: 'With fulfilment', owner: 'fulfilment', within: 'decideWithin', on: seenTo },
    with_billing: { title: 'With billing', owner: 'billing', within: 'decideWithin', on: seenTo },
    with_collections: { title: 'With collections', owner: 'collections', within: 'decideWithin', on: seenTo },
    accepting: {
      title: 'Being deducted',
      owner: 'collections',
      within: hours(4),
      on: {
        deducted: { to: 'accepted', ...booking },
        notDeducted: { to: 'with_collections', ...booking, raise: 'deductionRefused' },
        lapse: { to: 'lapsed', ...booking },
      },
    },
    accepted: { title: 'Accepted', final: 'done' },
    claimed: { title: 'Claimed again', final: 'done' },
    credited: { title: 'Credited', final: 'done' },
    lapsed: { title: 'Settled without it', final: 'cancelled' },
  },
});
