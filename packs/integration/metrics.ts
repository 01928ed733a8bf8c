import { defineMetric, type MetricDefinition } from '@throughline/language';

const over = (field: string) => ({ kind: 'number', field, at: { born: true } }) as const;
const ofDays = { flow: 'integration-day', dimensions: ['integration', 'tier'], grain: 'week' } as const;

const successRate = defineMetric({
  ...ofDays,
  dimensions: [...ofDays.dimensions],
  id: 'integration-success',
  group: 'reliability',
  title: 'Success of integrations',
  description: 'Of the runs that should have happened in the period the share that succeeded; a missed run is one that did not.',
  owner: 'systems-lead',
  unit: 'share',
  direction: 'up',
  target: { from: 0.99 },
  formula: { kind: 'ratio', of: over('succeeded'), over: over('due') },
  paired: 'integration-records-failed',
});

const recordsFailed = defineMetric({
  ...ofDays,
  dimensions: [...ofDays.dimensions],
  id: 'integration-records-failed',
  group: 'reliability',
  title: 'Records that failed',
  description: 'Of the records that integrations moved in the period the share that failed.',
  owner: 'systems-lead',
  unit: 'share',
  direction: 'down',
  formula: { kind: 'ratio', of: over('recordsFailed'), over: over('records') },
  paired: 'integration-success',
});

const missedRuns = defineMetric({
  ...ofDays,
  dimensions: [...ofDays.dimensions],
  id: 'missed-runs',
  group: 'reliability',
  title: 'Missed runs',
  description: 'Runs of the schedule that did not happen in the period.',
  owner: 'systems-lead',
  unit: 'count',
  direction: 'down',
  formula: { ...over('missed'), aggregate: 'sum' },
  paired: 'integration-success',
});

const failuresOpen = defineMetric({
  id: 'integration-failures-open',
  group: 'reliability',
  title: 'Open failures of integrations',
  description: 'Failures of integrations that are not verified at the end of the period, by their age too.',
  owner: 'systems-lead',
  unit: 'count',
  direction: 'down',
  grain: 'week',
  flow: 'integration-failure',
  formula: { kind: 'balance', from: { born: true }, to: { enters: 'verified' }, ages: [0, 1, 3, 8] },
  dimensions: ['integration', 'tier'],
  paired: 'integration-success',
});

const deadOpen = defineMetric({
  id: 'integration-dead-open',
  group: 'reliability',
  title: 'Records that wait for somebody',
  description: 'Failed records of integrations that nothing tries any more and nobody has settled, at the end of the period.',
  owner: 'systems-lead',
  unit: 'number',
  direction: 'down',
  grain: 'week',
  flow: 'integration-failure',
  formula: {
    kind: 'balance',
    from: { enters: ['dead', 'owned'] },
    to: { enters: ['replayed', 'discarded', 'compensated', 'verified'] },
    number: 'count',
  },
  dimensions: ['integration', 'tier'],
  paired: 'integration-failures-open',
});

const breaks = {
  flow: 'reconciliation-break',
  owner: 'systems-lead',
  direction: 'down',
  grain: 'week',
} as const;
const open = { kind: 'balance', from: { born: true }, to: { enters: 'closed' } } as const;

const breaksOpen = defineMetric({
  ...breaks,
  id: 'breaks-open',
  group: 'reliability',
  title: 'Open breaks',
  description: 'Records on which two systems do not agree at the end of the period, by their age too.',
  unit: 'count',
  formula: { ...open, ages: [0, 1, 5, 30] },
  dimensions: ['reconciliation', 'kind'],
  paired: 'breaks-amount',
});

const breaksAmount = defineMetric({
  ...breaks,
  id: 'breaks-amount',
  group: 'reliability',
  title: 'Money in open breaks',
  description: 'What two systems do not agree on at the end of the period, each currency by itself; by age too.',
  unit: 'money',
  formula: { ...open, amount: 'amount', ages: [0, 1, 5, 30] },
  dimensions: ['reconciliation', 'kind'],
  paired: 'breaks-open',
});

export const integrationMetrics: readonly MetricDefinition[] = [
  successRate,
  recordsFailed,
  missedRuns,
  failuresOpen,
  deadOpen,
  breaksOpen,
  breaksAmount,
];
