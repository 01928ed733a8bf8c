import { oneOf, type RawSearch } from '../../search.ts';

export const notificationTabs = ['all', 'unread', 'preferences'] as const;
export type NotificationTab = (typeof notificationTabs)[number];

/** What the address of this page may hold. */
export interface NotificationsSearch {
  readonly show?: NotificationTab;
}

export function readNotificationsSearch(raw: RawSearch): NotificationsSearch {
  const show = oneOf(raw['show'], notificationTabs);
  return show === undefined ? {} : { show };
}
