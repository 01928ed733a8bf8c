import type { ConnectionRun } from '@throughline/api';
import { client } from '../../data/api.ts';
import { usePages } from '../../data/pages.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { words } from '../connections/words.ts';
import { CsvButton } from '../csv-button.tsx';
import { runColumns } from '../declared/run-columns.tsx';
import { PagedTable } from '../paged-table.tsx';
import type { OfConnection } from './page.tsx';

const idOf = ({ id }: ConnectionRun) => id;

/** Its run log, the newest first. */
export function Runs({ params }: { readonly params: OfConnection }) {
  const { locale } = useFormat();
  const pages = usePages('GET /{database}/connections/{connection}/runs', { params, query: { limit: 50 } });
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
      <PagedTable
        caption={words.runs}
        columns={columnsOf(locale)}
        {...{ pages, idOf }}
        noun={words.runNoun}
        nothing={words.noRuns}
        maxHeight="300px"
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
    ...runColumns,
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
