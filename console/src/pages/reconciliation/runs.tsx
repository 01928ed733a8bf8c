import type { ReconciliationRun } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { formatDuration } from '../../format/day.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { CsvButton } from '../csv-button.tsx';
import { RunStatus } from '../declared/run-status.tsx';
import { words as declared } from '../declared/words.ts';
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
  if (pages.error !== null) return <StateNotice kind="error" what={words.runs} error={pages.error} onRetry={pages.again} />;
  const count = formatCounted(pages.items.length, words.run, locale);
  return (
    <Section title={words.runs} note={<CsvButton name={`${id}-runs`} url={url} />}>
      <DataTable
        caption={words.runs}
        columns={columnsOf(locale)}
        rows={pages.items}
        idOf={idOf}
        onEnd={pages.more}
        loading={pages.waiting}
        maxHeight="280px"
        empty={<StateNotice kind="empty">{words.noRuns}</StateNotice>}
        total={() => <TotalLine count={pages.complete ? count : words.soFar(count)} />}
      />
    </Section>
  );
}

function columnsOf(locale: string): readonly TableColumn<ReconciliationRun>[] {
  const counted = (count: number | null | undefined) => (count == null ? <Absent /> : formatCount(count, locale));
  return [
    {
      key: 'began',
      title: words.began,
      kind: 'text',
      width: 120,
      render: ({ startedAt }) => <When at={startedAt} as="moment" />,
    },
    { key: 'cause', title: words.cause, kind: 'quiet', width: 90, priority: 4, render: ({ cause }) => declared.causes[cause] },
    { key: 'status', title: words.outcome, kind: 'text', width: 92, render: ({ status }) => <RunStatus status={status} /> },
    {
      key: 'took',
      title: words.took,
      kind: 'figure',
      width: 70,
      priority: 3,
      render: ({ startedAt, endedAt }) =>
        endedAt === null ? <Absent /> : formatDuration(Date.parse(endedAt) - Date.parse(startedAt), 'short'),
    },
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
