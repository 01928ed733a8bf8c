import { wordsOf } from '../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  csv: 'CSV',
  soFar: (counted: string) => `${counted} so far`,
} as const;

export const words = wordsOf({ en: english });
