import {
  businessDays,
  businessHours,
  Currency,
  Day,
  defineCalendar,
  defineFlow,
  Email,
  Fields,
  Money,
  mail,
  Text,
} from '@throughline/language';

const morning = ['08:00', '12:00'] as const;
const hours = [morning, ['13:00', '17:00']] as const;

/** When the office of this company works, and when its books are closed. */
const office = defineCalendar({
  title: 'Head office',
  timeZone: 'Europe/Berlin',
  from: '2026-01-01',
  to: '2028-12-31',
  week: { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: [morning] },
  holidays: [
    { month: 1, day: 1, title: "New Year's Day" },
    { easter: -2, title: 'Good Friday' },
    { easter: 1, title: 'Easter Monday' },
    { month: 5, day: 1, title: 'Labour Day' },
    { easter: 39, title: 'Ascension Day' },
    { easter: 50, title: 'Whit Monday' },
    { month: 10, day: 3, title: 'Day of German Unity' },
    { month: 12, day: 25, title: 'Christmas Day' },
    { month: 12, day: 26, title: 'Second Christmas Day' },
  ],
  windows: { monthClose: { businessDays: { from: -1, to: 2 } } },
});

const approvers = ['cost-centre-owner', 'finance-lead', 'managing-director'] as const;
const limit = {
  of: 'data.amount',
  by: { 'cost-centre-owner': 'parameters.costCentreLimit', 'finance-lead': 'parameters.financeLimit' },
} as const;
const order = { to: 'ordered', by: 'person', effects: [mail('order', { to: 'data.supplierContact' })] } as const;

/** What the three-way match compares: what was ordered, what has come, what is asked for. */
const tolerance = 'percent(data.amount, parameters.toleranceBasisPoints)';
const complete = 'data.received + event.value >= data.amount';
const invoiceFits = `event.amount <= data.received + ${tolerance}`;
const earlierInvoiceFits = `data.invoiced <= data.received + event.value + ${tolerance}`;

/** Goods come. Whether the purchase goes on to the match depends on what has come and on whether the invoice is there. */
const receipt = [
  { when: `${complete} && data.invoiced == 0`, to: 'received' },
  { when: `${complete} && data.invoiced > 0 && ${earlierInvoiceFits}`, to: 'matched' },
  { when: `${complete} && data.invoiced > 0 && !(${earlierInvoiceFits})`, to: 'mismatched', raise: 'mismatch' },
  { when: `!(${complete})`, to: 'ordered' },
] as const;
const match = [
  { when: invoiceFits, to: 'matched', resolve: 'mismatch' },
  { to: 'mismatched', raise: 'mismatch' },
] as const;

