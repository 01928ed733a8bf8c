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
  met: (target: string) => `in target${target}`,
  warning: (target: string) => `off target${target}`,
  breach: (target: string) => `breach${target}`,
  noTarget: 'no target',
  noData: 'no data',
  unexpected: 'not expected',
  frozen: 'frozen',
  restated: 'restated',
  diagnose: 'Diagnose',
  span: (from: string, to: string) => `${from} to ${to}`,
  targetOf: (bound: string) => ` ${bound}`,
  pairedText: (title: string, value: string, change: string) => `${title} ${value}${change === '' ? '' : ` (${change})`}`,
  key: 'diagnose',
} as const;

export const words = wordsOf({ en: english });
