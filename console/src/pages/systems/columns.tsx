import type { SystemRow } from '@throughline/api';
import { dayOf } from '../../format/day.ts';
import { formatCount, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { CoverageMark } from './marks.tsx';
import { words } from './words.ts';

/** What the register says of each system. */
export function useColumns(): readonly TableColumn<SystemRow>[] {
  const settings = useFormat();
  const today = dayOf(settings.now, settings.timeZone);
  const figure = (count: number) => (count === 0 ? <Absent>0</Absent> : formatCount(count, settings.locale));
  return [
    { key: 'title', title: words.name, kind: 'key', width: 124, grow: 1, render: ({ title }) => title },
    { key: 'tier', title: words.tier, kind: 'text', width: 48, render: ({ tier }) => tier },
    { key: 'state', title: words.state, kind: 'quiet', width: 68, priority: 3, render: ({ state }) => words.states[state] },
    {
      key: 'disposition',
      title: words.disposition,
      kind: 'quiet',
      width: 84,
      priority: 4,
      render: ({ disposition }) => words.dispositions[disposition],
    },
    { key: 'owner', title: words.owner, kind: 'quiet', width: 150, priority: 2, render: ({ owner }) => owner.title },
    {
      key: 'vendor',
      title: words.vendor,
      kind: 'quiet',
      width: 112,
      grow: 2,
      priority: 6,
      render: ({ vendor }) => (vendor === '' ? <Absent /> : vendor),
    },
    {
      key: 'renewal',
      title: words.renewal,
      kind: 'text',
      width: 106,
      priority: 5,
      render: ({ renewsOn, state }) => <When at={renewsOn} late={state !== 'retired' && renewsOn !== null && renewsOn < today} />,
    },
    {
      key: 'coverage',
      title: words.coverage,
      kind: 'text',
      width: 208,

      render: ({ coverage }) => (coverage === null ? <Absent /> : <CoverageMark standing={coverage} />),
    },
    {
      key: 'runs',
      title: words.runs,
      kind: 'figure',
      width: 92,
      priority: 7,
      render: ({ health: { integrationSuccess: rate } }) => (rate === null ? <Absent /> : formatPercent(rate, settings.locale)),
    },
    {
      key: 'incidents',
      title: words.incidents,
      kind: 'figure',
      width: 76,
      priority: 1,
      render: ({ health: { openIncidents } }) =>
        openIncidents === 0 ? <Absent>0</Absent> : <Status tone="bad">{formatCount(openIncidents, settings.locale)}</Status>,
    },
    {
      key: 'exceptions',
      title: words.exceptions,
      kind: 'figure',
      width: 82,
      priority: 8,
      render: ({ health }) => figure(health.openExceptions),
    },
    {
      key: 'changes',
      title: words.changes,
      kind: 'figure',
      width: 70,
      priority: 9,
      render: ({ health }) => figure(health.changes),
    },
  ];
}
