import { NativeSelect } from '@mantine/core';
import type { ResultOf } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatMeasure } from '../../format/metric.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { metricAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import type { MetricProps } from './page.tsx';
import { selectionOf } from './search.ts';
import { dimensionTitle, unitWord, words } from './words.ts';

type Value = ResultOf<'GET /{database}/metrics/{metric}'>['values'][number];

const idOf = ({ segment, currency }: Value) => JSON.stringify([segment, currency]);

/** What the value is made of: each value of a dimension by itself. */
export function ByDimension({ metric, search, ask }: MetricProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { where = [] } = search;
  // What is one value already cannot be split by it.
  const dimensions = metric.dimensions.filter((name) => !where.some((condition) => condition.startsWith(`${name}=`)));
  const by = dimensions.find((name) => name === search.by) ?? dimensions[0];
  const request = {
    params: { database, metric: metric.id },
    query: { ...selectionOf(search), ...(by === undefined ? {} : { by }) },
  };
  const answer = useApi('GET /{database}/metrics/{metric}', request, { enabled: by !== undefined, keepPrevious: true });
  if (by === undefined) return null;
  const columns: readonly TableColumn<Value>[] = [
    {
      key: 'segment',
      title: dimensionTitle(by),
      kind: 'key',
      width: 200,
      grow: 2,
      render: ({ title }) => title ?? <Absent />,
    },
    {
      key: 'value',
      title: metric.title,
      kind: 'figure',
      width: 190,
      render: ({ value, currency }) =>
        value === null ? (
          <Absent>{words.nothingToMeasure}</Absent>
        ) : (
          formatMeasure(value, { unit: metric.unit, currency }, locale).value
        ),
    },
    {
      key: 'currency',
      title: '',
      label: words.unit,
      kind: 'unit',
      width: 70,
      render: ({ currency }) => currency ?? unitWord(metric.unit),
    },
    { key: 'n', title: words.from, kind: 'figure', width: 80, priority: 1, render: ({ n }) => formatCount(n, locale) },
  ];
  // A segment is opened by itself; cases without one cannot be asked for.
  const hrefOf = ({ segment }: Value) =>
    metricAddress(database, metric.id, segment === null ? search : { ...search, where: [...where, `${by}=${segment}`] });
  return (
    <Section title={words.madeOf}>
      <ChoiceBar>
        <NativeSelect
          aria-label={words.by}
          value={by}
          data={dimensions.map((value) => ({ value, label: words.byDimension(dimensionTitle(value).toLowerCase()) }))}
          onChange={({ currentTarget: { value } }) => ask({ by: value })}
        />
        <CsvButton name={`${metric.id}-by-${by}`} url={client.url('GET /{database}/metrics/{metric}', request)} />
      </ChoiceBar>
      <Answer query={answer} what={words.whatMadeOf}>
        {({ values }) => (
          <DataTable
            caption={words.metricBy(metric.title, dimensionTitle(by))}
            {...{ columns, idOf, hrefOf }}
            rows={values}
            maxHeight="320px"
            empty={words.nothingToMeasureHere}
            total={(visible) => (
              <TotalLine
                count={formatCounted(values.length, { one: words.value, many: words.values }, locale)}
                visible={visible}
              />
            )}
          />
        )}
      </Answer>
    </Section>
  );
}
