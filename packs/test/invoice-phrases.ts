import { businessDays, type CalendarDefinition, defineCalendar } from '@throughline/language';
import { invoice } from '../order-to-cash/invoice.ts';
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
  plain(/^sending is due$/, 'invoice.issue/send'),
  plain(/^is sent$/, 'invoice.send'),
  [/^pays ([\d.,]+)$/, ([amount = '']) => say('pay', { amount: minorUnits(amount) })],
  [/^takes back ([\d.,]+)$/, ([amount = '']) => say('reverse', { amount: minorUnits(amount) })],
  [/^disputes: (.+)$/, ([reason = '']) => say('dispute', {}, reason)],
  plain(/^rejects the dispute$/, 'reject'),
  plain(/^accepts the dispute$/, 'accept'),
  [/^promises to pay on day (\d+)$/, ([day = ''], table) => say('promise', { promisedOn: dayOf(table, day) })],
  plain(/^promised day is over$/, 'invoice.promise/broken'),
  plain(/^promise is broken$/, 'invoice.breakPromise'),
  [/^amends the due date to day (-?\d+)$/, ([day = ''], table) => say('revise', { dueOn: dayOf(table, day) })],
  plain(/^7 days: reminder$/, 'invoice.dunning/remind'),
  plain(/^14 days: finance$/, 'invoice.dunning/finance'),
  plain(/^30 days: sales$/, 'invoice.dunning/sales'),
  plain(/^45 days: legal, asked$/, 'invoice.dunning/legal asks'),
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
export const invoiceTable: GoldenTable = { flows: [invoice], dayZero: '2026-03-31', phrases };

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
  ],
};
