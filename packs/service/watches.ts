import { defineWatch, type WatchDefinition } from '@throughline/language';

/** The third incident of a kind within 90 days has something behind it: from then on that has an owner. */
const comesBack = defineWatch({
  name: 'incidents-that-come-back',
  title: 'Incidents that come back',
  description: 'Open incidents of which two alike came in the 90 days before, while no problem is known: a problem is opened.',
  owner: 'systems-lead',
  every: { days: 1, at: '06:15' },
  ask: {
    cases: {
      flow: 'incident',
      in: ['detected', 'acknowledged', 'mitigated', 'waiting_vendor', 'waiting_business', 'resolved', 'reviewed'],
      where: [{ repeats: 'signature', days: 90, times: 2 }, { not: { has: 'problem' } }],
    },
  },
  fact: {
    flow: 'problem',
    event: 'open',
    key: '"PRB-" + (has(row.data.signature) ? row.data.signature : row.key)',
    with: {
      number: '"PRB-" + (has(row.data.signature) ? row.data.signature : row.key)',
      title: 'row.data.title',
      priority: 'row.data.priority',
      signature: 'has(row.data.signature) ? dyn(row.data.signature) : null',
      systems: 'has(row.data.systems) ? dyn(row.data.systems) : null',
      integrations: 'has(row.data.integrations) ? dyn(row.data.integrations) : null',
      incident: 'row.key',
      incidents: '3',
    },
  },
  rowsMax: 100,
});

/** More than ten of a kind that stand too long are nobody's single delay: they are one incident, for as long as that lasts. */
const backlogs = defineWatch({
  name: 'overdue-backlogs',
  title: 'Backlogs that are overdue',
  description: 'Kinds of work of which more than ten stand longer than they may: one incident each, until they are fewer.',
  owner: 'systems-lead',
  every: { days: 7, at: '06:30' },
  ask: { metric: 'overdue-work', breached: { above: 10 }, period: 'week', by: ['ofFlow'], once: true },
  fact: {
    flow: 'incident',
    event: 'detect',
    key: '"BACKLOG-" + row.segment.ofFlow + "-" + row.period',
    with: {
      number: '"BACKLOG-" + row.segment.ofFlow + "-" + row.period',
      title: '"Overdue backlog: " + row.segment.ofFlow',
      priority: '"P3"',
      category: '"backlog"',
      signature: '"backlog/" + row.segment.ofFlow',
      flows: '[row.segment.ofFlow]',
      detectedBy: '"monitor"',
      impact: 'string(row.value) + " stand longer than they may"',
      beganAt: 'row.period + "T00:00:00Z"',
    },
  },
  rowsMax: 20,
});

/** What is asked of the log on a cadence, beside the targets of metrics, which are watched by themselves. */
export const serviceWatches: readonly WatchDefinition[] = [comesBack, backlogs];
