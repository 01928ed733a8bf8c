import { Button } from '@mantine/core';
import type { MetricTile, ResultOf } from '@throughline/api';
import { useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatDay } from '../../format/day.ts';
import { formatMeasure, formatMeasureChange, measureText, statusWords } from '../../format/metric.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { SeriesChart } from '../../parts/home/series-chart.tsx';
import { metricTones, Status } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
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
  const [asTable, setAsTable] = useState(false);
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
      note={
        <Button variant="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)} data-screen-only>
          {asTable ? said.chart : said.table}
        </Button>
      }
    >
      <Answer query={course} what={said.theCourse} waiting={<div className={styles['chart']} />}>
        {(data) =>
          data.asOf === null ? (
            <StateNotice kind="empty">{said.beingMeasured}</StateNotice>
          ) : (
            <Shown course={data} asTable={asTable} />
          )
        }
      </Answer>
    </Section>
  );
}

function Shown({ course: { tile, changes }, asTable }: { readonly course: Answered; readonly asTable: boolean }) {
  const settings = useFormat();
  if (tile.series.every(({ value }) => value === null))
    return <StateNotice kind="empty">{said.nothingWasMeasuredYet}</StateNotice>;
  if (asTable) return <SeriesTable tile={tile} />;
  const markers = changes.map(({ at, key, title }) => ({ on: at, key, title }));
  const { limits } = tile;
  const bound = (value: number) => formatMeasure(value, tile, settings.locale).value;
  return (
    <>
      <div className={styles['chart']}>
        <SeriesChart tile={tile} markers={markers} />
      </div>
      <p className={styles['legend']}>
        {limits === null ? said.tooFewWindows : said.usual(bound(limits.lower), bound(limits.upper))}
        {tile.target === null ? '' : said.band}
        {markers.length === 0 ? '' : said.triangles}
      </p>
    </>
  );
}

/** The same numbers; each opens its cases. */
function SeriesTable({ tile }: { readonly tile: MetricTile }) {
  const { database } = useCompany();
  const settings = useFormat();
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">{said.from}</th>
          <th scope="col">{said.toNotIncluded}</th>
          <th scope="col" className="num">
            {tile.title}
          </th>
        </tr>
      </thead>
      <tbody>
        {tile.series.toReversed().map(({ from, to, value }) => (
          <tr key={from}>
            <td>{formatDay(from, settings)}</td>
            <td>{formatDay(to, settings)}</td>
            <td className="num">
              {value === null ? (
                <Absent>{said.noData}</Absent>
              ) : (
                <Anchor className="link" href={metricAddress(database, tile.id, { from, to })}>
                  {formatMeasure(value, tile, settings.locale).value}
                </Anchor>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
