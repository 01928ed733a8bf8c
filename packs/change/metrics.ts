import { defineMetric, type MetricDefinition } from '@throughline/language';

/** What stood there first: planned anew, it is still what was promised. */
const committed = { day: 'plannedOn', which: 'first' } as const;
const group = 'governance';
const done = { event: 'implemented' } as const;
const ofChanges = { group, owner: 'release-manager', flow: 'change', grain: 'month' } as const;

const onTime = defineMetric({
  ...{ group: 'delivery', owner: 'release-manager', flow: 'release', grain: 'month' },
  dimensions: [],
  id: 'release-on-time',
  title: 'Releases on time',
  description: 'Of the releases that were first promised for a day of the period the share that went live on it or before.',
  unit: 'share',
  direction: 'up',
  target: { from: 0.85 },
  formula: {
    kind: 'share',
    at: committed,
    that: [{ event: 'release' }, { not: { later: { event: 'release' }, than: committed } }],
  },
  paired: 'change-failure-rate',
});

const failureRate = defineMetric({
  ...ofChanges,
  id: 'change-failure-rate',
  title: 'Changes that failed',
  description:
    'Of the changes that were implemented in the period the share that was not valid, was rolled back, caused an incident or moved a number out of its bounds.',
  unit: 'share',
  direction: 'down',
  target: { to: 0.05, warn: 0.1 },
  formula: {
    kind: 'share',
    at: done,
    that: [{ event: ['rollBack', 'fail', 'causedIncident', 'breachGuardRail'] }],
  },
  dimensions: ['type', 'subject', 'system'],
  paired: 'change-lead-time',
});

const emergencies = defineMetric({
  ...ofChanges,
  id: 'emergency-changes',
  title: 'Emergency changes',
  description: 'Of the changes that were implemented in the period the share that was done first and approved afterwards.',
  unit: 'share',
  direction: 'down',
  formula: { kind: 'share', at: done, that: [{ field: 'type', equals: 'emergency' }] },
  dimensions: ['subject', 'system'],
  paired: 'change-lead-time',
});

const unapproved = defineMetric({
  ...ofChanges,
  id: 'unapproved-changes',
  title: 'Changes without approval beforehand',
  description: 'Changes that were implemented in the period and had not been approved before.',
  unit: 'count',
  direction: 'down',
  formula: { kind: 'cases', at: done, where: [{ not: { entered: 'approved' } }] },
  dimensions: ['type', 'subject', 'system'],
  paired: 'emergency-changes',
});

const leadTime = defineMetric({
  ...ofChanges,
  id: 'change-lead-time',
  title: 'Lead time of changes',
  description: 'Days from the draft of a change until it was implemented, the median of those implemented in the period.',
  unit: 'days',
  direction: 'down',
  formula: { kind: 'duration', from: { born: true }, to: done, in: 'elapsed-days', aggregate: 'median' },
  dimensions: ['type', 'subject', 'system'],
  paired: 'change-failure-rate',
});

export const changeMetrics: readonly MetricDefinition[] = [onTime, failureRate, emergencies, unapproved, leadTime];
