import { getRouteApi } from '@tanstack/react-router';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import type { ViewTab } from '../../parts/list/view-tabs.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { notificationsAddress } from '../addresses.ts';
import { NotificationList } from './notification-list.tsx';
import { Preferences } from './preferences.tsx';
import { type NotificationTab, notificationTabs } from './search.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/notifications');

/** What happened that concerns the reader, and how they are told. */
export function NotificationsPage() {
  const { database } = useCompany();
  const { show = 'all' } = route.useSearch();
  const unread = useApi('GET /{database}/notifications/count', { params: { database } }).data?.unread;
  const tabs = notificationTabs.map(
    (id): ViewTab => ({
      id,
      title: words.tabs[id],
      href: hrefOf(database, id),
      ...(id === 'unread' && unread !== undefined ? { count: unread } : {}),
    }),
  );
  return (
    <>
      <PageHead title={words.title} />
      <PageTabs views={tabs} current={show} label={words.title} />
      {show === 'preferences' ? <Preferences /> : <NotificationList key={show} unread={show === 'unread'} />}
    </>
  );
}

function hrefOf(database: 'main' | 'demo', show: NotificationTab): string {
  return notificationsAddress(database, show === 'all' ? {} : { show });
}
