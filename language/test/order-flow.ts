import { Currency, Day, defineFlow, Fields, Flag, hours, Integer, List, Money, Optional, Text } from '../src/index.ts';

/* Sends to the invoice and opens one: what the checker needs to look at messages. */

export const order = defineFlow({
  name: 'order',
  title: 'Order',
  owner: 'sales',
  key: 'number',
  timeZone: 'Europe/Rome',
  data: Fields({
    number: Text({ list: true }),
    customer: Text({ list: true }),
    amount: Money(),
    currency: Currency(),
    dueOn: Day(),
    urgent: Flag({ default: false }),
    lines: Optional(List(Fields({ sku: Text(), quantity: Integer() }))),
  }),
  links: { invoice: { flow: 'invoice' } },
  events: {
    dispute: { data: Fields({ sum: Money() }) },
    ship: { lands: [{ when: 'data.urgent', to: 'shipped' }, { to: 'stay' }] },
  },
  exceptions: {
    invoiceRefused: { owner: 'billing', severity: 'high', within: hours(8), runbook: 'Ask billing why, and correct the order.' },
  },
  start: { place: 'placed' },
  states: {
    placed: {
      owner: 'sales',
      within: hours(24),
      on: {
        ship: {
          to: 'shipped',
          link: { invoice: 'data.number' },
          open: [
            {
              flow: 'invoice',
              event: 'create',
              key: '"INV-" + data.number',
              with: {
                number: '"INV-" + data.number',
                customer: 'data.customer',
                currency: 'data.currency',
                amount: 'data.amount',
                dueOn: 'data.dueOn',
              },
              onRefused: 'invoiceRefused',
            },
          ],
        },
      },
    },
    shipped: {
      owner: 'sales',
      within: hours(72),
      on: {
        dispute: {
          send: [
            {
              flow: 'invoice',
              event: 'pay',
              key: '"INV-" + data.number',
              with: { amount: 'event.sum', paidOn: 'data.dueOn' },
              onRefused: 'invoiceRefused',
            },
          ],
        },
        close: 'closed',
      },
    },
    closed: { final: 'done' },
  },
});
