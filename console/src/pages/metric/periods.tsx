import { NativeSelect } from '@mantine/core';
import type { ResultOf } from '@throughline/api';
import { useMemo, useState } from 'react';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { periodSeries } from '../../parts/charts/metric-series.ts';
import { lettered, type SeriesMarker } from '../../parts/charts/series.ts';
import { SeriesChart } from '../../parts/charts/series-chart.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, flowAddress, metricAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { asOfText } from './as-of.ts';
import type { MetricProps } from './page.tsx';
import { Sql } from './sql.tsx';
import { words } from './words.ts';

type Answered = ResultOf<'GET /{database}/metrics/{metric}/series'>;
type Annotation = Answered['annotations'][number];

const grains = ['day', 'week', 'month', 'quarter'] as const;

/** A metric by its periods: what each was, was expected to be, was frozen as, and what was changed meanwhile. */
export function Periods({ metric, search, ask }: MetricProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const [at, setAt] = useState(0);
  const params = { database, metric: metric.id };
  const query = {
    ...(search.grain === undefined ? {} : { grain: search.grain }),
    ...(search.where === undefined ? {} : { where: [...search.where] }),
  };
  const series = useApi('GET /{database}/metrics/{metric}/series', { params, query }, { keepPrevious: true });
  const found = series.data?.metric.id === metric.id ? series.data : undefined;
  const currencies = (found?.series ?? []).map(({ currency }) => currency);
  return (
    <Section
      title={words.periods}
      aside={found === undefined ? undefined : <Freshness found={found} />}
      note={
        <CsvButton name={`${metric.id}-series`} url={client.url('GET /{database}/metrics/{metric}/series', { params, query })} />
      }
    >
      <span className="text-small" data-screen-only>
        <NativeSelect
          aria-label={words.grain}
          w={150}
          value={search.grain ?? found?.grain ?? 'month'}
          data={grains.map((value) => ({ value, label: words.grains[value] }))}
          onChange={({ currentTarget: { value } }) => ask({ grain: grains.find((grain) => grain === value) })}
        />
        {currencies.length < 2 ? null : (
          <NativeSelect
            aria-label={words.unit}
            w={150}
            value={String(at)}
            data={currencies.map((currency, index) => ({ value: String(index), label: currency ?? words.none }))}
            onChange={({ currentTarget: { value } }) => setAt(Number(value))}
          />
        )}
      </span>
      <Answer query={series} what={words.thePeriods} waiting={<div style={{ height: 220 }} />}>
        {(data) =>
          data.series.length === 0 ? (
            <StateNotice kind="empty">{words.nothingWasMeasuredYet}</StateNotice>
          ) : (
            <Drawn found={data} at={Math.min(at, data.series.length - 1)} />
          )
        }
      </Answer>
      {found === undefined || found.freezeDays === null ? null : (
        <p className="text-small">{words.freezes(formatCount(found.freezeDays, locale))}</p>
      )}
    </Section>
  );
}

function Freshness({ found: { asOf, paired } }: { readonly found: Answered }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  return (
    <>
      {asOfText(asOf, locale)}
      {paired === null ? null : (
        <>
          {' '}
          {words.besideIt}{' '}
          <Anchor className="link" href={metricAddress(database, paired.id)}>
            {paired.title}
          </Anchor>
        </>
      )}
    </>
  );
}

function Drawn({ found, at }: { readonly found: Answered; readonly at: number }) {
  const { database } = useCompany();
  const series = useMemo(
    () => periodSeries(found, at, (period) => metricAddress(database, found.metric.id, period)),
    [found, at, database],
  );
  const marked = lettered(series.markers);
  return (
    <>
      <SeriesChart series={series} />
      <Changes annotations={found.annotations} letters={marked} />
    </>
  );
}

interface ChangesProps {
  readonly annotations: readonly Annotation[];
  readonly letters: readonly SeriesMarker[];
}

/** What the letters on the chart stand for. */
function Changes({ annotations, letters }: ChangesProps) {
  const letterOf = ({ at, title }: Annotation) => letters.find((one) => one.at === at && one.title === title)?.letter;
  return (
    <details>
      <summary>{words.changesOnIt(String(annotations.length))}</summary>
      <PlainTable
        caption={words.changesOnIt(String(annotations.length))}
        rows={annotations.toReversed()}
        idOf={({ kind, key, at }) => `${kind} ${key} ${at}`}
        empty={<StateNotice kind="empty">{words.noChange}</StateNotice>}
        columns={[
          { key: 'letter', title: words.mark, render: (one) => letterOf(one) ?? <Absent /> },
          { key: 'title', title: words.change, kind: 'key', render: (one) => <ChangeName of={one} /> },
          { key: 'kind', title: words.kind, render: ({ kind }) => words.kinds[kind] },
          { key: 'at', title: words.at, render: ({ at }) => <When at={at} as="moment" /> },
        ]}
      />
    </details>
  );
}

function ChangeName({ of: { title, case: found, flow } }: { readonly of: Annotation }) {
  const { database } = useCompany();
  const version = flow?.version == null ? {} : { version: String(flow.version) };
  const href =
    found !== null
      ? caseAddress(database, found.id)
      : flow !== null
        ? flowAddress(database, flow.name, { tab: 'system', ...version })
        : undefined;
  if (href === undefined) return title;
  return (
    <Anchor className="link" href={href}>
      {title}
    </Anchor>
  );
}

/** Under which definitions it was measured. */
export function Definitions({ id }: { readonly id: string }) {
  const { database } = useCompany();
  const series = useApi('GET /{database}/metrics/{metric}/series', { params: { database, metric: id }, query: {} });
  return (
    <Section title={words.definitions} aside={words.definitionsNote}>
      <Answer query={series} what={words.definitions}>
        {({ definitions }) => (
          <PlainTable
            caption={words.definitions}
            rows={definitions.toReversed()}
            idOf={({ version }) => String(version)}
            empty={<StateNotice kind="empty">{words.noDefinition}</StateNotice>}
            columns={[
              { key: 'version', title: words.version, kind: 'key', render: ({ version }) => version },
              { key: 'title', title: words.definitionTitle, render: ({ title }) => title },
              { key: 'from', title: words.inForce, render: ({ from }) => <When at={from} as="moment" /> },
              { key: 'by', title: words.definedBy, render: ({ by }) => by },
              { key: 'digest', title: words.digest, render: ({ digest }) => <code>{digest.slice(0, 12)}</code> },
            ]}
          />
        )}
      </Answer>
      <Sql id={id} />
    </Section>
  );
}
