import type { ServiceView } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import { RowsCsv } from '../rows-csv.tsx';
import { words } from './words.ts';

/** What is said of incidents to whom, with its fields in braces. */
export function Messages({ view: { messages } }: { readonly view: ServiceView }) {
  const { database } = useCompany();
  return (
    <Section
      title={words.messages}
      aside={words.messagesNote}
      note={
        <RowsCsv
          name="messages"
          rows={messages}
          columns={[
            [words.audience, ({ audience }) => audience],
            [words.priorities, ({ priorities }) => priorities.join(' ')],
            [words.template, ({ document }) => document?.number ?? words.standard],
            [words.text, ({ text }) => text],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.messages}
        rows={messages}
        columns={[
          {
            ...{ key: 'to', title: words.audience, kind: 'key' },
            render: ({ audience }) => words.audiences[audience] ?? audience,
          },
          {
            ...{ key: 'of', title: words.priorities },
            render: ({ priorities }) => (priorities.length === 0 ? words.all : priorities.join(', ')),
          },
          {
            ...{ key: 'text', title: words.text, kind: 'words' },
            render: ({ text }) => <div className={declared['lines']}>{text}</div>,
          },
          {
            ...{ key: 'from', title: words.template, wideOnly: true },
            render: ({ document }) =>
              document === null ? (
                words.standard
              ) : (
                <CaseLink href={caseAddress(database, document.caseId)}>{document.title}</CaseLink>
              ),
          },
        ]}
        idOf={({ audience, priorities, document }) => `${audience} ${priorities.join(' ')} ${document?.caseId ?? ''}`}
        empty={null}
      />
    </Section>
  );
}
