import { wordsOf } from '../../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  pausedAfter: (pausedBy: string, rung: string | undefined) =>
    `Paused: ${pausedBy}${rung === undefined ? '' : `, after ${rung}`}`,
  paused: 'Paused',
  askedAlone: 'asked',
  asked: (what: string) => `${what}: asked`,
  refused: (title: string, why: string) => `${title} was refused. ${why}`,
  notKnown: (title: string, why: string, trying: boolean) =>
    `${title}: not known whether it was done. ${why} ${trying ? 'Asked again; it happens once.' : 'It can be asked again; it happens once.'}`,
  seen: 'Seen',
  askAgain: 'Ask again',
} as const;

export const words = wordsOf({ en: english });
