import type { FlowListItem } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { casesAddress, flowAddress } from '../addresses.ts';
import { Counted } from '../flow/counted.tsx';
import { placeOf, words } from './words.ts';

const changedColumn: TableColumn<FlowListItem> = {
  key: 'changed',
  title: words.changed,
  kind: 'quiet',
  width: 186,
  grow: 1,
  priority: 6,
  sortable: true,
  render: ({ lastChange }) =>
    lastChange === null ? (
      <Absent />
    ) : (
      <>
        <When at={lastChange.at} as="past" />
        {words.changedBy(lastChange.kind, lastChange.by)}
      </>
    ),
};

/** What the library says of each flow; every figure leads on. */
export function useFlowColumns(): readonly TableColumn<FlowListItem>[] {
  const { database } = useCompany();
  const { locale } = useFormat();
  const share = (value: number | null, href: string) =>
    value === null ? (
      <Absent>{words.notApplicable}</Absent>
    ) : (
      <Anchor className="link" href={href}>
        {formatPercent(value, locale)}
      </Anchor>
    );
  return [
    { key: 'title', title: words.flow, kind: 'key', width: 128, grow: 1, sortable: true, render: ({ title }) => title },
    { key: 'place', title: words.place, kind: 'quiet', width: 190, priority: 3, render: placeOf },
    {
      key: 'version',
      title: words.version,
      kind: 'figure',
      width: 58,
      priority: 5,
      sortable: true,
      render: ({ version }) => version,
    },
    { key: 'owner', title: words.owner, kind: 'quiet', width: 136, grow: 1, priority: 4, render: ({ ownerTitle }) => ownerTitle },
    {
      key: 'open',
      title: words.open,
      kind: 'figure',
      width: 58,
      sortable: true,
      render: ({ name, open }) => <Counted count={open} href={casesAddress(database, name, { open: 'true' })} />,
    },
    {
      key: 'cases',
      title: words.cases,
      kind: 'figure',
      width: 60,
      priority: 2,
      sortable: true,
      render: ({ name, cases }) => <Counted count={cases} href={casesAddress(database, name, {})} />,
    },
    {
      key: 'begun',
      title: words.begun,
      kind: 'figure',
      width: 86,
      priority: 1,
      sortable: true,
      render: ({ name, begun, asOf }) =>
        asOf === null ? (
          <Absent>{words.notApplicable}</Absent>
        ) : (
          <Anchor className="link" href={flowAddress(database, name, {})}>
            {formatCount(begun, locale)}
          </Anchor>
        ),
    },
    {
      key: 'withException',
      title: words.exceptions,
      kind: 'figure',
      width: 100,
      sortable: true,
      render: ({ name, withException }) => share(withException, flowAddress(database, name, { tab: 'exceptions' })),
    },
    {
      key: 'straightThrough',
      title: words.straight,
      kind: 'figure',
      width: 106,
      priority: 1,
      sortable: true,
      render: ({ name, straightThrough }) => share(straightThrough, flowAddress(database, name, { tab: 'automation' })),
    },
    changedColumn,
    {
      key: 'findings',
      title: words.findings,
      kind: 'text',
      width: 78,
      priority: 1,
      sortable: true,
      render: (flow) => <Findings flow={flow} />,
    },
  ];
}

function Findings({ flow: { name, findings } }: { readonly flow: FlowListItem }) {
  const { database } = useCompany();
  if (findings === null) return <Absent>{words.checking}</Absent>;
  const { errors, warnings } = findings;
  if (errors + warnings === 0) return <Absent>{words.none}</Absent>;
  return (
    <Anchor href={flowAddress(database, name, { tab: 'system' })}>
      <Status tone={errors > 0 ? 'bad' : 'warn'}>
        {[errors > 0 ? words.errors(errors) : undefined, warnings > 0 ? words.warnings(warnings) : undefined]
          .filter((part) => part !== undefined)
          .join(', ')}
      </Status>
    </Anchor>
  );
}
