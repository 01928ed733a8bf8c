import { Button } from '@mantine/core';
import type { IncidentRoom } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import { words } from '../incidents/words.ts';

interface MessagesProps {
  readonly room: IncidentRoom;
  /** Absent: nothing may be said, or not by the reader. */
  readonly onSay?: ((audience: string, text: string) => void) | undefined;
}

/** What may be said to whom, filled in with what is known; whoever says it may change it before. */
export function Messages({ room: { messages }, onSay }: MessagesProps) {
  const { database } = useCompany();
  return (
    <Section title={words.messages} aside={words.messagesNote}>
      <PlainTable
        caption={words.messages}
        rows={messages}
        columns={[
          {
            ...{ key: 'to', title: words.to, kind: 'key' },
            render: ({ audience }) => words.audiences[audience] ?? audience,
          },
          {
            ...{ key: 'text', title: words.text, kind: 'words' },
            render: ({ text }) => <div className={declared['lines']}>{text}</div>,
          },
          {
            ...{ key: 'of', title: words.template, wideOnly: true },
            render: ({ document }) =>
              document === null ? (
                words.standard
              ) : (
                <CaseLink href={caseAddress(database, document.caseId)}>{document.title}</CaseLink>
              ),
          },
          ...(onSay === undefined
            ? []
            : [
                {
                  ...{ key: 'say', title: words.sayIt },
                  render: ({ audience, text }: IncidentRoom['messages'][number]) => (
                    <Button variant="subtle" onClick={() => onSay(audience, text)} data-screen-only>
                      {words.say}
                    </Button>
                  ),
                },
              ]),
        ]}
        idOf={({ audience }) => audience}
        empty={<StateNotice kind="empty">{words.noMessages}</StateNotice>}
      />
    </Section>
  );
}
