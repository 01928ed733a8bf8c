import type { VirtualItem } from '@tanstack/react-virtual';
import { Fragment } from 'react';
import type { TableColumn } from './columns.ts';
import styles from './data-table.module.css';
import type { DataTableProps } from './data-table.tsx';
import type { Selection } from './selection.ts';
import { headHeight } from './table-room.ts';
import { TableRow } from './table-row.tsx';

/** Rows that stand in for those that are on their way, so that nothing jumps when they come. */
const loadingRows = 12;

export interface TableBodyProps<Row> {
  readonly props: DataTableProps<Row>;
  readonly columns: readonly TableColumn<Row>[];
  readonly items: readonly VirtualItem[];
  readonly ids: readonly string[];
  readonly changed: ReadonlySet<string>;
  readonly selection: Selection;
  readonly select: (index: number, range: boolean) => void;
  /** Of all rows, in px. */
  readonly height: number;
  readonly measure: (element: HTMLTableRowElement | null) => void;
}

export function TableBody<Row>({ props, columns, items, ids, changed, selection, select, height, measure }: TableBodyProps<Row>) {
  const { rows, hrefOf, focused, onFocus, onSelection } = props;
  const span = columns.length + (onSelection === undefined ? 0 : 1);
  if (rows.length === 0)
    return props.loading === true ? <LoadingRows span={span} /> : <EmptyRow span={span}>{props.empty}</EmptyRow>;
  return (
    <tbody>
      {items.map(({ index, start }, at) => {
        const row = rows[index];
        const id = ids[index];
        if (row === undefined || id === undefined) return null;
        return (
          <Fragment key={id}>
            <Gap height={start - (items[at - 1]?.end ?? headHeight)} span={span} />
            <TableRow
              {...{ row, index, columns, measure }}
              href={hrefOf?.(row)}
              mark={props.markOf?.(row, index === focused)}
              {...{ span }}
              focused={index === focused}
              changed={changed.has(id)}
              selected={onSelection === undefined ? undefined : selection.has(id)}
              onSelect={select}
              onFocus={(to) => onFocus?.(to)}
            />
          </Fragment>
        );
      })}
      <Gap height={height - (items.at(-1)?.end ?? headHeight)} span={span} />
    </tbody>
  );
}

/** How much the note below a row takes. */
export function noteHeight(row: HTMLElement): number {
  const next = row.nextElementSibling;
  return next?.matches('[data-note]') === true ? next.getBoundingClientRect().height : 0;
}

/** Takes the room of rows that are out of sight. */
function Gap({ height, span }: { readonly height: number; readonly span: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a table takes no focus
    <tr aria-hidden="true" className={styles['gap']}>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

function LoadingRows({ span }: { readonly span: number }) {
  return (
    <tbody aria-hidden="true">
      {Array.from({ length: loadingRows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <tr key={index}>
          <td colSpan={span} />
        </tr>
      ))}
    </tbody>
  );
}

function EmptyRow({ span, children }: { readonly span: number; readonly children: DataTableProps<never>['empty'] }) {
  return (
    <tbody>
      <tr className={styles['empty']}>
        <td colSpan={span}>{children}</td>
      </tr>
    </tbody>
  );
}
