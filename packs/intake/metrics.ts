import { defineMetric, type MetricDefinition } from '@throughline/language';

const ofRequests = { flow: 'request', owner: 'systems-lead', group: 'delivery' } as const;
const answers = ['triaged', 'returned', 'duplicate', 'in_delivery', 'withdrawn'];
const left = { enters: answers };
const due = { after: { enters: 'submitted' }, businessDays: 2 } as const;
const verdicts = ['outcome_met', 'outcome_missed'] as const;

const triagedInTime = defineMetric({
  ...ofRequests,
  id: 'intake-triaged-in-time',
  title: 'Triaged in time',
  description:
    'Of the requests whose second business day is over in the period, the share that had been triaged or given back by then.',
  unit: 'share',
  direction: 'up',
  target: { from: 0.9 },
  grain: 'week',
  formula: { kind: 'share', at: due, that: [{ entered: answers }, { not: { later: left, than: due } }] },
  dimensions: ['team'],
  paired: 'request-backlog',
});

const cycleTime = defineMetric({
  ...ofRequests,
  id: 'enhancement-cycle-time',
  title: 'Cycle time of enhancements',
  description: 'Calendar days from the decision to the release, of enhancements that were released in the period.',
  unit: 'days',
  direction: 'down',
  target: { to: 42 },
  grain: 'month',
  formula: {
    kind: 'duration',
    from: { enters: 'accepted' },
    to: { enters: 'released' },
    in: 'calendar-days',
    aggregate: 'median',
    at: { enters: 'released' },
    where: [{ field: 'class', equals: 'enhancement' }],
  },
  dimensions: ['team', 'kind'],
  paired: 'request-throughput',
});

const counted = { kind: 'number', field: 'effort', at: { enters: 'released' } } as const;

const throughput = defineMetric({
  ...ofRequests,
  id: 'request-throughput',
  title: 'Throughput of requests',
  description: 'Person-weeks of the requests that were released in the period.',
  unit: 'number',
  direction: 'up',
  grain: 'month',
  formula: { ...counted, aggregate: 'sum' },
  dimensions: ['team', 'class', 'kind'],
  paired: 'throughput-variation',
});

const variation = defineMetric({
  ...ofRequests,
  id: 'throughput-variation',
  title: 'Variation of throughput',
  description: 'The standard deviation over the mean of the throughput of six months.',
  unit: 'share',
  direction: 'down',
  target: { to: 0.15 },
  grain: 'month',
  formula: { kind: 'variation', of: counted, periods: 6 },
  dimensions: [],
  paired: 'request-throughput',
});

const backlog = defineMetric({
  ...ofRequests,
  id: 'request-backlog',
  title: 'Open requests',
  description: 'Requests that wait for a decision or for their turn at the end of the period; by their age too.',
  unit: 'count',
  direction: 'down',
  grain: 'week',
  formula: {
    kind: 'balance',
    from: { born: true },
    to: { enters: ['in_delivery', 'declined', 'duplicate', 'withdrawn'] },
    ages: [0, 14, 42, 90],
  },
  dimensions: ['team', 'kind'],
  paired: 'intake-triaged-in-time',
});

const overrides = defineMetric({
  ...ofRequests,
  group: 'governance',
  id: 'override-share',
  title: 'Done against their score',
  description: 'Of the requests that were accepted in the period, the share behind which a sponsor stands against its score.',
  unit: 'share',
  direction: 'down',
  target: { to: 0.1 },
  grain: 'month',
  formula: { kind: 'share', at: { enters: 'accepted' }, that: [{ has: 'overrideWhy' }] },
  dimensions: ['team'],
  paired: 'outcomes-met',
});

const growShare = defineMetric({
  ...ofRequests,
  id: 'grow-share',
  title: 'Share of growth',
  description: 'Of the requests that were released in the period, the share that changes the business rather than runs it.',
  unit: 'share',
  direction: 'up',
  grain: 'month',
  formula: { kind: 'share', at: { enters: 'released' }, that: [{ field: 'kind', equals: 'grow' }] },
  dimensions: ['team'],
  paired: 'request-throughput',
});

const outcomesMet = defineMetric({
  ...ofRequests,
  group: 'stakeholder-outcomes',
  id: 'outcomes-met',
  title: 'Outcomes met',
  description: 'Of the requests whose verdict came in the period, the share whose number is where it was to be.',
  unit: 'share',
  direction: 'up',
  target: { from: 0.7 },
  grain: 'month',
  formula: { kind: 'share', at: { enters: [...verdicts] }, that: [{ entered: 'outcome_met' }] },
  dimensions: ['team', 'class'],
  paired: 'value-attained',
});

const valueAttained = defineMetric({
  ...ofRequests,
  group: 'stakeholder-outcomes',
  id: 'value-attained',
  title: 'Value attained',
  description:
    'Of the way that requests were to move their numbers, how much they moved, in percent, of those whose verdict came in the period.',
  unit: 'number',
  direction: 'up',
  target: { from: 80 },
  grain: 'month',
  formula: { kind: 'number', field: 'attained', at: { enters: [...verdicts] }, aggregate: 'mean' },
  dimensions: ['team', 'class'],
  paired: 'outcomes-met',
});

const satisfaction = defineMetric({
  id: 'stakeholder-satisfaction',
  group: 'stakeholder-outcomes',
  title: 'Satisfaction of those served',
  description: 'The mean of the scores, 1 to 5, that were given in the period.',
  owner: 'systems-lead',
  unit: 'number',
  direction: 'up',
  target: { from: 4.2 },
  grain: 'month',
  flow: 'feedback',
  formula: { kind: 'number', field: 'score', at: { enters: 'answered' }, aggregate: 'mean' },
  dimensions: ['team'],
  paired: 'feedback-response',
});

const response = defineMetric({
  id: 'feedback-response',
  group: 'stakeholder-outcomes',
  title: 'Answers to how it went',
  description: 'Of those asked in the period, the share that answered.',
  owner: 'systems-lead',
  unit: 'share',
  direction: 'up',
  grain: 'month',
  flow: 'feedback',
  formula: { kind: 'share', at: { born: true }, that: [{ entered: 'answered' }] },
  dimensions: ['team'],
  paired: 'stakeholder-satisfaction',
});

const helped = { kind: 'events', flow: 'document', any: [{ type: 'helped' }] } as const;

const deflection = defineMetric({
  id: 'self-service-deflection',
  group: 'stakeholder-outcomes',
  title: 'Answered by what is written',
  description:
    'Of those who asked for work, or were about to and found it answered by a document, in the period, the share that found it.',
  owner: 'systems-lead',
  unit: 'share',
  direction: 'up',
  grain: 'month',
  flow: ['document', 'request'],
  formula: {
    kind: 'ratio',
    of: { ...helped, any: [...helped.any] },
    over: [
      { ...helped, any: [...helped.any] },
      { kind: 'cases', flow: 'request', at: { born: true } },
    ],
  },
  dimensions: [],
  paired: 'request-backlog',
});

/** How what is asked for is dealt with, and whether it helped. */
export const intakeMetrics: readonly MetricDefinition[] = [
  ...[triagedInTime, cycleTime, throughput, variation, backlog, overrides, growShare, outcomesMet, valueAttained],
  ...[satisfaction, response, deflection],
];
