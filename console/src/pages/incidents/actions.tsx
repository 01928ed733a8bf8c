import type { CorrectiveActionRow } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
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

/** Corrective actions of all incidents and problems. */
export function Actions() {
  const { database } = useCompany();
  const found = useApi('GET /{database}/corrective-actions', { params: { database } });
  return (
    <Answer query={found} what={words.what.actions}>
      {({ items }) => (
        <Section title={words.tabs.actions} plain note={<ActionCsv rows={items} />}>
          <ActionTable rows={items} none={words.none.actions} />
        </Section>
      )}
    </Answer>
  );
}

function ActionCsv({ rows }: { readonly rows: readonly CorrectiveActionRow[] }) {
  return (
    <RowsCsv
      name="corrective-actions"
      rows={rows}
      columns={[
        [words.number, ({ number }) => number],
        [words.of, ({ of }) => of],
        [words.name, ({ title }) => title],
        [words.kind, ({ kind }) => kind],
        [words.owner, ({ owner }) => owner],
        ['due_on', ({ dueOn }) => dueOn],
        ['done_on', ({ doneOn }) => doneOn],
        [words.evidence, ({ evidence }) => evidence],
      ]}
    />
  );
}

/** Some of them, the late ones marked. */
export function ActionTable({ rows, none }: { readonly rows: readonly CorrectiveActionRow[]; readonly none: string }) {
  const { database } = useCompany();
  const columns: readonly PlainColumn<CorrectiveActionRow>[] = [
    {
      ...{ key: 'name', title: words.name, kind: 'key' },
      render: ({ caseId, title }) => <CaseLink href={caseAddress(database, caseId)}>{title}</CaseLink>,
    },
    { key: 'of', title: words.of, render: ({ of }) => of },
    { key: 'kind', title: words.kind, wideOnly: true, render: ({ kind }) => kind.replaceAll('-', ' ') },
    { key: 'owner', title: words.owner, render: ({ owner }) => owner ?? <Absent /> },
    { key: 'due', title: words.due, render: ({ dueOn, late }) => <When at={dueOn} as={late ? 'due' : 'day'} late={late} /> },
    { key: 'state', title: words.state, render: ({ state }) => state.title },
    { key: 'evidence', title: words.evidence, kind: 'words', wideOnly: true, render: (row) => row.evidence ?? <Absent /> },
  ];
  return (
    <PlainTable
      caption={words.tabs.actions}
      {...{ columns, rows }}
      idOf={({ caseId }) => caseId}
      empty={<StateNotice kind="empty">{none}</StateNotice>}
    />
  );
}
