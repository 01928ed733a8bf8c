import {
  Currency,
  Day,
  days,
  defineFlow,
  Email,
  Fields,
  Flag,
  hours,
  Money,
  mail,
  OneOf,
  Optional,
  Text,
} from '@throughline/language';
import { roles } from './roles.ts';

/*
 * Transitions that several states share. A guard cannot read the time; what comes with time is in the ladders below.
 */

const channels = ['mail', 'post', 'portal'] as const;
const sentElsewhere = 'has(data.channel) && data.channel != "mail"';

/** How the invoice gets to the customer, once there is nothing more to wait for. */
function issue<const X extends object>(condition: string, extra: X) {
  return [
    {
      when: `${condition} && has(data.contact)`,
      to: 'sent',
      by: 'automation',
      effects: [mail('invoice', { to: 'data.contact' })],
      ...extra,
    },
    { when: `${condition} && !has(data.contact)`, to: 'sent', task: post, ...extra },
  ] as const;
}

/** The same, where the event may say that another system or the post has done it: nobody is sent it twice. */
function send<const X extends object>(condition: string, extra: X) {
  const elsewhere = `((has(event.channel) && event.channel != "mail") || (${sentElsewhere}))`;
  return [{ when: `${condition} && ${elsewhere}`, to: 'sent', ...extra }, ...issue(condition, extra)] as const;
}

const post = { role: 'billing', title: 'Post the invoice: there is no address to mail it to' } as const;
const hasReference = 'has(data.deliveryReference)';
const unblocks = { resolve: 'missingDeliveryReference' } as const;

/** Where the rest of what is owed is chased. */
const payment = [
  { when: 'event.amount == computed.open', to: 'paid', resolve: 'partialPayment' },
  { when: 'event.amount > computed.open', to: 'paid', resolve: 'partialPayment', raise: 'overPayment' },
  { to: 'partially_paid', raise: 'partialPayment' },
] as const;

/** Where something else than the rest decides what comes next: a part payment does not end the dispute or the promise. */
const paymentThatStays = [
  { when: 'event.amount == computed.open', to: 'paid', resolve: 'partialPayment' },
  { when: 'event.amount > computed.open', to: 'paid', resolve: 'partialPayment', raise: 'overPayment' },
  { when: 'event.amount < computed.open' },
] as const;

/** Back to where the rest is chased. */
const chased = [{ when: 'data.paid > 0', to: 'partially_paid' }, { to: 'sent' }] as const;
const reversed = [
  { when: 'event.amount < data.paid', to: 'partially_paid' },
  { when: 'event.amount == data.paid', to: 'sent' },
] as const;
const reversedThatStays = { when: 'event.amount <= data.paid' } as const;

const dispute = { to: 'disputed', by: 'person', reason: true, resolve: 'partialPayment' } as const;
const promise = [
  { when: '!has(data.promisedOn)', to: 'promised', by: 'person', resolve: 'partialPayment' },
  // Whoever has promised before is believed again only if a second person agrees.
  { to: 'promised', by: 'person', resolve: 'partialPayment', approval: { roles: ['collections-lead', 'finance-lead'] } },
] as const;

/** The order hears that nothing more will come of this invoice. */
const settled = {
  flow: 'order',
  key: 'has(data.order) ? data.order : ""',
  event: 'settle',
  with: { amount: 'data.amount' },
  when: 'has(data.order)',
  onRefused: 'orderRefused',
} as const;
const voided = { to: 'void', by: 'person', reason: true, resolve: 'missingDeliveryReference', send: [settled] } as const;
const writeOff = {
  to: 'written_off',
  by: 'person',
  reason: true,
  approval: { roles: ['head-of-finance'] },
  send: [settled],
} as const;

