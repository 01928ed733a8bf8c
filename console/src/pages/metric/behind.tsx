import type { MetricHead, ResultOf } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { formatNumber } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent, Money } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { PagedTable } from '../paged-table.tsx';
import { asOfText } from './as-of.ts';
import { type MetricSearch, selectionOf } from './search.ts';
import { unitWord, words } from './words.ts';

type Behind = ResultOf<'GET /{database}/metrics/{metric}/cases'>['items'][number];

const idOf = ({ id }: Behind) => id;

/** The cases behind the value, with what each brings. */
export function Behind({ metric, search }: { readonly metric: MetricHead; readonly search: MetricSearch }) {
  const { database, flows } = useCompany();
  const { locale } = useFormat();
  const params = { database, metric: metric.id };
  const query = selectionOf(search);
  const pages = usePages('GET /{database}/metrics/{metric}/cases', { params, query: { ...query, limit: 100 } });
  const asOf = pages.last?.asOf;
  const columns: readonly TableColumn<Behind>[] = [
    { key: 'key', title: words.case, kind: 'key', width: 180, grow: 1, render: ({ key }) => key },
    {
      key: 'flow',
      title: words.flow,
      kind: 'quiet',
      width: 110,
      priority: 1,
      render: ({ flow }) => flows.find(({ name }) => name === flow)?.title ?? flow,
    },
    { key: 'entity', title: words.entity, kind: 'quiet', width: 200, grow: 1, priority: 2, render: ({ entity }) => entity },
    {
      key: 'value',
      title: metric.unit === 'share' ? words.counted : words.brings,
      kind: 'figure',
      width: 110,
      render: (row) => <Brought row={row} metric={metric} />,
    },
    {
      key: 'unit',
      title: '',
      label: words.unit,
      kind: 'unit',
      width: 70,
      render: ({ currency }) => currency ?? (metric.unit === 'share' ? '' : unitWord(metric.unit)),
    },
  ];
  return (
    <Section
      title={words.casesBehind}
      {...(asOf === undefined ? {} : { aside: asOfText(asOf, locale) })}
      note={
        <CsvButton name={`${metric.id}-cases`} url={client.url('GET /{database}/metrics/{metric}/cases', { params, query })} />
      }
    >
      <PagedTable
        caption={words.casesBehindOf(metric.title)}
        {...{ pages, columns, idOf }}
        hrefOf={({ id }) => caseAddress(database, id)}
        maxHeight="420px"
        noun={{ one: words.caseNoun, many: words.cases }}
        what={words.casesBehindWhat}
        nothing={words.noCaseBehind}
      />
    </Section>
  );
}

/** Of a share, whether the case is one of those that count; else what it adds. */
function Brought({
  row: { value, currency, numerator, denominator },
  metric: { unit },
}: {
  readonly row: Behind;
  readonly metric: MetricHead;
}) {
  const { locale } = useFormat();
  if (unit === 'share') return numerator && value > 0 ? words.yes : words.no;
  if (!numerator) return <Absent>{denominator ? words.countsBelow : words.none}</Absent>;
  if (unit === 'money') return <Money as="bare" money={{ amount: value, currency }} />;
  return formatNumber(Math.round(value * 100) / 100, locale);
}
