import type { Account } from '@throughline/api';
import { useState } from 'react';
import { KeyButton } from '../../keys/key-hint.tsx';
import { entitiesOf } from '../../parts/access/columns.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import { words } from './words.ts';

type Grant = Account['grants'][number];

const columns: readonly TableColumn<Grant>[] = [
  { key: 'role', title: words.role, kind: 'text', width: 160, grow: 1, render: ({ title }) => title },
  { key: 'where', title: words.entities, kind: 'text', width: 180, grow: 2, render: ({ entities }) => entitiesOf(entities) },
  { key: 'from', title: words.from, kind: 'quiet', width: 90, priority: 3, render: ({ from }) => <Day at={from} /> },
  { key: 'until', title: words.until, kind: 'quiet', width: 90, priority: 1, render: ({ until }) => <Day at={until} /> },
  {
    key: 'counts',
    title: words.counts,
    kind: 'quiet',
    width: 100,
    priority: 2,
    render: ({ counts }) => (counts ? words.yes : words.no),
  },
];

function Day({ at }: { readonly at: string | null }) {
  return at === null ? <Absent>{words.always}</Absent> : <When at={at} as="day" />;
}

const idOf = ({ role, from }: Grant) => `${role} ${from}`;

export interface GrantTableProps {
  readonly account: Account;
  /** Absent: nothing can be taken away. */
  readonly onTakeAway: ((role: string) => void) | undefined;
}

/** The roles that were granted to somebody. */
export function GrantTable({ account: { grants }, onTakeAway }: GrantTableProps) {
  const [index, setIndex] = useState(0);
  const row = grants[Math.min(index, grants.length - 1)];
  return (
    <>
      <DataTable
        caption={words.grants}
        columns={columns}
        rows={grants}
        idOf={idOf}
        focused={index}
        onFocus={setIndex}
        maxHeight="220px"
        empty={<StateNotice kind="empty">{words.noGrant}</StateNotice>}
        total={() => <TotalLine count={words.grantsCount(grants.length)} />}
      />
      <RowsCsv
        name="granted-roles"
        rows={grants}
        columns={[
          [words.role, ({ title }) => title],
          [words.entities, ({ entities }) => entities?.join('; ') ?? null],
          [words.from, ({ from }) => from],
          [words.until, ({ until }) => until],
          [words.counts, ({ counts }) => (counts ? words.yes : words.no)],
        ]}
      />
      {row === undefined || onTakeAway === undefined ? null : (
        <KeyButton variant="subtle" onClick={() => onTakeAway(row.role)}>
          {words.takeAway}: {row.title}
        </KeyButton>
      )}
    </>
  );
}
