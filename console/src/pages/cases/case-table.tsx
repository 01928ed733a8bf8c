import { useNavigate } from '@tanstack/react-router';
import type { CaseRow } from '@throughline/api';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useCompany } from '../../data/company.tsx';
import { type SentActions, useSent } from '../../data/sent.ts';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import type { FilterField } from '../../parts/list/filter.ts';
import { rowMark } from '../../parts/marks/sent-note.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { nothingSelected, rangeToggled, type Selection, toggled } from '../../parts/table/selection.ts';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { announce } from '../../shell/announcer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { BulkWork } from './bulk-work.tsx';
import { sortOf, useCaseList, useTotals } from './case-data.ts';
import { CasePeek } from './case-peek.tsx';
import styles from './cases.module.css';
import { useChosenColumns } from './column-menu.tsx';
import { EmptyList } from './empty-list.tsx';
import { keepListPlace, listPlace } from './list-place.ts';
import { nounOf, pluralOf } from './noun.ts';
import type { ListState } from './page.tsx';
import { type CaseListView, moneyColumn } from './views.ts';
import { words as said } from './words.ts';

const idOf = ({ id }: CaseRow) => id;
const revisionOf = ({ seq }: CaseRow) => seq;

/** What stands above and below the rows has to be in sight with them: the bulk bar too, once something is selected. */
function roomFor(selection: Selection): string {
  return `max(260px, calc(100dvh - var(--around-rows) - ${selection.size === 0 ? '0px' : 'var(--bulk-bar)'}))`;
}

export interface CaseTableProps {
  readonly state: ListState;
  readonly view: CaseListView | undefined;
  readonly fields: readonly FilterField[];
}

/** The list as a table: keys move, open, look into and select; the total is that of the whole result. */
export function CaseTable({ state, view, fields }: CaseTableProps) {
  const { flow, search, show } = state;
  const { database } = useCompany();
  const { locale } = useFormat();
  const { query, rows: read, onEnd } = useCaseList(flow, search);
  const sent = useSent();
  const rows = useMemo(() => read.map((row) => expected(row, sent)), [read, sent]);
  const totals = useTotals(flow, search);
  const columns = useChosenColumns(flow).shown;
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const place = useRoomAbove();
  const count = totals.data?.cases;
  const hrefOf = ({ id }: CaseRow) => `/${database}/case/${id}`;
  const rowKeys = useRows({ state, rows, selection, setSelection, hrefOf });
  usePlace(state, { rows, title: view?.title, count, focused: rowKeys.focused });
  useEffect(() => {
    if (count !== undefined) announce(formatCounted(count, nounOf(flow.title), locale));
  }, [count, flow.title, locale]);
  if (query.error !== null && query.data === undefined)
    return <StateNotice kind="error" what={said.theList} error={query.error} onRetry={() => void query.refetch()} />;
  const sort = sortOf(search, flow);
  return (
    <div ref={place} className={styles['split']} data-peek={search.peek === undefined ? undefined : ''}>
      <DataTable
        caption={`${pluralOf(flow.title)}${view === undefined ? '' : `: ${view.title}`}`}
        {...{ columns, rows, idOf, revisionOf, hrefOf, selection, onEnd }}
        sort={{ key: sort.replace(/^-/, ''), descending: sort.startsWith('-') }}
        onSort={(key) => show({ ...search, sort: sort === key ? `-${key}` : key }, { replace: true })}
        markOf={({ id }, here) => rowMark(sent, id, here)}
        focused={rowKeys.focused}
        onFocus={rowKeys.setFocused}
        onSelection={setSelection}
        {...(count === undefined ? {} : { count })}
        loading={query.isPending}
        maxHeight={roomFor(selection)}
        empty={<EmptyList state={state} view={view} fields={fields} />}
        bulk={<BulkWork flow={flow} rows={rows} selection={selection} onSelection={setSelection} />}
        total={(visible) => (
          <TotalLine
            count={count === undefined ? '' : formatCounted(count, nounOf(flow.title), locale)}
            visible={visible}
            of={moneyColumn(flow)?.title ?? ''}
            sums={totals.data?.sums ?? []}
          />
        )}
      />
      {search.peek === undefined ? null : <CasePeek id={search.peek} onClose={rowKeys.closePeek} />}
    </div>
  );
}

