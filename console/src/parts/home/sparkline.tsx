import type { MetricTile } from '@throughline/api';
import { useRef } from 'react';
import { formatDay } from '../../format/day.ts';
import { formatMeasure } from '../../format/metric.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useInnerWidth } from '../table/table-room.ts';
import styles from './sparkline.module.css';
import { type SparkScale, sparkPath, sparkScale } from './sparkline-path.ts';
import { words as said } from './words.ts';

export interface SparklineProps {
  readonly tile: Pick<MetricTile, 'title' | 'unit' | 'currency' | 'series' | 'target' | 'limits' | 'direction'>;
  /** A change that is marked on the line, by its day. */
  readonly marker?: { readonly on: string; readonly title: string } | undefined;
  /** In px. */
  readonly height?: number;
}

const inset = 4;

/** A series with its target band, its limits, and where something was changed. Its numbers are in its text. */
export function Sparkline({ tile, marker, height = 50 }: SparklineProps) {
  const settings = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(frame);
  const { series, target, limits } = tile;
  const values = series.map(({ value }) => value);
  const alarm = tile.direction === 'down' ? limits?.upper : limits?.lower;
  const scale = sparkScale(values, [target?.from, target?.to, alarm], { width, height, inset });
  const lastAt = values.findLastIndex((value) => value !== null);
  const last = values[lastAt];
  const spoken = series.map(({ to, value }) => {
    const shown = value === null ? said.noData : words(formatMeasure(value, tile, settings.locale));
    return `${formatDay(to, settings)} ${shown}`;
  });
  return (
    <div ref={frame} className={styles['frame']} style={{ height }}>
      {width === 0 ? null : (
        <svg width={width} height={height} role="img" aria-label={`${tile.title}: ${spoken.join(', ') || said.noData}`}>
          {typeof last === 'number' ? <Band target={target} scale={scale} {...{ width, height }} /> : null}
          {alarm === undefined ? null : (
            <line className={styles['alarm']} x1={0} x2={width} y1={scale.y(alarm)} y2={scale.y(alarm)} />
          )}
          {marker === undefined ? null : <Marker on={marker.on} title={marker.title} {...{ series, scale, height }} />}
          <path className={styles['line']} d={sparkPath(values, scale)} />
          {typeof last === 'number' ? <circle className={styles['last']} cx={scale.x(lastAt)} cy={scale.y(last)} r={3} /> : null}
        </svg>
      )}
    </div>
  );
}

interface BandProps {
  readonly target: MetricTile['target'];
  readonly scale: SparkScale;
  readonly width: number;
  readonly height: number;
}

/** Where the line should be: filled, with an edge at each limit. */
function Band({ target, scale, width, height }: BandProps) {
  if (target === null || (target.from === undefined && target.to === undefined)) return null;
  const top = target.to === undefined ? 0 : scale.y(target.to);
  const bottom = target.from === undefined ? height : scale.y(target.from);
  const edges = [target.to, target.from].filter((bound) => bound !== undefined);
  return (
    <>
      <rect className={styles['band']} x={0} y={top} width={width} height={Math.max(0, bottom - top)} />
      {edges.map((bound) => (
        <line key={bound} className={styles['edge']} x1={0} x2={width} y1={scale.y(bound)} y2={scale.y(bound)} />
      ))}
    </>
  );
}

interface MarkerProps {
  readonly on: string;
  readonly title: string;
  readonly series: MetricTile['series'];
  readonly scale: SparkScale;
  readonly height: number;
}

function Marker({ on, title, series, scale, height }: MarkerProps) {
  const at = series.findIndex(({ to }) => to >= on.slice(0, 10));
  if (at === -1) return null;
  const x = scale.x(at);
  return (
    <g className={styles['marker']}>
      <title>{title}</title>
      <line x1={x} x2={x} y1={0} y2={height} />
      <path d={`M${x - 4} 0h8l-4 6Z`} />
    </g>
  );
}

function words({ value, unit }: { readonly value: string; readonly unit: string }): string {
  return unit === '' ? value : `${value} ${unit}`;
}
