import { definePack } from '@throughline/language';
import { delivery } from './delivery.ts';
import { invoice } from './invoice.ts';
import { orderToCashMetrics } from './metrics.ts';
import { order } from './order.ts';
import { payment } from './payment.ts';
import { roles } from './roles.ts';

/** Order to cash: from a customer's order to the last cent of its last invoice. */
export const orderToCash = definePack({
  name: 'order-to-cash',
  title: 'Order to cash',
  description: 'Orders, deliveries, invoices and payments, with their exceptions, deadlines and escalations.',
  roles,
  flows: [order, delivery, invoice, payment],
  metrics: orderToCashMetrics,
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
});
