import type { NotificationKind, NotificationWay } from '@throughline/api';
import { wordsOf } from '../../words/language.ts';

/* All that this page says, apart from what comes from the server. */

const english = {
  title: 'Notifications',
  what: 'The notifications',
  tabs: { all: 'All', unread: 'Unread', preferences: 'Preferences' },
  newestFirst: 'Newest first. Kept for 90 days.',
  nothing: 'Nothing has happened that concerns you.',
  nothingUnread: 'Nothing is unread.',
  showAll: 'Show all',
  markRead: 'Mark read',
  markUnread: 'Mark unread',
  markAll: 'Mark all read',
  undo: 'Undo',
  more: 'Earlier notifications',
  loading: 'Being read',
  unread: 'unread',
  settled: 'dealt with',
  mailed: 'mailed',
  by: 'by',
  marked: (count: number, read: boolean) =>
    `${count} ${count === 1 ? 'notification' : 'notifications'} marked as ${read ? 'read' : 'unread'}.`,
  undone: 'Undone.',
  count: (count: number, complete: boolean) =>
    `${count} ${count === 1 ? 'notification' : 'notifications'}${complete ? '' : ' so far'}`,
  bell: (unread: number) => (unread === 0 ? 'Notifications: none unread' : `Notifications: ${unread} unread`),
  watch: {
    watch: 'Watch',
    unwatch: 'Stop watching',
    watching: 'You are told when this case moves.',
    not: 'You are no longer told.',
  },
  markReadLabel: 'mark read',
  markUnreadLabel: 'mark unread',
  markAllRead: 'mark all read',
} as const;

export const words = wordsOf({ en: english });

/** Kinds in the order in which they are chosen, in a few words and in a sentence. */
export const kindWords: Readonly<Record<NotificationKind, { readonly title: string; readonly explained: string }>> = {
  approval: { title: 'Approvals', explained: 'An approval waits that you may give' },
  task: { title: 'Tasks', explained: 'A task waits for a role of yours' },
  exception: { title: 'Exceptions', explained: 'An exception waits for a role of yours' },
  assigned: { title: 'Assignments', explained: 'Somebody has assigned something to you' },
  mentioned: { title: 'Your name', explained: 'A comment names you with @' },
  answered: { title: 'Answers', explained: 'What you asked for was approved, declined or fell away' },
  late: { title: 'Late', explained: 'The target time of something of yours has passed' },
  watched: { title: 'Watched cases', explained: 'A case that you watch has moved' },
  effect: { title: 'Did not go out', explained: 'A mail or a call to another system came to nothing' },
};

export const wayWords: Readonly<Record<NotificationWay, string>> = {
  'at-once': 'Here and by mail at once',
  digest: 'Here and in the daily digest',
  'in-app': 'Here',
  off: 'Not at all',
};

export const preferenceWords = {
  what: 'The preferences',
  kindsTitle: 'What you are told, and how',
  whenTitle: 'When mails come',
  kind: 'What',
  way: 'How',
  wayOf: (kind: string) => `How you are told: ${kind}`,
  digestHour: 'Daily digest, from',
  zone: 'Time zone',
  quiet: 'Quiet hours',
  quietFrom: 'Quiet from',
  quietUntil: 'Quiet until',
  none: 'none',
  quietNote: 'Mails that would come at once come after them.',
  save: 'Save preferences',
  saved: 'Your preferences are saved.',
  mailsTo: (email: string) => `Mails go to ${email}.`,
  noAddress: 'There is no address that mails could go to.',
  noMails: 'This server mails no notifications: a mail server is not set up (THROUGHLINE_SMTP_URL). You see them here.',
  noLinks: 'A mail leads to the case. Nothing is approved by a link.',
} as const;
