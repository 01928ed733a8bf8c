import { Currency, days, defineFlow, Fields, Integer, Money, Optional, Text } from '@throughline/language';

/*
 * A traffic fine of an Italian police force, as the recorded log tells it (docs/data.md). The events have the names of the log's
 * activities, so that its mapping need not rename any. Each state's own rule for an event comes before where the fact lands.
 */

const paidOff = { when: 'computed.open <= 0', to: 'settled' } as const;
/** A payment changes what is owed, never where the fine stands. */
const pay = {} as const;
const stays = {} as const;
/** What the event does not say stays as it was. */
const dismissal = 'has(event.dismissal) ? dyn(event.dismissal) : has(data.dismissal) ? dyn(data.dismissal) : null';

export const fine = defineFlow({
  name: 'fine',
  title: 'Fine',
  description: 'A traffic fine, from its creation over notification, penalty and appeals to credit collection.',
  owner: 'fines office',
  key: 'number',
  timeZone: 'Europe/Rome',
  data: Fields({
    number: Text(),
    article: Optional(Integer()),
    points: Optional(Integer()),
    vehicleClass: Optional(Text({ list: true })),
    dismissal: Optional(Text({ list: true })),
    currency: Currency(),
    amount: Money({ list: true }),
    expense: Money({ default: 0 }),
    paid: Money({ list: true, default: 0 }),
    notificationType: Optional(Text({ list: true })),
  }),
  computed: { open: 'data.amount + data.expense - data.paid' },
  roles: {
    'fines office': { title: 'Fines office' },
    'appeals desk': { title: 'Appeals desk' },
  },
  events: {
    'Send Fine': {
      data: Fields({ expense: Optional(Money()) }),
      set: { expense: 'has(event.expense) ? event.expense : data.expense' },
      lands: 'sent',
    },
    'Insert Fine Notification': {
      data: Fields({ notificationType: Optional(Text()) }),
      set: {
        notificationType:
          'has(event.notificationType) ? dyn(event.notificationType) : has(data.notificationType) ? dyn(data.notificationType) : null',
      },
      lands: 'notified',
    },
    'Add penalty': {
      data: Fields({ amount: Optional(Money()) }),
      set: { amount: 'has(event.amount) ? event.amount : data.amount' },
      lands: 'penalised',
    },
    'Insert Date Appeal to Prefecture': { lands: 'prefecture' },
    'Send Appeal to Prefecture': {
      data: Fields({ dismissal: Optional(Text()) }),
      set: { dismissal },
      lands: 'prefecture',
    },
    'Receive Result Appeal from Prefecture': { lands: 'prefecture' },
    'Notify Result Appeal to Offender': { lands: 'decided' },
    'Appeal to Judge': {
      data: Fields({ dismissal: Optional(Text()) }),
      set: { dismissal },
      lands: 'judge',
    },
    'Send for Credit Collection': { lands: 'collection' },
    Payment: {
      data: Fields({ paymentAmount: Optional(Money()), totalPaymentAmount: Money() }),
      set: { paid: 'event.totalPaymentAmount' },
      lands: 'stay',
      late: 'apply',
    },
    settle: { title: 'Close what is paid' },
  },
  start: { 'Create Fine': { to: 'created' } },
  states: {
    created: { owner: 'fines office', within: days(90), on: { 'Send Fine': 'sent', Payment: pay, settle: paidOff } },
    sent: {
      owner: 'fines office',
      within: days(90),
      on: { 'Insert Fine Notification': 'notified', Payment: pay, settle: paidOff },
    },
    notified: {
      owner: 'fines office',
      within: days(60),
      on: {
        'Add penalty': 'penalised',
        'Insert Date Appeal to Prefecture': 'prefecture',
        'Appeal to Judge': 'judge',
        Payment: pay,
        settle: paidOff,
      },
    },
    penalised: {
      owner: 'fines office',
      within: days(730),
      on: {
        'Send for Credit Collection': 'collection',
        'Insert Date Appeal to Prefecture': 'prefecture',
        'Send Appeal to Prefecture': 'prefecture',
        'Appeal to Judge': 'judge',
        Payment: pay,
        settle: paidOff,
      },
    },
    prefecture: {
      owner: 'appeals desk',
      within: days(365),
      on: {
        'Add penalty': stays,
        'Send Appeal to Prefecture': stays,
        'Receive Result Appeal from Prefecture': stays,
        'Notify Result Appeal to Offender': 'decided',
        Payment: pay,
        settle: paidOff,
      },
    },
    decided: {
      owner: 'appeals desk',
      within: days(365),
      on: { 'Appeal to Judge': 'judge', 'Send for Credit Collection': 'collection', Payment: pay, settle: paidOff },
    },
    judge: {
      owner: 'appeals desk',
      within: days(730),
      on: { 'Add penalty': stays, 'Send for Credit Collection': 'collection', Payment: pay, settle: paidOff },
    },
    collection: { final: 'done' },
    settled: { final: 'done' },
  },
});
