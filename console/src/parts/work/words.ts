import { wordsOf } from '../../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  notYoursToDecide: 'Not yours to decide.',
  approve: 'approve',
  approveTitle: 'Approve',
  decline: 'decline',
  declineTitle: 'Decline',
  askedBy: 'asked by ',
  done: 'done',
  for: 'For ',
  since: ', since ',
  doneTitle: 'Done',
} as const;

export const words = wordsOf({ en: english });