/** A purchase, from the request over approval, order and goods receipt to the payment of an invoice that matches. */
export const purchase = defineFlow({
  name: 'purchase',
  title: 'Purchase',
  description: 'What somebody needs, from the request to the payment of an invoice that matches order and receipt.',
  owner: 'purchasing-lead',
  key: 'number',
  calendar: { default: 'office' },
  calendars: { office },
  data: Fields({
    number: Text({ maxLength: 40 }),
    subject: Text({ list: true, maxLength: 200 }),
    requester: Text({ list: true, maxLength: 100 }),
    costCentre: Text({ list: true, maxLength: 40 }),
    supplier: Text({ list: true, maxLength: 200 }),
    supplierContact: Email({ personal: true }),
    currency: Currency(),
    amount: Money({ list: true, minimum: 1, title: 'Ordered' }),
    neededOn: Day({ list: true, title: 'Needed on' }),
    received: Money({ default: 0, minimum: 0, title: 'Received, at order prices' }),
    invoiced: Money({ default: 0, minimum: 0 }),
  }),
  roles: {
    requester: { title: 'Requester' },
    purchasing: { title: 'Purchasing' },
    'purchasing-lead': { title: 'Lead of purchasing' },
    'cost-centre-owner': { title: 'Owner of a cost centre' },
    'finance-lead': { title: 'Lead of finance' },
    'managing-director': { title: 'Managing director' },
    'accounts-payable': { title: 'Accounts payable' },
  },
  parameters: {
    answerWithin: businessHours(16, { owner: 'purchasing-lead', title: 'A request is answered within', from: 4, to: 80 }),
    costCentreLimit: { type: 'money', default: 100_000, owner: 'finance-lead', title: 'Owner of a cost centre, up to', from: 0 },
    financeLimit: { type: 'money', default: 2_500_000, owner: 'managing-director', title: 'Lead of finance, up to', from: 0 },
    twoFrom: { type: 'money', default: 1_000_000, owner: 'managing-director', title: 'Two approvals from', from: 1 },
    toleranceBasisPoints: {
      type: 'integer',
      default: 200,
      owner: 'finance-lead',
      title: 'An invoice may be higher by (hundredths of a percent)',
      from: 0,
      to: 1000,
    },
    chaseAfter: businessDays(2, { owner: 'purchasing-lead', title: 'A late delivery is chased after', from: 0, to: 10 }),
    escalateAfter: businessDays(5, { owner: 'purchasing-lead', title: 'A late delivery is escalated after', from: 1, to: 30 }),
  },
  events: {
    place: { title: 'Place the order' },
    receive: {
      title: 'Goods receipt',
      data: Fields({ value: Money({ minimum: 1, title: 'Value at order prices' }) }),
      set: { received: 'data.received + event.value' },
      lands: receipt.map(({ when, to }) => ({ when, to })),
      late: 'apply',
    },
    invoice: {
      title: 'Invoice of the supplier',
      data: Fields({ amount: Money({ minimum: 1 }) }),
      set: { invoiced: 'event.amount' },
    },
    pay: { title: 'Pay' },
  },
  exceptions: {
    mismatch: {
      title: 'The invoice does not match',
      owner: 'accounts-payable',
      severity: 'high',
      within: businessDays(3),
      resolutions: ['corrected invoice', 'difference accepted'],
      runbook:
        '1. Compare the invoice with the order and the receipts.\n2. Ask the supplier for a corrected invoice.\n' +
        '3. Where the difference is ours, ask the lead of finance to accept it.',
    },
    lateDelivery: {
      title: 'The delivery is late',
      owner: 'purchasing',
      severity: 'medium',
      within: businessDays(2),
      resolutions: ['new date', 'delivered', 'ordered elsewhere'],
    },
  },
  mails: {
    order: {
      subject: 'Order {{ data.number }}',
      text: 'We order: {{ data.subject }}, {{ money(data.amount, data.currency) }}, needed on {{ data.neededOn }}.',
    },
    chase: { subject: 'Where is order {{ data.number }}?', text: 'We expected it on {{ data.neededOn }}. When will it come?' },
  },
  start: { request: { to: 'requested', by: 'person', roles: ['requester', 'purchasing'] } },
  states: {
    requested: {
      owner: 'purchasing',
      within: 'answerWithin',
      on: {
        place: [
          { when: 'data.amount >= parameters.twoFrom', ...order, approval: { roles: approvers, quorum: 2, limit } },
          { ...order, approval: { roles: approvers, limit } },
        ],
        refuse: { to: 'refused', by: 'person', reason: true },
        withdraw: { to: 'withdrawn', by: 'person', roles: ['requester', 'purchasing'], reason: true },
      },
    },
    ordered: {
      owner: 'purchasing',
      on: {
        receive: receipt,
        // The supplier is early: the invoice waits for the goods.
        invoice: {},
        cancel: { when: 'data.received == 0', to: 'withdrawn', by: 'person', reason: true },
      },
    },
    received: { owner: 'accounts-payable', within: businessDays(20), on: { invoice: match } },
    mismatched: {
      owner: 'accounts-payable',
      within: businessDays(10),
      on: {
        invoice: match,
        accept: {
          to: 'matched',
          by: 'person',
          reason: true,
          resolve: 'mismatch',
          approval: { roles: ['finance-lead', 'managing-director'] },
        },
      },
    },
    matched: {
      owner: 'accounts-payable',
      within: businessDays(10),
      on: { pay: { to: 'paid', by: 'automation', closed: 'monthClose' } },
    },
    paid: { final: 'done' },
    refused: { final: 'cancelled' },
    withdrawn: { final: 'cancelled' },
  },
  ladders: {
    delivery: {
      title: 'Late delivery',
      anchor: 'data.neededOn',
      during: ['ordered'],
      rungs: [
        {
          name: 'chase',
          title: 'Ask the supplier',
          after: 'chaseAfter',
          effects: [mail('chase', { to: 'data.supplierContact' })],
        },
        { name: 'escalate', title: 'Escalate', after: 'escalateAfter', raise: 'lateDelivery' },
      ],
    },
  },
});
