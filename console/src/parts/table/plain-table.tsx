import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { unseen } from '../text/unseen.ts';
import styles from './plain-table.module.css';
import { useInnerWidth } from './table-room.ts';

export interface PlainColumn<Row> {
  readonly key: string;
  readonly title: string;
  /** `key`: what the row is called. `figure`: right-aligned. `words`: takes the room that is left. Default: text. */
  readonly kind?: 'key' | 'figure' | 'words';
  /** Left out below 900 px. */
  readonly wideOnly?: boolean;
  readonly render: (row: Row) => ReactNode;
}

export interface PlainTableProps<Row> {
  /** What the table shows, for screen readers. */
  readonly caption: string;
  readonly columns: readonly PlainColumn<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** Shown in place of the table where it has no row. */
  readonly empty: ReactNode;
}

/** A table of words that is read as a whole: its lines break, all rows are there, and nothing scrolls within. */
export function PlainTable<Row>({ caption, columns, rows, idOf, empty }: PlainTableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(frame);
  const [isWide, setIsWide] = useState(false);
  // What is too wide for the window is moved by keys, and so has to take the focus.
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again where the window or the rows are others
  useLayoutEffect(() => {
    setIsWide((frame.current?.scrollWidth ?? 0) > (frame.current?.clientWidth ?? 0));
  }, [width, rows, columns.length]);
  if (rows.length === 0) return empty;
  return (
    <div ref={frame} className={styles['frame']} tabIndex={isWide ? 0 : undefined}>
      <table className={styles['table']}>
        <caption className={unseen}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, title, kind, wideOnly }) => (
              <th key={key} scope="col" data-kind={kind} data-wide={wideOnly || undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map(({ key, kind, wideOnly, render }) =>
                kind === 'key' ? (
                  <th key={key} scope="row" data-wide={wideOnly || undefined}>
                    {render(row)}
                  </th>
                ) : (
                  <td key={key} data-kind={kind} data-wide={wideOnly || undefined}>
                    {render(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
