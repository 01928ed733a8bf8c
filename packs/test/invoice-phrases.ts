import { businessDays, type CalendarDefinition, defineCalendar } from '@throughline/language';
import { invoice } from '../order-to-cash/invoice.ts';
import { orderToCash } from '../order-to-cash/pack.ts';
import { dayOf, type GoldenTable, minorUnits, type Phrase, say } from './golden-table.ts';

/* What people say of an invoice, and what that is in the words of its flow. */

const started = {
  number: 'I-1',
  customer: 'Nordwind',
  currency: 'EUR',
  deliveryReference: 'DR-7',
  contact: 'ap@nordwind.test',
};

/** A phrase that is one event of the flow, with nothing to it. */
const plain = (said: RegExp, event: string): Phrase => [said, () => event];

const phrases: readonly Phrase[] = [
  [
    /^invoice of ([\d.,]+), due on day (-?\d+)$/,
    ([amount = '', day = ''], table) => say('create', { ...started, amount: minorUnits(amount), dueOn: dayOf(table, day) }),
  ],
  [
    /^invoice of ([\d.,]+), due on day (-?\d+), (public|key)$/,
    ([amount = '', day = '', segment = ''], table) =>
      say('create', { ...started, amount: minorUnits(amount), dueOn: dayOf(table, day), segment }),
  ],
  [
    /^invoice of ([\d.,]+), due on day (-?\d+), a service$/,
    ([amount = '', day = ''], table) =>
      say('create', { ...started, amount: minorUnits(amount), dueOn: dayOf(table, day), service: 'Maintenance' }),
  ],
  plain(/^sending is due$/, 'invoice.issue/send'),
  plain(/^is sent$/, 'invoice.send'),
  [/^pays ([\d.,]+)$/, ([amount = '']) => say('pay', { amount: minorUnits(amount) })],
  [
    /^pays ([\d.,]+), less ([\d.,]+) for tax$/,
    ([amount = '', less = '']) => say('pay', { amount: minorUnits(amount), deductions: { taxDeduction: minorUnits(less) } }),
  ],
  [/^takes back ([\d.,]+)$/, ([amount = '']) => say('reverse', { amount: minorUnits(amount) })],
  [/^disputes: (.+)$/, ([reason = '']) => say('dispute', {}, reason)],
  plain(/^a dispute is opened$/, 'dispute.open'),
  plain(/^its invoice is in dispute$/, 'invoice.disputeOpened'),
  plain(/^5 days: nobody has investigated$/, 'dispute.answer/investigate'),
  plain(/^10 days: to the lead of sales$/, 'dispute.resolution/sales'),
  [/^rejects the dispute: (.+)$/, ([reason = '']) => say('dispute.reject', {}, reason)],
  plain(/^its invoice is chased again$/, 'invoice.reject'),
  plain(/^the dispute is settled$/, 'dispute.conclude'),
  plain(/^accepts 500.00 as a tax deduction$/, say('SHF-I-1-tax-1/shortfall.accept', {}, 'certificate')),
  plain(/^agrees to the deduction$/, say('SHF-I-1-tax-1/shortfall.approve', { of: 'accept' })),
  plain(/^it is deducted from the invoice$/, 'invoice.deduct'),
  plain(/^the deduction is booked$/, 'shortfall.deducted'),
  plain(/^claims the unexplained 200.00$/, say('SHF-I-1-unexplained-1/shortfall.claim', {}, 'no reason given')),
  plain(/^credits the unexplained 200.00$/, say('SHF-I-1-unexplained-1/shortfall.credit', {}, 'they are right')),
  plain(/^a credit note is drafted$/, 'credit-note.draft'),
  plain(/^issues the credit note$/, say('credit-note.issue', {}, 'as agreed')),
  plain(/^agrees to the credit note$/, say('credit-note.approve', { of: 'issue' })),
  plain(/^it is credited on the invoice$/, 'invoice.credit'),
  plain(/^the credit note is booked$/, 'credit-note.booked'),
  [/^promises to pay on day (\d+)$/, ([day = ''], table) => say('promise', { promisedOn: dayOf(table, day) })],
  plain(/^promised day is over$/, 'invoice.promise/broken'),
  plain(/^promise is broken$/, 'invoice.breakPromise'),
  [/^amends the due date to day (-?\d+)$/, ([day = ''], table) => say('revise', { dueOn: dayOf(table, day) })],
  plain(/^dunning: reminder$/, 'invoice.dunning/remind'),
  plain(/^dunning: finance$/, 'invoice.dunning/finance'),
  plain(/^dunning: sales$/, 'invoice.dunning/sales'),
  plain(/^dunning: legal, asked$/, 'invoice.dunning/legal asks'),
  plain(/^service stop, asked$/, 'invoice.service/stop asks'),
  plain(/^agrees to stop the service$/, say('approve', { of: 'service/stop' })),
  plain(/^the draft is late$/, 'credit-note.overdue'),
  plain(/^approves legal action$/, say('approve', { of: 'dunning/legal' })),
  [/^writes off: (.+)$/, ([reason = '']) => say('writeOff', {}, reason)],
  plain(/^approves the write-off$/, say('approve', { of: 'writeOff' })),
  plain(/^agrees to the promise$/, say('approve', { of: 'promise' })),
  plain(/^finds the promise broken$/, 'breakPromise'),
  plain(/^is closed$/, 'invoice.closing/close'),
  plain(/^too long in its state$/, 'invoice.overdue'),
  plain(/^system stops$/, 'stops'),
  plain(/^system starts$/, 'starts'),
  plain(/^nothing until here$/, ''),
];

/** Day 0 is the day on which the invoice was due when it was created. */
const others = orderToCash.flows.filter(({ name }) => name !== invoice.name);
export const invoiceTable: GoldenTable = { flows: [invoice, ...others], dayZero: '2026-03-31', phrases };

/** Closed on weekends and on the holidays of spring 2026 that all of Germany has. */
const spring: CalendarDefinition = defineCalendar({
  timeZone: 'UTC',
  from: '2026-01-01',
  to: '2026-12-31',
  week: Object.fromEntries(
    (['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const).map((day) => [day, [['09:00', '17:00']]]),
  ),
  holidays: ['2026-04-03', '2026-04-06', '2026-05-01', '2026-05-14', '2026-05-25'].map((on) => ({ on })),
});

/** The same invoice where the rungs are set in business days: 5, 10, 20 and 30. */
export const invoiceInBusinessDays: GoldenTable = {
  ...invoiceTable,
  flows: [
    {
      ...invoice,
      calendar: { default: 'spring' },
      calendars: { spring },
      parameters: {
        ...invoice.parameters,
        reminderAfter: businessDays(5, { owner: 'collections-lead', from: 1, to: 30 }),
        financeAfter: businessDays(10, { owner: 'collections-lead', from: 1, to: 60 }),
        salesAfter: businessDays(20, { owner: 'collections-lead', from: 1, to: 90 }),
        legalAfter: businessDays(30, { owner: 'finance-lead', from: 1, to: 180 }),
      },
    },
    ...others,
  ],
};
