import type { ContentView } from '@throughline/api';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Section } from '../../shell/section.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import { words } from './words.ts';

/** Values of parameters as they are and as they are to be, with the bounds in which they may be. */
export function Parameters({ parameters }: Pick<ContentView, 'parameters'>) {
  return (
    <Section
      title={words.parameters}
      note={
        <RowsCsv
          {...{ name: 'proposed-parameters', rows: parameters }}
          columns={[
            [words.flow, ({ flow }) => flow],
            [words.parameter, ({ name }) => name],
            [words.before, ({ before }) => before],
            [words.after, ({ after }) => after],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.parameters}
        rows={parameters}
        idOf={({ name }) => name}
        empty={null}
        columns={[
          { key: 'parameter', title: words.parameter, kind: 'key', render: ({ title }) => title },
          { key: 'before', title: words.before, kind: 'figure', render: ({ before }) => before },
          { key: 'after', title: words.after, kind: 'figure', render: ({ after }) => <strong>{after}</strong> },
          { key: 'bounds', title: words.bounds, wideOnly: true, render: ({ from, to }) => words.range(from, to) },
          { key: 'owner', title: words.owner, wideOnly: true, render: ({ owner }) => owner },
        ]}
      />
    </Section>
  );
}
