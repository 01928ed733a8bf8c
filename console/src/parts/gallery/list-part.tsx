import type { CaseRow } from '@throughline/api';
import { useMemo, useState } from 'react';
import { formatDay } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import { Board, BoardCard } from '../list/board.tsx';
import { BulkBar } from '../list/bulk-bar.tsx';
import { type Filter, type FilterField, parseFilter } from '../list/filter.ts';
import { FilterBar } from '../list/filter-bar.tsx';
import { ViewTabs } from '../list/view-tabs.tsx';
import { RungSwatch } from '../marks/rung-swatch.tsx';
import type { TableColumn, TableSort } from '../table/columns.ts';
import { DataTable } from '../table/data-table.tsx';
import { nothingSelected, type Selection, toggled } from '../table/selection.ts';
import { TotalLine } from '../table/total-line.tsx';
import { CaseLink } from '../text/case-link.tsx';
import { Absent, Money } from '../text/money.tsx';
import { When } from '../text/when.tsx';
import { sampleInvoice, sampleInvoices } from './list-samples.ts';

const openOf = ({ fields }: CaseRow) => ({ amount: Number(fields['open']), currency: String(fields['currency']) });
const hrefOf = ({ key }: CaseRow) => `#${key}`;
const idOf = ({ id }: CaseRow) => id;

const columns: readonly TableColumn<CaseRow>[] = [
  { key: '$key', title: 'Invoice', kind: 'key', width: 84, sortable: true, render: ({ key }) => key },
  {
    key: 'customer',
    title: 'Customer',
    kind: 'text',
    width: 150,
    grow: 2,
    priority: 1,
    sortable: true,
    render: ({ fields }) => fields['customer'],
  },
  { key: 'entity', title: 'Entity', kind: 'quiet', width: 100, grow: 1, priority: 4, render: ({ entity }) => entity },
  { key: '$state', title: 'State', kind: 'text', width: 104, render: ({ stateTitle }) => stateTitle },
  {
    key: 'rung',
    title: 'Rung reached',
    kind: 'text',
    width: 112,
    priority: 2,
    render: ({ rung, pausedBy }) => <RungSwatch rung={rung} pausedBy={pausedBy} />,
  },
  { key: 'late', title: 'Days late', kind: 'figure', width: 78, priority: 3, sortable: true, render: ({ daysLate }) => daysLate },
  {
    key: 'open',
    title: 'Open',
    kind: 'figure',
    width: 92,
    sortable: true,
    render: (row) => <Money as="bare" money={openOf(row)} />,
  },
  { key: 'currency', title: '', label: 'Currency', kind: 'unit', width: 44, render: ({ fields }) => fields['currency'] },
  {
    key: 'due',
    title: 'Due',
    kind: 'text',
    width: 100,
    priority: 5,
    render: (row) => <When at={String(row.fields['dueOn'])} as="day" />,
  },
  {
    key: '$due',
    title: 'Next',
    kind: 'text',
    width: 88,
    sortable: true,
    render: ({ next }) => (next === null ? <Absent /> : <When at={next.dueAt} late={next.late} />),
  },
  { key: 'next', title: '', label: 'What is next', kind: 'quiet', width: 104, priority: 6, render: ({ next }) => next?.title },
  {
    key: 'exception',
    title: 'Exception',
    kind: 'quiet',
    width: 112,
    priority: 7,
    render: ({ exceptions }) => exceptions[0]?.title,
  },
  { key: 'owner', title: 'Owner', kind: 'quiet', width: 92, priority: 8, render: ({ assignee }) => assignee?.name },
];

const fields: readonly FilterField[] = [
  { name: 'dueOn', title: 'Due', kind: 'day' },
  { name: 'open', title: 'Open', kind: 'money' },
  { name: 'customer', title: 'Customer', kind: 'text' },
  {
    name: '$state',
    title: 'State',
    kind: 'text',
    options: [
      { value: 'sent', title: 'Sent' },
      { value: 'partially_paid', title: 'Partially paid' },
      { value: 'disputed', title: 'Disputed' },
    ],
  },
];

const views = [
  { id: 'open', title: 'All open', count: 1204 },
  { id: 'overdue', title: 'Overdue', count: 41 },
  { id: 'blocked', title: 'Blocked', count: 4 },
  { id: 'disputed', title: 'Disputed', count: 6 },
  { id: 'mine', title: 'Mine' },
].map((view) => ({ ...view, href: `#${view.id}` }));

