import { wordsOf } from '../../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  title: 'Diagnoses',
  meta: 'why a number moved, in five recorded steps',
  list: 'Diagnoses',
  theDiagnoses: 'The diagnoses',
  none: 'Nothing has been diagnosed yet. Choose a metric above, and ask why it moved.',
  noneOpen: 'No diagnosis is open. Drop the filter to see those that were decided.',
  onlyOpen: 'Open only',
  ask: 'Ask why a metric moved',
  metric: 'Metric',
  choose: 'Choose a metric',
  from: 'From',
  toIncluded: 'To, this day included',
  against: 'Against, from',
  againstTo: 'Against, to, this day included',
  diagnose: 'Diagnose',
  diagnoseKey: 'diagnose',
  running: 'Being diagnosed: stage, exception, samples, pattern, action.',
  runningNote: 'Each step is recorded in a case; this takes some seconds.',
  notAsked: 'The question',
  askingFor: (title: string, from: string, to: string, days: number, isSame: boolean) =>
    `${title}: ${from} to ${to}, ${days} days, against ${isSame ? 'as long just before' : 'the period below it'}.`,
  only: (condition: string) => `Only ${condition.replace('=', ' ')}`,
  badPeriod: 'A period ends after it begins, and is over before the one asked about begins.',
  number: 'Diagnosis',
  finding: 'What it found',
  of: 'Metric',
  period: 'Period',
  state: 'State',
  owner: 'Owner',
  due: 'Due',
  opened: 'Opened',
  by: 'By',
  notYet: 'not computed yet',
  ofMore: 'covers more cases than you see: open it for yours',
  span: (from: string, to: string) => `${from} to ${to}`,
  noun: { one: 'diagnosis', many: 'diagnoses' },
  soFar: (count: string) => `${count} so far`,
  caption: 'Diagnoses, the latest first',
} as const;

export const words = wordsOf({ en: english });
