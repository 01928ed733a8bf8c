import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';
import { unseen } from '../text/unseen.ts';
import { useChangedRows } from './changed-rows.ts';
import { columnWidths, fittingColumns, type TableColumn, type TableSort } from './columns.ts';
import styles from './data-table.module.css';
import type { RowMark } from './row-mark.ts';
import { allToggled, nothingSelected, rangeToggled, type Selection, toggled } from './selection.ts';
import { noteHeight, TableBody } from './table-body.tsx';
import { TableHead } from './table-head.tsx';
import { headHeight, useInnerWidth, usePrinting } from './table-room.ts';

export interface DataTableProps<Row> {
  /** What the table shows, for screen readers: `Overdue invoices`. */
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** Changes whenever the row does: its seq. A row whose revision changes is marked for two seconds. */
  readonly revisionOf?: (row: Row) => number;
  /** Where the row opens; its `key` column becomes the link. */
  readonly hrefOf?: (row: Row) => string;
  readonly sort?: TableSort | undefined;
  /** The head of a column was asked to sort: what that means is for the page to say. */
  readonly onSort?: (key: string) => void;
  /** The index of the row that keys act on. */
  readonly focused?: number | undefined;
  readonly onFocus?: (index: number) => void;
  /** What is said of a row that something was sent for. */
  readonly markOf?: (row: Row, focused: boolean) => RowMark | undefined;
  readonly selection?: Selection;
  /** Without it there are no checkboxes. */
  readonly onSelection?: (selection: Selection) => void;
  /** How many the whole result has, where it is known. */
  readonly count?: number;
  /** The end comes into sight, and there is more. */
  readonly onEnd?: (() => void) | undefined;
  /** The first rows are being read. */
  readonly loading?: boolean;
  /** Why there is nothing, where there is nothing. */
  readonly empty?: ReactNode;
  /** Between the rows and the total: the bulk bar. */
  readonly bulk?: ReactNode;
  /** The last line, given the rows in sight (counted from 1). */
  readonly total?: (visible: { readonly from: number; readonly to: number }) => ReactNode;
  /** A CSS length; rows scroll within it. */
  readonly maxHeight?: string;
}

const checkWidth = 33;
const rowHeight = 29;
/** So near to the end, more is asked for. */
const endRows = 15;

/** A list of cases, or of anything: a real table of which only the rows in sight are there. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, idOf, revisionOf, focused, onSelection, selection = nothingSelected } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(scroller);
  const ids = useMemo(() => rows.map(idOf), [rows, idOf]);
  const revisions = useMemo(() => new Map(rows.map((row) => [idOf(row), revisionOf?.(row) ?? 0])), [rows, idOf, revisionOf]);
  const changed = useChangedRows(revisions);
  const virtualizer = useRows(scroller, rows.length, focused);
  useFocusedRow(scroller, focused, virtualizer.scrollToIndex);
  const items = virtualizer.getVirtualItems();
  useEnd(items.at(-1)?.index ?? -1, rows.length, props.onEnd);

  const room = width - (onSelection === undefined ? 0 : checkWidth);
  const columns = width === 0 ? props.columns : fittingColumns(props.columns, room);
  const widths = columnWidths(columns, room);
  const chosen = ids.filter((id) => selection.has(id)).length;
  const selected = chosen === 0 ? 'none' : chosen === ids.length ? 'all' : 'some';
  const last = useRef(0);
  const select = (index: number, range: boolean) => {
    const id = ids[index];
    if (id === undefined) return;
    onSelection?.(range ? rangeToggled(selection, { ids, from: last.current, to: index }) : toggled(selection, id));
    last.current = index;
  };
  const { range } = virtualizer;
  // What scrolls, and has no link, no box and no head to focus, is scrolled by keys itself.
  const inHead = [props.onSort, onSelection].some((one) => one !== undefined);
  const inRows = rows.length > 0 && [props.hrefOf, props.onFocus].some((one) => one !== undefined);
  const hasFocus = props.maxHeight === undefined || inHead || inRows;
  return (
    <div className={styles['frame']}>
      <div
        ref={scroller}
        className={styles['scroller']}
        style={{ '--rows-height': props.maxHeight } as CSSProperties}
        {...(hasFocus ? {} : { role: 'group', 'aria-label': props.caption, tabIndex: 0 })}
      >
        <table className={styles['table']} aria-rowcount={(props.count ?? rows.length) + 1} aria-busy={props.loading === true}>
          <caption className={unseen}>{props.caption}</caption>
          <colgroup>
            {onSelection === undefined ? null : <col className={styles['check']} style={widthOf(checkWidth)} />}
            {columns.map((column, index) => (
              <col key={column.key} style={widthOf(widths[index] ?? column.width)} />
            ))}
          </colgroup>
          <TableHead
            columns={columns}
            sort={props.sort}
            onSort={props.onSort}
            selected={onSelection === undefined ? undefined : selected}
            onSelectAll={() => onSelection?.(allToggled(selection, ids))}
          />
          <TableBody
            {...{ props, columns, items, ids, changed, selection, select }}
            height={virtualizer.getTotalSize()}
            measure={virtualizer.measureElement}
          />
        </table>
      </div>
      {props.bulk}
      {props.total?.({
        from: rows.length === 0 ? 0 : (range?.startIndex ?? 0) + 1,
        to: Math.min(rows.length, (range?.endIndex ?? -1) + 1),
      })}
    </div>
  );
}

/** Given to the style, which has it in the window and not on paper. */
function widthOf(px: number): CSSProperties {
  return { '--width': `${px}px` } as CSSProperties;
}

function useRows(scroller: RefObject<HTMLDivElement | null>, count: number, focused: number | undefined) {
  const printing = usePrinting();
  const rangeExtractor = useCallback(
    (range: Range) => {
      const near = printing ? Array.from({ length: count }, (_, index) => index) : defaultRangeExtractor(range);
      // The row with the focus stays, or the focus would be lost with it.
      if (focused === undefined || focused >= count || focused < 0 || near.includes(focused)) return near;
      return [...near, focused].sort((a, b) => a - b);
    },
    [printing, count, focused],
  );
  return useVirtualizer<HTMLDivElement, HTMLTableRowElement>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    paddingStart: headHeight,
    scrollPaddingStart: headHeight,
    measureElement: (row) => row.getBoundingClientRect().height + noteHeight(row),
    rangeExtractor,
  });
}

/** Brings the row into sight; and gives its link the focus, unless somebody is typing elsewhere. */
function useFocusedRow(
  scroller: RefObject<HTMLDivElement | null>,
  focused: number | undefined,
  scrollToIndex: (index: number, options: { align: 'auto' }) => void,
): void {
  const before = useRef(focused);
  useEffect(() => {
    if (before.current === focused || focused === undefined) return;
    before.current = focused;
    const row = scroller.current?.querySelector(`tr[data-index="${focused}"]`);
    const active = document.activeElement;
    if (row?.contains(active)) return;
    scrollToIndex(focused, { align: 'auto' });
    const free = active === null || active.matches('body, h1, main') || scroller.current?.contains(active) === true;
    if (free) row?.querySelector<HTMLElement>('td[data-kind="key"] a')?.focus({ preventScroll: true });
  }, [focused, scroller, scrollToIndex]);
}

function useEnd(lastIndex: number, count: number, onEnd: (() => void) | undefined): void {
  const askedAt = useRef(-1);
  useEffect(() => {
    if (onEnd === undefined || count === 0 || lastIndex < count - endRows || askedAt.current === count) return;
    askedAt.current = count;
    onEnd();
  }, [lastIndex, count, onEnd]);
}
