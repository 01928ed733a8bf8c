import { useApi } from '../data/api.ts';
import { useCompany } from '../data/company.tsx';
import { formatCount } from '../format/number.ts';
import { useFormat } from '../format/settings-context.tsx';
import { words } from '../pages/notifications/words.ts';
import { Anchor } from '../parts/text/anchor.tsx';
import styles from './bell.module.css';

/** How many notifications are unread, and the way to them. It is read again whenever the stream says that something was written. */
export function Bell() {
  const { database, door } = useCompany();
  const { locale } = useFormat();
  const enabled = door?.status === 'ready';
  const unread = useApi('GET /{database}/notifications/count', { params: { database } }, { enabled }).data?.unread ?? 0;
  return (
    <Anchor
      href={`/${database}/notifications${unread === 0 ? '' : '?show=unread'}`}
      className={styles['bell']}
      aria-label={words.bell(unread)}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.4">
        <path d="M3.2 11.4h9.6c-.9-1-1.4-2-1.4-4.6a3.4 3.4 0 0 0-6.8 0c0 2.6-.5 3.6-1.4 4.6ZM6.6 13.6a1.6 1.6 0 0 0 2.8 0" />
      </svg>
      {unread === 0 ? null : <span className={styles['count']}>{formatCount(unread, locale)}</span>}
    </Anchor>
  );
}
