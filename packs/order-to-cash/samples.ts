import type { PackSamples } from '@throughline/language';

const sized = { cluster: 'customer', size: 'amount', match: ['segment'] } as const;

/** What of a case one looks at to see why it went as it did: delivery status, accuracy of the invoice, payments, and times. */
export const orderToCashSamples: readonly PackSamples[] = [
  {
    flow: 'invoice',
    ...sized,
    fields: [
      { title: 'Customer', field: 'customer' },
      { title: 'Carrier', field: 'carrier' },
      { title: 'Delivery flow', of: 'delivery', show: 'version' },
      { title: 'Delivery status', of: 'delivery', show: 'state' },
      { title: 'Delivery reference', missing: 'deliveryReference' },
      { title: 'Exceptions', show: 'exceptions' },
      { title: 'Invoiced', field: 'amount' },
      { title: 'First payment', field: 'paid', after: 'pay' },
      { title: 'Status', show: 'state' },
      { title: 'Due on', field: 'dueOn' },
      { title: 'Days to sending', days: { from: 'born', to: 'send' } },
      { title: 'Days to first payment', days: { from: 'send', to: 'pay' } },
    ],
  },
  {
    flow: 'delivery',
    ...sized,
    fields: [
      { title: 'Customer', field: 'customer' },
      { title: 'Carrier', field: 'carrier' },
      { title: 'Status', show: 'state' },
      { title: 'Reference', missing: 'reference' },
      { title: 'Exceptions', show: 'exceptions' },
      { title: 'Amount', field: 'amount' },
      { title: 'Due on', field: 'dueOn' },
      { title: 'Days under way', days: { from: 'ship', to: 'deliver' } },
      { title: 'Days to confirmation', days: { from: 'deliver', to: 'confirm' } },
    ],
  },
  {
    flow: 'payment',
    cluster: 'customer',
    size: 'amount',
    fields: [
      { title: 'Customer', field: 'customer' },
      { title: 'Status', show: 'state' },
      { title: 'Exceptions', show: 'exceptions' },
      { title: 'Amount', field: 'amount' },
      { title: 'Received on', field: 'receivedOn' },
    ],
  },
];
