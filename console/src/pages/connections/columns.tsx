import type { Connection } from '@throughline/api';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { ConnectionState } from './state.tsx';
import { words } from './words.ts';

/** What the list says of each connection. */
export const columns: readonly TableColumn<Connection>[] = [
  { key: 'title', title: words.name, kind: 'key', width: 190, grow: 2, render: ({ title }) => title },
  {
    key: 'kind',
    title: words.kind,
    kind: 'quiet',
    width: 90,
    priority: 3,
    render: ({ kind }) => (kind === '' ? <Absent /> : kind),
  },
  { key: 'flow', title: words.flow, kind: 'quiet', width: 110, grow: 1, priority: 4, render: ({ flow }) => flow ?? <Absent /> },
  { key: 'owner', title: words.owner, kind: 'quiet', width: 130, grow: 1, priority: 2, render: ({ owner }) => owner.title },
  {
    key: 'tier',
    title: words.tier,
    kind: 'figure',
    width: 50,
    priority: 5,
    render: ({ tier }) => (tier === 0 ? <Absent /> : tier),
  },
  { key: 'state', title: words.state, kind: 'text', width: 100, render: ({ status }) => <ConnectionState status={status} /> },
  {
    key: 'last',
    title: words.lastRun,
    kind: 'quiet',
    width: 110,
    priority: 1,
    render: ({ lastRun }) => (lastRun === null ? <Absent>{words.never}</Absent> : <When at={lastRun.startedAt} as="moment" />),
  },
  {
    key: 'records',
    title: words.records,
    kind: 'figure',
    width: 76,
    priority: 6,
    render: ({ lastRun }) => lastRun?.counts.records ?? <Absent />,
  },
  { key: 'next', title: words.next, kind: 'text', width: 110, priority: 1, render: (one) => <Next one={one} /> },
  {
    key: 'letters',
    title: words.letters,
    kind: 'figure',
    width: 96,
    render: ({ openDeadLetters }) => (openDeadLetters === 0 ? <Absent>0</Absent> : openDeadLetters),
  },
];

/** When it runs by itself; or why it does not. */
function Next({ one: { nextAt, deliveries, status } }: { readonly one: Connection }) {
  if (status === 'invalid' || status === 'paused') return <Absent />;
  if (deliveries !== null) return <Absent>{words.delivered}</Absent>;
  return nextAt === null ? <Absent>{words.byHand}</Absent> : <When at={nextAt} as="moment" />;
}
