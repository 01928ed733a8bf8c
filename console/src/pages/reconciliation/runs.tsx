import type { ReconciliationRun } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { CsvButton } from '../csv-button.tsx';
import { runColumns } from '../declared/run-columns.tsx';
import { PagedTable } from '../paged-table.tsx';
import { breaksOf, Differences } from '../reconciliations/differences.tsx';
import { words } from '../reconciliations/words.ts';

const idOf = ({ id }: ReconciliationRun) => id;

/** Every comparison, the newest first. */
export function Runs({ id, url }: { readonly id: string; readonly url: string }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const pages = usePages('GET /{database}/reconciliations/{reconciliation}/runs', {
    params: { database, reconciliation: id },
    query: { limit: 50 },
  });
  return (
    <Section title={words.runs} note={<CsvButton name={`${id}-runs`} url={url} />}>
      <PagedTable
        caption={words.runs}
        columns={columnsOf(locale)}
        {...{ pages, idOf }}
        noun={words.run}
        nothing={words.noRuns}
        maxHeight="280px"
      />
    </Section>
  );
}

function columnsOf(locale: string): readonly TableColumn<ReconciliationRun>[] {
  const counted = (count: number | null | undefined) => (count == null ? <Absent /> : formatCount(count, locale));
  return [
    ...runColumns,
    {
      key: 'difference',
      title: words.difference,
      kind: 'figure',
      width: 150,
      grow: 1,
      render: (run) => <Differences run={run} />,
    },
    { key: 'breaks', title: words.breaks, kind: 'figure', width: 70, render: (run) => counted(breaksOf(run)) },
    { key: 'aged', title: words.aged, kind: 'figure', width: 60, priority: 1, render: ({ found }) => counted(found?.aged) },
    {
      key: 'why',
      title: words.why,
      kind: 'quiet',
      width: 140,
      grow: 2,
      priority: 2,
      render: ({ failure }) => failure?.message ?? <Absent />,
    },
  ];
}