/** An invoice, from its creation to the last cent: sent with its delivery reference, chased, disputed, paid. */
export const invoice = defineFlow({
  name: 'invoice',
  title: 'Invoice',
  description: 'What a customer owes for a delivery, from its creation to its payment.',
  stream: 'order-to-cash',
  stage: 'invoice',
  owner: 'finance-lead',
  key: 'number',
  roles,
  data: Fields({
    number: Text(),
    customer: Text({ list: true }),
    currency: Currency({ list: true }),
    amount: Money({ list: true, minimum: 0 }),
    paid: Money({ list: true, default: 0 }),
    issuedOn: Optional(Day()),
    dueOn: Day({ list: true }),
    deliveryReference: Optional(Text()),
    order: Optional(Text()),
    delivery: Optional(Text()),
    purchaseOrder: Optional(Text()),
    contact: Optional(Email({ personal: true })),
    country: Optional(Text({ list: true })),
    billType: Optional(Text({ list: true })),
    /** Who brought the goods. */
    carrier: Optional(Text()),
    /** How it gets to the customer. By another way than mail, another system or person sends it and says so. */
    channel: Optional(OneOf(channels)),
    everDisputed: Optional(Flag()),
    promisedOn: Optional(Day()),
  }),
  computed: { open: 'data.amount - data.paid' },
  columns: { open: { kind: 'money', title: 'Open' } },
  parameters: {
    sendAfter: hours(1, { owner: 'finance-lead', title: 'Sent so long after it was created', from: 0, to: 72 }),
    reminderAfter: days(7, { owner: 'collections-lead', title: 'Reminder, days after the due date', from: 1, to: 30 }),
    financeAfter: days(14, { owner: 'collections-lead', title: 'Finance calls, days after the due date', from: 1, to: 60 }),
    salesAfter: days(30, { owner: 'collections-lead', title: 'Sales steps in, days after the due date', from: 1, to: 90 }),
    legalAfter: days(45, { owner: 'finance-lead', title: 'Legal action, days after the due date', from: 30, to: 180 }),
    promiseGrace: days(1, { owner: 'collections-lead', title: 'A promise is broken so long after its day', from: 0, to: 14 }),
    closeAfter: days(5, { owner: 'finance-lead', title: 'Closed so long after it was paid', from: 0, to: 60 }),
  },
  events: {
    send: {
      title: 'Send to the customer',
      data: Fields({ channel: Optional(OneOf(channels)) }),
      lands: 'sent',
    },
    sendWithout: { title: 'Send without a delivery reference' },
    reference: {
      title: 'Delivery reference',
      data: Fields({ deliveryReference: Text() }),
      set: { deliveryReference: 'event.deliveryReference' },
    },
    pay: {
      title: 'Payment',
      data: Fields({ amount: Money({ minimum: 1 }), payment: Optional(Text()) }),
      set: { paid: 'data.paid + event.amount' },
      lands: [{ when: 'data.paid + event.amount >= data.amount', to: 'paid' }, { to: 'partially_paid' }],
      late: 'apply',
    },
    reverse: {
      title: 'Payment taken back',
      data: Fields({ amount: Money({ minimum: 1 }), payment: Optional(Text()) }),
      set: { paid: 'data.paid - event.amount' },
      lands: [{ when: 'data.paid - event.amount > 0', to: 'partially_paid' }, { to: 'sent' }],
      late: 'apply',
    },
    dispute: { title: 'Dispute', set: { everDisputed: 'true' }, lands: 'disputed' },
    accept: { title: 'Accept the dispute' },
    reject: { title: 'Reject the dispute' },
    promise: {
      title: 'Promise to pay',
      data: Fields({ promisedOn: Day() }),
      set: { promisedOn: 'event.promisedOn' },
      lands: 'promised',
    },
    breakPromise: { title: 'The promise was not kept' },
    writeOff: { title: 'Write off' },
    void: { title: 'Void' },
    close: { title: 'Close' },
  },
  exceptions: {
    missingDeliveryReference: {
      title: 'Delivery reference missing',
      owner: 'fulfilment',
      severity: 'high',
      within: hours(8),
      blocks: true,
      resolutions: ['reference added', 'sent without'],
      runbook:
        "1. Look for the proof of delivery in the carrier's portal, and add the reference.\n2. Without one, ask the customer who received the goods.\n3. If the customer accepts the invoice without a reference, let billing send it so, with the reason.",
    },
    partialPayment: {
      title: 'Paid in part',
      owner: 'collections',
      severity: 'medium',
      within: days(2),
      resolutions: ['rest promised', 'deduction accepted', 'disputed'],
    },
    overPayment: {
      title: 'Paid too much',
      owner: 'finance',
      severity: 'low',
      within: days(5),
      resolutions: ['refunded', 'allocated to another invoice'],
    },
    brokenPromise: {
      title: 'Promise broken',
      owner: 'collections-lead',
      severity: 'high',
      within: days(2),
      resolutions: ['customer called', 'delivery stopped', 'escalated'],
      runbook:
        '1. Call whoever made the promise, the same day.\n2. Take a new day only with a reason; it needs the approval of a lead.\n3. Else stop further deliveries, and let sales know.',
    },
    orderRefused: {
      title: 'The order did not take the settlement',
      owner: 'order-desk',
      severity: 'low',
      within: days(2),
      resolutions: ['order corrected', 'not of an order'],
    },
    notSent: {
      title: 'The invoice could not be sent by itself',
      owner: 'billing',
      severity: 'medium',
      within: days(1),
      resolutions: ['sent by hand', 'sent already', 'void'],
    },
  },
  mails: {
    invoice: {
      subject: 'Invoice {{ data.number }}',
      text: 'Dear customer,\n\nplease find our invoice {{ data.number }} over {{ money(data.amount, data.currency) }}, due on {{ data.dueOn }}.\n',
    },
    reminder: {
      subject: 'Reminder: invoice {{ data.number }}',
      text: 'Dear customer,\n\nour invoice {{ data.number }} was due on {{ data.dueOn }}. {{ money(computed.open, data.currency) }} of it are open. If you have paid in the meantime, please disregard this mail.\n',
    },
  },
  start: { create: { to: 'created', roles: ['billing', 'finance-lead'] } },
  states: {
    created: {
      title: 'Created',
      owner: 'billing',
      within: hours(24),
      on: {
        send: [...send(hasReference, {}), { to: 'blocked', raise: 'missingDeliveryReference' }],
        reference: {},
        void: voided,
      },
    },
    blocked: {
      title: 'Blocked',
      owner: 'fulfilment',
      within: hours(24),
      on: {
        send: send(hasReference, unblocks),
        sendWithout: [
          {
            when: 'has(data.contact)',
            to: 'sent',
            by: 'person',
            roles: ['billing', 'finance-lead'],
            reason: true,
            effects: [mail('invoice', { to: 'data.contact' })],
            ...unblocks,
          },
          {
            to: 'sent',
            by: 'person',
            roles: ['billing', 'finance-lead'],
            reason: true,
            task: post,
            ...unblocks,
          },
        ],
        reference: [{ when: sentElsewhere, to: 'created', ...unblocks }, ...issue(`!(${sentElsewhere})`, unblocks)],
        void: voided,
      },
    },
    sent: { title: 'Sent', owner: 'collections', on: { pay: payment, dispute, promise, writeOff, void: voided } },
    partially_paid: {
      title: 'Paid in part',
      owner: 'collections',
      on: { pay: payment, reverse: reversed, dispute, promise, writeOff },
    },
    promised: {
      title: 'Promised',
      owner: 'collections',
      within: days(30),
      on: { pay: paymentThatStays, reverse: reversedThatStays, breakPromise: chased, dispute, writeOff },
    },
    disputed: {
      title: 'Disputed',
      owner: 'collections',
      within: days(10),
      on: {
        accept: { to: 'credited', by: 'person', approval: { roles: ['finance-lead'] }, send: [settled] },
        reject: chased,
        pay: paymentThatStays,
        reverse: reversedThatStays,
      },
    },
    legal: {
      title: 'With the lawyers',
      owner: 'head-of-finance',
      within: days(90),
      on: { pay: paymentThatStays, reverse: reversedThatStays, writeOff },
    },
    paid: { title: 'Paid', owner: 'billing', on: { close: { to: 'closed', send: [settled] }, reverse: reversed } },
    closed: { title: 'Closed', final: 'done' },
    credited: { title: 'Credited', final: 'done' },
    void: { title: 'Void', final: 'cancelled' },
    written_off: { title: 'Written off', final: 'failed' },
  },
  ladders: {
    issue: {
      title: 'Sending',
      anchor: 'entered',
      during: ['created'],
      stopWhen: sentElsewhere,
      rungs: [
        {
          name: 'send',
          after: 'sendAfter',
          send: [{ flow: 'invoice', key: 'data.number', event: 'send', onRefused: 'notSent' }],
        },
      ],
    },
    dunning: {
      title: 'Dunning',
      anchor: 'data.dueOn',
      during: ['sent', 'partially_paid'],
      pauseWhile: ['disputed', 'promised'],
      stopWhen: 'computed.open <= 0',
      rungs: [
        {
          name: 'remind',
          title: 'Reminder',
          after: 'reminderAfter',
          // Who has no address is not reminded by mail: finance calls a week later.
          effects: [mail('reminder', { to: 'has(data.contact) ? dyn(data.contact) : null' })],
        },
        {
          name: 'finance',
          title: 'Finance task',
          after: 'financeAfter',
          task: { role: 'finance', title: 'Call the customer', within: days(3) },
        },
        {
          name: 'sales',
          title: 'Sales escalation',
          after: 'salesAfter',
          task: { role: 'sales', title: 'The customer does not pay', within: days(5) },
        },
        { name: 'legal', title: 'Legal', after: 'legalAfter', approval: { roles: ['head-of-finance'] }, to: 'legal' },
      ],
    },
    promise: {
      title: 'Promise to pay',
      anchor: 'data.promisedOn',
      during: ['promised'],
      rungs: [
        {
          name: 'broken',
          after: 'promiseGrace',
          raise: 'brokenPromise',
          send: [{ flow: 'invoice', key: 'data.number', event: 'breakPromise', onRefused: 'brokenPromise' }],
        },
      ],
    },
    closing: {
      title: 'Closing',
      anchor: 'entered',
      during: ['paid'],
      rungs: [{ name: 'close', after: 'closeAfter', to: 'closed', send: [settled] }],
    },
  },
});
