import type { IncidentRoom } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import { words } from '../incidents/words.ts';

type Cause = IncidentRoom['causes'][number];

/** When what is due and why then; and what changed before it. */
export function Promises({ room: { promises, causes } }: { readonly room: IncidentRoom }) {
  const { database } = useCompany();
  const columns: readonly PlainColumn<Cause>[] = [
    { key: 'when', title: words.when, render: ({ at }) => <When at={at} as="moment" /> },
    {
      ...{ key: 'what', title: words.change, kind: 'key' },
      render: ({ caseId, key, title }) =>
        caseId === null ? title : <CaseLink href={caseAddress(database, caseId)}>{`${key}: ${title}`}</CaseLink>,
    },
  ];
  return (
    <>
      <Section title={words.promises}>
        <PlainTable
          caption={words.promises}
          rows={promises}
          columns={[
            { key: 'title', title: words.promise, kind: 'key', render: ({ title }) => title },
            { key: 'standing', title: words.standing, render: ({ standing }) => words.standings[standing] ?? standing },
            {
              key: 'due',
              title: words.due,
              render: ({ dueAt }) => (dueAt === null ? <Absent /> : <When at={dueAt} as="moment" />),
            },
            { key: 'why', title: words.why, kind: 'words', wideOnly: true, render: ({ why }) => why },
          ]}
          idOf={({ name }) => name}
          empty={<StateNotice kind="empty">{words.clockNone}</StateNotice>}
        />
      </Section>
      <Section title={words.causes}>
        <p className={declared['why']}>{words.causesNote}</p>
        <PlainTable
          caption={words.causes}
          {...{ columns, rows: causes }}
          idOf={({ kind, key }) => `${kind} ${key}`}
          empty={<StateNotice kind="empty">{words.noCauses}</StateNotice>}
        />
      </Section>
    </>
  );
}
