import type { ConnectionDetail } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { words } from '../connections/words.ts';
import styles from '../declared/declared.module.css';
import { RowsCsv } from '../rows-csv.tsx';

type Row = ConnectionDetail['refused'][number];

/** Deliveries whose sender did not show who they are. */
export function RefusedDeliveries({ view: { id, refused } }: { readonly view: ConnectionDetail }) {
  const { locale } = useFormat();
  if (refused.length === 0) return null;
  const columns: readonly PlainColumn<Row>[] = [
    { key: 'why', title: words.why, kind: 'words', render: ({ code }) => words.refusedWhy[code] },
    { key: 'code', title: '', wideOnly: true, render: ({ code }) => <code className={styles['code']}>{code}</code> },
    { key: 'count', title: words.count, kind: 'figure', render: ({ count }) => formatCount(count, locale) },
    { key: 'last', title: words.last, render: ({ lastAt }) => <When at={lastAt} as="moment" /> },
  ];
  return (
    <Section
      title={words.refused}
      aside={words.refusedNote}
      note={
        <RowsCsv
          name={`${id}-refused`}
          rows={refused}
          columns={[
            [words.why, ({ code }) => code],
            [words.count, ({ count }) => count],
            [words.last, ({ lastAt }) => lastAt],
          ]}
        />
      }
    >
      <PlainTable caption={words.refused} columns={columns} rows={refused} idOf={({ code }) => code} empty={null} />
    </Section>
  );
}
