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
      title="Course, by 4 weeks"
      aside={
        tile === undefined || words === undefined ? undefined : (
          <>
            the last {words}
            {tile.currency === null || tile.unit === 'money' ? '' : ` in ${tile.currency}`}
            {tile.change === null ? '' : `, ${formatMeasureChange(tile.change, tile, locale)} against those before`}.{' '}
            <Status tone={metricTones[tile.status]}>{statusWords(tile, locale)}</Status>
          </>
        )
      }
      note={
        <Button variant="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)} data-screen-only>
          {asTable ? 'Chart' : 'Table'}
        </Button>
      }
    >
      <Answer query={course} what="The course" waiting={<div className={styles['chart']} />}>
        {(data) =>
          data.asOf === null ? (
            <StateNotice kind="empty">Being measured for the first time. This takes some seconds.</StateNotice>
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
  if (tile.series.every(({ value }) => value === null)) return <StateNotice kind="empty">Nothing was measured yet.</StateNotice>;
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
        {limits === null
          ? 'Too few windows to say what is usual. '
          : `Dotted: usual is from ${bound(limits.lower)} to ${bound(limits.upper)}, the natural limits of the windows before. `}
        {tile.target === null ? '' : 'Band: the target. '}
        {markers.length === 0 ? '' : 'Triangles: releases and new flow versions.'}
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
          <th scope="col">From</th>
          <th scope="col">To, not included</th>
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
                <Absent>no data</Absent>
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
