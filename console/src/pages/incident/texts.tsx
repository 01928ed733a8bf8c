import { Button } from '@mantine/core';
import type { IncidentRoom } from '@throughline/api';
import { say } from '../../shell/messages.ts';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import declared from '../declared/declared.module.css';
import { words } from '../incidents/words.ts';

/** What can be sent as it stands: how it is now, and what was learned of it. */
export function Texts({ room: { status, summary } }: { readonly room: IncidentRoom }) {
  return (
    <>
      <Text title={words.status} aside={words.statusNote} text={status} />
      {summary === null ? (
        <Section title={words.summary}>
          <StateNotice kind="empty">{words.noSummary}</StateNotice>
        </Section>
      ) : (
        <Text title={words.summary} text={summary} />
      )}
    </>
  );
}

function Text({ title, aside, text }: { readonly title: string; readonly aside?: string; readonly text: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    say({ text: words.copied });
  };
  return (
    <Section
      title={title}
      aside={aside}
      note={
        <Button variant="subtle" onClick={() => void copy()} data-screen-only>
          {words.copy}
        </Button>
      }
    >
      <pre className={declared['sample']}>{text}</pre>
    </Section>
  );
}
