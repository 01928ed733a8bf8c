import type { CaseRow, ReconciliationBreak } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { formatExactDecimal } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress, casesAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { PagedTable } from '../paged-table.tsx';
import { words } from '../reconciliations/words.ts';
import type { Shown } from './page.tsx';

const idOf = ({ record, ordinal }: ReconciliationBreak) => `${ordinal} ${record}`;
/** So many cases are looked at for who has them. */
const casesMax = 200;

/** What the two sides do not agree on; each opens its case. */
export function BreakList({ view }: { readonly view: Shown }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const params = { database, reconciliation: view.id };
  const pages = usePages('GET /{database}/reconciliations/{reconciliation}/breaks', { params, query: { limit: 100 } });
  const query = { flow: 'reconciliation-break', open: true, where: [`reconciliation=${view.id}`], limit: casesMax };
  const cases = useApi('GET /{database}/cases', { params: { database }, query }, { keepPrevious: true });
  const all = casesAddress(database, 'reconciliation-break', { where: [`reconciliation=${view.id}`] });
  // What is still on its way has no case of its own.
  const hrefOf = ({ caseId }: ReconciliationBreak) => (caseId === null ? all : caseAddress(database, caseId));
  const keys = useOpeningRows(pages.items, hrefOf);
  return (
    <Section
      title={words.list}
      aside={words.listNote}
      note={
        <>
          <Anchor className="link" href={all}>
            {words.casesOf}
          </Anchor>{' '}
          <CsvButton
            name={`${view.id}-breaks`}
            url={client.url('GET /{database}/reconciliations/{reconciliation}/breaks', { params })}
          />
        </>
      }
    >
      <PagedTable
        caption={words.list}
        columns={columnsOf(view, new Map((cases.data?.items ?? []).map((row) => [row.id, row])), locale)}
        {...{ pages, idOf, hrefOf, ...keys }}
        noun={words.break}
        nothing={words.noBreaks}
        maxHeight="max(240px, calc(100dvh - 320px))"
      />
    </Section>
  );
}

type Side = ReconciliationBreak['left'];

function columnsOf(
  { left, right }: Shown,
  cases: ReadonlyMap<string, CaseRow>,
  locale: string,
): readonly TableColumn<ReconciliationBreak>[] {
  const stated = (side: Side) =>
    side === null ? <Absent>{words.notThere}</Absent> : `${side.currency} ${formatExactDecimal(side.amount, locale)}`;
  const caseOf = ({ caseId }: ReconciliationBreak) => (caseId === null ? undefined : cases.get(caseId));
  return [
    { key: 'record', title: words.recordColumn, kind: 'key', width: 140, grow: 2, render: ({ record }) => record },
    { key: 'kind', title: words.kind, kind: 'text', width: 92, render: ({ kind }) => words.kinds[kind] },
    { key: 'left', title: left ?? '', kind: 'figure', width: 116, priority: 1, render: (one) => stated(one.left) },
    { key: 'right', title: right ?? '', kind: 'figure', width: 116, priority: 1, render: (one) => stated(one.right) },
    {
      key: 'difference',
      title: words.difference,
      kind: 'figure',
      width: 120,
      render: ({ difference }) =>
        difference.length === 0 ? (
          <Absent>0</Absent>
        ) : (
          difference.map(({ currency, amount }) => `${currency} ${formatExactDecimal(amount, locale)}`).join(', ')
        ),
    },
    {
      key: 'differs',
      title: words.differs,
      kind: 'quiet',
      width: 90,
      grow: 1,
      priority: 4,
      render: ({ differs }) => (differs.length === 0 ? <Absent /> : differs.map(({ field }) => field).join(', ')),
    },
    {
      key: 'age',
      title: words.ageColumn,
      kind: 'figure',
      width: 56,
      render: ({ ageDays }) => (ageDays === null ? <Absent /> : words.days(ageDays)),
    },
    {
      key: 'state',
      title: words.state,
      kind: 'text',
      width: 92,
      priority: 2,
      render: (one) =>
        one.inTransit
          ? words.onWay
          : (caseOf(one)?.stateTitle ?? (one.caseId === null ? <Absent>{words.soon}</Absent> : <Absent />)),
    },
    {
      key: 'assignee',
      title: words.assignee,
      kind: 'quiet',
      width: 110,
      grow: 1,
      priority: 3,
      render: (one) => caseOf(one)?.assignee?.name ?? <Absent>{words.nobody}</Absent>,
    },
    {
      key: 'seen',
      title: words.seen,
      kind: 'quiet',
      width: 92,
      priority: 5,
      render: ({ firstSeen }) => <When at={firstSeen} as="past" />,
    },
  ];
}
