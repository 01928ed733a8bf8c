import { wordsOf } from '../../words/language.ts';

/* All words of the list of reconciliations and of the page of one. */

const english = {
  title: 'Reconciliation',
  meta: 'Two systems held against each other, record by record, to the cent',
  what: 'The reconciliations',
  one: 'The reconciliation',
  name: 'Reconciliation',
  sides: 'Sides',
  against: (left: string, right: string) => `${left} and ${right}`,
  owner: 'Owner',
  lastRun: 'Last compared',
  never: 'never',
  outcome: 'Outcome',
  difference: 'Difference',
  none: '0',
  breaks: 'Breaks',
  aged: 'Aged',
  next: 'Next',
  byHand: 'by hand',
  broken: 'not sound',
  noun: { one: 'reconciliation', many: 'reconciliations' },
  nothing: 'No reconciliation is declared that you may see. What is compared stands in a file, one for each pair of systems.',
  command: 'throughline reconciliation run crm-erp',
  legend: 'Difference: right less left, each currency by itself.',
  breakCases: 'Breaks of the simulated company',
  compare: 'Compare now',
  comparing: 'Both sides are being read and compared. This takes as long as the slower of them.',
  compared: (title: string) => `${title}: compared.`,
  failed: 'The last comparison failed.',
  refused: 'It was not compared.',
  owned: (owner: string) => `Owner ${owner}`,
  agree: (left: string, right: string, records: string) => `${left} and ${right} agree on all ${records}.`,
  differ: (right: string, left: string) => `${right} and ${left} differ by `,
  open: ' stand open',
  opens: ' stands open',
  ofThem: ', of them ',
  agedOnes: (count: string) => `${count} aged`,
  onTheWay: (counted: string) => ` ${counted} may still be on the way.`,
  record: { one: 'record', many: 'records' },
  recordColumn: 'Record',
  break: { one: 'break', many: 'breaks' },
  comparedAt: 'Compared ',
  explained: 'The difference, explained',
  explainedNote: (sums: boolean) =>
    sums ? 'The parts sum to the difference in every currency.' : 'The parts do not sum to the difference: this is a fault.',
  part: 'Part',
  records: 'Records',
  total: (system: string) => `Total of ${system}`,
  differenceOf: (right: string, left: string) => `${right} less ${left}`,
  parts: {
    missing: (left: string) => `In ${left} alone`,
    extra: (right: string) => `In ${right} alone`,
    duplicate: 'Once too often',
    mismatched: 'In both, not the same',
    inTransit: 'May still be on its way',
    tolerated: 'Within the tolerance',
    unexplained: 'Not explained',
  },
  kinds: { missing: 'missing', extra: 'extra', duplicate: 'duplicate', mismatched: 'mismatched' },
  ages: 'Open breaks, by kind and age',
  agesNote: 'What may still be on its way is not among them.',
  kind: 'Kind',
  age: (from: number, to: number | null) =>
    to === null ? `over ${from - 1} d` : from === 0 ? `to ${to} d` : `${from} to ${to} d`,
  all: 'All',
  noBreaks: 'Both sides agree: no break stands open.',
  list: 'Breaks',
  listNote: 'Each is a case with an owner; it is over when the next comparison finds that both sides agree.',
  differs: 'Differs in',
  ageColumn: 'Age',
  days: (days: number) => `${days} d`,
  state: 'Case',
  onWay: 'on its way',
  soon: 'follows',
  assignee: 'With',
  nobody: 'nobody',
  seen: 'First seen',
  notThere: 'not there',
  unread: 'Records that could not be read',
  unreadNote: 'They are in no total. While there are any, no break is over.',
  field: 'Field',
  value: 'Value',
  why: 'Why',
  moreUnread: (count: string) => `${count} in all; the first 100 are shown.`,
  untold: 'Cases that could not be told',
  runs: 'Comparisons',
  noRuns: 'It has never been compared.',
  run: { one: 'comparison', many: 'comparisons' },
  casesOf: 'All its cases',
} as const;

export const words = wordsOf({ en: english });

/** A whole declaration, as short as it can be; the guide has the rest. */
export const sample = `id: crm-erp
title: Invoices of the CRM in the ERP
owner: systems-lead
left: { system: CRM, connection: crm-invoices, key: [number], amount: total, currency: currency, at: issued }
right: { system: ERP, connection: erp-invoices, key: [reference], amount: total, currency: { is: EUR }, at: posted }
agedAfterDays: 5
schedule: { everySeconds: 86400 }`;
