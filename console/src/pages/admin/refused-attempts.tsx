import type { RefusedAttempt } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import styles from '../../parts/access/access.module.css';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { CsvButton } from '../csv-button.tsx';
import { words as ofPage } from './words.ts';

const words = ofPage.refused;

const columns: readonly TableColumn<RefusedAttempt>[] = [
  {
    key: 'account',
    title: words.account,
    kind: 'text',
    width: 190,
    grow: 2,
    render: ({ person, unknown }) => person?.name ?? (unknown === null ? words.nobody : words.unknown(unknown)),
  },
  { key: 'way', title: words.way, kind: 'text', width: 150, grow: 1, render: ({ way }) => words.ways[way] },
  { key: 'attempts', title: words.attempts, kind: 'figure', width: 90, render: ({ attempts }) => attempts },
  { key: 'latest', title: words.latest, kind: 'text', width: 110, render: ({ at }) => <When at={at} as="moment" /> },
  {
    key: 'machine',
    title: words.machine,
    kind: 'quiet',
    width: 130,
    priority: 1,
    render: ({ machine }) => machine ?? <Absent />,
  },
];

const idOf = ({ from, way, person, unknown }: RefusedAttempt) => `${from} ${way} ${person?.id ?? ''} ${unknown ?? ''}`;

/** Who was not let in. */
export function RefusedAttempts() {
  const { database } = useCompany();
  const params = { database };
  const pages = usePages('GET /{database}/refused-attempts', { params, query: { limit: 100 } });
  return (
    <Section
      title={words.what}
      note={<CsvButton name="refused-attempts" url={client.url('GET /{database}/refused-attempts', { params })} />}
    >
      <p className={styles['lead']}>{words.note}</p>
      {pages.error === null ? (
        <DataTable
          caption={words.what}
          columns={columns}
          rows={pages.items}
          idOf={idOf}
          onEnd={pages.more}
          loading={pages.waiting}
          maxHeight="360px"
          empty={<StateNotice kind="empty">{words.none}</StateNotice>}
          total={() => <TotalLine count={words.count(pages.items.length, pages.complete)} />}
        />
      ) : (
        <StateNotice kind="error" what={words.what} error={pages.error} onRetry={pages.again} />
      )}
    </Section>
  );
}
