import { wordsOf } from '../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  csv: 'CSV',
} as const;

export const words = wordsOf({ en: english });
