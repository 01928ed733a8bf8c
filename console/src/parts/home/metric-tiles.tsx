import type { MetricTile as Tile } from '@throughline/api';
import { formatMeasure, formatMeasureChange, statusWords } from '../../format/metric.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { metricTones, Status } from '../marks/status.tsx';
import { Anchor } from '../text/anchor.tsx';
import { Absent } from '../text/money.tsx';
import styles from './metric-tiles.module.css';
import { Sparkline, type SparklineProps } from './sparkline.tsx';
import { words } from './words.ts';

export interface MetricTilesProps {
  readonly tiles: readonly Tile[];
  readonly hrefOf: (tile: Tile) => string;
  readonly marker?: SparklineProps['marker'];
  /** The values are still to come. */
  readonly measuring?: boolean;
}

/** The metrics of a page in a strip: value, change, course, status. Each opens its own page. */
export function MetricTiles({ tiles, hrefOf, marker, measuring = false }: MetricTilesProps) {
  return (
    <ul className={styles['strip']} aria-label={words.metrics}>
      {tiles.map((tile) => (
        <li key={tile.id}>
          <MetricTile tile={tile} href={hrefOf(tile)} marker={marker} measuring={measuring} />
        </li>
      ))}
    </ul>
  );
}

interface MetricTileProps {
  readonly tile: Tile;
  readonly href: string;
  readonly marker: SparklineProps['marker'];
  readonly measuring: boolean;
}

function MetricTile({ tile, href, marker, measuring }: MetricTileProps) {
  const { locale } = useFormat();
  const measure = tile.value === null ? undefined : formatMeasure(tile.value, tile, locale);
  return (
    <>
      <Anchor href={href} className={styles['title']}>
        {tile.title}
      </Anchor>
      <div className={styles['figures']}>
        <span>
          {measure === undefined ? (
            <Absent>{measuring ? words.beingMeasured : words.noData}</Absent>
          ) : (
            <>
              <strong>{measure.value}</strong> {measure.unit}
            </>
          )}
        </span>
        <span>{tile.change === null ? null : formatMeasureChange(tile.change, tile, locale)}</span>
      </div>
      <Sparkline tile={tile} marker={marker} />
      <p className={styles['status']}>
        {/* What there is nothing of is said once, where its figure would stand. */}
        {measure === undefined ? null : (
          <Status tone={metricTones[tile.status]}>{measuring ? words.beingMeasured : statusWords(tile, locale)}</Status>
        )}
      </p>
    </>
  );
}
