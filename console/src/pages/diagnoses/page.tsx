import { Button } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { DiagnosisRow } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { formatDay } from '../../format/day.ts';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { metricAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { diagnosisAddress } from '../diagnosis/search.ts';
import { Choice } from '../tasks/choice-bar.tsx';
import { Ask, type AskProps } from './ask.tsx';
import styles from './diagnoses.module.css';
import { plusDays } from './periods.ts';
import { type DiagnosesSearch, diagnosesAddress } from './search.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/diagnoses');

/** Why numbers moved: the question to ask, and what was found before. */
export function DiagnosesPage() {
  const { database } = useCompany();
  const search = route.useSearch();
  const navigate = useNavigate();
  const ask: AskProps['ask'] = (change) =>
    void navigate({ href: diagnosesAddress(database, { ...search, ...change } as DiagnosesSearch), replace: true });
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <Ask search={search} ask={ask} />
      <Found search={search} ask={ask} />
    </>
  );
}

function Found({ search: { open }, ask }: AskProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const columns = useColumns();
  const params = { database };
  const query = open === undefined ? {} : { open: true };
  const pages = usePages('GET /{database}/diagnoses', { params, query: { ...query, limit: 50 } });
  const count = formatCounted(pages.items.length, words.noun, locale);
  return (
    <Section
      title={words.list}
      aside={pages.waiting || pages.error !== null ? undefined : pages.complete ? count : words.soFar(count)}
      note={<CsvButton name="diagnoses" url={client.url('GET /{database}/diagnoses', { params, query })} />}
    >
      <Choice checked={open !== undefined} onChange={(only) => ask({ open: only ? 'true' : undefined })}>
        {words.onlyOpen}
      </Choice>
      {pages.error !== null ? (
        <StateNotice kind="error" what={words.theDiagnoses} error={pages.error} onRetry={pages.again} />
      ) : pages.waiting ? null : (
        <PlainTable
          caption={words.caption}
          rows={pages.items}
          idOf={({ case: { id } }) => id}
          columns={columns}
          empty={<StateNotice kind="empty">{open === undefined ? words.none : words.noneOpen}</StateNotice>}
        />
      )}
      {pages.more === undefined ? null : <Button onClick={pages.more}>{words.soFar(count)}</Button>}
    </Section>
  );
}

/** The states in which the program still computes. */
const steps: readonly string[] = ['stage', 'bucket', 'sample', 'pattern', 'action'];

function useColumns(): readonly PlainColumn<DiagnosisRow>[] {
  const { database } = useCompany();
  const settings = useFormat();
  return [
    {
      key: 'key',
      title: words.number,
      kind: 'key',
      render: ({ case: { id, key } }) => (
        <Anchor className={`link ${styles['key']}`} href={diagnosisAddress(database, id)}>
          {key}
        </Anchor>
      ),
    },
    {
      key: 'says',
      title: words.finding,
      kind: 'words',
      // What was recorded of more than one sees is computed of one's own part where it is opened.
      render: ({ says, state }) =>
        says === '' ? (
          <Absent>{steps.includes(state) ? words.notYet : words.ofMore}</Absent>
        ) : (
          <span className={styles['says']}>{says}</span>
        ),
    },
    {
      key: 'metric',
      title: words.of,
      render: ({ metric: { id, title } }) => (
        <Anchor className="link" href={metricAddress(database, id)}>
          {title}
        </Anchor>
      ),
    },
    {
      key: 'period',
      title: words.period,
      wideOnly: true,
      render: ({ question: { from, to } }) => words.span(formatDay(from, settings), formatDay(plusDays(to, -1), settings)),
    },
    { key: 'state', title: words.state, render: ({ stateTitle }) => <span className={styles['key']}>{stateTitle}</span> },
    { key: 'owner', title: words.owner, wideOnly: true, render: ({ owner }) => owner.title },
    { key: 'due', title: words.due, render: ({ dueAt, open }) => <When at={open ? dueAt : null} /> },
    { key: 'opened', title: words.opened, wideOnly: true, render: ({ openedAt }) => <When at={openedAt} as="moment" /> },
    { key: 'by', title: words.by, wideOnly: true, render: ({ openedBy }) => openedBy.name },
  ];
}
