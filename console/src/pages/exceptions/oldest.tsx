import type { CaseRow, ExceptionOverview } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { useSent } from '../../data/sent.ts';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import { rowMark } from '../../parts/marks/sent-note.tsx';
import { Severity, type SeverityName } from '../../parts/marks/status.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress, casesAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import type { ExceptionsSearch } from './search.ts';
import { words } from './words.ts';

const shown = 12;
const { oldest: told } = words;
const idOf = ({ id }: CaseRow) => id;
const revisionOf = ({ seq }: CaseRow) => seq;

/** Those whose target has passed for longest; J, K and Enter go through them. */
export function Oldest({
  overview: { buckets, open },
}: {
  readonly search: ExceptionsSearch;
  readonly overview: ExceptionOverview;
}) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const sent = useSent();
  const where = (buckets[0]?.where ?? []).filter((filter) => !filter.startsWith('kind='));
  const query = { flow: 'exception', open: true, where, sort: 'dueAt' };
  const rows = useApi(
    'GET /{database}/cases',
    { params: { database }, query: { ...query, limit: shown } },
    { keepPrevious: true },
  );
  const items = rows.data?.items ?? [];
  const hrefOf = ({ id }: CaseRow) => caseAddress(database, id);
  const keys = useOpeningRows(items, hrefOf);
  return (
    <Section
      title={told.title}
      note={
        <>
          <Anchor className="link" href={casesAddress(database, 'exception', { open: 'true', where, sort: 'dueAt' })}>
            {told.all}
          </Anchor>{' '}
          <CsvButton name="open-exceptions" url={client.url('GET /{database}/cases', { params: { database }, query })} />
        </>
      }
    >
      <Answer query={rows} what={told.failed}>
        {(page) => (
          <DataTable
            caption={told.caption}
            columns={columns}
            rows={page.items}
            {...{ idOf, revisionOf, hrefOf, ...keys }}
            markOf={({ id }, here) => rowMark(sent, id, here)}
            total={() => <TotalLine count={words.of(page.items.length, formatCounted(open, words.noun, locale))} />}
          />
        )}
      </Answer>
    </Section>
  );
}

const columns: readonly TableColumn<CaseRow>[] = [
  { key: 'title', title: told.columns.title, kind: 'key', width: 180, grow: 2, render: ({ title, key }) => title ?? key },
  { key: 'of', title: told.columns.of, kind: 'text', width: 120, grow: 1, render: ({ fields }) => String(fields['ofKey'] ?? '') },
  {
    key: 'severity',
    title: told.columns.severity,
    kind: 'text',
    width: 90,
    priority: 2,
    render: ({ fields }) => <Severity severity={(fields['severity'] ?? 'medium') as SeverityName} />,
  },
  {
    key: 'owner',
    title: told.columns.owner,
    kind: 'quiet',
    width: 130,
    priority: 1,
    render: ({ owner }) => owner?.title ?? <Absent />,
  },
  {
    key: 'assignee',
    title: told.columns.assignee,
    kind: 'quiet',
    width: 120,
    priority: 3,
    render: ({ assignee }) => assignee?.name ?? <Absent />,
  },
  {
    key: 'due',
    title: told.columns.due,
    kind: 'text',
    width: 96,
    render: ({ next }) => <When at={next?.dueAt ?? null} late={next?.late ?? false} />,
  },
  {
    key: 'since',
    title: told.columns.since,
    kind: 'quiet',
    width: 90,
    priority: 4,
    render: ({ enteredAt }) => <When at={enteredAt} as="past" />,
  },
];
