import { defineWatch, type WatchDefinition } from '@throughline/language';

/**
 * Numbers of the stream that left what their own past let expect are an incident: one for what moved together, however often it is asked
 * within the same month.
 */
const unexpectedNumbers = defineWatch({
  name: 'unexpected-numbers',
  title: 'Numbers that left what was expected of them',
  description: 'The numbers of the first page, month by month; of what it tells, one in twenty may be chance.',
  owner: 'operations-lead',
  every: { days: 7, at: '06:00' },
  ask: {
    unexpected: {
      metrics: ['dso', 'overdue-amount', 'delivery-success', 'exception-volume', 'invoice-error-rate', 'late-share'],
    },
  },
  fact: {
    flow: 'incident',
    event: 'detect',
    key: '"WATCH-" + row.period + "-" + row.metric',
    with: {
      number: '"WATCH-" + row.period + "-" + row.metric',
      title: 'row.title + (row.moved == "up" ? " is higher" : " is lower") + " than its past lets expect"',
      priority: '"P3"',
      impact: '"Moved together: " + row.members',
      beganAt: 'row.period + "T00:00:00Z"',
    },
  },
  rowsMax: 20,
});

/** What is asked of the log on a cadence, beside the targets of metrics, which are watched by themselves. */
export const orderToCashWatches: readonly WatchDefinition[] = [unexpectedNumbers];
