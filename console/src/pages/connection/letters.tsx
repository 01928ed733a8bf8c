import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ConnectionDetail, DeadLetterView } from '@throughline/api';
import { useState } from 'react';
import { client } from '../../data/api.ts';
import { usePages } from '../../data/pages.ts';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import { ViewTabs } from '../../parts/list/view-tabs.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { connectionAddress } from '../addresses.ts';
import { words } from '../connections/words.ts';
import { CsvButton } from '../csv-button.tsx';
import { PagedTable } from '../paged-table.tsx';
import { LetterDetail } from './letter-detail.tsx';
import type { OfConnection } from './page.tsx';
import { ReplayAll } from './replay-all.tsx';
import { letterStates } from './search.ts';

const route = getRouteApi('/$database/connections/$connection');
const idOf = ({ id }: DeadLetterView) => id;

interface LettersProps {
  readonly view: ConnectionDetail;
  readonly params: OfConnection;
}

/** Records that became no facts: what is wrong with each, replayed one by one or all, or discarded for a reason. */
export function Letters({ view, params }: LettersProps) {
  const { letters: status = 'open' } = route.useSearch();
  const navigate = useNavigate();
  const [focused, setFocused] = useState(0);
  const query = { status };
  const pages = usePages('GET /{database}/connections/{connection}/dead-letters', { params, query: { ...query, limit: 50 } });
  const { items } = pages;
  const index = Math.min(focused, items.length - 1);
  const hrefOf = (state: (typeof letterStates)[number]) =>
    connectionAddress(params.database, params.connection, state === 'open' ? {} : { letters: state });
  useRowKeys({ count: items.length, index, onMove: setFocused });
  const chosen = items[index];
  const url = client.url('GET /{database}/connections/{connection}/dead-letters', { params, query });
  return (
    <Section
      title={words.lettersTitle}
      aside={words.lettersNote}
      note={<CsvButton name={`${params.connection}-dead-letters`} url={url} />}
    >
      <ViewTabs
        label={words.lettersTitle}
        current={status}
        views={letterStates.map((state) => ({
          id: state,
          title: words.letterStates[state],
          href: hrefOf(state),
          count: state === 'open' ? view.openDeadLetters : undefined,
        }))}
        tools={status === 'open' && view.openDeadLetters > 1 ? <ReplayAll params={params} count={view.openDeadLetters} /> : null}
      />
      <PagedTable
        caption={words.lettersTitle}
        columns={status === 'open' ? columns.filter(({ key }) => key !== 'settled') : columns}
        {...{ pages, idOf }}
        focused={index}
        onFocus={setFocused}
        noun={words.letter}
        nothing={words.noLetters[status]}
        maxHeight="260px"
      />
      {chosen === undefined ? null : (
        <LetterDetail
          key={chosen.id}
          letter={chosen}
          params={params}
          onSettled={() => void navigate({ href: hrefOf(status), replace: true })}
        />
      )}
    </Section>
  );
}

const columns: readonly TableColumn<DeadLetterView>[] = [
  {
    key: 'wrong',
    title: words.wrong,
    kind: 'key',
    width: 240,
    grow: 3,
    render: ({ errors: [first] }) => first?.message ?? <Absent />,
  },
  {
    key: 'field',
    title: words.field,
    kind: 'text',
    width: 120,
    grow: 1,
    priority: 1,
    render: ({ errors: [first] }) => (first === undefined || first.field === '' ? <Absent /> : first.field),
  },
  {
    key: 'first',
    title: words.first,
    kind: 'quiet',
    width: 110,
    priority: 3,
    render: ({ firstAt }) => <When at={firstAt} as="moment" />,
  },
  { key: 'last', title: words.last, kind: 'quiet', width: 110, render: ({ lastAt }) => <When at={lastAt} as="moment" /> },
  { key: 'times', title: words.times, kind: 'figure', width: 60, render: ({ times }) => times },
  { key: 'owner', title: words.owner, kind: 'quiet', width: 120, priority: 2, render: ({ owner }) => owner.title },
  {
    key: 'settled',
    title: words.settledBy,
    kind: 'quiet',
    width: 100,
    priority: 4,
    render: ({ settledBy }) => settledBy ?? <Absent />,
  },
];
