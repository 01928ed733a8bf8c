import { Day, Email, Fields, Flag, Integer, Money, OneOf, Optional, Text } from '@throughline/language';
import { deductions, reasons } from './reasons.ts';

export const channels = ['mail', 'post', 'portal'] as const;

/** What the event says, else what is there already. */
const orKept = (field: string) => `has(event.${field}) ? dyn(event.${field}) : has(data.${field}) ? dyn(data.${field}) : null`;

const bookedBy = { payment: Optional(Text()), allocation: Optional(Text()), currency: Optional(Text()) };

/** What happens to an invoice, and what it then always sets. */
export const invoiceEvents = {
  send: {
    title: 'Send to the customer',
    data: Fields({ channel: Optional(OneOf(channels)) }),
    lands: 'sent',
  },
  sendWithout: { title: 'Send without a delivery reference', set: { withoutReference: 'true' } },
  reference: {
    title: 'Delivery reference',
    data: Fields({ deliveryReference: Text() }),
    set: { deliveryReference: 'event.deliveryReference' },
  },
  complete: {
    title: 'Put right what was wrong',
    data: Fields({
      purchaseOrder: Optional(Text()),
      contact: Optional(Email({ personal: true })),
      billType: Optional(Text()),
      requiresPurchaseOrder: Optional(Flag()),
      amount: Optional(Money({ minimum: 0 })),
      orderedAmount: Optional(Money({ minimum: 0 })),
      net: Optional(Money()),
      tax: Optional(Money()),
      taxRate: Optional(Integer({ minimum: 0, maximum: 10_000 })),
      termDays: Optional(Integer({ minimum: 0, maximum: 365 })),
      dueOn: Optional(Day()),
    }),
    set: {
      purchaseOrder: orKept('purchaseOrder'),
      contact: orKept('contact'),
      billType: orKept('billType'),
      requiresPurchaseOrder: orKept('requiresPurchaseOrder'),
      amount: 'has(event.amount) ? event.amount : data.amount',
      orderedAmount: orKept('orderedAmount'),
      net: orKept('net'),
      tax: orKept('tax'),
      taxRate: orKept('taxRate'),
      termDays: orKept('termDays'),
      dueOn: 'has(event.dueOn) ? event.dueOn : data.dueOn',
      bounced: 'null',
    },
  },
  check: { title: 'Check again' },
  markDuplicate: {
    title: 'There is another for the same',
    data: Fields({ of: Text() }),
    set: { duplicateOf: 'event.of' },
  },
  notDuplicate: { title: 'It is not the same' },
  bounce: { title: 'Did not reach the customer', lands: 'blocked' },
  pay: {
    title: 'Payment',
    data: Fields({ amount: Money({ minimum: 1 }), ...bookedBy, deductions: Optional(deductions) }),
    set: { paid: 'data.paid + event.amount' },
    lands: [{ when: 'event.amount >= computed.open', to: 'paid' }, { to: 'partially_paid' }],
    late: 'apply',
  },
  reverse: {
    title: 'Payment taken back',
    data: Fields({ amount: Money({ minimum: 1 }), ...bookedBy }),
    set: { paid: 'data.paid - event.amount' },
    lands: [{ when: 'data.paid - event.amount > 0', to: 'partially_paid' }, { to: 'sent' }],
    late: 'apply',
  },
  explain: {
    title: 'Say what is kept back',
    data: Fields({ amount: Money({ minimum: 1 }), reason: OneOf(reasons), note: Optional(Text()) }),
  },
  deduct: {
    title: 'Deduction accepted',
    data: Fields({ amount: Money({ minimum: 1 }), shortfall: Text() }),
    set: { deducted: 'data.deducted + event.amount' },
  },
  credit: {
    title: 'Credited',
    data: Fields({ amount: Money({ minimum: 1 }), creditNote: Text(), dispute: Optional(Text()) }),
    set: { credited: 'data.credited + event.amount' },
  },
  dispute: {
    title: 'Dispute',
    data: Fields({ amount: Optional(Money({ minimum: 1 })), reason: Optional(OneOf(reasons)), note: Optional(Text()) }),
    set: {
      everDisputed: 'true',
      disputes: 'data.disputes + 1',
      disputeNext:
        '"DSP-" + (data.number.startsWith("INV-") ? data.number.substring(4) : data.number) + "-" + string(data.disputes + 1)',
    },
    lands: 'disputed',
  },
  disputeOpened: {
    title: 'A dispute was opened',
    data: Fields({ dispute: Text() }),
    set: { everDisputed: 'true', dispute: 'event.dispute' },
  },
  accept: { title: 'Accept the dispute', set: { credited: 'data.credited + computed.open' } },
  reject: { title: 'Reject the dispute', data: Fields({ dispute: Optional(Text()) }) },
  promise: {
    title: 'Promise to pay',
    data: Fields({ promisedOn: Day() }),
    set: { promisedOn: 'event.promisedOn', promises: 'data.promises + 1' },
    lands: 'promised',
  },
  breakPromise: { title: 'The promise was not kept' },
  writeOff: { title: 'Write off', set: { writtenOff: 'data.writtenOff + computed.open' } },
  writeOffRest: { title: 'Write off a small rest', set: { writtenOff: 'data.writtenOff + computed.open' } },
  void: { title: 'Void', set: { credited: 'data.credited + computed.open' } },
  close: { title: 'Close' },
} as const;
