import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { unseen } from '../text/unseen.ts';
import styles from './plain-table.module.css';
import { useInnerWidth } from './table-room.ts';

export interface PlainColumn<Row> {
  readonly key: string;
  readonly title: string;
  /** `key`: what the row is called. `figure`: right-aligned. `words`: sentences. Default: text. */
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
  /** Columns beside the key that are like one another, such as weeks, are equally wide. */
  readonly even?: boolean;
  /** Shown in place of the table where it has no row. */
  readonly empty: ReactNode;
}

/** A column whose cells are all at most so long stays on one line; the others share the room that is left. */
const shortMax = 20;

/** A table of words that is read as a whole: its lines break, all rows are there, and nothing scrolls within. */
export function PlainTable<Row>({ caption, columns, rows, idOf, even = false, empty }: PlainTableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  // Measured again where the window is another.
  useInnerWidth(frame);
  const [isWide, setIsWide] = useState(false);
  const [short, setShort] = useState('');
  useLayoutEffect(() => {
    const lines = [...(frame.current?.querySelectorAll('tbody > tr') ?? [])];
    const isShort = (_: unknown, index: number) =>
      lines.every(({ children }) => (children[index]?.textContent.length ?? 0) <= shortMax);
    const found = columns.filter(isShort);
    setShort(found.map(({ key }) => key).join(' '));
    // What is too wide for the window is moved by keys, and so has to take the focus.
    setIsWide((frame.current?.scrollWidth ?? 0) > (frame.current?.clientWidth ?? 0));
  });
  const shortOnes = new Set(short.split(' '));
  if (rows.length === 0) return empty;
  return (
    <div ref={frame} className={styles['frame']} tabIndex={isWide ? 0 : undefined}>
      <table className={styles['table']} data-even={even || undefined}>
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
                  <th key={key} scope="row" data-wide={wideOnly || undefined} data-short={shortOnes.has(key) || undefined}>
                    {render(row)}
                  </th>
                ) : (
                  <td key={key} data-kind={kind} data-wide={wideOnly || undefined} data-short={shortOnes.has(key) || undefined}>
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
