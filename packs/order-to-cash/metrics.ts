import { defineMetric, type MetricDefinition, type MetricStages } from '@throughline/language';
import { collectionMetrics } from './metrics-collection.ts';
import { flowMetrics } from './metrics-flow.ts';

/** An invoice is sold when it is first sent: blocked ones were not. */
const sent = { enters: 'sent' };
const paid = { enters: ['paid', 'closed'] };
/** Paid in full or, where a dispute was upheld, credited. */
const settled = { enters: ['paid', 'closed', 'credited'] };
/** Nothing is owed any more, settled or not. */
const ended = { enters: ['void', 'written_off'] };

/** What is no longer owed of an invoice though it was not paid: deductions accepted, credit notes over a part, small rests given up. */
const less = ['deducted', 'credited', 'writtenOff'];

const streamFlows = ['order', 'delivery', 'invoice', 'payment'];
const invoiceDimensions = ['customer', 'country', 'carrier', 'billType', 'everDisputed'];

const daysToSettle = defineMetric({
  id: 'days-to-settle',
  group: 'stakeholder-outcomes',
  title: 'Days to settle',
  description:
    'Mean of the calendar days from the sending of an invoice to its settlement (paid in full or credited), over the invoices settled in the period.',
  owner: 'finance-lead',
  unit: 'days',
  direction: 'down',
  flow: 'invoice',
  formula: { kind: 'duration', from: sent, to: settled, in: 'calendar-days', aggregate: 'mean' },
  dimensions: invoiceDimensions,
  paired: 'invoice-error-rate',
});

const daysToSettleWeighted = defineMetric({
  id: 'days-to-settle-weighted',
  group: 'stakeholder-outcomes',
  title: 'Days to settle, by amount',
  description: 'As days to settle, each invoice weighted by its amount, so that large invoices count for what they are.',
  owner: 'finance-lead',
  unit: 'days',
  direction: 'down',
  flow: 'invoice',
  formula: { kind: 'duration', from: sent, to: settled, in: 'calendar-days', aggregate: 'mean', weight: 'amount' },
  dimensions: invoiceDimensions,
  paired: 'days-to-settle',
});

const daysLate = defineMetric({
  id: 'days-late',
  group: 'stakeholder-outcomes',
  title: 'Days late',
  description:
    'Mean of the calendar days by which invoices settled in the period were settled after their due day; those in time count as zero.',
  owner: 'collections-lead',
  unit: 'days',
  direction: 'down',
  flow: 'invoice',
  formula: { kind: 'duration', from: { day: 'dueOn' }, to: settled, in: 'calendar-days', negative: 'zero', aggregate: 'mean' },
  dimensions: invoiceDimensions,
  paired: 'invoiced-amount',
});

const lateShare = defineMetric({
  id: 'late-share',
  group: 'stakeholder-outcomes',
  title: 'Late share',
  description: 'Of the invoices settled in the period, the share settled after their due day.',
  owner: 'collections-lead',
  unit: 'share',
  direction: 'down',
  flow: 'invoice',
  target: { to: 0.4 },
  formula: { kind: 'share', at: settled, that: [{ later: settled, than: { day: 'dueOn' } }] },
  dimensions: invoiceDimensions,
  paired: 'invoiced-amount',
});

const owed = { amount: 'amount', paid: 'paid', less };

/** Where the money of an invoice stands: each is in the first that it fits. */
const moneyStands: MetricStages = {
  kind: 'parts',
  parts: [
    { id: 'disputed', title: 'Disputed', where: [{ stands: 'disputed' }] },
    { id: 'legal', title: 'With lawyers', where: [{ stands: 'legal' }] },
    { id: 'promised', title: 'Promised', where: [{ stands: 'promised' }] },
    { id: 'paid-in-part', title: 'Paid in part', where: [{ stands: 'partially_paid' }] },
    { id: 'overdue', title: 'Overdue, nothing paid', where: [{ later: { period: 'end' }, than: { day: 'dueOn' } }] },
  ],
  rest: 'Not yet due',
};

const daysSalesOutstanding = {
  owner: 'head-of-finance',
  unit: 'days',
  direction: 'down',
  flow: 'invoice',
  dimensions: invoiceDimensions,
  paired: 'invoiced-amount',
} as const satisfies Partial<Record<keyof MetricDefinition, unknown>>;

const dso = defineMetric({
  ...daysSalesOutstanding,
  id: 'dso',
  group: 'stakeholder-outcomes',
  title: 'Days sales outstanding',
  description:
    'Balance method: what is owed at the end of the period, over the credit sales of the period, times its days. Without a period: from the first sale to the day of the last.',
  target: { to: 40, warn: 50 },
  freeze: { days: 10 },
  stages: moneyStands,
  formula: { kind: 'days-sales-outstanding', method: 'balance', ...owed, sold: sent, settled, ended },
});

