import { wordsOf } from '../../words/language.ts';

/** All words of the page, apart from the rest. */
const english = {
  title: 'Receivables',
  failed: 'What customers owe',
  none: 'Nobody owes anything.',
  noneLike: 'Nothing is open like that.',
  nowhere: 'No pack of this company says what customers owe.',
  print: 'Print',
  sentence: { open: 'open:', late: 'late:', week: 'became late in the last 7 days', nothingLate: 'Nothing is late.' },
  by: 'By',
  byWhat: (title: string) => `By ${title.toLowerCase()}`,
  only: (title: string, value: string) => `Only: ${title.toLowerCase()} ${value}`,
  ages: { title: 'By age', aside: 'Days since the day by which they were due', age: 'Days late', cases: 'Cases', total: 'All' },
  groups: { title: 'By whom', more: (count: string) => `${count} more are in the file.`, none: 'none', list: 'list' },
  ladder: {
    title: 'Rungs of the ladder',
    aside: 'Late ones, by how far it has got',
    rung: 'Rung reached',
    total: 'Late',
    days: (days: string) => `${days} days`,
  },
  promises: {
    title: 'Promises',
    none: 'Nobody has promised to pay.',
    case: 'Case',
    subject: 'Who',
    on: 'Promised for',
    amount: 'Open',
    ended: 'In the last 30 days, promised ones went to:',
    all: (count: string) => `All ${count}`,
  },
  disputes: {
    title: 'Disputes',
    none: 'Nothing is disputed.',
    caption: 'Open disputes, the soonest due first',
    failed: 'The disputes',
    all: (count: string) => `All ${count}`,
    columns: { key: 'Dispute', subject: 'Who', amount: 'Amount', owner: 'Owner', since: 'Since', due: 'Due' },
  },
  shortfalls: { title: 'Shortfalls by reason', reason: 'Reason', none: 'Nothing was kept back.', total: 'All' },
  leakage: {
    title: 'Leakage',
    aside: 'Where revenue gets lost between one step and the next',
    what: 'What',
    owner: 'Owner',
    oldest: 'Oldest',
    cases: 'Cases',
    none: 'Nothing to look for.',
  },
  currency: 'no currency',
  dispute: 'dispute',
  disputesLabel: 'disputes',
  currencyLabel: 'Currency',
  and: ' and ',
} as const;

export const words = wordsOf({ en: english });
