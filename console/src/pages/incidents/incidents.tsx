import type { IncidentRow } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent, Amounts } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress, incidentAddress } from '../addresses.ts';
import { RowsCsv } from '../rows-csv.tsx';
import { Person } from './person.tsx';
import { words } from './words.ts';

/** The incidents, those that are not over first. */
export function Incidents() {
  const { database } = useCompany();
  const found = useApi('GET /{database}/incidents', { params: { database } });
  return (
    <Answer query={found} what={words.what.incidents}>
      {({ items }) => <List items={items} />}
    </Answer>
  );
}

function List({ items }: { readonly items: readonly IncidentRow[] }) {
  const { database } = useCompany();
  return (
    <Section
      title={words.tabs.incidents}
      plain
      note={
        <RowsCsv
          name="incidents"
          rows={items}
          columns={[
            [words.number, ({ number }) => number],
            [words.name, ({ title }) => title],
            [words.priority, ({ priority }) => priority],
            [words.category, ({ category }) => category],
            [words.state, ({ state }) => state.title],
            [words.lead, ({ lead }) => lead],
            ['began_at', ({ beganAt }) => beganAt],
            ['ended_at', ({ endedAt }) => endedAt],
            ['say_by', ({ sayBy }) => sayBy],
            [words.blocked, ({ blocked }) => blocked],
            [words.late, ({ late }) => late.map(({ title }) => title).join('; ')],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.what.incidents}
        columns={useColumns()}
        rows={items}
        idOf={({ caseId }) => caseId}
        empty={
          <StateNotice
            kind="empty"
            action={
              <Anchor className="link" href={casesAddress(database, 'incident', {})}>
                {words.open}
              </Anchor>
            }
          >
            {words.none.incidents}
          </StateNotice>
        }
      />
    </Section>
  );
}

function useColumns(): readonly PlainColumn<IncidentRow>[] {
  const { database } = useCompany();
  const { locale } = useFormat();
  return [
    {
      ...{ key: 'name', title: words.name, kind: 'key' },
      render: ({ number, title }) => <CaseLink href={incidentAddress(database, number)}>{title}</CaseLink>,
    },
    { key: 'priority', title: words.priority, render: ({ priority }) => priority },
    { key: 'category', title: words.category, wideOnly: true, render: ({ category }) => category ?? <Absent /> },
    { key: 'state', title: words.state, render: ({ state }) => state.title },
    {
      ...{ key: 'lead', title: words.lead },
      render: ({ lead, state }) =>
        lead === null && !state.final ? <Status tone="warn">{words.nobody}</Status> : <Person name={lead} />,
    },
    { key: 'began', title: words.began, wideOnly: true, render: ({ beganAt }) => <When at={beganAt} as="moment" /> },
    {
      ...{ key: 'say', title: words.sayBy },
      render: ({ sayBy, late }) => (
        <When at={sayBy} as="moment" late={late.some(({ kind }) => kind === 'communicationOverdue')} />
      ),
    },
    {
      ...{ key: 'blocked', title: words.blocked, kind: 'figure', wideOnly: true },
      render: ({ blocked }) => (blocked === null ? <Absent /> : formatCount(blocked, locale)),
    },
    { key: 'risk', title: words.atRisk, kind: 'figure', render: ({ atRisk }) => <Amounts amounts={atRisk} /> },
    {
      ...{ key: 'late', title: words.late, kind: 'words', wideOnly: true },
      render: ({ late }) =>
        late.length === 0 ? <Absent /> : <Status tone="bad">{late.map(({ title }) => title).join(', ')}</Status>,
    },
  ];
}
