import { wordsOf } from '../../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  none: 'none',
  more: (count: string) => `${count} more`,
  allAsTable: (count: string) => `All ${count} as a table`,
  selectedRows: 'Selected rows',
  selected: (count: string) => `${count} selected`,
  clear: 'Clear',
  filter: 'filter',
  removeFilter: (title: string, said: string) => `Remove the filter ${title} ${said}`,
  addFilter: 'Add filter',
  addAFilter: 'Add a filter',
  field: 'Field',
  comparison: 'Comparison',
  cancel: 'Cancel',
  yes: 'yes',
  no: 'no',
  value: 'Value',
  anyOf: 'Any of',
  is: 'is',
  above: 'above',
  below: 'below',
  before: 'before',
  until: 'until',
  after: 'after',
  from: 'from',
  on: 'on',
  beginsWith: 'begins with',
  isNot: 'is not',
  atLeast: 'at least',
  atMost: 'at most',
  notOn: 'not on',
  not: (values: string) => `not ${values}`,
  sayValue: 'Say a value',
  writeNumberSuchAs: (number: string) => `Write a number such as ${number}`,
  views: 'Views',
  saveViewKey: 'save view',
  saveView: 'Save view',
} as const;

export const words = wordsOf({ en: english });
