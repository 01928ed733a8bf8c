import type { Money as Amount, ResultOf } from '@throughline/api';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent, Money } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { words } from './words.ts';

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
      title: words.about,
      kind: 'quiet',
      width: 150,
      grow: 2,
      priority: 1,
      render: ({ subject }) => subject ?? <Absent />,
    },
    { key: 'amount', title: words.amount, kind: 'figure', width: 96, render: ({ amount }) => <Money as="bare" money={amount} /> },
    { key: 'currency', title: '', label: words.currency, kind: 'unit', width: 44, render: ({ amount }) => amount?.currency },
  ];
}

const opens: TableColumn<Task> = {
  key: 'title',
  title: words.task,
  kind: 'key',
  width: 190,
  grow: 2,
  render: ({ title }) => title,
};
const about: readonly TableColumn<Task>[] = [
  { key: 'case', title: words.case, kind: 'text', width: 150, render: ({ about: of }) => of?.key ?? <Absent /> },
  ...worthColumns<Task>(),
];
const whose: readonly TableColumn<Task>[] = [
  { key: 'role', title: words.role, kind: 'quiet', width: 110, priority: 3, render: ({ role }) => role.title },
  {
    key: 'assignee',
    title: words.assignedTo,
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
  { key: 'due', title: words.due, kind: 'text', width: 92, render: ({ dueAt, late }) => <When at={dueAt} late={late} /> },
  ...whose,
  {
    key: 'opened',
    title: words.since,
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
    title: words.doneAs,
    kind: 'text',
    width: 130,
    grow: 1,
    render: ({ resolution }) => resolution ?? <Absent />,
  },
  { key: 'due', title: words.wasDue, kind: 'quiet', width: 92, priority: 4, render: ({ dueAt }) => <When at={dueAt} as="day" /> },
  ...whose,
];

/** Rungs that fire soon. */
export const rungColumns: readonly TableColumn<RungSoon>[] = [
  { key: 'case', title: words.case, kind: 'key', width: 160, render: ({ case: { key } }) => key },
  { key: 'rung', title: words.fires, kind: 'text', width: 150, grow: 1, render: ({ title }) => title },
  { key: 'due', title: words.when, kind: 'text', width: 92, render: ({ dueAt }) => <When at={dueAt} /> },
  {
    key: 'person',
    title: words.asks,
    kind: 'quiet',
    width: 110,
    priority: 3,
    render: ({ needsPerson }) => (needsPerson ? 'a person' : <Absent>{words.nobody}</Absent>),
  },
  ...worthColumns<RungSoon>(),
  { key: 'state', title: words.state, kind: 'quiet', width: 110, render: ({ case: { stateTitle } }) => stateTitle },
  {
    key: 'reached',
    title: words.rungReached,
    kind: 'quiet',
    width: 130,
    priority: 2,
    render: ({ case: { rung } }) => rung?.title ?? <Absent />,
  },
];
