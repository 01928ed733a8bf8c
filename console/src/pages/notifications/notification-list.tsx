import type { Notification } from '@throughline/api';
import { useMemo, useRef, useState } from 'react';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { formatDayLong } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { notificationsAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { groupedByDay, inOrder } from './groups.ts';
import { NotificationRow } from './notification-row.tsx';
import styles from './notifications.module.css';
import { type Marks, useMarks } from './use-marks.ts';
import { words } from './words.ts';

const atOnce = 100;

/** Notifications by day and case. Each opens its case, and is read then. */
export function NotificationList({ unread }: { readonly unread: boolean }) {
  const { database } = useCompany();
  const settings = useFormat();
  const query = unread ? { unread } : {};
  const params = { database };
  const pages = usePages('GET /{database}/notifications', { params, query: { ...query, limit: atOnce } });
  const days = useMemo(() => groupedByDay(pages.items, settings.timeZone), [pages.items, settings.timeZone]);
  const items = inOrder(days);
  const marks = useMarks();
  const { list, focused, focus } = useRows(items);
  if (pages.error !== null) return <StateNotice kind="error" what={words.what} error={pages.error} onRetry={pages.again} />;
  if (pages.complete && items.length === 0) return <Nothing unread={unread} marks={marks} />;
  return (
    <div ref={list}>
      <div className={styles['tools']}>
        <span className={styles['note']}>{words.newestFirst}</span>
        <Tools marks={marks} focused={items[focused]} some={items.some((one) => one.unread)} />
        <CsvButton name="notifications" url={client.url('GET /{database}/notifications', { params, query })} />
      </div>
      {days.map(({ day, cases }, index) => (
        <Section key={day} title={formatDayLong(day, settings)} plain={index === 0}>
          <ul className={styles['list']}>
            {cases.map(({ id, items: ofCase }) =>
              ofCase.map((one, at) => (
                <NotificationRow
                  key={one.id}
                  notification={one}
                  follows={at > 0 ? id : undefined}
                  focused={items[focused]?.id === one.id}
                  onFocus={() => focus(one.id)}
                  onOpen={() => (one.unread ? marks.mark(true, [one.id]) : undefined)}
                />
              )),
            )}
          </ul>
        </Section>
      ))}
      <p className={styles['end']}>
        {pages.waiting ? words.loading : words.count(items.length, pages.complete)}
        {pages.more === undefined ? null : (
          <button type="button" className="link" onClick={pages.more} data-screen-only>
            {words.more}
          </button>
        )}
      </p>
    </div>
  );
}

/** The row that keys act on. */
function useRows(items: readonly Notification[]) {
  const list = useRef<HTMLDivElement>(null);
  const [focusedId, focus] = useState<string>();
  const found = items.findIndex(({ id }) => id === focusedId);
  const focused = Math.max(0, found);
  const links = () => list.current?.querySelectorAll<HTMLElement>('li > a');
  useRowKeys({
    count: items.length,
    index: focused,
    onMove: (at) => links()?.[at]?.focus(),
    onOpen: (at) => links()?.[at]?.click(),
  });
  return { list, focused, focus };
}

interface ToolsProps {
  readonly marks: Marks;
  readonly focused: Notification | undefined;
  readonly some: boolean;
}

function Tools({ marks: { mark, undo, busy }, focused, some }: ToolsProps) {
  const read = focused?.unread ?? true;
  return (
    <span className={styles['buttons']} data-screen-only>
      {undo === undefined ? null : (
        <KeyButton variant="subtle" keys="u" disabled={busy} onClick={undo}>
          {words.undo}
        </KeyButton>
      )}
      <KeyButton
        keys="r"
        label={read ? words.markReadLabel : words.markUnreadLabel}
        disabled={focused === undefined || focused.settled || busy}
        onClick={() => focused && mark(read, [focused.id])}
      >
        {read ? words.markRead : words.markUnread}
      </KeyButton>
      <KeyButton keys="shift+r" label={words.markAllRead} disabled={!some || busy} onClick={() => mark(true)}>
        {words.markAll}
      </KeyButton>
    </span>
  );
}

function Nothing({ unread, marks: { undo } }: { readonly unread: boolean; readonly marks: Marks }) {
  const { database } = useCompany();
  const action = (
    <>
      {undo === undefined ? null : (
        <KeyButton keys="u" onClick={undo}>
          {words.undo}
        </KeyButton>
      )}{' '}
      {unread ? (
        <Anchor className="link" href={notificationsAddress(database, {})}>
          {words.showAll}
        </Anchor>
      ) : null}
    </>
  );
  return (
    <StateNotice kind="empty" action={action}>
      {unread ? words.nothingUnread : words.nothing}
    </StateNotice>
  );
}
