import type { IncidentRoom } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import { words } from '../incidents/words.ts';

type Touched = IncidentRoom['affected'][number];

/** What it touches, whose that is, and what is to be done by its runbooks. */
export function Affected({ room: { affected, escalation } }: { readonly room: IncidentRoom }) {
  const { database } = useCompany();
  const columns: readonly PlainColumn<Touched>[] = [
    {
      ...{ key: 'name', title: words.name, kind: 'key' },
      render: ({ caseId, title }) =>
        caseId === null ? title : <CaseLink href={caseAddress(database, caseId)}>{title}</CaseLink>,
    },
    { key: 'kind', title: words.kind, render: ({ kind }) => words.affectedKinds[kind] },
    { key: 'owner', title: words.owner, render: ({ owner }) => owner?.title ?? <Absent /> },
    {
      ...{ key: 'runbook', title: words.runbook, kind: 'words' },
      render: ({ runbooks }) =>
        runbooks.length === 0 ? words.noRunbook : runbooks.map(({ number, title }) => `${number} ${title}`).join(', '),
    },
  ];
  const books = affected.flatMap(({ runbooks }) => runbooks);
  return (
    <>
      <Section title={words.affected}>
        <PlainTable
          caption={words.affected}
          {...{ columns, rows: affected }}
          idOf={({ kind, name }) => `${kind} ${name}`}
          empty={<StateNotice kind="empty">{words.noAffected}</StateNotice>}
        />
      </Section>
      {books.map(({ caseId, number, title, body, url, testedOn, usedOn }) => (
        <Section
          key={caseId}
          title={`${number}: ${title}`}
          aside={
            <>
              {words.tested} {testedOn === null ? words.never : <When at={testedOn} as="day" />}, {words.used}{' '}
              {usedOn === null ? words.never : <When at={usedOn} as="day" />}
            </>
          }
        >
          {body === '' ? (
            <Anchor className="link" href={url}>
              {url}
            </Anchor>
          ) : (
            <pre className={declared['sample']}>{body}</pre>
          )}
        </Section>
      ))}
      <Section title={words.escalation}>
        <PlainTable
          caption={words.escalation}
          rows={escalation}
          columns={[
            { key: 'role', title: words.role, kind: 'key', render: ({ role }) => role.title },
            { key: 'system', title: words.system, render: ({ system }) => system },
            { key: 'at', title: words.from, render: ({ at }) => <When at={at} as="moment" /> },
          ]}
          idOf={({ system, role, afterMinutes }) => `${system} ${role.name} ${afterMinutes}`}
          empty={<StateNotice kind="empty">{words.noEscalation}</StateNotice>}
        />
      </Section>
    </>
  );
}
