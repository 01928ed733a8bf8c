import type { NotificationKind, NotificationPreferences, NotificationWay } from '@throughline/api';

export type Ways = NotificationPreferences['kinds'];

/** How somebody is told who has chosen nothing: all of it here, and work that waits in one mail a day. */
export const defaultWays: Ways = {
  task: 'digest',
  approval: 'digest',
  exception: 'in-app',
  late: 'in-app',
  assigned: 'in-app',
  mentioned: 'in-app',
  answered: 'in-app',
  watched: 'in-app',
  effect: 'in-app',
};

export const kinds = Object.keys(defaultWays) as readonly NotificationKind[];

/** What is sent by mail, and when. */
export type MailWay = 'none' | 'at-once' | 'digest';

export function mailOf(way: NotificationWay): MailWay {
  return way === 'at-once' || way === 'digest' ? way : 'none';
}
