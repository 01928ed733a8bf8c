import type { ChangeRow } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import { Status } from '../../parts/marks/status.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress, changeAddress } from '../addresses.ts';
import { Risk } from './risk.tsx';
import { words } from './words.ts';

const idOf = ({ number }: ChangeRow) => number;

const columns: readonly TableColumn<ChangeRow>[] = [
  { key: 'number', title: words.number, kind: 'key', width: 96, render: ({ number }) => number },
  { key: 'title', title: words.name, kind: 'text', width: 200, grow: 8, render: ({ title }) => title },
  { key: 'state', title: words.state, kind: 'text', width: 120, render: ({ state }) => state.title },
  { key: 'risk', title: words.risk, kind: 'text', width: 92, render: ({ risk }) => <Risk risk={risk} /> },
  { key: 'type', title: words.type, kind: 'quiet', width: 76, priority: 3, render: ({ type }) => words.types[type] ?? type },
  { key: 'subject', title: words.subject, kind: 'quiet', width: 70, priority: 5, render: ({ subject }) => subject },
  {
    key: 'planned',
    title: words.planned,
    kind: 'quiet',
    width: 104,
    priority: 1,
    render: ({ plannedFrom }) => <When at={plannedFrom} as="day" />,
  },
  {
    key: 'promised',
    title: words.promised,
    kind: 'quiet',
    width: 104,
    priority: 4,
    render: ({ committedOn }) => <When at={committedOn} as="day" />,
  },
  {
    key: 'waits',
    title: words.waits,
    kind: 'text',
    width: 140,
    grow: 1,
    priority: 2,
    render: ({ awaiting }) => (awaiting.length === 0 ? <Absent /> : awaiting.join(', ')),
  },
  {
    key: 'open',
    title: words.open,
    kind: 'text',
    width: 120,
    grow: 1,
    priority: 2,
    render: ({ exceptions }) => (exceptions.length === 0 ? <Absent /> : <Status tone="bad">{exceptions.join(', ')}</Status>),
  },
];

/** Changes as a list, the latest first; a row opens the change. */
export function ChangeList({ which }: { readonly which: 'mine' | 'open' | 'all' }) {
  const { database } = useCompany();
  const changes = useApi('GET /{database}/changes', { params: { database }, query: { which } });
  return (
    <Answer query={changes} what={words.what}>
      {({ items }) => (items.length === 0 ? <None which={which} /> : <Rows rows={items} />)}
    </Answer>
  );
}

function None({ which }: { readonly which: 'mine' | 'open' | 'all' }) {
  const { database } = useCompany();
  return (
    <StateNotice
      kind="empty"
      action={
        which === 'mine' ? undefined : (
          <Anchor className="link" href={casesAddress(database, 'change', {})}>
            {words.draft}
          </Anchor>
        )
      }
    >
      {words.nothing[which]}
    </StateNotice>
  );
}

function Rows({ rows }: { readonly rows: readonly ChangeRow[] }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const hrefOf = ({ number }: ChangeRow) => changeAddress(database, number);
  const keys = useOpeningRows(rows, hrefOf);
  return (
    <DataTable
      caption={words.what}
      {...{ columns, rows, idOf, hrefOf }}
      {...keys}
      maxHeight="max(240px, calc(100dvh - 260px))"
      total={(visible) => <TotalLine count={formatCounted(rows.length, words.noun, locale)} visible={visible} />}
      empty={null}
    />
  );
}
