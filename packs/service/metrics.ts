import { defineMetric, type MetricDefinition } from '@throughline/language';

const ofIncidents = {
  flow: 'incident',
  owner: 'systems-lead',
  group: 'reliability',
  dimensions: ['system', 'priority'],
} as const;
const about = { ...ofIncidents, dimensions: [...ofIncidents.dimensions] };
const restored = { kind: 'duration', from: { instant: 'beganAt' }, to: { instant: 'endedAt' }, aggregate: 'mean' } as const;

const all = defineMetric({
  ...about,
  id: 'incidents',
  title: 'Incidents',
  description: 'Incidents of all priorities that were detected in the period; by what they are filed under too.',
  unit: 'count',
  direction: 'down',
  grain: 'month',
  formula: { kind: 'cases', at: { born: true } },
  dimensions: ['category', ...about.dimensions],
  paired: 'major-incidents',
});

const major = defineMetric({
  ...about,
  id: 'major-incidents',
  title: 'Major incidents',
  description: 'Incidents of the first and second priority that were detected in the period.',
  unit: 'count',
  direction: 'down',
  grain: 'month',
  formula: { kind: 'cases', at: { born: true }, where: [{ field: 'priority', in: ['P1', 'P2'] }] },
  paired: 'time-to-restore',
});

const perChange = defineMetric({
  id: 'incidents-per-100-changes',
  group: 'reliability',
  title: 'Incidents per 100 changes',
  description: 'Incidents of the first and second priority, per 100 changes that were carried out in the period.',
  owner: 'systems-lead',
  unit: 'number',
  direction: 'down',
  grain: 'quarter',
  flow: ['incident', 'change'],
  formula: {
    kind: 'ratio',
    per: 100,
    of: { kind: 'cases', flow: 'incident', at: { born: true }, where: [{ field: 'priority', in: ['P1', 'P2'] }] },
    over: { kind: 'cases', flow: 'change', at: { event: 'implemented' } },
  },
  dimensions: ['system'],
  paired: 'major-incidents',
});

const toRestore = defineMetric({
  ...about,
  id: 'time-to-restore',
  title: 'Time to restore, P1',
  description: 'Hours from when an incident of the first priority began to when it was over, on average.',
  unit: 'hours',
  direction: 'down',
  grain: 'month',
  target: { to: 4 },
  formula: { ...restored, in: 'elapsed-hours', where: [{ field: 'priority', equals: 'P1' }] },
  paired: 'repeat-incidents',
});

const toRestoreInBusiness = defineMetric({
  ...about,
  id: 'time-to-restore-p2',
  title: 'Time to restore, P2',
  description: 'Business hours from when an incident of the second priority began to when it was over, on average.',
  unit: 'hours',
  direction: 'down',
  grain: 'month',
  target: { to: 8 },
  formula: { ...restored, in: 'business-hours', where: [{ field: 'priority', equals: 'P2' }] },
  paired: 'repeat-incidents',
});

const known = { enters: 'known', via: { flow: 'problem', mine: 'problem' } } as const;
const repeats = defineMetric({
  ...about,
  id: 'repeat-incidents',
  title: 'Repeat incidents',
  description:
    'Of the incidents of the period the share whose problem was known when they came, or of which one alike had come in the 90 days before.',
  unit: 'share',
  direction: 'down',
  grain: 'quarter',
  target: { to: 0.15, warn: 0.2 },
  formula: {
    kind: 'share',
    at: { born: true },
    that: [
      {
        any: [
          { later: { born: true }, than: known },
          { repeats: 'signature', days: 90 },
        ],
      },
    ],
  },
  paired: 'major-incidents',
});

const attainment = (ladder: 'response' | 'resolution', enters: string, title: string, description: string, target: number) => {
  const late = { fired: `${ladder}/breached` };
  const inTime = { kind: 'cases', at: { enters }, where: [{ not: { reached: late } }] } as const;
  return defineMetric({
    ...about,
    id: `${ladder}-attainment`,
    title,
    description,
    unit: 'share',
    direction: 'up',
    grain: 'month',
    target: { from: target },
    formula: {
      kind: 'ratio',
      of: { ...inTime, where: [...inTime.where] },
      over: [
        { ...inTime, where: [...inTime.where] },
        { kind: 'cases', at: late },
      ],
    },
    paired: 'major-incidents',
  });
};
const responses = attainment(
  'response',
  'acknowledged',
  'Responded to in time',
  'Of the incidents that were responded to in the period, or should have been, the share that was in time.',
  0.95,
);
const resolutions = attainment(
  'resolution',
  'resolved',
  'Resolved in time',
  'Of the incidents that were resolved in the period, or should have been, the share that was in time; waiting for others does not count.',
  0.9,
);

const actionsOverdue = defineMetric({
  id: 'corrective-actions-overdue',
  group: 'reliability',
  title: 'Corrective actions overdue',
  description: 'Corrective actions that are open at the end of the period and past their day, by how late they are too.',
  owner: 'systems-lead',
  unit: 'count',
  direction: 'down',
  grain: 'month',
  flow: 'corrective-action',
  target: { to: 0 },
  formula: {
    kind: 'balance',
    from: { born: true },
    to: { enters: ['done', 'cancelled'] },
    since: { day: 'dueOn' },
    aged: { from: 1 },
    ages: [1, 8, 31],
  },
  dimensions: ['kind'],
  paired: 'repeat-incidents',
});

/** What is worked on day by day; each of them says by when. */
const dailyWork = ['incident', 'problem', 'corrective-action', 'request', 'roadmap-item', 'change', 'release', 'document'];

const overdueWork = defineMetric({
  id: 'overdue-work',
  group: 'reliability',
  title: 'Overdue work',
  description:
    'Incidents, problems, corrective actions, requests, roadmap items, changes, releases and documents that stand longer than they may at the end of the period; by how long too.',
  owner: 'systems-lead',
  unit: 'count',
  direction: 'down',
  grain: 'week',
  flow: 'exception',
  formula: {
    kind: 'balance',
    from: { born: true },
    to: { enters: 'resolved' },
    where: [{ field: 'kind', in: ['overdue', 'actionOverdue'] }, { parent: dailyWork }],
    ages: [0, 8, 31],
  },
  dimensions: ['ofFlow'],
  paired: 'corrective-actions-overdue',
});

const foundByUs = defineMetric({
  ...about,
  id: 'found-by-monitors',
  title: 'Found by our own monitors',
  description: 'Of the incidents of the period the share that a program detected, and not somebody who was in its way.',
  unit: 'share',
  direction: 'up',
  grain: 'quarter',
  target: { from: 0.6 },
  formula: { kind: 'share', at: { born: true }, that: [{ field: 'detectedBy', equals: 'monitor' }] },
  paired: 'time-to-restore',
});

export const serviceMetrics: readonly MetricDefinition[] = [
  ...[all, major, perChange, toRestore, toRestoreInBusiness, repeats],
  ...[responses, resolutions, actionsOverdue, overdueWork, foundByUs],
];
