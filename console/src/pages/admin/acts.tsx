import type { AdminAct } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import styles from '../../parts/access/access.module.css';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { RefusedAttempts } from './refused-attempts.tsx';
import { words } from './words.ts';

const columns: readonly TableColumn<AdminAct>[] = [
  {
    key: 'what',
    title: words.what,
    kind: 'key',
    width: 180,
    grow: 2,
    render: ({ title, detail }) => (detail === '' ? title : `${title}: ${detail}`),
  },
  { key: 'whom', title: words.whom, kind: 'text', width: 150, grow: 1, render: ({ subject }) => subject },
  { key: 'by', title: words.by, kind: 'text', width: 130, render: ({ actor }) => actor.name },
  { key: 'at', title: words.at, kind: 'text', width: 110, render: ({ at }) => <When at={at} as="moment" /> },
  {
    key: 'outcome',
    title: words.outcome,
    kind: 'quiet',
    width: 110,
    priority: 1,
    render: ({ outcome }) => (outcome === 'applied' ? words.applied : outcome),
  },
  {
    key: 'reason',
    title: words.reason,
    kind: 'quiet',
    width: 160,
    grow: 1,
    priority: 2,
    render: ({ reason }) => reason ?? <Absent />,
  },
];

const idOf = ({ case: id, seq, at, event }: AdminAct) => `${id} ${seq} ${at} ${event}`;

/** What was done to accounts, delegations and keys, and who was not let in. */
export function Acts() {
  return (
    <>
      <Done />
      <RefusedAttempts />
    </>
  );
}

/** Events of the log. */
function Done() {
  const { database } = useCompany();
  const params = { database };
  const pages = usePages('GET /{database}/admin-acts', { params, query: { limit: 100 } });
  if (pages.error !== null) return <StateNotice kind="error" what={words.actsWhat} error={pages.error} onRetry={pages.again} />;
  return (
    <>
      <div className={styles['tools']} data-screen-only>
        <CsvButton name="admin-acts" url={client.url('GET /{database}/admin-acts', { params })} />
      </div>
      <DataTable
        caption={words.actsWhat}
        columns={columns}
        rows={pages.items}
        idOf={idOf}
        hrefOf={({ case: id }) => caseAddress(database, id)}
        onEnd={pages.more}
        loading={pages.waiting}
        maxHeight="max(240px, calc(100dvh - 420px))"
        empty={<StateNotice kind="empty">{words.noAct}</StateNotice>}
        total={() => <TotalLine count={words.acts(pages.items.length, pages.complete)} />}
      />
    </>
  );
}
