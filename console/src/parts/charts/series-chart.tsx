import { Button } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useCallback, useState } from 'react';
import { useFormat } from '../../format/settings-context.tsx';
import { ChartFrame } from './chart-frame.tsx';
import styles from './charts.module.css';
import { axisText, gapsOf, type Series, seriesScale, seriesText, timeOf } from './series.ts';
import { seriesOption } from './series-option.ts';
import { SeriesTable } from './series-table.tsx';
import { words } from './words.ts';

export interface SeriesChartProps {
  readonly series: Series;
  readonly height?: number;
  /** Said below, before what the chart says of itself. */
  readonly legend?: ReactNode;
  /** Beside *Table*: a file of the same numbers. */
  readonly actions?: ReactNode;
}

/** The course of a metric with all that belongs to it; the same numbers as a table; a click on a period opens its cases. */
export function SeriesChart({ series, height = 220, legend, actions }: SeriesChartProps) {
  const settings = useFormat();
  const [asTable, setAsTable] = useState(false);
  const router = useRouter({ warn: false });
  const optionOf = useCallback((width: number) => seriesOption(series, width, settings), [series, settings]);
  const pick = (time: number) => {
    const near = series.points
      .filter(({ href }) => href !== undefined)
      .toSorted((a, b) => Math.abs(timeOf(a.to) - time) - Math.abs(timeOf(b.to) - time))[0];
    if (near?.href !== undefined) router?.history.push(near.href);
  };
  const isEmpty = series.points.every(({ value }) => value === null);
  return (
    <figure className={styles['figure']} aria-label={series.title}>
      {asTable ? (
        <SeriesTable series={series} />
      ) : isEmpty ? (
        <p className={styles['empty']} style={{ minHeight: 60 }}>
          {words.noData}
        </p>
      ) : (
        <ChartFrame text={seriesText(series, settings)} height={height} optionOf={optionOf} onPick={pick} />
      )}
      <figcaption className={styles['caption']}>
        <span className={styles['legend']}>
          {legend}
          {asTable || isEmpty ? null : legendOf(series, settings.locale)}
        </span>
        <span className={styles['tools']} data-screen-only>
          <Button variant="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? words.asChart : words.asTable}
          </Button>
          {actions}
        </span>
      </figcaption>
    </figure>
  );
}

function legendOf(series: Series, locale: string): string {
  const { points, level } = series;
  const { from } = seriesScale(series);
  return [
    points.some(({ expected }) => expected != null) ? words.expectedBand(level ?? '') : '',
    points.some(({ frozen }) => frozen === true) ? words.lockNote : '',
    points.some(({ restated }) => typeof restated === 'number') ? words.restatedNote : '',
    gapsOf(points).length > 0 ? words.gapsNote : '',
    from > 0 ? words.startsAt(axisText(from, series, locale)) : '',
  ].join('');
}
