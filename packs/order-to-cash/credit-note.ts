import { Currency, days, defineFlow, Email, Fields, hours, Money, mail, OneOf, Optional, Text } from '@throughline/language';
import { calendarChoice } from './calendars.ts';
import { correction } from './correction.ts';
import { reasons } from './reasons.ts';
import { roles } from './roles.ts';

/*
 * Money is given back on an invoice only by one of these, which nobody issues alone. It is asked of the invoice and counts once that
 * has taken it. With a replacement it corrects: what was credited is billed anew under another number.
 */

const booking = { by: 'automation', roles: ['bookkeeping'] } as const;
const billedAnew = {
  open: [
    {
      flow: 'invoice',
      event: 'create',
      key: 'has(data.replacement) ? data.replacement.number : ""',
      when: 'has(data.replacement)',
      with: {
        number: 'has(data.replacement) ? data.replacement.number : ""',
        customer: 'data.customer',
        currency: 'data.currency',
        amount: 'has(data.replacement) ? data.replacement.amount : 0',
        issuedOn: 'has(data.replacement) ? data.replacement.issuedOn : ""',
        dueOn: 'has(data.replacement) ? data.replacement.dueOn : ""',
        replaces: 'data.invoice',
        deliveryReference: 'has(data.deliveryReference) ? dyn(data.deliveryReference) : null',
        contact: 'has(data.contact) ? dyn(data.contact) : null',
      },
      onRefused: 'replacementRefused',
    },
  ],
} as const;

const told = {
  flow: 'dispute',
  key: 'has(data.dispute) ? data.dispute : ""',
  when: 'has(data.dispute)',
  onRefused: 'disputeClosed',
} as const;
const credited = { ...told, event: 'credited' } as const;
const notCredited = { ...told, event: 'notCredited' } as const;

/** What is given back on an invoice. */
export const creditNote = defineFlow({
  name: 'credit-note',
  title: 'Credit note',
  description: 'What is given back on an invoice: drafted by one person, approved by another, and booked on the invoice.',
  stream: 'order-to-cash',
  stage: 'invoice',
  owner: 'billing-lead',
  key: 'number',
  ...calendarChoice,
  roles,
  data: Fields({
    number: Text(),
    invoice: Text({ list: true }),
    customer: Text({ list: true }),
    currency: Currency({ list: true }),
    amount: Money({ list: true, minimum: 1 }),
    reason: OneOf(reasons, { list: true }),
    dispute: Optional(Text()),
    note: Optional(Text()),
    deliveryReference: Optional(Text()),
    contact: Optional(Email({ personal: true })),
    /** The invoice that takes its place, of a correction. */
    replacement: Optional(correction),
  }),
  parameters: {
    issueWithin: days(2, { owner: 'billing-lead', title: 'Issued within', from: 1, to: 30 }),
    leadLimit: {
      type: 'money',
      default: 2_500_000,
      owner: 'head-of-finance',
      title: 'The lead of finance approves up to',
      from: 0,
    },
  },
  links: { invoice: { flow: 'invoice' }, dispute: { flow: 'dispute' } },
  events: {
    draft: { title: 'Draft' },
    issue: { title: 'Issue' },
    withdraw: { title: 'Withdraw' },
    booked: { title: 'Booked on the invoice' },
    notBooked: { title: 'Not booked on the invoice', data: Fields({ message: Optional(Text()) }) },
  },
  exceptions: {
    creditRefused: {
      title: 'The invoice did not take the credit note',
      owner: 'billing',
      severity: 'medium',
      within: days(1),
      resolutions: ['amount corrected', 'withdrawn'],
    },
    replacementRefused: {
      title: 'The corrected invoice could not be created',
      owner: 'billing',
      severity: 'high',
      within: days(1),
      resolutions: ['created by hand', 'created already'],
      runbook:
        '1. The old invoice is credited: until there is a new one, nothing is owed.\n2. Look whether the number is taken, and create the invoice under another one.',
    },
    disputeClosed: {
      title: 'The dispute was settled already',
      owner: 'collections',
      severity: 'low',
      within: days(2),
      resolutions: ['looked into'],
    },
  },
  mails: {
    creditNote: {
      subject: 'Credit note {{ data.number }}',
      text: 'Dear customer,\n\nwe credit you {{ money(data.amount, data.currency) }} on our invoice {{ data.invoice }}.\n',
    },
  },
  start: {
    draft: {
      to: 'draft',
      roles: ['billing', 'collections', 'sales', 'finance-lead'],
      link: { invoice: 'data.invoice', dispute: 'has(data.dispute) ? data.dispute : ""' },
    },
  },
  states: {
    draft: {
      title: 'Draft',
      owner: 'billing',
      within: 'issueWithin',
      on: {
        issue: {
          to: 'booking',
          by: 'person',
          reason: true,
          closed: 'financeClose',
          approval: {
            roles: ['finance-lead', 'head-of-finance'],
            limit: { of: 'data.amount', by: { 'finance-lead': 'parameters.leadLimit' } },
          },
          resolve: 'creditRefused',
          send: [
            {
              flow: 'invoice',
              key: 'data.invoice',
              event: 'credit',
              with: {
                amount: 'data.amount',
                creditNote: 'data.number',
                dispute: 'has(data.dispute) ? dyn(data.dispute) : null',
              },
              reply: { applied: 'booked', refused: 'notBooked' },
            },
          ],
        },
        withdraw: { to: 'withdrawn', by: 'person', reason: true, send: [notCredited] },
      },
    },
    booking: {
      title: 'Being booked',
      owner: 'billing',
      within: hours(4),
      on: {
        booked: [
          {
            when: 'has(data.contact)',
            to: 'issued',
            ...booking,
            ...billedAnew,
            send: [credited],
            effects: [mail('creditNote', { to: 'has(data.contact) ? dyn(data.contact) : null' })],
          },
          { to: 'issued', ...booking, ...billedAnew, send: [credited] },
        ],
        notBooked: { to: 'draft', ...booking, raise: 'creditRefused' },
      },
    },
    issued: { title: 'Issued', final: 'done' },
    withdrawn: { title: 'Withdrawn', final: 'cancelled' },
  },
});
