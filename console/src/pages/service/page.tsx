import { getRouteApi } from '@tanstack/react-router';
import type { ServiceView } from '@throughline/api';
import { useEffect, useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatNumber } from '../../format/number.ts';
import { formatPeriodShort } from '../../format/period.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress, metricAddress, systemAddress } from '../addresses.ts';
import { RowsCsv } from '../rows-csv.tsx';
import { Documents } from './documents.tsx';
import { Messages } from './messages.tsx';
import { words } from './words.ts';

const route = getRouteApi('/$database/service');
const priorities = ['P1', 'P2', 'P3', 'P4'] as const;

/** While the numbers are measured for the first time, it is asked again so often. */
const measuringMs = 1500;

/** What is promised, whether it was kept, what comes most, who is called when, and what can be read. */
export function ServicePage() {
  const { database } = useCompany();
  const { search } = route.useSearch();
  const query = search === undefined ? {} : { search };
  const [waits, setWaits] = useState(false);
  const request = { params: { database }, query };
  const found = useApi('GET /{database}/service', request, { keepPrevious: true, refetchMs: waits && measuringMs });
  const measuring = found.data?.measuredAt === null;
  useEffect(() => setWaits(measuring), [measuring]);
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <Answer query={found} what={words.what}>
        {(view) => (
          <>
            <Levels view={view} />
            <Attainment view={view} />
            <Categories view={view} />
            <Escalation view={view} />
            <Messages view={view} />
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

function Attainment({ view: { attainment, measuredAt } }: { readonly view: ServiceView }) {
  const { database } = useCompany();
  const settings = useFormat();
  const { locale } = settings;
  const figure = (value: number, unit: string) =>
    unit === 'share'
      ? `${formatNumber(Math.round(value * 1000) / 10, locale)}%`
      : formatNumber(Math.round(value * 100) / 100, locale);
  if (measuredAt === null)
    return (
      <Section title={words.attainment}>
        <div data-waiting aria-busy>
          <StateNotice kind="empty">{words.measuring}</StateNotice>
        </div>
      </Section>
    );
  return (
    <Section
      title={words.attainment}
      aside={words.attainmentNote}
      note={
        <RowsCsv
          name="service-attainment"
          rows={attainment}
          columns={[
            ['metric', ({ metric }) => metric],
            ['from', ({ period }) => period.from],
            ['to', ({ period }) => period.to],
            [words.value, ({ value }) => value],
            [words.of, ({ n }) => n],
            ['so_far', ({ soFar }) => soFar.value],
            [words.target, ({ target }) => target],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.attainment}
        rows={attainment}
        columns={[
          {
            ...{ key: 'title', title: words.metric, kind: 'key' },
            render: ({ metric, title, period }) => (
              <Anchor className="link" href={metricAddress(database, metric, period)}>
                {title}
              </Anchor>
            ),
          },
          {
            ...{ key: 'period', title: words.period },
            render: ({ grain, period }) => formatPeriodShort({ grain, from: period.from }, settings),
          },
          {
            ...{ key: 'value', title: words.value, kind: 'figure' },
            render: ({ value, unit }) => (value === null ? <Absent /> : figure(value, unit)),
          },
          { key: 'n', title: words.of, kind: 'figure', wideOnly: true, render: ({ n }) => formatCount(n, locale) },
          {
            ...{ key: 'soFar', title: words.soFar, kind: 'figure', wideOnly: true },
            render: ({ soFar, unit }) => (soFar.value === null ? <Absent /> : figure(soFar.value, unit)),
          },
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

function Categories({ view: { categories } }: { readonly view: ServiceView }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  return (
    <Section
      title={words.categories}
      aside={words.categoriesNote}
      note={
        <RowsCsv
          name="incident-categories"
          rows={categories}
          columns={[
            [words.category, ({ category }) => category],
            [words.incidents, ({ n }) => n],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.categories}
        rows={categories}
        columns={[
          {
            ...{ key: 'category', title: words.category, kind: 'key' },
            render: ({ category }) =>
              category === null ? (
                <Absent>{words.notFiled}</Absent>
              ) : (
                <Anchor className="link" href={casesAddress(database, 'incident', { where: [`category=${category}`] })}>
                  {category}
                </Anchor>
              ),
          },
          { key: 'n', title: words.incidents, kind: 'figure', render: ({ n }) => formatCount(n, locale) },
        ]}
        idOf={({ category }) => category ?? ''}
        empty={<StateNotice kind="empty">{words.noCategories}</StateNotice>}
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
