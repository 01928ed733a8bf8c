import { wordsOf } from '../../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  pausedAfter: (pausedBy: string, rung: string | undefined) =>
    `Paused: ${pausedBy}${rung === undefined ? '' : `, after ${rung}`}`,
  paused: 'Paused',
} as const;

export const words = wordsOf({ en: english });
