import { wordsOf } from '../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  haldenComponents: 'Halden Components',
  yourCompany: 'Your company',
  seeWhetherItRuns: 'See whether it runs (npm start).',
  loadAgain: 'Load the page again; if it stays, report it with these words.',
} as const;

export const words = wordsOf({ en: english });
