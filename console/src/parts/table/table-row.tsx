import { type MouseEvent, useLayoutEffect, useRef } from 'react';
import { Anchor, isPlainClick } from '../text/anchor.tsx';
import type { TableColumn } from './columns.ts';
import styles from './data-table.module.css';
import type { RowMark } from './row-mark.ts';
import { words } from './words.ts';

export interface TableRowProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly columns: readonly TableColumn<Row>[];
  readonly href: string | undefined;
  readonly mark: RowMark | undefined;
  /** Of all columns. */
  readonly span: number;
  readonly focused: boolean;
  readonly changed: boolean;
  /** `undefined`: it cannot be selected. */
  readonly selected: boolean | undefined;
  readonly onSelect: (index: number, range: boolean) => void;
  readonly onFocus: (index: number) => void;
  readonly measure: (element: HTMLTableRowElement | null) => void;
}

export function TableRow<Row>(props: TableRowProps<Row>) {
  const { row, index, columns, href, mark, focused, changed, selected, onSelect, onFocus, span } = props;
  const noted = mark?.note != null;
  const ref = useMeasured(props, noted);
  return (
    <>
      {/* The link in its first cell does the same for the keyboard and for screen readers. */}
      <tr
        ref={ref}
        data-index={index}
        aria-rowindex={index + 2}
        data-focused={focused ? '' : undefined}
        data-selected={selected === true ? '' : undefined}
        data-changed={changed ? '' : undefined}
        data-mark={mark?.tone}
        data-opens={href === undefined ? undefined : ''}
        onClick={openRow}
        onFocus={() => onFocus(index)}
      >
        {selected === undefined ? null : (
          <td className={styles['check']}>
            <label>
              <input
                type="checkbox"
                className={styles['box']}
                aria-label={words.selectRow}
                checked={selected}
                // The click tells whether Shift was held; React wants a handler of the change beside `checked`.
                onChange={() => {}}
                onClick={(event) => onSelect(index, event.shiftKey)}
              />
            </label>
          </td>
        )}
        {columns.map((column) => (
          <td key={column.key} data-kind={column.kind}>
            {column.kind === 'key' && href !== undefined ? <Anchor href={href}>{column.render(row)}</Anchor> : column.render(row)}
            {column.kind === 'key' ? mark?.word : null}
          </td>
        ))}
      </tr>
      {noted ? (
        <tr data-note="" data-mark={mark.tone} className={styles['noted']}>
          <td colSpan={span}>{mark.note}</td>
        </tr>
      ) : null}
    </>
  );
}

/** Its height, with that of its note, is measured again when the note comes or goes. */
function useMeasured<Row>({ measure }: TableRowProps<Row>, noted: boolean) {
  const ref = useRef<HTMLTableRowElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the note is what changes the height
  useLayoutEffect(() => measure(ref.current), [measure, noted]);
  // The list is told when the row goes.
  useLayoutEffect(() => () => measure(null), [measure]);
  return ref;
}

/** The whole row opens, but for its own controls, and not while its text is being selected. */
function openRow(event: MouseEvent<HTMLTableRowElement>): void {
  const link = event.currentTarget.querySelector<HTMLAnchorElement>('td[data-kind="key"] a');
  if (link === null || !(event.target instanceof Element) || event.target.closest('a, button, input, label') !== null) return;
  if (window.getSelection()?.isCollapsed === false) return;
  if (isPlainClick(event)) link.click();
  else if (event.metaKey || event.ctrlKey) window.open(link.href);
}
