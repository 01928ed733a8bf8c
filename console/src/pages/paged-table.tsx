import type { Pages } from '../data/pages.ts';
import { formatCounted } from '../format/number.ts';
import { useFormat } from '../format/settings-context.tsx';
import { DataTable, type DataTableProps } from '../parts/table/data-table.tsx';
import { TotalLine } from '../parts/table/total-line.tsx';
import { StateNotice } from '../shell/state-notice.tsx';
import { words } from './words.ts';

export interface PagedTableProps<Row> extends Omit<DataTableProps<Row>, 'rows' | 'onEnd' | 'loading' | 'total' | 'empty'> {
  readonly pages: Pages<Row>;
  /** What the rows are, for the line below them: `run`, `runs`. */
  readonly noun: { readonly one: string; readonly many: string };
  /** What is said where there is nothing. */
  readonly nothing: string;
  /** What cannot be read where it cannot; absent: what the table shows. */
  readonly what?: string;
}

/** A list that is read page by page: its rows, how many were read, or why they cannot be read. */
export function PagedTable<Row>({ pages, noun, nothing, what, ...table }: PagedTableProps<Row>) {
  const { locale } = useFormat();
  const { items, error, complete } = pages;
  if (error !== null) return <StateNotice kind="error" what={what ?? table.caption} error={error} onRetry={pages.again} />;
  const count = formatCounted(items.length, noun, locale);
  return (
    <DataTable
      {...table}
      rows={items}
      onEnd={pages.more}
      loading={pages.waiting}
      empty={<StateNotice kind="empty">{nothing}</StateNotice>}
      total={(visible) => <TotalLine count={complete ? count : words.soFar(count)} visible={visible} />}
    />
  );
}
