import type { ResultOf } from '@throughline/api';
import { entitiesOf } from '../../parts/access/columns.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import { words } from './words.ts';

export type HeldRole = NonNullable<ResultOf<'GET /session'>['person']>['roles'][number];

const columns: readonly TableColumn<HeldRole>[] = [
  { key: 'role', title: words.role, kind: 'text', width: 180, grow: 1, render: ({ title }) => title },
  { key: 'where', title: words.where, kind: 'text', width: 180, grow: 2, render: ({ entities }) => entitiesOf(entities) },
  {
    key: 'from',
    title: words.whence,
    kind: 'quiet',
    width: 160,
    grow: 1,
    priority: 2,
    render: ({ from, lentBy }) => (lentBy === null ? (words.whences[from] ?? from) : words.lentBy(lentBy.name)),
  },
  {
    key: 'until',
    title: words.until,
    kind: 'quiet',
    width: 90,
    priority: 1,
    render: ({ until }) => (until === null ? <Absent /> : <When at={until} as="day" />),
  },
];

const idOf = ({ role, entities, from, lentBy }: HeldRole) => `${role} ${from} ${lentBy?.id} ${entities?.join()}`;

/** The roles that somebody holds, and where each comes from. */
export function RoleTable({ roles }: { readonly roles: readonly HeldRole[] }) {
  return (
    <>
      <DataTable
        caption={words.roles}
        columns={columns}
        rows={roles}
        idOf={idOf}
        maxHeight="380px"
        empty={<StateNotice kind="empty">{words.noRole}</StateNotice>}
        total={() => <TotalLine count={words.rolesCount(roles.length)} />}
      />
      <RowsCsv
        name="roles"
        rows={roles}
        columns={[
          [words.role, ({ title }) => title],
          [words.where, ({ entities }) => entities?.join('; ') ?? null],
          [words.whence, ({ from, lentBy }) => (lentBy === null ? (words.whences[from] ?? from) : words.lentBy(lentBy.name))],
          [words.until, ({ until }) => until],
        ]}
      />
    </>
  );
}
