import type { Money as Amount, ResultOf } from '@throughline/api';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent, Money } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';

type Task = ResultOf<'GET /{database}/tasks'>['items'][number];
type RungSoon = ResultOf<'GET /{database}/rungs'>['items'][number];

interface Worth {
  readonly subject: string | null;
  readonly amount: Amount | null;
}

/** Whom it is about and what it is worth, of any row of work. */
function worthColumns<Row extends Worth>(): readonly TableColumn<Row>[] {
  return [
    {
      key: 'subject',
      title: 'About',
      kind: 'quiet',
      width: 150,
      grow: 2,
      priority: 1,
      render: ({ subject }) => subject ?? <Absent />,
    },
    { key: 'amount', title: 'Amount', kind: 'figure', width: 96, render: ({ amount }) => <Money as="bare" money={amount} /> },
    { key: 'currency', title: '', label: 'Currency', kind: 'unit', width: 44, render: ({ amount }) => amount?.currency },
  ];
}

const opens: TableColumn<Task> = { key: 'title', title: 'Task', kind: 'key', width: 190, grow: 2, render: ({ title }) => title };
const about: readonly TableColumn<Task>[] = [
  { key: 'case', title: 'Case', kind: 'text', width: 150, render: ({ about: of }) => of?.key ?? <Absent /> },
  ...worthColumns<Task>(),
];
const whose: readonly TableColumn<Task>[] = [
  { key: 'role', title: 'Role', kind: 'quiet', width: 110, priority: 3, render: ({ role }) => role.title },
  {
    key: 'assignee',
    title: 'Assigned to',
    kind: 'quiet',
    width: 120,
    priority: 2,
    render: ({ assignee }) => assignee?.name ?? <Absent />,
  },
];

/** Tasks that wait. */
export const openColumns: readonly TableColumn<Task>[] = [
  opens,
  ...about,
  { key: 'due', title: 'Due', kind: 'text', width: 92, render: ({ dueAt, late }) => <When at={dueAt} late={late} /> },
  ...whose,
  {
    key: 'opened',
    title: 'Since',
    kind: 'quiet',
    width: 84,
    priority: 4,
    render: ({ openedAt }) => <When at={openedAt} as="past" />,
  },
];

/** Tasks that were done, with what came of them. */
export const doneColumns: readonly TableColumn<Task>[] = [
  opens,
  ...about,
  {
    key: 'resolution',
    title: 'Done as',
    kind: 'text',
    width: 130,
    grow: 1,
    render: ({ resolution }) => resolution ?? <Absent />,
  },
  { key: 'due', title: 'Was due', kind: 'quiet', width: 92, priority: 4, render: ({ dueAt }) => <When at={dueAt} as="day" /> },
  ...whose,
];

/** Rungs that fire soon. */
export const rungColumns: readonly TableColumn<RungSoon>[] = [
  { key: 'case', title: 'Case', kind: 'key', width: 160, render: ({ case: { key } }) => key },
  { key: 'rung', title: 'Fires', kind: 'text', width: 150, grow: 1, render: ({ title }) => title },
  { key: 'due', title: 'When', kind: 'text', width: 92, render: ({ dueAt }) => <When at={dueAt} /> },
  {
    key: 'person',
    title: 'Asks',
    kind: 'quiet',
    width: 110,
    priority: 3,
    render: ({ needsPerson }) => (needsPerson ? 'a person' : <Absent>nobody</Absent>),
  },
  ...worthColumns<RungSoon>(),
  { key: 'state', title: 'State', kind: 'quiet', width: 110, render: ({ case: { stateTitle } }) => stateTitle },
  {
    key: 'reached',
    title: 'Rung reached',
    kind: 'quiet',
    width: 130,
    priority: 2,
    render: ({ case: { rung } }) => rung?.title ?? <Absent />,
  },
];
