import type { Notification } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { Glyph } from '../../parts/marks/glyph.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { unseen } from '../../parts/text/unseen.ts';
import { When } from '../../parts/text/when.tsx';
import { caseAddress } from '../addresses.ts';
import styles from './notifications.module.css';
import { kindWords, words } from './words.ts';

export interface NotificationRowProps {
  readonly notification: Notification;
  /** The case of the row above, where it is the same: it is not said again. */
  readonly follows: string | undefined;
  readonly focused: boolean;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
}

/** One thing that happened: what, in which case, by whom and when. */
export function NotificationRow({ notification, follows, focused, onFocus, onOpen }: NotificationRowProps) {
  const { database } = useCompany();
  const { kind, title, case: of, subject, by, at, unread, settled, mailedAt } = notification;
  return (
    <li
      className={styles['row']}
      data-focused={focused ? '' : undefined}
      data-unread={unread ? '' : undefined}
      data-follows={follows === undefined ? undefined : ''}
      onFocus={onFocus}
    >
      <Anchor href={caseAddress(database, of.id)} className={styles['line']} onClick={onOpen}>
        <span className={styles['mark']}>
          {unread ? <Glyph shape="disc" /> : null}
          <span className={unseen}>{unread ? `${words.unread}: ` : ''}</span>
        </span>
        <span className={styles['what']}>{title}</span>
        <span className={follows === undefined ? styles['case'] : unseen}>
          <b>{of.key}</b>
          {subject === null ? '' : ` · ${subject}`}
        </span>
        <span className={styles['kind']}>
          {kindWords[kind].title}
          {settled ? `, ${words.settled}` : ''}
          {mailedAt === null ? '' : `, ${words.mailed}`}
        </span>
        <span className={styles['by']}>{by === null ? '' : by.name}</span>
        <span className={styles['when']}>
          <When at={at} as="moment" />
        </span>
      </Anchor>
    </li>
  );
}
