import { defineMetric, type MetricDefinition } from '@throughline/language';

/* How what is owed is collected: what is overdue and since when, how much of what could be collected was, how the ladder works. */

const sent = { enters: 'sent' };
const over = { enters: ['paid', 'closed', 'credited', 'void', 'written_off'] };
const receivable = {
  kind: 'balance',
  from: sent,
  to: over,
  amount: 'amount',
  less: ['paid', 'deducted', 'credited', 'writtenOff'],
  since: { day: 'dueOn' },
} as const;
const dimensions = ['customer', 'country', 'carrier', 'billType', 'everDisputed', 'segment'];

const overdueAmount = defineMetric({
  id: 'overdue-amount',
  group: 'stakeholder-outcomes',
  title: 'Overdue',
  description: 'What is owed past its due day at the end of the period, each currency by itself; by days past due too.',
  owner: 'collections-lead',
  unit: 'money',
  direction: 'down',
  flow: 'invoice',
  formula: { ...receivable, less: [...receivable.less], aged: { from: 1 }, ages: [1, 8, 15, 31, 46] },
  dimensions,
  paired: 'invoiced-amount',
});

const openAmount = { ...receivable, less: [...receivable.less] };

const collectionEffectiveness = defineMetric({
  id: 'collection-effectiveness',
  group: 'stakeholder-outcomes',
  title: 'Collection effectiveness',
  description:
    'Of what could be collected in the period (owed at its start, and sold in it, less what is not yet due at its end) the share that was: 1 when nothing due is left.',
  owner: 'collections-lead',
  unit: 'share',
  direction: 'up',
  target: { from: 0.8 },
  flow: 'invoice',
  formula: {
    kind: 'ratio',
    of: [
      { ...openAmount, when: 'start' },
      { kind: 'sum', field: 'amount', at: sent },
    ],
    less: openAmount,
    over: [
      { ...openAmount, when: 'start' },
      { kind: 'sum', field: 'amount', at: sent },
    ],
    overLess: { ...openAmount, aged: { to: 0 } },
  },
  dimensions,
  paired: 'overdue-amount',
});

const rungs = ['dunning/remind', 'dunning/finance', 'dunning/sales', 'dunning/legal'];

const escalationLag = defineMetric({
  id: 'escalation-lag',
  group: 'governance',
  title: 'Lag of escalations',
  description: 'Mean of the hours by which rungs of the dunning ladder fired after they were due, over those of the period.',
  owner: 'collections-lead',
  unit: 'hours',
  direction: 'down',
  grain: 'week',
  flow: 'invoice',
  formula: {
    kind: 'ratio',
    of: { kind: 'events', any: [{ fired: rungs }], count: 'hours-late' },
    over: { kind: 'events', any: [{ fired: rungs }] },
  },
  dimensions,
  paired: 'escalations-to-legal',
});

const escalationsToLegal = defineMetric({
  id: 'escalations-to-legal',
  group: 'governance',
  title: 'Escalations to legal action',
  description: 'Of the invoices first reminded in the period, the share that went up the whole ladder; by the highest rung too.',
  owner: 'collections-lead',
  unit: 'share',
  direction: 'down',
  flow: 'invoice',
  formula: {
    kind: 'funnel',
    steps: [
      { id: 'remind', at: { fired: 'dunning/remind' } },
      { id: 'finance', at: { fired: 'dunning/finance' } },
      { id: 'sales', at: { fired: 'dunning/sales' } },
      { id: 'legal', at: { fired: 'dunning/legal' } },
    ],
  },
  dimensions,
  paired: 'collection-effectiveness',
});

/** Receivables and the ladder. */
export const collectionMetrics: readonly MetricDefinition[] = [
  overdueAmount,
  collectionEffectiveness,
  escalationLag,
  escalationsToLegal,
];
