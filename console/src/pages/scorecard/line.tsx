import type { MetricTile, ScorecardRow } from '@throughline/api';
import { useEffect, useRef } from 'react';
import { useCompany } from '../../data/company.tsx';
import { formatDay } from '../../format/day.ts';
import { formatMeasureChange, measureText } from '../../format/metric.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { axisText } from '../../parts/charts/series.ts';
import { Sparkline } from '../../parts/home/sparkline.tsx';
import { Status, type Tone } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { metricAddress } from '../addresses.ts';
import { plusDays } from '../diagnoses/periods.ts';
import styles from './scorecard.module.css';
import { words } from './words.ts';

interface ScoreLineProps {
  readonly row: ScorecardRow;
  readonly href: string;
  /** To its diagnosis, or to the question for one. */
  readonly why: string;
  readonly focused: boolean;
  readonly onFocus: () => void;
}

const tones: Readonly<Record<NonNullable<ScorecardRow['standing']>, Tone>> = { met: 'ok', warning: 'warn', breach: 'bad' };

/** One metric: what it was, against what it should be, and how it got there. */
export function ScoreLine({ row, href, why, focused, onFocus }: ScoreLineProps) {
  const settings = useFormat();
  const line = useRef<HTMLTableRowElement>(null);
  const { metric, value, change, better, period, frozen, restated, diagnosis, currency, unexpected } = row;
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
      </td>
      <td data-figure>
        {change === null ? <Absent /> : formatMeasureChange(change, measured, settings.locale)}
        {better === null ? null : <span className={styles['note']}>{better ? words.better : words.worse}</span>}
      </td>
      <td>
        <Target row={row} />
        {unexpected === true ? <span className={styles['note']}>{words.unexpected}</span> : null}
      </td>
      <td data-wide className={styles['course']}>
        <Sparkline tile={tileOf(row)} height={26} />
      </td>
      <td>
        {words.span(formatDay(period.from, settings), formatDay(plusDays(period.to, -1), settings))}
        {frozen ? <span className={styles['note']}>{words.frozen}</span> : null}
        {restated ? <span className={styles['note']}>{words.restated}</span> : null}
      </td>
      <td data-wide>
        <Paired row={row} />
      </td>
      <td data-wide>{metric.owner.title}</td>
      <td>
        <Anchor className="link" href={why}>
          {diagnosis === null ? words.diagnose : diagnosis.case.key}
        </Anchor>
        {diagnosis === null ? null : <span className={styles['note']}>{diagnosis.stateTitle}</span>}
      </td>
    </tr>
  );
}

function Target({ row: { metric, standing, value, currency } }: Pick<ScoreLineProps, 'row'>) {
  const { locale } = useFormat();
  const { from, to } = metric.target ?? {};
  if (standing === null) return <Absent>{value === null && metric.target !== null ? words.noData : words.noTarget}</Absent>;
  const text = (bound: number) => axisText(bound, { unit: metric.unit, currency }, locale);
  const bounds =
    from !== undefined && to !== undefined
      ? words.span(text(from), text(to))
      : to !== undefined
        ? `≤ ${text(to)}`
        : from !== undefined
          ? `≥ ${text(from)}`
          : '';
  return <Status tone={tones[standing]}>{words[standing](bounds === '' ? '' : words.targetOf(bounds))}</Status>;
}

function Paired({ row: { paired } }: Pick<ScoreLineProps, 'row'>) {
  const { database } = useCompany();
  const { locale } = useFormat();
  if (paired === null) return <Absent />;
  const { id, title, value, change } = paired;
  const shown = value === null ? words.noData : measureText(value, paired, locale);
  const changed = change === null ? '' : formatMeasureChange(change, paired, locale);
  return <Anchor href={metricAddress(database, id)}>{words.pairedText(title, shown, changed)}</Anchor>;
}

/** As the small chart takes it. */
function tileOf({
  metric,
  points,
  currency,
}: ScorecardRow): Pick<MetricTile, 'title' | 'unit' | 'currency' | 'series' | 'target' | 'limits' | 'direction'> {
  const { title, unit, target, direction } = metric;
  return { title, unit, currency, series: [...points], target, limits: null, direction };
}
