import { wordsOf } from '../../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  title: 'Scorecard',
  what: 'The scorecard',
  meta: (count: string) => `${count} metrics, each with its latest period that is over`,
  measuring: 'The metrics are being measured for the first time. This takes some seconds.',
  none: 'No metric is declared. A pack declares them.',
  asOf: (seal: string, behind: string) => `Read from the log up to ${seal}${behind}.`,
  seal: (number: string) => `seal ${number}`,
  end: 'its end',
  behind: (count: string) => `, ${count} events behind`,
  standing: (met: string, warning: string, breach: string, none: string) =>
    `${met} in target, ${warning} off target, ${breach} in breach, ${none} without a target or data. `,
  metric: 'Metric',
  owner: 'Owner',
  value: 'Value',
  change: 'Change',
  status: 'Target',
  course: 'Course',
  period: 'Period',
  paired: 'Beside it',
  diagnosis: 'Diagnosis',
  better: 'better',
  worse: 'worse',
  noTarget: 'no target',
  noData: 'no data',
  unexpected: 'better than expected',
  partial: (count: string, entities: number) => `of ${count} ${entities === 1 ? 'entity' : 'entities'}`,
  withheld: 'Kept back from you',
  withheldNote: 'They are made of fields that you do not see of every case',
  needs: (classes: string) => `needs ${classes}`,
  marker: 'The marker on each line is',
  frozen: 'frozen',
  restated: 'restated',
  diagnose: 'Diagnose',
  key: 'diagnose',
} as const;

export const words = wordsOf({ en: english });
