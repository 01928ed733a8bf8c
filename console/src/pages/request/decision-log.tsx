import type { RequestDetail } from '@throughline/api';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { words } from '../intake/words.ts';
import { RowsCsv } from '../rows-csv.tsx';

type Said = RequestDetail['decisions'][number];

const columns: readonly PlainColumn<Said>[] = [
  { key: 'at', title: words.at, render: ({ at }) => <When at={at} as="moment" /> },
  { key: 'event', title: words.event, kind: 'key', render: ({ event }) => event },
  { key: 'by', title: words.by, render: ({ by }) => by.name },
  { key: 'says', title: words.says, kind: 'words', render: ({ says }) => says ?? <Absent /> },
];

/** What was decided of it, by whom and why, newest first. */
export function DecisionLog({ view: { number, decisions } }: { readonly view: RequestDetail }) {
  return (
    <Section
      title={words.log}
      note={
        <RowsCsv
          name={`${number}-decisions`}
          rows={decisions}
          columns={[
            ['at', ({ at }) => at],
            ['event', ({ event }) => event],
            ['by', ({ by }) => by.name],
            ['says', ({ says }) => says],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.log}
        columns={columns}
        rows={decisions}
        idOf={({ at, event }) => `${at} ${event}`}
        empty={null}
      />
    </Section>
  );
}
