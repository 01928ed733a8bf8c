import { defineMetric, type MetricDefinition } from '@throughline/language';

/* How the stream runs: exceptions that stand open, what goes through untouched, how long the way from order to cash is. */

const streamFlows = ['order', 'delivery', 'invoice', 'payment'];
const ofStream = [{ parent: streamFlows }];
const exceptionDimensions = ['kind', 'ofFlow', 'severity', 'owner', 'stage'];
const open = { kind: 'balance', from: { born: true }, to: { enters: 'resolved' }, where: ofStream } as const;

const exceptions = {
  owner: 'operations-lead',
  direction: 'down',
  grain: 'week',
  dimensions: exceptionDimensions,
  paired: 'exception-volume',
} as const;

const openExceptions = defineMetric({
  ...exceptions,
  dimensions: exceptionDimensions,
  id: 'open-exceptions',
  group: 'reliability',
  title: 'Open exceptions',
  description:
    'How many exceptions of orders, deliveries, invoices and payments stand open at the end of the period; by their age too.',
  unit: 'count',
  flow: 'exception',
  formula: { ...open, where: ofStream, ages: [0, 1, 3, 8, 15, 31] },
});

const agedExceptions = defineMetric({
  ...exceptions,
  dimensions: exceptionDimensions,
  id: 'aged-exceptions',
  group: 'reliability',
  title: 'Aged exceptions',
  description: 'How many of the exceptions that stand open at the end of the period have done so for eight days or more.',
  unit: 'count',
  flow: 'exception',
  formula: { ...open, where: ofStream, aged: { from: 8 } },
});

const exceptionRate = defineMetric({
  ...exceptions,
  dimensions: [],
  id: 'exception-rate',
  group: 'reliability',
  title: 'Exceptions per 100 cases',
  description:
    'Exceptions opened in the period per 100 orders, deliveries, invoices and payments on which anything happened in it.',
  unit: 'per-100-cases',
  flow: [...streamFlows, 'exception'],
  formula: {
    kind: 'ratio',
    per: 100,
    of: { kind: 'cases', flow: 'exception', at: { born: true }, where: ofStream },
    over: { kind: 'events', flow: streamFlows, any: [{}], count: 'cases' },
  },
  paired: 'manual-intervention-rate',
});

const settled = { enters: ['paid', 'closed', 'credited'] };

const straightThrough = defineMetric({
  id: 'straight-through',
  group: 'delivery',
  title: 'Straight through',
  description: 'Of the invoices settled in the period, the share that had no exception and no step by hand.',
  owner: 'operations-lead',
  unit: 'share',
  direction: 'up',
  flow: 'invoice',
  formula: {
    kind: 'share',
    at: settled,
    that: [
      { not: { reached: { born: true, via: { children: 'exception' } } } },
      { not: { had: { manual: true } } },
      { not: { event: 'repair' } },
    ],
  },
  dimensions: ['customer', 'country', 'carrier', 'billType'],
  paired: 'invoice-error-rate',
});

const ofOrder = { flow: 'order', mine: 'order' };
const ofDelivery = { flow: 'delivery', mine: 'delivery' };
const ordered = { born: true, via: ofOrder } as const;
const planned = { born: true, via: ofDelivery } as const;
const confirmed = { enters: ['confirmed', 'partial'], via: ofDelivery };
const sent = { enters: 'sent' };

const orderToCashTime = defineMetric({
  id: 'order-to-cash-time',
  group: 'delivery',
  title: 'Order to cash',
  description:
    'Mean of the calendar days from the order to the settlement of its invoice, over the invoices settled in the period: waiting for delivery, delivery, invoicing, payment.',
  owner: 'head-of-finance',
  unit: 'days',
  direction: 'down',
  flow: 'invoice',
  formula: { kind: 'duration', from: ordered, to: settled, in: 'calendar-days', aggregate: 'mean' },
  stages: {
    kind: 'spans',
    spans: [
      { id: 'order', title: 'Order to delivery planned', from: ordered, to: planned },
      { id: 'delivery', title: 'Delivery', from: planned, to: confirmed },
      { id: 'invoicing', title: 'Delivery to invoice', from: confirmed, to: sent },
      { id: 'payment', title: 'Invoice to payment', from: sent, to: settled },
    ],
    rest: 'Not told apart',
  },
  dimensions: ['customer', 'country', 'carrier', 'billType'],
  paired: 'straight-through',
});

/** Exceptions, straight-through rate and lead times. */
export const flowMetrics: readonly MetricDefinition[] = [
  openExceptions,
  agedExceptions,
  exceptionRate,
  straightThrough,
  orderToCashTime,
];