const startFilters = ['dueOn<2027-01-11', '$state=sent,partially_paid,disputed', 'open>0'];

export function ListPart() {
  const [filters, setFilters] = useState<readonly Filter[]>(() =>
    startFilters.map(parseFilter).filter((filter) => filter !== undefined),
  );
  const [sort, setSort] = useState<TableSort>({ key: 'late', descending: true });
  const [focused, setFocused] = useState(2);
  const [selection, setSelection] = useState<Selection>(() => new Set(sampleInvoices.slice(0, 3).map(idOf)));
  const [changed, setChanged] = useState(0);
  // As if the first case had moved.
  const rows = useMemo(
    () => sampleInvoices.map((row, index) => (index === 0 ? { ...row, seq: row.seq + changed } : row)),
    [changed],
  );
  useRowKeys({
    count: rows.length,
    index: focused,
    onMove: setFocused,
    onSelect: (index) => setSelection(toggled(selection, rows[index]?.id ?? '')),
  });
  return (
    <>
      <ViewTabs views={views} current="overdue" onSave={() => setChanged(changed + 1)} />
      <FilterBar
        fields={fields}
        filters={filters}
        onChange={setFilters}
        fixed={[{ title: 'Flow', value: 'Invoice' }]}
        note="Sorted by days late"
      />
      <DataTable
        caption="Overdue invoices"
        {...{ columns, rows, idOf, hrefOf, sort, focused, selection }}
        revisionOf={({ seq }) => seq}
        onSort={(key) => setSort({ key, descending: sort.key === key ? !sort.descending : false })}
        onFocus={setFocused}
        onSelection={setSelection}
        count={rows.length}
        maxHeight="460px"
        bulk={
          <BulkBar
            count={selection.size}
            amounts={[
              { amount: 3_811_225, currency: 'EUR' },
              { amount: 790_500, currency: 'GBP' },
            ]}
            actions={[
              { title: 'Assign', keys: 'i', onRun: () => {} },
              { title: 'Comment', keys: 'c', onRun: () => {} },
            ]}
            refused={[{ title: 'Approve legal', why: 'one at a time, its facts must be seen' }]}
            onClear={() => setSelection(nothingSelected)}
          />
        }
        total={(visible) => (
          <TotalLine
            count="1,204 invoices"
            visible={visible}
            of="Open"
            sums={[
              { amount: 31_248_000, currency: 'EUR' },
              { amount: 6_415_000, currency: 'GBP' },
            ]}
          />
        )}
      />
    </>
  );
}

/** The table while it is read, and where it has nothing. */
export function EmptyPart() {
  const few = columns.slice(0, 4);
  return (
    <>
      <DataTable caption="Loading" columns={few} rows={[]} idOf={idOf} loading maxHeight="120px" />
      <DataTable
        caption="Nothing"
        columns={few}
        rows={[]}
        idOf={idOf}
        empty="No invoice is overdue. Next due: INV-1121, 14 Jan."
      />
    </>
  );
}

export function BoardPart() {
  const settings = useFormat();
  const cards = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => sampleInvoice(from + index));
  return (
    <Board
      label="Invoices by state"
      idOf={idOf}
      columns={[
        { key: 'created', title: 'Created', count: 0, cards: [] },
        { key: 'sent', title: 'Sent', count: 74, cards: cards(0, 6), onMore: () => {} },
        { key: 'partially_paid', title: 'Partially paid', count: 24, cards: cards(6, 10), onMore: () => {} },
        { key: 'disputed', title: 'Disputed', count: 2, cards: cards(10, 12) },
        { key: 'paid', title: 'Paid', count: 1, cards: cards(12, 13) },
      ]}
      renderCard={(row) => (
        <BoardCard
          name={<CaseLink href={hrefOf(row)}>{row.key}</CaseLink>}
          figure={<Money money={openOf(row)} />}
          detail={`${row.fields['customer']}, due ${formatDay(String(row.fields['dueOn']), settings)}`}
          when={row.next === null ? undefined : <When at={row.next.dueAt} late={row.next.late} />}
        />
      )}
    />
  );
}
