import type { MetricTile } from '@throughline/api';
import { useRef } from 'react';
import { formatDay } from '../../format/day.ts';
import { formatMeasure } from '../../format/metric.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useInnerWidth } from '../table/table-room.ts';
import styles from './series-chart.module.css';
import { type SparkScale, sparkPath, sparkScale } from './sparkline-path.ts';
import { words } from './words.ts';

export interface SeriesChartProps {
  readonly tile: Pick<MetricTile, 'title' | 'unit' | 'currency' | 'series' | 'target' | 'limits'>;
  /** What people changed meanwhile. */
  readonly markers: readonly { readonly on: string; readonly key: string; readonly title: string }[];
}

/** So wide a label is. */
const labelRoom = 40;
const [height, top, left, right, below] = [190, 18, 64, 74, 22] as const;

/** The course of a metric: its line, where it should be, what is usual of it, and when something was changed. */
export function SeriesChart({ tile, markers }: SeriesChartProps) {
  const settings = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(frame);
  const { series, target, limits } = tile;
  const values = series.map(({ value }) => value);
  const plot = { width: Math.max(0, width - left - right), height: height - top - below, inset: 6 };
  const scale = sparkScale(values, [target?.from, target?.to, limits?.lower, limits?.upper], plot);
  const text = (value: number) => formatMeasure(value, tile, settings.locale).value;
  const said = series
    .map(({ to, value }) => `${formatDay(to, settings)} ${value === null ? words.noData : text(value)}`)
    .join(', ');
  const lastAt = values.findLastIndex((value) => value !== null);
  const last = values[lastAt];
  return (
    <div ref={frame} className={styles['frame']} style={{ height }}>
      {width === 0 ? null : (
        <svg width={width} height={height} role="img" aria-label={`${tile.title}: ${said || words.noData}`}>
          <g transform={`translate(${left} ${top})`}>
            <Bounds tile={tile} scale={scale} plot={plot} text={text} />
            <Markers markers={markers} series={series} scale={scale} height={plot.height} />
            <path className={styles['line']} d={sparkPath(values, scale)} />
            {typeof last === 'number' ? (
              <>
                <circle className={styles['last']} cx={scale.x(lastAt)} cy={scale.y(last)} r={3} />
                <text className={styles['value']} x={scale.x(lastAt) + 8} y={scale.y(last) + 4}>
                  {text(last)}
                </text>
              </>
            ) : (
              <text x={6} y={plot.height / 2}>
                {words.noData}
              </text>
            )}
            {ticksOf(series.length, plot.width).map((index) => (
              <text key={index} x={scale.x(index)} y={plot.height + 16} textAnchor="middle">
                {formatDay(series[index]?.to ?? '', settings)}
              </text>
            ))}
          </g>
        </svg>
      )}
    </div>
  );
}

interface BoundsProps {
  readonly tile: SeriesChartProps['tile'];
  readonly scale: SparkScale;
  readonly plot: { readonly width: number; readonly height: number };
  readonly text: (value: number) => string;
}

/** The target as a band with an edge, the limits of what is usual dotted; each with its figure at the left. */
function Bounds({ tile: { target, limits }, scale, plot: { width, height: room }, text }: BoundsProps) {
  const upper = target?.to === undefined ? 0 : scale.y(target.to);
  const lower = target?.from === undefined ? room : scale.y(target.from);
  const edges = [target?.to, target?.from].filter((bound) => bound !== undefined);
  const alarms = limits === null ? [] : [limits.upper, limits.lower];
  // Two figures closer than a line would lie on each other: the target says less than the alarm.
  const free = (bound: number) => alarms.every((alarm) => Math.abs(scale.y(alarm) - scale.y(bound)) >= 12);
  return (
    <>
      {edges.length === 0 ? null : (
        <rect className={styles['band']} x={0} y={upper} width={width} height={Math.max(0, lower - upper)} />
      )}
      {edges.map((bound) => (
        <g key={bound} className={styles['target']}>
          <line x1={0} x2={width} y1={scale.y(bound)} y2={scale.y(bound)} />
          {free(bound) ? (
            <text x={-8} y={scale.y(bound) + 4} textAnchor="end">
              {text(bound)}
            </text>
          ) : null}
        </g>
      ))}
      {alarms.map((bound) => (
        <g key={bound} className={styles['alarm']}>
          <line x1={0} x2={width} y1={scale.y(bound)} y2={scale.y(bound)} />
          <text x={-8} y={scale.y(bound) + 4} textAnchor="end">
            {text(bound)}
          </text>
        </g>
      ))}
    </>
  );
}

interface MarkersProps extends Pick<SeriesChartProps, 'markers'> {
  readonly series: MetricTile['series'];
  readonly scale: SparkScale;
  readonly height: number;
}

/** Where between two windows something was changed. */
function Markers({ markers, series, scale, height: room }: MarkersProps) {
  let labelled = -Infinity;
  return markers
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))
    .map(({ on, key, title }) => {
      const at = series.findIndex(({ from, to }) => from <= on.slice(0, 10) && on.slice(0, 10) < to);
      if (at === -1) return null;
      const window = series[at];
      const share =
        window === undefined ? 0 : (Date.parse(on) - Date.parse(window.from)) / (Date.parse(window.to) - Date.parse(window.from));
      // A value stands at the end of its window.
      const x = at === 0 ? scale.x(0) : scale.x(at - 1) + (scale.x(at) - scale.x(at - 1)) * share;
      // A label that would lie on the one before is left out; the mark says its title on hover.
      const hasRoom = x - labelled >= labelRoom;
      if (hasRoom) labelled = x;
      return (
        <g key={key} className={styles['marker']}>
          <title>{`${key}: ${title}`}</title>
          <line x1={x} x2={x} y1={0} y2={room} />
          <path d={`M${x - 4} 0h8l-4 6Z`} />
          {hasRoom ? (
            <text x={x} y={-5} textAnchor="middle">
              {key}
            </text>
          ) : null}
        </g>
      );
    });
}

/** The windows whose day is written: all where there is room, else every second, third, ... with the last one. */
function ticksOf(count: number, width: number): readonly number[] {
  const step = Math.max(1, Math.ceil((count * 62) / Math.max(1, width)));
  return Array.from({ length: count }, (_, index) => index).filter((index) => (count - 1 - index) % step === 0);
}
