import { wordsOf } from '../../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  selectAll: 'Select all that are loaded',
  selectRow: 'Select the row',
  rowsTo: (count: string, count2: string) => `rows ${count} to ${count2}`,
  noCurrency: 'no currency',
} as const;

export const words = wordsOf({ en: english });
