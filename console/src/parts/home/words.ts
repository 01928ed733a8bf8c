import { wordsOf } from '../../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  metrics: 'Metrics',
  beingMeasured: 'being measured',
  daysLateRungReached: 'Days late, rung reached',
  noCurrency: 'no currency',
  rungsInWeek: 'Rungs, 7 d',
  overdue: 'Overdue',
  paused: 'Paused',
  daysLate: 'days late',
  noData: 'no data',
} as const;

export const words = wordsOf({ en: english });