const dsoCountBack = defineMetric({
  ...daysSalesOutstanding,
  id: 'dso-count-back',
  group: 'stakeholder-outcomes',
  title: 'Days sales outstanding, counted back',
  description:
    'Count-back method: how many days of the latest sales, month by month, are as much as is owed at the end of the period.',
  stages: moneyStands,
  formula: { kind: 'days-sales-outstanding', method: 'count-back', ...owed, sold: sent, settled, ended },
});

const dsoPerInvoice = defineMetric({
  ...daysSalesOutstanding,
  id: 'dso-per-invoice',
  group: 'stakeholder-outcomes',
  title: 'Days sales outstanding, per invoice',
  description: 'Per-invoice method: days from sending to payment in full of the invoices paid in the period, weighted by amount.',
  formula: { kind: 'days-sales-outstanding', method: 'per-invoice', amount: 'amount', sold: sent, settled: paid },
});

const exceptionVolume = defineMetric({
  id: 'exception-volume',
  group: 'reliability',
  title: 'Exception volume',
  description: 'How many exceptions were opened in the period on orders, deliveries, invoices and payments.',
  owner: 'operations-lead',
  unit: 'count',
  direction: 'down',
  flow: 'exception',
  formula: { kind: 'cases', at: { born: true }, where: [{ parent: streamFlows }] },
  dimensions: ['kind', 'ofFlow', 'severity', 'owner', 'stage'],
  paired: 'manual-interventions',
});

const deliverySuccess = defineMetric({
  id: 'delivery-success',
  group: 'delivery',
  title: 'Delivery success',
  description:
    'Of the deliveries due in the period and not cancelled, the share confirmed complete at the first attempt: never partial, failed or returned.',
  owner: 'fulfilment-lead',
  unit: 'share',
  direction: 'up',
  target: { from: 0.95 },
  flow: 'delivery',
  formula: {
    kind: 'share',
    at: { day: 'dueOn' },
    where: [{ not: { entered: 'cancelled' } }],
    that: [{ entered: 'confirmed' }, { not: { entered: ['partial', 'failed', 'returned'] } }],
  },
  dimensions: ['customer', 'carrier', 'country'],
  paired: 'exception-volume',
});

const invoiceErrorRate = defineMetric({
  id: 'invoice-error-rate',
  group: 'quality',
  title: 'Invoice error rate',
  description:
    'Of the invoices created in the period, the share that was blocked, corrected, voided or credited since, wholly or in part (a dispute upheld is credited).',
  owner: 'billing-lead',
  unit: 'share',
  direction: 'down',
  flow: 'invoice',
  target: { to: 0.1 },
  formula: {
    kind: 'share',
    at: { born: true },
    that: [{ any: [{ entered: ['blocked', 'void', 'credited'] }, { event: ['revise', 'credit'] }] }],
  },
  dimensions: invoiceDimensions,
  paired: 'days-to-settle',
});

const byHand = [{ manual: true as const }, { type: 'repair' }];

const manualInterventions = defineMetric({
  id: 'manual-interventions',
  group: 'quality',
  title: 'Manual interventions',
  description: 'How often, in the period, a person did what a flow lets an automation do, or repaired a case.',
  owner: 'operations-lead',
  unit: 'count',
  direction: 'down',
  flow: streamFlows,
  formula: { kind: 'events', any: byHand },
  dimensions: ['customer'],
  paired: 'exception-volume',
});

const manualInterventionRate = defineMetric({
  id: 'manual-intervention-rate',
  group: 'quality',
  title: 'Manual interventions per 100 cases',
  description: 'Manual interventions per 100 orders, deliveries, invoices and payments on which anything happened in the period.',
  owner: 'operations-lead',
  unit: 'per-100-cases',
  direction: 'down',
  flow: streamFlows,
  target: { to: 3 },
  formula: { kind: 'events', any: byHand, per: 100 },
  dimensions: ['customer'],
  paired: 'exception-volume',
});

const invoicedAmount = defineMetric({
  id: 'invoiced-amount',
  group: 'delivery',
  title: 'Invoiced amount',
  description: 'The sum of the invoices first sent in the period, each currency by itself.',
  owner: 'head-of-finance',
  unit: 'money',
  direction: 'up',
  flow: 'invoice',
  formula: { kind: 'sum', field: 'amount', at: sent },
  dimensions: invoiceDimensions,
  paired: 'dso',
});

/** The numbers of order to cash. */
export const orderToCashMetrics: readonly MetricDefinition[] = [
  daysToSettle,
  daysToSettleWeighted,
  daysLate,
  lateShare,
  dso,
  dsoCountBack,
  dsoPerInvoice,
  exceptionVolume,
  deliverySuccess,
  invoiceErrorRate,
  manualInterventions,
  manualInterventionRate,
  invoicedAmount,
  ...flowMetrics,
  ...collectionMetrics,
];
