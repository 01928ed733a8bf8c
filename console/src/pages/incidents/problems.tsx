import type { ProblemRow } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import { RowsCsv } from '../rows-csv.tsx';
import { words } from './words.ts';

/** Its cause is known, and it is not mended yet. */
const knownIn: ReadonlySet<string> = new Set(['known', 'fix_planned']);

/** The problems, or those of them whose cause is known. */
export function Problems({ of }: { readonly of: 'problems' | 'known' }) {
  const { database } = useCompany();
  const found = useApi('GET /{database}/problems', { params: { database } });
  const columns = useColumns();
  return (
    <Answer query={found} what={words.what[of]}>
      {({ items }) => {
        const rows = of === 'problems' ? items : items.filter(({ state }) => knownIn.has(state.name));
        return (
          <Section title={words.tabs[of]} plain note={<ProblemCsv rows={rows} />}>
            <PlainTable
              caption={words.what[of]}
              {...{ columns, rows }}
              idOf={({ caseId }) => caseId}
              empty={<StateNotice kind="empty">{words.none[of]}</StateNotice>}
            />
          </Section>
        );
      }}
    </Answer>
  );
}

function ProblemCsv({ rows }: { readonly rows: readonly ProblemRow[] }) {
  return (
    <RowsCsv
      name="problems"
      rows={rows}
      columns={[
        [words.number, ({ number }) => number],
        [words.name, ({ title }) => title],
        [words.priority, ({ priority }) => priority],
        [words.state, ({ state }) => state.title],
        [words.incidents, ({ incidents }) => incidents],
        [words.cause, ({ cause }) => cause],
        [words.workaround, ({ workaround }) => workaround],
        [words.actions, ({ openActions }) => openActions],
      ]}
    />
  );
}

function useColumns(): readonly PlainColumn<ProblemRow>[] {
  const { database } = useCompany();
  const { locale } = useFormat();
  return [
    {
      ...{ key: 'name', title: words.name, kind: 'key' },
      render: ({ caseId, title }) => <CaseLink href={caseAddress(database, caseId)}>{title}</CaseLink>,
    },
    { key: 'priority', title: words.priority, render: ({ priority }) => priority },
    {
      ...{ key: 'state', title: words.state },
      render: ({ state, recurred }) =>
        recurred ? <Status tone="bad">{`${state.title}, ${words.recurred}`}</Status> : state.title,
    },
    { key: 'incidents', title: words.incidents, kind: 'figure', render: ({ incidents }) => formatCount(incidents, locale) },
    { key: 'last', title: words.last, wideOnly: true, render: ({ lastAt }) => <When at={lastAt} as="past" /> },
    { key: 'cause', title: words.cause, kind: 'words', render: ({ cause }) => cause ?? <Absent /> },
    { key: 'workaround', title: words.workaround, kind: 'words', wideOnly: true, render: (row) => row.workaround ?? <Absent /> },
    {
      ...{ key: 'metric', title: words.metric, wideOnly: true },
      render: ({ metric }) =>
        metric === null ? (
          <Absent />
        ) : (
          words.metricSays(
            metric.id,
            metric.measured === null ? words.notMeasured : String(metric.measured),
            String(metric.target),
          )
        ),
    },
    { key: 'actions', title: words.actions, kind: 'figure', render: ({ openActions }) => formatCount(openActions, locale) },
  ];
}