/** As it will be where what was sent for it is done. */
function expected(row: CaseRow, sent: SentActions): CaseRow {
  const said = sent.of(row.id);
  const assignee = said?.status === 'refused' ? undefined : said?.expected?.assignee;
  return assignee === undefined || row.assignee?.id === assignee.id ? row : { ...row, assignee: { kind: 'person', ...assignee } };
}

/** Total, padding and the bar of keys. */
const belowRows = 77;

/** Tells the style how much stands above the list: views may take more than one line. */
function useRoomAbove() {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const top = place.current?.getBoundingClientRect().top ?? 0;
    const scrolled = place.current?.closest('main')?.scrollTop ?? 0;
    place.current?.style.setProperty('--around-rows', `${Math.ceil(top + scrolled) + belowRows}px`);
  });
  return place;
}

interface RowsOptions {
  readonly state: ListState;
  readonly rows: readonly CaseRow[];
  readonly selection: Selection;
  readonly setSelection: (selection: Selection) => void;
  readonly hrefOf: (row: CaseRow) => string;
}

/** The row on which the keys work; while a case is looked into, moving looks into the next one. */
function useRows({ state: { search, show }, rows, selection, setSelection, hrefOf }: RowsOptions) {
  const navigate = useNavigate();
  const [focusedId, setFocusedId] = useState<string | undefined>(() => search.peek ?? listPlace()?.opened);
  const [anchor, setAnchor] = useState(0);
  const ids = useMemo(() => rows.map(idOf), [rows]);
  const index = focusedId === undefined ? -1 : ids.indexOf(focusedId);
  const peek = (id: string | undefined) => {
    const { peek: _, ...rest } = search;
    show(id === undefined ? rest : { ...rest, peek: id }, { replace: true });
  };
  const move = (to: number) => {
    setFocusedId(ids[to]);
    if (search.peek !== undefined && ids[to] !== undefined && ids[to] !== search.peek) peek(ids[to]);
  };
  useKeys([{ keys: 'esc', label: said.closePeekKey, bar: false, when: search.peek !== undefined, run: () => peek(undefined) }]);
  useRowKeys({
    count: rows.length,
    index,
    onMove: move,
    onOpen: (at) => {
      const row = rows[at];
      if (row !== undefined) void navigate({ href: hrefOf(row) });
    },
    onPeek: (at) => peek(ids[at] === search.peek ? undefined : ids[at]),
    onSelect: (at) => {
      setSelection(toggled(selection, ids[at] ?? ''));
      setAnchor(at);
    },
    onSelectRange: (at) => {
      setSelection(rangeToggled(selection, { ids, from: anchor, to: at }));
      setAnchor(at);
    },
  });
  return { focused: index < 0 ? undefined : index, setFocused: move, closePeek: () => peek(undefined) };
}

interface PlaceOptions {
  readonly rows: readonly CaseRow[];
  readonly title: string | undefined;
  readonly count: number | undefined;
  readonly focused: number | undefined;
}

/** Notes where one is in which list, for the page of the case that is opened from it. */
function usePlace({ flow, search, hrefOf }: ListState, { rows, title, count, focused }: PlaceOptions): void {
  const { database } = useCompany();
  const { peek: _, ...shown } = search;
  const href = hrefOf(shown);
  const words = `${pluralOf(flow.title)} / ${title ?? 'filtered'}`;
  const opened = focused === undefined ? undefined : rows[focused]?.id;
  useEffect(() => {
    if (rows.length === 0 || count === undefined) return;
    keepListPlace({ database, title: words, href, ids: rows.map(idOf), count, ...(opened === undefined ? {} : { opened }) });
  }, [database, words, href, rows, count, opened]);
}
