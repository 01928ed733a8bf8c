import type { ReconciliationView } from '@throughline/api';
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
import { PageHead } from '../../shell/page-head.tsx';
import { casesAddress, reconciliationAddress, reconciliationsAddress } from '../addresses.ts';
import { NoneDeclared } from '../declared/none-declared.tsx';
import { RunStatus } from '../declared/run-status.tsx';
import { Simulated } from '../declared/simulated.tsx';
import { SystemTabs } from '../declared/system-tabs.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import { breaksOf, Differences } from './differences.tsx';
import { sample, words } from './words.ts';

/** What is held against what, when it was last, and what it found. */
export function ReconciliationsPage() {
  const { simulated } = useCompany();
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <SystemTabs current="reconciliations" />
      {simulated ? <InSimulation /> : <Declared />}
    </>
  );
}

function InSimulation() {
  const { database, flows } = useCompany();
  const hasBreaks = flows.some(({ name, cases }) => name === 'reconciliation-break' && cases > 0);
  return (
    <Simulated href={reconciliationsAddress('main')}>
      {hasBreaks ? (
        <p>
          <Anchor className="link" href={casesAddress(database, 'reconciliation-break', { open: 'true' })}>
            {words.breakCases}
          </Anchor>
        </p>
      ) : null}
    </Simulated>
  );
}

function Declared() {
  const { database } = useCompany();
  const list = useApi('GET /{database}/reconciliations', { params: { database } });
  return (
    <Answer query={list} what={words.what}>
      {({ items, folder }) =>
        items.length === 0 ? (
          <NoneDeclared folder={folder} sample={sample} command={words.command}>
            {words.nothing}
          </NoneDeclared>
        ) : (
          <List items={items} />
        )
      }
    </Answer>
  );
}

const idOf = ({ id }: ReconciliationView) => id;

function List({ items }: { readonly items: readonly ReconciliationView[] }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const hrefOf = ({ id }: ReconciliationView) => reconciliationAddress(database, id);
  const keys = useOpeningRows(items, hrefOf);
  return (
    <>
      <DataTable
        caption={words.what}
        {...{ columns, idOf, hrefOf, ...keys }}
        rows={items}
        total={() => <TotalLine count={formatCounted(items.length, words.noun, locale)} />}
      />
      <p className="text-small">
        {words.legend} <ListCsv items={items} />
      </p>
    </>
  );
}

/** How the last comparison ended; or that there can be none. */
function Outcome({ row: { faults, lastRun } }: { readonly row: ReconciliationView }) {
  if (faults.length > 0) return <Status tone="bad">{words.broken}</Status>;
  if (lastRun === null) return <Absent>{words.never}</Absent>;
  return <RunStatus status={lastRun.status} />;
}

const columns: readonly TableColumn<ReconciliationView>[] = [
  { key: 'title', title: words.name, kind: 'key', width: 190, grow: 2, render: ({ title }) => title },
  {
    key: 'sides',
    title: words.sides,
    kind: 'text',
    width: 150,
    grow: 1,
    priority: 2,
    render: ({ left, right }) => (left === null || right === null ? <Absent /> : words.against(left, right)),
  },
  { key: 'owner', title: words.owner, kind: 'quiet', width: 130, grow: 1, priority: 3, render: ({ owner }) => owner.title },
  {
    key: 'last',
    title: words.lastRun,
    kind: 'quiet',
    width: 110,
    priority: 1,
    render: ({ lastRun }) => (lastRun === null ? <Absent>{words.never}</Absent> : <When at={lastRun.startedAt} as="past" />),
  },
  { key: 'outcome', title: words.outcome, kind: 'text', width: 100, render: (row) => <Outcome row={row} /> },
  {
    key: 'difference',
    title: words.difference,
    kind: 'figure',
    width: 150,
    grow: 1,
    render: ({ lastRun }) => <Differences run={lastRun} />,
  },
  {
    key: 'breaks',
    title: words.breaks,
    kind: 'figure',
    width: 70,
    render: ({ lastRun }) => (lastRun === null ? <Absent /> : (breaksOf(lastRun) ?? <Absent />)),
  },
  {
    key: 'aged',
    title: words.aged,
    kind: 'figure',
    width: 60,
    priority: 1,
    render: ({ lastRun }) => lastRun?.found?.aged ?? <Absent />,
  },
  {
    key: 'next',
    title: words.next,
    kind: 'text',
    width: 96,
    priority: 1,
    render: ({ nextAt, everySeconds }) =>
      everySeconds === null ? <Absent>{words.byHand}</Absent> : <When at={nextAt} as="moment" />,
  },
];

function ListCsv({ items: rows }: { readonly items: readonly ReconciliationView[] }) {
  return (
    <RowsCsv
      name="reconciliations"
      rows={rows}
      columns={[
        [words.name, ({ title }) => title],
        ['id', ({ id }) => id],
        [words.owner, ({ owner }) => owner.title],
        [words.lastRun, ({ lastRun }) => lastRun?.startedAt ?? ''],
        [words.outcome, ({ lastRun }) => lastRun?.status ?? ''],
        [
          words.difference,
          ({ lastRun }) =>
            (lastRun?.found?.totals ?? []).map(({ currency, difference }) => `${currency} ${difference}`).join(' '),
        ],
        [words.breaks, ({ lastRun }) => (lastRun === null ? '' : (breaksOf(lastRun) ?? ''))],
        [words.aged, ({ lastRun }) => lastRun?.found?.aged ?? ''],
      ]}
    />
  );
}
