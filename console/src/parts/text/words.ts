import { wordsOf } from '../../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  hidden: 'hidden',
  leftOut: 'left out',
  needsRole: (others: readonly string[], last: string) =>
    `needs the role ${others.length === 0 ? last : `${others.join(', ')} or ${last}`}`,
  and: (before: string, last = '') => `${before} and ${last}`,
} as const;

export const words = wordsOf({ en: english });
