import type { ReactNode } from 'react';
import type { CsvCell } from '../../../data/csv.ts';
import { RowsCsv } from '../../rows-csv.tsx';
import styles from '../import.module.css';

export interface SheetColumn<Row> {
  readonly title: string;
  readonly shown: (row: Row) => ReactNode;
  /** As files have it; default: `shown`, which is then text or a number. */
  readonly value?: (row: Row) => CsvCell;
  readonly isNumber?: boolean;
}

export interface SheetProps<Row> {
  readonly label: string;
  /** Of the file, without its ending. */
  readonly file: string;
  readonly columns: readonly SheetColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, index: number) => string;
}

/** A small table all of whose rows are here; it scrolls, and can be saved. */
export function Sheet<Row>({ label, file, columns, rows, keyOf }: SheetProps<Row>) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys too. */}
      <section className={styles['scroller']} aria-label={label} tabIndex={0} data-tall={rows.length > 12 || undefined}>
        <table className={styles['table']} aria-label={label}>
          <thead>
            <tr>
              {columns.map(({ title, isNumber }) => (
                <th key={title} scope="col" className={isNumber === true ? 'num' : undefined}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={keyOf(row, index)}>
                {columns.map(({ title, shown, isNumber }, at) =>
                  at === 0 ? (
                    <th key={title} scope="row">
                      {shown(row)}
                    </th>
                  ) : (
                    <td key={title} className={isNumber === true ? 'num' : undefined}>
                      {shown(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className={styles['below']}>
        <RowsCsv
          name={file}
          columns={columns.map(({ title, value, shown }) => [title, value ?? ((row: Row) => shown(row) as CsvCell)] as const)}
          rows={rows}
        />
      </div>
    </>
  );
}
