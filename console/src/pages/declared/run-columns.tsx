import type { ConnectionRun } from '@throughline/api';
import { formatDuration } from '../../format/day.ts';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { RunStatus } from './run-status.tsx';
import { words } from './words.ts';

type Run = Pick<ConnectionRun, 'startedAt' | 'endedAt' | 'cause' | 'status'>;

/** When a run began, who asked for it, how it ended, and how long it took. */
export const runColumns: readonly TableColumn<Run>[] = [
  { key: 'at', title: words.began, kind: 'text', width: 120, render: ({ startedAt }) => <When at={startedAt} as="moment" /> },
  { key: 'cause', title: words.cause, kind: 'quiet', width: 90, priority: 4, render: ({ cause }) => words.causes[cause] },
  { key: 'status', title: words.outcome, kind: 'text', width: 92, render: ({ status }) => <RunStatus status={status} /> },
  {
    key: 'took',
    title: words.took,
    kind: 'figure',
    width: 70,
    priority: 3,
    render: ({ startedAt, endedAt }) =>
      endedAt === null ? <Absent /> : formatDuration(Date.parse(endedAt) - Date.parse(startedAt), 'short'),
  },
];
