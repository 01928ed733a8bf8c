import { NativeSelect } from '@mantine/core';
import type { ResultOf } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { dayOf, formatDay } from '../../format/day.ts';
import { formatMeasure, formatMeasureChange, measureDigits } from '../../format/metric.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { DeltaBars } from '../../parts/charts/delta-bars.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { metricAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { type Periods, periodsOf, periodsUntil, plusDays } from '../diagnoses/periods.ts';
import { diagnosisAddress } from '../diagnosis/search.ts';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import type { MetricProps } from './page.tsx';
import { isDay, type MetricSearch } from './search.ts';
import { dimensionTitle, words } from './words.ts';

type Found = ResultOf<'GET /{database}/metrics/{metric}/parts'>;

/** What its change is made of: the period that is looked at against as long just before, by stages or by a dimension. */
export function Moved({ metric, search, ask }: MetricProps) {
  const { database } = useCompany();
  const settings = useFormat();
  const periods = comparedOf(search, dayOf(settings.now, settings.timeZone));
  const { from, to, againstFrom, againstTo } = periods;
  const request = {
    params: { database, metric: metric.id },
    query: {
      ...periods,
      ...(search.where === undefined ? {} : { where: [...search.where] }),
      ...(search.split === undefined ? {} : { by: search.split }),
    },
  };
  const answer = useApi('GET /{database}/metrics/{metric}/parts', request, { keepPrevious: true });
  const found = answer.data?.metric.id === metric.id ? answer.data : undefined;
  const day = (text: string) => formatDay(text, settings);
  return (
    <Section
      title={words.moved}
      aside={words.movedPeriods(day(from), day(plusDays(to, -1)), day(againstFrom), day(plusDays(againstTo, -1)))}
      note={<OpenDiagnoses id={metric.id} />}
    >
      <ChoiceBar>
        {found === undefined ? null : (
          <NativeSelect
            aria-label={words.splitBy}
            value={found.by}
            data={found.choices.map((value) => ({ value, label: words.byDimension(splitTitle(value).toLowerCase()) }))}
            onChange={({ currentTarget: { value } }) => ask({ split: value })}
          />
        )}
        <CsvButton name={`${metric.id}-parts`} url={client.url('GET /{database}/metrics/{metric}/parts', request)} />
      </ChoiceBar>
      <Answer query={answer} what={words.whatMoved} waiting={<div style={{ minHeight: 120 }} />}>
        {(data) => <Parts found={data} {...{ periods, search }} />}
      </Answer>
    </Section>
  );
}

/** The days that are looked at, else the last twelve weeks. */
function comparedOf({ from, to }: MetricSearch, today: string): Periods {
  return isDay(from) && isDay(to) && from < to ? periodsOf(from, to) : periodsUntil(today);
}

function splitTitle(name: string): string {
  return name === 'stages' ? words.stage : dimensionTitle(name);
}

/** The greatest changes; the rest of them are in the file. */
const shownMax = 12;

interface PartsProps {
  readonly found: Found;
  readonly periods: Periods;
  readonly search: MetricSearch;
}

function Parts({ found, periods, search }: PartsProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { metric, by, currency, whole, parts } = found;
  if (whole.before === null || whole.after === null) return <StateNotice kind="empty">{words.notInBoth}</StateNotice>;
  const measured = { unit: metric.unit, currency };
  const { unit } = formatMeasure(0, measured, locale);
  const head = splitTitle(by);
  const hrefOf = (id: string | undefined, period: 'before' | 'after') => {
    const { from, to, againstFrom, againstTo } = periods;
    const days = period === 'after' ? { from, to } : { from: againstFrom, to: againstTo };
    if (id !== undefined && (by === 'stages' || id === none || id === restId)) return undefined;
    const where = [...(search.where ?? []), ...(id === undefined ? [] : [`${by}=${id}`])];
    return metricAddress(database, metric.id, { ...days, ...(where.length === 0 ? {} : { where }) });
  };
  return (
    <DeltaBars
      caption={words.metricBy(metric.title, head)}
      of={[head, currency ?? unit].filter((text) => text !== '').join(', ')}
      parts={shownOf(found)}
      whole={{ before: whole.before, after: whole.after }}
      wholeTitle={words.whole}
      digits={measureDigits(measured)}
      figure={(value) => formatMeasure(value, measured, locale).value}
      change={(value) => formatMeasureChange(value, measured, locale)}
      chosen={parts[0]?.id ?? undefined}
      hrefOf={hrefOf}
    />
  );
}

const [none, restId] = ['$none', '$rest'] as const;

/** What is too much to be shown is one line; where values do not add up, only what it brings is told. */
function shownOf({ parts, additive }: Found) {
  const shown = parts.length > shownMax + 1 ? parts.slice(0, shownMax) : parts;
  const left = parts.slice(shown.length);
  const rows = shown.map(({ id, title, before, after, change }) => ({
    id: id ?? none,
    title: id === null ? words.none : title,
    ...{ before, after },
    ...(change === null ? {} : { brings: change }),
  }));
  if (left.length === 0) return rows;
  const sum = (of: 'before' | 'after' | 'change') => left.reduce((total, part) => total + (part[of] ?? 0), 0);
  const values = additive ? { before: sum('before'), after: sum('after') } : { before: null, after: null };
  return [...rows, { id: restId, title: words.others(String(left.length)), ...values, brings: sum('change') }];
}

function OpenDiagnoses({ id }: { readonly id: string }) {
  const { database } = useCompany();
  const query = { metric: id, open: true, limit: 3 };
  const { items = [] } = useApi('GET /{database}/diagnoses', { params: { database }, query }).data ?? {};
  return items.map(({ case: found }) => (
    <Anchor key={found.id} className="link" href={diagnosisAddress(database, found.id)}>
      {words.openDiagnosis(found.key)}
    </Anchor>
  ));
}
