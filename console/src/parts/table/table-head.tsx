import { unseen } from '../text/unseen.ts';
import type { TableColumn, TableSort } from './columns.ts';
import styles from './data-table.module.css';
import { words as said } from './words.ts';

export interface TableHeadProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly sort: TableSort | undefined;
  readonly onSort: ((key: string) => void) | undefined;
  /** `undefined`: rows cannot be selected. */
  readonly selected: 'all' | 'some' | 'none' | undefined;
  readonly onSelectAll: () => void;
}

export function TableHead<Row>({ columns, sort, onSort, selected, onSelectAll }: TableHeadProps<Row>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selected === undefined ? null : (
          <th scope="col" className={styles['check']}>
            <label>
              <input
                type="checkbox"
                className={styles['box']}
                aria-label={said.selectAll}
                checked={selected === 'all'}
                ref={(box) => {
                  if (box !== null) box.indeterminate = selected === 'some';
                }}
                onChange={onSelectAll}
              />
            </label>
          </th>
        )}
        {columns.map((column) => (
          <HeadCell key={column.key} column={column} sort={sort?.key === column.key ? sort : undefined} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

interface HeadCellProps<Row> {
  readonly column: TableColumn<Row>;
  readonly sort: TableSort | undefined;
  readonly onSort: ((key: string) => void) | undefined;
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const words = column.title === '' ? <span className={unseen}>{column.label ?? column.key}</span> : column.title;
  const direction = sort === undefined ? undefined : sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" data-kind={column.kind} aria-sort={direction}>
      {column.sortable === true && onSort !== undefined ? (
        <button
          type="button"
          className={styles['sort']}
          data-on={sort === undefined ? undefined : ''}
          onClick={() => onSort(column.key)}
        >
          {words}
          <span aria-hidden="true" className={styles['arrow']}>
            {sort === undefined ? '' : sort.descending ? '↓' : '↑'}
          </span>
        </button>
      ) : (
        words
      )}
    </th>
  );
}
