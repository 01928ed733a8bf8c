import { getRouteApi } from '@tanstack/react-router';
import type { ServiceView } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatNumber } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { metricAddress, systemAddress } from '../addresses.ts';
import { RowsCsv } from '../rows-csv.tsx';
import { Documents } from './documents.tsx';
import { words } from './words.ts';

const route = getRouteApi('/$database/service');
const priorities = ['P1', 'P2', 'P3', 'P4'] as const;

/** What is promised, whether it was kept, who is called when, and what can be read. */
export function ServicePage() {
  const { database } = useCompany();
  const { search } = route.useSearch();
  const query = search === undefined ? {} : { search };
  const found = useApi('GET /{database}/service', { params: { database }, query }, { keepPrevious: true });
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <Answer query={found} what={words.what}>
        {(view) => (
          <>
            <Levels view={view} />
            <Attainment view={view} />
            <Escalation view={view} />
            <Documents view={view} search={search ?? ''} />
          </>
        )}
      </Answer>
    </>
  );
}

function Levels({ view: { levels } }: { readonly view: ServiceView }) {
  return (
    <Section
      title={words.levels}
      aside={words.levelsNote}
      plain
      note={
        <RowsCsv
          name="service-levels"
          rows={levels}
          columns={[
            [words.promise, ({ title }) => title],
            ...priorities.map(
              (priority) =>
                [
                  priority,
                  ({ by }: ServiceView['levels'][number]) => by.find((one) => one.priority === priority)?.within ?? null,
                ] as const,
            ),
          ]}
        />
      }
    >
      <PlainTable
        caption={words.levels}
        rows={levels}
        columns={[
          { key: 'title', title: words.promise, kind: 'key', render: ({ title }) => title },
          ...priorities.map((priority) => ({
            ...{ key: priority, title: priority },
            render: ({ by }: ServiceView['levels'][number]) => by.find((one) => one.priority === priority)?.within ?? <Absent />,
          })),
        ]}
        idOf={({ name }) => name}
        empty={<StateNotice kind="empty">{words.noLevels}</StateNotice>}
      />
    </Section>
  );
}

function Attainment({ view: { attainment } }: { readonly view: ServiceView }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const figure = (value: number, unit: string) =>
    unit === 'share'
      ? `${formatNumber(Math.round(value * 1000) / 10, locale)}%`
      : formatNumber(Math.round(value * 100) / 100, locale);
  return (
    <Section title={words.attainment} aside={words.attainmentNote}>
      <PlainTable
        caption={words.attainment}
        rows={attainment}
        columns={[
          {
            ...{ key: 'title', title: words.metric, kind: 'key' },
            render: ({ metric, title }) => (
              <Anchor className="link" href={metricAddress(database, metric)}>
                {title}
              </Anchor>
            ),
          },
          {
            ...{ key: 'value', title: words.value, kind: 'figure' },
            render: ({ value, unit }) => (value === null ? <Absent /> : figure(value, unit)),
          },
          { key: 'n', title: words.of, kind: 'figure', render: ({ n }) => formatCount(n, locale) },
          { key: 'target', title: words.target, render: ({ target }) => target ?? <Absent /> },
          {
            ...{ key: 'kept', title: words.standing },
            render: ({ kept, value }) =>
              value === null ? (
                words.none
              ) : kept === null ? (
                <Absent />
              ) : (
                <Status tone={kept ? 'ok' : 'bad'}>{kept ? words.kept : words.missed}</Status>
              ),
          },
        ]}
        idOf={({ metric }) => metric}
        empty={<StateNotice kind="empty">{words.noLevels}</StateNotice>}
      />
    </Section>
  );
}

function Escalation({ view: { escalation } }: { readonly view: ServiceView }) {
  const { database } = useCompany();
  const said = ({ steps }: ServiceView['escalation'][number], priority: string) =>
    steps
      .filter((one) => one.priority === priority)
      .map(({ role, afterMinutes }) => words.step(role.title, afterMinutes))
      .join(', ');
  return (
    <Section
      title={words.escalation}
      aside={words.escalationNote}
      note={
        <RowsCsv
          name="escalation-matrix"
          rows={escalation}
          columns={[
            [words.system, ({ system }) => system],
            [words.owner, ({ owner }) => owner.title],
            ...priorities.map((priority) => [priority, (row: ServiceView['escalation'][number]) => said(row, priority)] as const),
          ]}
        />
      }
    >
      <PlainTable
        caption={words.escalation}
        rows={escalation}
        columns={[
          {
            ...{ key: 'system', title: words.system, kind: 'key' },
            render: ({ system, title }) => (
              <Anchor className="link" href={systemAddress(database, system)}>
                {title}
              </Anchor>
            ),
          },
          { key: 'owner', title: words.owner, render: ({ owner }) => owner.title },
          ...priorities.map((priority) => ({
            ...{ key: priority, title: priority, wideOnly: priority === 'P3' || priority === 'P4' },
            render: (row: ServiceView['escalation'][number]) => said(row, priority) || <Absent>{words.nobody}</Absent>,
          })),
        ]}
        idOf={({ system }) => system}
        empty={<StateNotice kind="empty">{words.noSystems}</StateNotice>}
      />
    </Section>
  );
}
