import { definePack } from '@throughline/language';
import { allocation } from './allocation.ts';
import { creditNote } from './credit-note.ts';
import { delivery } from './delivery.ts';
import { dispute } from './dispute.ts';
import { invoice } from './invoice.ts';
import { leakage } from './leakage.ts';
import { orderToCashMetrics } from './metrics.ts';
import { order } from './order.ts';
import { payment } from './payment.ts';
import { roles } from './roles.ts';
import { orderToCashSamples } from './samples.ts';
import { shortfall } from './shortfall.ts';
import { orderToCashWatches } from './watches.ts';

/** Order to cash: from a customer's order to the last cent of its last invoice. */
export const orderToCash = definePack({
  name: 'order-to-cash',
  title: 'Order to cash',
  description:
    'Orders, deliveries, invoices and payments, with disputes, shortfalls and credit notes, deadlines and escalations.',
  roles,
  flows: [order, delivery, invoice, payment, allocation, shortfall, dispute, creditNote],
  metrics: orderToCashMetrics,
  watches: orderToCashWatches,
  samples: orderToCashSamples,
  home: {
    metrics: ['dso', 'delivery-success', 'exception-volume', 'invoice-error-rate', 'manual-intervention-rate', 'late-share'],
    risk: {
      flow: 'invoice',
      dueOn: 'dueOn',
      open: 'open',
      currency: 'currency',
      ladder: 'dunning',
      noun: { one: 'invoice', many: 'invoices' },
    },
  },
  receivables: {
    flow: 'invoice',
    dueOn: 'dueOn',
    open: 'open',
    currency: 'currency',
    ladder: 'dunning',
    noun: { one: 'invoice', many: 'invoices' },
    promised: { state: 'promised', on: 'promisedOn' },
    disputes: { flow: 'dispute', amount: 'amount', currency: 'currency' },
    shortfalls: { flow: 'shortfall', reason: 'reason', amount: 'amount', currency: 'currency' },
    leakage,
  },
});
