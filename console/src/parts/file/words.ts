import { wordsOf } from '../../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  chooseFile: 'Choose a file',
  csvFile: 'A CSV file',
} as const;

export const words = wordsOf({ en: english });
