import type { IntegrationFailureRow } from '@throughline/api';
import { useState } from 'react';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent, Money } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { CsvButton } from '../csv-button.tsx';
import { words } from '../integrations/words.ts';
import { PagedTable } from '../paged-table.tsx';
import { Choice } from '../tasks/choice-bar.tsx';

const idOf = ({ record, at, errorClass }: IntegrationFailureRow) => `${record} ${at} ${errorClass}`;

/** What failed, record by record: how it turned out, and what shows that. */
export function FailureRows({ name }: { readonly name: string }) {
  const { database } = useCompany();
  const [onlyOpen, setOnlyOpen] = useState(true);
  const params = { database, integration: name };
  const query = onlyOpen ? { open: true } : {};
  const pages = usePages('GET /{database}/integrations/{integration}/failures', { params, query: { ...query, limit: 100 } });
  const url = client.url('GET /{database}/integrations/{integration}/failures', { params, query });
  return (
    <Section title={words.rows} note={<CsvButton name={`${name}-failed-records`} url={url} />}>
      <Choice checked={onlyOpen} onChange={setOnlyOpen}>
        {words.onlyOpen}
      </Choice>
      <PagedTable
        caption={words.rows}
        columns={columns}
        {...{ pages, idOf }}
        noun={words.rowNoun}
        nothing={onlyOpen ? words.noRows.open : words.noRows.all}
        maxHeight="260px"
      />
    </Section>
  );
}

const columns: readonly TableColumn<IntegrationFailureRow>[] = [
  { key: 'record', title: words.record, kind: 'key', width: 150, grow: 2, render: ({ record }) => record },
  { key: 'at', title: words.at, kind: 'quiet', width: 112, priority: 1, render: ({ at }) => <When at={at} as="moment" /> },
  { key: 'outcome', title: words.outcome, kind: 'text', width: 110, render: ({ outcome }) => words.outcomes[outcome] },
  {
    key: 'class',
    title: words.errorClass,
    kind: 'quiet',
    width: 120,
    grow: 1,
    priority: 3,
    render: ({ errorClass }) => errorClass,
  },
  { key: 'amount', title: words.amount, kind: 'figure', width: 110, render: ({ amount }) => <Money money={amount} /> },
  {
    key: 'group',
    title: words.group,
    kind: 'quiet',
    width: 130,
    grow: 1,
    priority: 2,
    render: ({ group }) => group ?? <Absent />,
  },
  {
    key: 'settled',
    title: words.settled,
    kind: 'text',
    width: 110,
    render: ({ settledAs }) => (settledAs === null ? <Absent /> : words.settledAs[settledAs]),
  },
  {
    key: 'proof',
    title: words.proofColumn,
    kind: 'quiet',
    width: 110,
    grow: 1,
    priority: 4,
    render: ({ proof }) => proof ?? <Absent />,
  },
];
