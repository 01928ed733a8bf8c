import type { ConnectionRun } from '@throughline/api';
import { client } from '../../data/api.ts';
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
import { words } from '../connections/words.ts';
import { CsvButton } from '../csv-button.tsx';
import { RunStatus } from '../declared/run-status.tsx';
import { words as declared } from '../declared/words.ts';
import type { OfConnection } from './page.tsx';

const idOf = ({ id }: ConnectionRun) => id;

/** Its run log, the newest first. */
export function Runs({ params }: { readonly params: OfConnection }) {
  const { locale } = useFormat();
  const pages = usePages('GET /{database}/connections/{connection}/runs', { params, query: { limit: 50 } });
  if (pages.error !== null) return <StateNotice kind="error" what={words.runs} error={pages.error} onRetry={pages.again} />;
  const count = formatCounted(pages.items.length, words.runNoun, locale);
  return (
    <Section
      title={words.runs}
      note={
        <CsvButton
          name={`${params.connection}-runs`}
          url={client.url('GET /{database}/connections/{connection}/runs', { params })}
        />
      }
    >
      <DataTable
        caption={words.runs}
        columns={columnsOf(locale)}
        rows={pages.items}
        idOf={idOf}
        onEnd={pages.more}
        loading={pages.waiting}
        maxHeight="300px"
        empty={<StateNotice kind="empty">{words.noRuns}</StateNotice>}
        total={() => <TotalLine count={pages.complete ? count : words.soFar(count)} />}
      />
    </Section>
  );
}

function columnsOf(locale: string): readonly TableColumn<ConnectionRun>[] {
  const figure = (
    key: 'records' | 'facts' | 'duplicates' | 'deviations' | 'deadLetters' | 'requests',
    title: string,
    priority?: number,
  ): TableColumn<ConnectionRun> => ({
    ...{ key, title, kind: 'figure', width: 80 },
    ...(priority === undefined ? {} : { priority }),
    render: ({ counts }) => (counts[key] === 0 ? <Absent>0</Absent> : formatCount(counts[key], locale)),
  });
  return [
    { key: 'at', title: words.at, kind: 'text', width: 120, render: ({ startedAt }) => <When at={startedAt} as="moment" /> },
    { key: 'cause', title: words.cause, kind: 'quiet', width: 90, priority: 4, render: ({ cause }) => declared.causes[cause] },
    { key: 'status', title: words.outcome, kind: 'text', width: 92, render: ({ status }) => <RunStatus status={status} /> },
    {
      key: 'took',
      title: words.took,
      kind: 'figure',
      width: 66,
      priority: 3,
      render: ({ startedAt, endedAt }) =>
        endedAt === null ? <Absent /> : formatDuration(Date.parse(endedAt) - Date.parse(startedAt), 'short'),
    },
    figure('records', words.recordsRead),
    figure('facts', words.factsMade),
    figure('duplicates', words.duplicates, 5),
    figure('deviations', words.deviations, 2),
    figure('deadLetters', words.dead),
    figure('requests', words.requests, 6),
    {
      key: 'why',
      title: words.message,
      kind: 'quiet',
      width: 150,
      grow: 2,
      priority: 1,
      render: ({ failure }) => failure?.message ?? <Absent />,
    },
  ];
}
