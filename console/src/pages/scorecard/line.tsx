import type { MetricTile, ScorecardRow } from '@throughline/api';
import { useEffect, useRef } from 'react';
import { useCompany } from '../../data/company.tsx';
import { formatMeasureChange, measureText, statusWords } from '../../format/metric.ts';
import { formatCount } from '../../format/number.ts';
import { formatPeriodShort } from '../../format/period.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Sparkline, type SparklineProps } from '../../parts/home/sparkline.tsx';
import { Status, type Tone } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { metricAddress } from '../addresses.ts';
import styles from './scorecard.module.css';
import { words } from './words.ts';

interface ScoreLineProps {
  readonly row: ScorecardRow;
  readonly href: string;
  /** To its diagnosis, or to the question for one. */
  readonly why: string;
  /** What was changed, marked on its course. */
  readonly marker: SparklineProps['marker'];
  readonly focused: boolean;
  readonly onFocus: () => void;
}

const statuses = { met: 'in-target', warning: 'over-target', breach: 'breach' } as const;
const tones: Readonly<Record<NonNullable<ScorecardRow['standing']>, Tone>> = { met: 'ok', warning: 'warn', breach: 'bad' };

/** One metric: what it was, against what it should be, and how it got there. */
export function ScoreLine({ row, href, why, marker, focused, onFocus }: ScoreLineProps) {
  const settings = useFormat();
  const line = useRef<HTMLTableRowElement>(null);
  const { metric, value, change, better, period, frozen, restated, diagnosis, currency, visibleEntities } = row;
  const measured = { unit: metric.unit, currency };
  useEffect(() => {
    if (focused) line.current?.scrollIntoView({ block: 'nearest' });
  }, [focused]);
  return (
    <tr ref={line} className={focused ? styles['focused'] : undefined} onFocus={onFocus}>
      <th scope="row">
        <Anchor href={href}>{metric.title}</Anchor>
      </th>
      <td data-figure data-strong>
        {value === null ? <Absent>{words.noData}</Absent> : measureText(value, measured, settings.locale)}
        <span data-narrow className={styles['note']}>
          {formatPeriodShort({ grain: row.grain, from: period.from }, settings)}
        </span>
        {visibleEntities === undefined ? null : (
          <span className={styles['note']} title={visibleEntities.join(', ')}>
            {words.partial(formatCount(visibleEntities.length, settings.locale), visibleEntities.length)}
          </span>
        )}
      </td>
      <td data-figure>
        {change === null ? <Absent /> : formatMeasureChange(change, measured, settings.locale)}
        {better === null ? null : <span className={styles['note']}>{better ? words.better : words.worse}</span>}
      </td>
      <td>
        <Target row={row} />
      </td>
      <td data-wide className={styles['course']}>
        <Sparkline tile={tileOf(row)} marker={marker} height={26} />
      </td>
      <td data-wide>
        {formatPeriodShort({ grain: row.grain, from: period.from }, settings)}
        {frozen ? <span className={styles['note']}>{words.frozen}</span> : null}
        {restated ? <span className={styles['note']}>{words.restated}</span> : null}
      </td>
      <td>
        <Paired row={row} />
      </td>
      <td data-wide>{metric.owner.title}</td>
      <td>
        <Anchor className={`link ${styles['why']}`} href={why}>
          {diagnosis === null ? words.diagnose : diagnosis.case.key}
        </Anchor>
        {diagnosis === null ? null : <span className={styles['note']}>{diagnosis.stateTitle}</span>}
      </td>
    </tr>
  );
}

/** How it stands to its alarm and to its target, in the words of the first page. */
function Target({ row }: Pick<ScoreLineProps, 'row'>) {
  const { locale } = useFormat();
  const { standing, value, metric, broke, unexpected } = row;
  const tile = tileOf(row);
  const isKnown = value !== null || metric.target === null;
  return (
    <div className={styles['standings']}>
      {broke ? <Status tone="bad">{statusWords({ ...tile, value, status: 'alarm' }, locale)}</Status> : null}
      {standing === null ? null : (
        <Status tone={tones[standing]}>{statusWords({ ...tile, value, status: statuses[standing] }, locale)}</Status>
      )}
      {standing === null && !broke ? <Absent>{isKnown ? words.noTarget : words.noData}</Absent> : null}
      {unexpected === true && !broke ? <span className={styles['note']}>{words.unexpected}</span> : null}
    </div>
  );
}

/** The metric that must not be had at the cost of this one. */
function Paired({ row: { paired } }: Pick<ScoreLineProps, 'row'>) {
  const { database } = useCompany();
  const { locale } = useFormat();
  if (paired === null) return <Absent />;
  const { id, title, value, change, period } = paired;
  return (
    <>
      <Anchor href={metricAddress(database, id, period)}>{title}</Anchor>
      <span className={styles['paired']}>
        {value === null ? <Absent>{words.noData}</Absent> : <strong>{measureText(value, paired, locale)}</strong>}
        {change === null ? null : <span>{formatMeasureChange(change, paired, locale)}</span>}
      </span>
    </>
  );
}

/** As the small chart takes it. */
function tileOf({
  metric,
  points,
  currency,
  expected,
}: ScorecardRow): Pick<MetricTile, 'title' | 'unit' | 'currency' | 'series' | 'target' | 'limits' | 'direction'> {
  const { title, unit, target, direction } = metric;
  const limits = expected === null ? null : { lower: expected.lower, upper: expected.upper };
  return { title, unit, currency, series: [...points], target, limits, direction };
}
