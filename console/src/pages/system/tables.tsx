import type { SystemDetail } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, integrationAddress } from '../addresses.ts';
import { DocumentMark } from '../systems/marks.tsx';
import { words } from '../systems/words.ts';

const none = (text: string) => <StateNotice kind="empty">{text}</StateNotice>;

/** What brings records to it and takes them from it. */
export function IntegrationTable({ view: { integrations } }: { readonly view: SystemDetail }) {
  const { database } = useCompany();
  return (
    <Section title={words.integrations}>
      <PlainTable
        caption={words.integrations}
        rows={integrations}
        idOf={({ name }) => name}
        empty={none(words.noIntegrations)}
        columns={[
          {
            key: 'title',
            title: words.integration,
            kind: 'key',
            render: ({ name, title }) => (
              <Anchor className="link" href={integrationAddress(database, name)}>
                {title}
              </Anchor>
            ),
          },
          { key: 'way', title: words.direction, render: ({ direction, other }) => `${words.directions[direction]} ${other}` },
          { key: 'moves', title: words.moves, kind: 'words', render: ({ moves }) => (moves === '' ? <Absent /> : moves) },
        ]}
      />
    </Section>
  );
}

/** What is written of it. */
export function DocumentTable({ view: { documents } }: { readonly view: SystemDetail }) {
  const { database } = useCompany();
  return (
    <Section title={words.documents}>
      <PlainTable
        caption={words.documents}
        rows={documents}
        idOf={({ caseId }) => caseId}
        empty={none(words.noDocuments)}
        columns={[
          {
            key: 'number',
            title: words.number,
            kind: 'key',
            render: ({ number, caseId }) => (
              <Anchor className="link" href={caseAddress(database, caseId)}>
                {number}
              </Anchor>
            ),
          },
          { key: 'title', title: words.documentTitle, kind: 'words', render: ({ title }) => title },
          { key: 'standing', title: words.standing, render: (row) => <DocumentMark standing={row.standing} /> },
          {
            key: 'reviewed',
            title: words.reviewed,
            wideOnly: true,
            render: ({ reviewedOn }) => <When at={reviewedOn} as="day" />,
          },
          { key: 'tested', title: words.tested, wideOnly: true, render: ({ testedOn }) => <When at={testedOn} as="day" /> },
        ]}
      />
    </Section>
  );
}

/** What happened to it, and what was changed of it. */
export function CaseTables({ view: { incidents, changes } }: { readonly view: SystemDetail }) {
  return (
    <>
      <Section title={words.incidentsOf}>
        <CaseTable caption={words.incidentsOf} rows={incidents} empty={words.noIncidents} />
      </Section>
      <Section title={words.changesOf}>
        <CaseTable caption={words.changesOf} rows={changes} empty={words.noChanges} />
      </Section>
    </>
  );
}

interface CaseTableProps {
  readonly caption: string;
  readonly rows: SystemDetail['incidents'];
  readonly empty: string;
}

function CaseTable({ caption, rows, empty }: CaseTableProps) {
  const { database } = useCompany();
  return (
    <PlainTable
      {...{ caption, rows }}
      idOf={({ caseId }) => caseId}
      empty={none(empty)}
      columns={[
        {
          key: 'number',
          title: words.caseKey,
          kind: 'key',
          render: ({ number, caseId }) => (
            <Anchor className="link" href={caseAddress(database, caseId)}>
              {number}
            </Anchor>
          ),
        },
        { key: 'title', title: words.caseTitle, kind: 'words', render: ({ title }) => title },
        { key: 'weight', title: words.weight, wideOnly: true, render: ({ weight }) => weight ?? <Absent /> },
        {
          key: 'open',
          title: words.state,
          render: ({ open, state }) => `${open ? words.open : words.over} (${state.replaceAll('_', ' ')})`,
        },
      ]}
    />
  );
}
