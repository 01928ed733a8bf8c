import { wordsOf } from '../../words/language.ts';

interface SoFar {
  readonly given: number;
  readonly needed: number;
  readonly missing?: readonly string[];
}

const approvalsText = (so: SoFar | undefined): string => {
  if (so === undefined) return '';
  return so.missing === undefined ? `, ${so.given} of ${so.needed} approvals` : `, still to agree: ${so.missing.join(', ')}`;
};

/* All that is said here, kept apart for translation. */

const english = {
  notByYou: (title: string, why: string) => `${title}: ${why}`,
  outcomes: { done: 'It was done', refused: 'It was not done' },
  asked: (what: string) => `${what}: asked for.`,
  soAlready: (key: string) => `${key}: it is so already.`,
  itIsDone: (key: string, title: string, stateTitle: string) => `${key}: ${title}. It is ${stateTitle}.`,
  to: (title: string) => `to ${title}`,
  notPossibleNow: 'Not possible now',
  approve: 'approve',
  comment: 'comment',
  commentTitle: 'Comment',
  print: 'Print',
  previousNextCase: 'previous, next case',
  whereThisCase: 'Where this case is',
  of: (count: string, count2: string) => `${count} of ${count2}`,
  previousCase: 'Previous case',
  nextCase: 'Next case',
  ofBefore: 'of ',
  flowVersion: (title: string, version: number) => `${title} flow v${version}`,
  owner: (title: string) => `owner ${title}`,
  assignedTo: (name: string) => `assigned to ${name}`,
  daysLate: (count: string, daysLate: number) => `${count} ${daysLate === 1 ? 'day' : 'days'} late`,
  ladderPausedWhile: (pausedBy: string) => `ladder paused while ${pausedBy}`,
  waitsForApprovalOf: (title: string, so: SoFar | undefined) => `waits for approval of ${title}${approvalsText(so)}`,
  kind: 'Kind',
  task: 'Task',
  whatYouMayDo: 'What you may do',
  nothingForYou: 'There is nothing for you to do with it.',
  facts: 'Facts',
  askedBy: 'Asked by',
  givenUp: 'given up',
  sentTo: (to: string) => ` to ${to}`,
  eventBefore: ', event ',
  simulated: 'simulated',
  nobodyHereHolds: 'No person here holds it.',
  more: (more: number) => `${more} more`,
  and: (before: string, last = '') => `${before} and ${last}`,
  heldBy: (names: string) => `Held by ${names}.`,
  openOf: (count: string, count2: string) => `${count} open of ${count2}`,
  whatToDo: 'What to do',
  deadlines: 'Next deadlines, and why then',
  nothingDue: 'none: nothing is due by itself',
  caseEnded: 'none: the case has ended',
  exceptions: 'Exceptions',
  tasks: 'Tasks',
  links: 'Links',
  case: 'case',
  cases: 'cases',
  mailsAndCalls: 'Mails, messages and calls',
  movedOn: 'The case has moved on since you opened this.',
  nothingDone: ' Nothing was done. This happened; decide anew:',
  caseTitle: 'Case',
  theCase: 'The case',
  actions: 'actions',
  money: 'Money',
  data: 'Data',
  personal: ' personal',
  confidential: ' confidential',
  allEvents: 'all events',
  timeline: 'Timeline',
  event: 'event',
  events: 'events',
  newestFirst: ', newest first ',
  all: ' all',
  theTimeline: 'The timeline',
  resolve: 'Resolve',
  done: 'Done',
  sent: 'sent',
  waits: 'waits',
  held: 'held',
} as const;

export const words = wordsOf({ en: english });
