import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { MetricHead, ResultOf } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatMeasure } from '../../format/metric.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { metricAddress } from '../addresses.ts';
import { Asked } from './asked.tsx';
import { Behind } from './behind.tsx';
import { ByDimension } from './by-dimension.tsx';
import { DiagnoseButton } from './diagnose-button.tsx';
import styles from './metric.module.css';
import { Moved } from './moved.tsx';
import { Definitions, Periods } from './periods.tsx';
import { type MetricSearch, selectionOf } from './search.ts';
import { targetWords, words } from './words.ts';

const route = getRouteApi('/$database/metrics/$metric');

type MetricAnswer = ResultOf<'GET /{database}/metrics/{metric}'>;

export interface MetricProps {
  readonly metric: MetricHead;
  readonly search: MetricSearch;
  /** Asks something else; `undefined` takes a member out of the address. */
  readonly ask: (change: { readonly [K in keyof MetricSearch]?: MetricSearch[K] | undefined }) => void;
}

/** A metric: what it is, its course, its value, what it is made of, and the cases behind it. */
export function MetricPage() {
  const { database } = useCompany();
  const { metric: id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const params = { database, metric: id };
  const answer = useApi('GET /{database}/metrics/{metric}', { params, query: selectionOf(search) }, { keepPrevious: true });
  const found = answer.data?.metric.id === id ? answer : ({ ...answer, data: undefined } as typeof answer);
  const ask: MetricProps['ask'] = (change) =>
    void navigate({ href: metricAddress(database, id, { ...search, ...change } as MetricSearch), replace: true });
  return (
    <>
      {found.data === undefined ? <PageHead title={words.metric} /> : null}
      <Answer query={found} what={words.theMetric}>
        {({ metric, values }) => (
          <>
            <PageHead
              title={metric.title}
              meta={words.owner(metric.owner.title)}
              crumb={words.metrics}
              actions={<DiagnoseButton metric={id} search={search} />}
            >
              <p className={styles['description']}>{metric.description}</p>
            </PageHead>
            <Periods metric={metric} search={search} ask={ask} />
            <Section title={words.valueTitle} note={targetWords(metric)}>
              <Asked metric={metric} search={search} ask={ask} />
              <Values values={values} metric={metric} />
            </Section>
            <Moved metric={metric} search={search} ask={ask} />
            <ByDimension metric={metric} search={search} ask={ask} />
            <Behind metric={metric} search={search} />
            <Definitions id={id} />
          </>
        )}
      </Answer>
    </>
  );
}

/** Each currency by itself. */
function Values({ values, metric }: Pick<MetricAnswer, 'values'> & { readonly metric: MetricHead }) {
  const { locale } = useFormat();
  return (
    <ul className={styles['values']}>
      {values.map(({ currency, value, n }) => {
        const measure = value === null ? undefined : formatMeasure(value, { unit: metric.unit, currency }, locale);
        return (
          <li key={currency}>
            <span className={styles['value']}>
              {measure === undefined ? <Absent>{words.nothingToMeasure}</Absent> : measure.value}
            </span>{' '}
            {measure?.unit}
            {currency === null || metric.unit === 'money' ? null : ` ${currency}`}
            <span className={styles['n']}>{words.fromCases(formatCount(n, locale))}</span>
          </li>
        );
      })}
    </ul>
  );
}
