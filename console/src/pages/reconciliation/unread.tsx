import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import styles from '../declared/declared.module.css';
import { words } from '../reconciliations/words.ts';
import { RowsCsv } from '../rows-csv.tsx';
import type { Shown } from './page.tsx';

type Found = NonNullable<NonNullable<Shown['lastRun']>['found']>;
type Row = Found['unread'][number];

const columns: readonly PlainColumn<Row>[] = [
  { key: 'record', title: words.recordColumn, kind: 'key', render: ({ key }) => key },
  { key: 'field', title: words.field, render: ({ field }) => field },
  { key: 'value', title: words.value, kind: 'words', render: ({ value }) => value },
  { key: 'code', title: words.why, render: ({ code }) => <code className={styles['code']}>{code}</code> },
];

/** What could not be read, and which cases could not be told: while there is any, the comparison is not whole. */
export function Unread({ id, found: { unread, unreadCount, refused } }: { readonly id: string; readonly found: Found }) {
  const { locale } = useFormat();
  if (unreadCount === 0 && refused.length === 0) return null;
  return (
    <Section
      title={words.unread}
      aside={words.unreadNote}
      note={
        <RowsCsv
          name={`${id}-unread`}
          rows={unread}
          columns={[
            [words.recordColumn, ({ key }) => key],
            [words.field, ({ field }) => field],
            [words.value, ({ value }) => value],
            [words.why, ({ code }) => code],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.unread}
        columns={columns}
        rows={unread}
        idOf={({ key, field, code }) => `${key} ${field} ${code}`}
        empty={null}
      />
      {unreadCount > unread.length ? <p className="text-small">{words.moreUnread(formatCount(unreadCount, locale))}</p> : null}
      {refused.length === 0 ? null : (
        <StateNotice kind="stale">
          {words.untold}: {refused.join('; ')}
        </StateNotice>
      )}
    </Section>
  );
}
