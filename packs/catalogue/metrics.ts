import { type Counted, defineMetric, type MetricDefinition } from '@throughline/language';

/** Live systems and integrations of tier 1 that are in none of some states. */
const standing = (...out: readonly string[]): Counted => ({
  kind: 'balance',
  from: { born: true },
  to: { enters: [...out, 'retired'] },
  where: [{ field: 'tier', equals: '1' }],
});
const ofEssentials = {
  group: 'governance',
  owner: 'systems-lead',
  unit: 'share',
  direction: 'up',
  grain: 'month',
  flow: 'coverage',
} as const;

const documentationCoverage = defineMetric({
  ...ofEssentials,
  dimensions: ['kind', 'owner'],
  id: 'documentation-coverage',
  title: 'Documentation coverage',
  description:
    'Of the systems and integrations of tier 1 that are live at the end of the period the share that has a runbook and a diagram, neither of them stale.',
  target: { from: 0.9 },
  formula: { kind: 'ratio', of: standing('undocumented', 'exposed'), over: standing() },
  paired: 'bus-factor',
});

const busFactor = defineMetric({
  ...ofEssentials,
  dimensions: ['kind', 'owner'],
  id: 'bus-factor',
  title: 'Kept by more than one person',
  description:
    'Of the systems and integrations of tier 1 that are live at the end of the period the share whose owning role is held by at least two people.',
  target: { from: 0.9 },
  formula: { kind: 'ratio', of: standing('one_person', 'exposed'), over: standing() },
  paired: 'documentation-coverage',
});

const staleDocuments = defineMetric({
  id: 'stale-documents',
  group: 'governance',
  title: 'Stale documents',
  description: 'Documents at the end of the period whose review is overdue, by their age too.',
  owner: 'systems-lead',
  unit: 'count',
  direction: 'down',
  grain: 'month',
  flow: 'document',
  formula: {
    kind: 'balance',
    from: { enters: 'stale', which: 'last' },
    to: { enters: ['current', 'retired'] },
    ages: [0, 8, 31, 91],
  },
  dimensions: ['kind', 'ofKind', 'of', 'owner'],
  paired: 'documentation-coverage',
});

const systemsLive = defineMetric({
  id: 'systems-live',
  group: 'governance',
  title: 'Systems',
  description: 'Systems that are live or being retired at the end of the period.',
  owner: 'systems-lead',
  unit: 'count',
  direction: 'down',
  grain: 'quarter',
  flow: 'system',
  formula: { kind: 'balance', from: { enters: ['live', 'retiring'] }, to: { enters: ['retired', 'dropped'] } },
  dimensions: ['tier', 'disposition', 'owner', 'vendor'],
  paired: 'documentation-coverage',
});

export const catalogueMetrics: readonly MetricDefinition[] = [documentationCoverage, busFactor, staleDocuments, systemsLive];
