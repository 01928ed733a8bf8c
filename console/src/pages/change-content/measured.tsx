import type { ContentView } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { integrationAddress, metricAddress } from '../addresses.ts';
import { RowsCsv } from '../rows-csv.tsx';
import { words } from './words.ts';

/** What is measured of it: whether that is something else from then on, and what becomes of what was measured before. */
export function Metrics({ metrics }: Pick<ContentView, 'metrics'>) {
  const { database } = useCompany();
  return (
    <Section
      title={words.metrics}
      note={
        <RowsCsv
          {...{ name: 'proposed-metrics', rows: metrics }}
          columns={[
            [words.metric, ({ id }) => id],
            [words.definition, ({ definition }) => definition],
            [words.measures, ({ isShifted }) => (isShifted ? words.shifted : words.same)],
            [words.becomes, ({ becomes }) => becomes],
            [words.from, ({ from }) => from],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.metrics}
        rows={metrics}
        idOf={({ id }) => id}
        empty={null}
        columns={[
          {
            key: 'metric',
            title: words.metric,
            kind: 'key',
            render: ({ id, title }) => (
              <Anchor className="link" href={metricAddress(database, id)}>
                {title}
              </Anchor>
            ),
          },
          {
            key: 'measures',
            title: words.measures,
            render: ({ isShifted }) => (isShifted ? <Status tone="warn">{words.shifted}</Status> : words.same),
          },
          {
            key: 'becomes',
            title: words.becomes,
            render: ({ becomes, isShifted }) =>
              becomes === null ? <Absent>{isShifted ? words.unsaid : words.none}</Absent> : words.fates[becomes],
          },
          {
            key: 'from',
            title: words.from,
            render: ({ becomes, from }) =>
              becomes === null ? <Absent /> : from === null ? words.atOnce : <When at={from} as="day" />,
          },
          { key: 'definition', title: words.definition, wideOnly: true, render: ({ definition }) => definition ?? <Absent /> },
        ]}
      />
    </Section>
  );
}

/** Integrations whose register does not know a value that there will be. */
export function Integrations({ integrations }: Pick<ContentView, 'integrations'>) {
  const { database } = useCompany();
  return (
    <Section title={words.integrations}>
      <PlainTable
        caption={words.integrations}
        rows={integrations}
        idOf={({ name, flow, field }) => `${name} ${flow} ${field}`}
        empty={null}
        columns={[
          {
            key: 'integration',
            title: words.integration,
            kind: 'key',
            render: ({ name, title }) => (
              <Anchor className="link" href={integrationAddress(database, name)}>
                {title}
              </Anchor>
            ),
          },
          { key: 'mapped', title: words.mapped, render: ({ flow, field }) => `${flow}.${field}` },
          { key: 'unmapped', title: words.unmapped, kind: 'words', render: ({ unmapped }) => unmapped.join(', ') || <Absent /> },
          { key: 'gone', title: words.gone, wideOnly: true, render: ({ gone }) => gone.join(', ') || <Absent /> },
          { key: 'owner', title: words.owner, render: ({ owner }) => owner },
        ]}
      />
    </Section>
  );
}
