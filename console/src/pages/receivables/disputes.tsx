import type { CaseRow, Receivables } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent, Money } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, casesAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { words } from './words.ts';

const shown = 12;
const { disputes: told } = words;
const noun = { one: words.dispute, many: words.disputesLabel };
const idOf = ({ id }: CaseRow) => id;
const revisionOf = ({ seq }: CaseRow) => seq;

/** Open disputes: who, how much, whose turn it is, since when and until when. */
export function Disputes({ found: { disputes } }: { readonly found: Receivables }) {
  if (disputes === null) return null;
  if (disputes.cases === 0) {
    return (
      <Section title={told.title}>
        <StateNotice kind="empty">{told.none}</StateNotice>
      </Section>
    );
  }
  return <DisputeList disputes={disputes} />;
}

function DisputeList({ disputes }: { readonly disputes: NonNullable<Receivables['disputes']> }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const params = { database };
  const query = { flow: disputes.flow, open: true, where: disputes.where, sort: '$due' };
  const rows = useApi('GET /{database}/cases', { params, query: { ...query, limit: shown } }, { keepPrevious: true });
  const items = rows.data?.items ?? [];
  const hrefOf = ({ id }: CaseRow) => caseAddress(database, id);
  const keys = useOpeningRows(items, hrefOf);
  const count = formatCounted(disputes.cases, noun, locale);
  return (
    <Section
      title={told.title}
      note={
        <>
          <Anchor
            className="link"
            href={casesAddress(database, disputes.flow, { open: 'true', where: disputes.where, sort: '$due' })}
          >
            {told.all(count)}
          </Anchor>{' '}
          <CsvButton name="disputes" url={client.url('GET /{database}/cases', { params, query })} />
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
            total={() => <TotalLine count={count} sums={disputes.amounts} />}
          />
        )}
      </Answer>
    </Section>
  );
}

const currencyOf = ({ fields }: CaseRow) => (typeof fields['currency'] === 'string' ? fields['currency'] : null);

const columns: readonly TableColumn<CaseRow>[] = [
  { key: 'key', title: told.columns.key, kind: 'key', width: 150, grow: 1, render: ({ key }) => key },
  {
    key: 'subject',
    title: told.columns.subject,
    kind: 'text',
    width: 150,
    grow: 2,
    render: ({ fields }) => (typeof fields['customer'] === 'string' ? fields['customer'] : <Absent />),
  },
  {
    key: 'amount',
    title: told.columns.amount,
    kind: 'figure',
    width: 110,
    render: (row) => {
      const { amount } = row.fields;
      return typeof amount === 'number' ? <Money as="bare" money={{ amount, currency: currencyOf(row) }} /> : <Absent />;
    },
  },
  { key: 'currency', title: '', label: words.currencyLabel, kind: 'unit', width: 44, render: currencyOf },
  {
    key: 'owner',
    title: told.columns.owner,
    kind: 'quiet',
    width: 130,
    priority: 1,
    render: ({ owner }) => owner?.title ?? <Absent />,
  },
  {
    key: 'since',
    title: told.columns.since,
    kind: 'quiet',
    width: 90,
    priority: 2,
    render: ({ enteredAt }) => <When at={enteredAt} as="past" />,
  },
  {
    key: 'due',
    title: told.columns.due,
    kind: 'text',
    width: 96,
    render: ({ next }) => <When at={next?.dueAt ?? null} late={next?.late ?? false} />,
  },
];
