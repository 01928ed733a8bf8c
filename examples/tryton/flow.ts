import { Currency, call, days, defineFlow, Fields, Integer, Money, Text } from '@throughline/language';

/** An order as Tryton has it, from the quotation to the last payment: what tryton.yaml reads is its facts. */
export const trytonOrder = defineFlow({
  name: 'tryton-order',
  title: 'Order in Tryton',
  description: 'A sale of Tryton with its shipments, invoices and payments.',
  owner: 'order-desk',
  key: 'number',
  roles: { 'order-desk': { title: 'Order desk' }, warehouse: { title: 'Warehouse' }, finance: { title: 'Finance' } },
  data: Fields({
    number: Text(),
    customer: Text({ list: true }),
    currency: Currency(),
    amount: Money({ list: true, minimum: 0 }),
    shipments: Integer({ default: 0, minimum: 0 }),
    invoiced: Money({ list: true, default: 0 }),
    paid: Money({ list: true, default: 0 }),
  }),
  computed: { open: 'data.invoiced - data.paid' },
  columns: { open: { kind: 'money', title: 'Invoiced, not paid' } },
  parameters: {
    remindAfter: days(30, { owner: 'finance', title: 'Reminder, days after the invoice', from: 1, to: 90 }),
  },
  events: {
    quote: {
      title: 'Quote',
      data: Fields({ customer: Text(), currency: Currency(), amount: Money({ minimum: 0 }) }),
      set: { customer: 'event.customer', currency: 'event.currency', amount: 'event.amount' },
    },
    confirm: { title: 'Confirm', lands: 'confirmed' },
    process: { title: 'Process', lands: 'processing' },
    ship: { title: 'Ship', data: Fields({ shipment: Text() }), set: { shipments: 'data.shipments + 1' } },
    invoice: {
      title: 'Invoice',
      data: Fields({ invoice: Text(), amount: Money() }),
      set: { invoiced: 'data.invoiced + event.amount' },
      lands: 'invoiced',
    },
    pay: { title: 'Pay', data: Fields({ invoice: Text(), amount: Money() }), set: { paid: 'data.paid + event.amount' } },
    cancel: { title: 'Cancel', lands: 'cancelled' },
  },
  // Tryton's clock and ours are two, and an invoice may be known before its order.
  expected: { within: days(2), owner: 'order-desk' },
  start: { quote: { to: 'quoted' } },
  states: {
    quoted: {
      title: 'Quoted',
      owner: 'order-desk',
      within: days(14),
      on: { quote: {}, confirm: { to: 'confirmed' }, process: { to: 'processing' }, cancel: { to: 'cancelled' } },
    },
    confirmed: {
      title: 'Confirmed',
      owner: 'order-desk',
      within: days(2),
      on: { process: { to: 'processing' }, cancel: { to: 'cancelled' } },
    },
    processing: {
      title: 'Being delivered',
      owner: 'warehouse',
      within: days(5),
      on: { ship: {}, invoice: { to: 'invoiced' }, cancel: { to: 'cancelled' } },
    },
    invoiced: {
      title: 'Invoiced',
      owner: 'finance',
      within: days(60),
      on: {
        ship: {},
        invoice: {},
        pay: [{ when: 'data.paid + event.amount >= data.invoiced', to: 'paid' }, {}],
        cancel: { to: 'cancelled' },
      },
    },
    paid: { title: 'Paid', final: 'done' },
    cancelled: { title: 'Cancelled', final: 'cancelled' },
  },
  exceptions: {
    notWritten: {
      title: 'Not written to Tryton',
      owner: 'finance',
      severity: 'low',
      within: days(2),
      resolutions: ['written by hand'],
    },
  },
  destinations: {
    // The connection “tryton” takes it, which has the same name.
    tryton: { title: 'Tryton', owner: 'finance', tier: 2, data: Fields({ document: Text(), text: Text() }) },
  },
  ladders: {
    chase: {
      title: 'Chase',
      anchor: 'entered',
      during: ['invoiced'],
      rungs: [
        {
          name: 'remind',
          title: 'Remind',
          after: 'remindAfter',
          effects: [
            call('tryton', {
              with: { document: 'data.number', text: '"Reminded: " + money(computed.open, data.currency) + " are open."' },
              onFailed: 'notWritten',
            }),
          ],
        },
      ],
    },
  },
});
