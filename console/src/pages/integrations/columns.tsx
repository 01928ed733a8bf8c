import type { IntegrationView } from '@throughline/api';
import { formatMoment } from '../../format/day.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Standing } from './standing.tsx';
import { Success } from './success.tsx';
import { words } from './words.ts';

/** What the register says of each integration. */
export function useColumns(): readonly TableColumn<IntegrationView>[] {
  const settings = useFormat();
  return [
    { key: 'title', title: words.name, kind: 'key', width: 160, grow: 2, render: ({ title }) => title },
    {
      key: 'way',
      title: words.way,
      kind: 'text',
      width: 126,
      grow: 1,
      priority: 3,
      render: ({ source, target }) => words.fromTo(source, target),
    },
    { key: 'pattern', title: words.pattern, kind: 'quiet', width: 88, priority: 6, render: ({ pattern }) => pattern },
    { key: 'tier', title: words.tier, kind: 'quiet', width: 76, priority: 2, render: ({ tier }) => words.tiers[tier] },
    { key: 'owner', title: words.owner, kind: 'quiet', width: 112, grow: 1, priority: 4, render: ({ owner }) => owner.title },
    { key: 'standing', title: words.standing, kind: 'text', width: 104, render: (row) => <Standing standing={row.standing} /> },
    {
      key: 'last',
      title: words.lastRun,
      kind: 'quiet',
      width: 104,
      priority: 5,
      render: ({ lastRun }) => (lastRun === null ? <Absent>{words.never}</Absent> : <When at={lastRun.startedAt} as="moment" />),
    },
    { key: 'success', title: words.success, kind: 'figure', width: 150, render: (row) => <Success row={row} /> },
    {
      key: 'next',
      title: words.next,
      kind: 'text',
      width: 140,
      priority: 1,
      render: ({ silentSince, nextAt }) =>
        silentSince === null ? (
          <When at={nextAt} as="moment" />
        ) : (
          <Status tone="bad">{words.silent(formatMoment(silentSince, settings))}</Status>
        ),
    },
    {
      key: 'failures',
      title: words.failures,
      kind: 'figure',
      width: 96,
      render: ({ openFailures }) => (openFailures === 0 ? <Absent>0</Absent> : formatCount(openFailures, settings.locale)),
    },
  ];
}
