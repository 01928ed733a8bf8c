import type { ContentView } from '@throughline/api';
import { Status } from '../../parts/marks/status.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { words } from './words.ts';

/** What the checker finds wrong with what is proposed, and what to do. */
export function Findings({ findings }: Pick<ContentView, 'findings'>) {
  return (
    <Section title={words.findings}>
      <PlainTable
        caption={words.findings}
        rows={findings}
        idOf={({ code, flow, path, message }) => `${code} ${flow} ${path} ${message}`}
        empty={<StateNotice kind="empty">{words.noFinding}</StateNotice>}
        columns={[
          {
            key: 'severity',
            title: words.severity,
            kind: 'key',
            render: ({ severity }) => <Status tone={severity === 'error' ? 'bad' : 'warn'}>{words.severities[severity]}</Status>,
          },
          { key: 'message', title: words.message, kind: 'words', render: ({ message }) => message },
          { key: 'mend', title: words.mend, kind: 'words', render: ({ mend }) => mend },
          { key: 'flow', title: words.flow, wideOnly: true, render: ({ flow }) => flow ?? <Absent /> },
          { key: 'place', title: words.place, wideOnly: true, render: ({ path }) => <code>{path}</code> },
        ]}
      />
    </Section>
  );
}
