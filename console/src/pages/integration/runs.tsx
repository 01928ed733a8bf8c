import { NativeSelect } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { IntegrationRun } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { formatDuration } from '../../format/day.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status, type Tone } from '../../parts/marks/status.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { integrationAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { words } from '../integrations/words.ts';
import { PagedTable } from '../paged-table.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { runStates } from './search.ts';

const route = getRouteApi('/$database/integrations/$integration');
const idOf = ({ id }: IntegrationRun) => id;
const tones: Readonly<Record<IntegrationRun['status'], Tone>> = {
  success: 'ok',
  partial: 'warn',
  failed: 'bad',
  running: 'none',
};

/** Every run that was told, the newest first. */
export function Runs({ name }: { readonly name: string }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { runs: status } = route.useSearch();
  const navigate = useNavigate();
  const params = { database, integration: name };
  const query = status === undefined ? {} : { status };
  const pages = usePages('GET /{database}/integrations/{integration}/runs', { params, query: { ...query, limit: 100 } });
  const url = client.url('GET /{database}/integrations/{integration}/runs', { params, query });
  const choose = (value: string) => {
    const runs = runStates.find((one) => one === value);
    void navigate({ href: integrationAddress(database, name, runs === undefined ? {} : { runs }), replace: true });
  };
  return (
    <Section title={words.runs} note={<CsvButton name={`${name}-runs`} url={url} />}>
      <ChoiceBar>
        <NativeSelect
          aria-label={words.outcome}
          data={[{ value: '', label: words.everyStatus }, ...runStates.map((value) => ({ value, label: words.statuses[value] }))]}
          value={status ?? ''}
          onChange={({ currentTarget: { value } }) => choose(value)}
        />
      </ChoiceBar>
      <PagedTable
        caption={words.runs}
        columns={columnsOf(locale)}
        {...{ pages, idOf }}
        noun={words.sentence.runs}
        nothing={status === undefined ? words.noRuns.all : words.noRuns.like}
        maxHeight="340px"
      />
    </Section>
  );
}

function columnsOf(locale: string): readonly TableColumn<IntegrationRun>[] {
  return [
    {
      key: 'started',
      title: words.started,
      kind: 'text',
      width: 116,
      render: ({ startedAt }) => <When at={startedAt} as="moment" />,
    },
    {
      key: 'scheduled',
      title: words.scheduled,
      kind: 'quiet',
      width: 116,
      priority: 4,
      render: ({ scheduledAt }) => <When at={scheduledAt} as="moment" />,
    },
    {
      key: 'status',
      title: words.outcome,
      kind: 'text',
      width: 104,
      render: ({ status }) => <Status tone={tones[status]}>{words.statuses[status]}</Status>,
    },
    { key: 'records', title: words.records, kind: 'figure', width: 80, render: ({ records }) => formatCount(records, locale) },
    {
      key: 'failed',
      title: words.recordsFailed,
      kind: 'figure',
      width: 66,
      render: ({ recordsFailed }) => (recordsFailed === 0 ? <Absent>0</Absent> : formatCount(recordsFailed, locale)),
    },
    {
      key: 'took',
      title: words.took,
      kind: 'figure',
      width: 72,
      priority: 3,
      render: ({ durationMs }) => (durationMs === null ? <Absent /> : formatDuration(durationMs, 'short')),
    },
    {
      key: 'class',
      title: words.errorClass,
      kind: 'quiet',
      width: 120,
      grow: 1,
      priority: 1,
      render: ({ errorClass }) => errorClass ?? <Absent />,
    },
    {
      key: 'message',
      title: words.message,
      kind: 'quiet',
      width: 130,
      grow: 2,
      priority: 2,
      render: ({ message }) => message ?? <Absent />,
    },
    {
      key: 'told',
      title: words.toldBy,
      kind: 'quiet',
      width: 110,
      priority: 5,
      render: ({ toldBy }) => (toldBy === 'connection' ? words.ours : toldBy),
    },
  ];
}
