import type { ConnectionDetail, ConnectionNotice } from '@throughline/api';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { words } from '../connections/words.ts';
import { RowsCsv } from '../rows-csv.tsx';

const shownText = (text: string) => (text === '' ? <Absent /> : text);

const columns: readonly PlainColumn<ConnectionNotice>[] = [
  { key: 'field', title: words.field, kind: 'key', render: ({ path }) => path },
  { key: 'change', title: words.change, render: ({ code }) => words.changes[code] },
  { key: 'before', title: words.before, render: ({ before }) => shownText(before) },
  { key: 'now', title: words.now, render: ({ after }) => shownText(after) },
  { key: 'at', title: words.at, render: ({ at }) => <When at={at} as="moment" /> },
];

/** What changed in its records that nobody had announced. */
export function Notices({ view: { id, notices } }: { readonly view: ConnectionDetail }) {
  if (notices.length === 0) return null;
  return (
    <Section
      title={words.notices}
      aside={words.noticesNote}
      note={
        <RowsCsv
          name={`${id}-notices`}
          rows={notices}
          columns={[
            [words.field, ({ path }) => path],
            [words.change, ({ code }) => code],
            [words.before, ({ before }) => before],
            [words.now, ({ after }) => after],
            [words.at, ({ at }) => at],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.notices}
        columns={columns}
        rows={notices}
        idOf={({ at, code, path }) => `${at} ${code} ${path}`}
        empty={null}
      />
    </Section>
  );
}
