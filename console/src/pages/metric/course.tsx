import type { ResultOf } from '@throughline/api';
import { useMemo, useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatMeasure, formatMeasureChange, measureText, statusWords } from '../../format/metric.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { courseSeries } from '../../parts/charts/course.ts';
import { SeriesChart } from '../../parts/charts/series-chart.tsx';
import { metricTones, Status } from '../../parts/marks/status.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { metricAddress } from '../addresses.ts';
import styles from './metric.module.css';
import { words as said } from './words.ts';

type Answered = ResultOf<'GET /{database}/metrics/{metric}/course'>;

/** While the metrics are measured for the first time, it is asked again so often. */
const measuringMs = 1500;

/** The last windows of a metric beside what is usual of it. */
export function Course({ id }: { readonly id: string }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const request = { params: { database, metric: id } };
  const [waits, setWaits] = useState(false);
  const course = useApi('GET /{database}/metrics/{metric}/course', request, { refetchMs: waits && measuringMs });
  const measuring = course.data?.asOf === null;
  if (measuring !== waits) setWaits(measuring);
  const tile = course.data?.tile;
  const words = tile === undefined || tile.value === null ? undefined : measureText(tile.value, tile, locale);
  return (
    <Section
      title={said.courseBy4Weeks}
      aside={
        tile === undefined || words === undefined ? undefined : (
          <>
            {said.theLast}
            {words}
            {tile.currency === null || tile.unit === 'money' ? '' : said.in(tile.currency)}
            {tile.change === null ? '' : said.againstThoseBefore(formatMeasureChange(tile.change, tile, locale))}.{' '}
            <Status tone={metricTones[tile.status]}>{statusWords(tile, locale)}</Status>
          </>
        )
      }
    >
      <Answer query={course} what={said.theCourse} waiting={<div className={styles['chart']} />}>
        {(data) => (data.asOf === null ? <StateNotice kind="empty">{said.beingMeasured}</StateNotice> : <Shown course={data} />)}
      </Answer>
    </Section>
  );
}

function Shown({ course }: { readonly course: Answered }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { tile } = course;
  const series = useMemo(
    () => courseSeries(course, (window) => metricAddress(database, course.tile.id, window)),
    [course, database],
  );
  if (tile.series.every(({ value }) => value === null))
    return <StateNotice kind="empty">{said.nothingWasMeasuredYet}</StateNotice>;
  const { limits } = tile;
  const bound = (value: number) => formatMeasure(value, tile, locale).value;
  return (
    <SeriesChart
      series={series}
      legend={
        <>
          {limits === null ? said.tooFewWindows : said.usual(bound(limits.lower), bound(limits.upper))}
          {tile.target === null ? '' : said.band}
          {series.markers.length === 0 ? '' : said.triangles}
        </>
      }
    />
  );
}
