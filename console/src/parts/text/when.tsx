import { formatDay, formatDue, formatExact, formatMoment, formatPast } from '../../format/day.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Glyph } from '../marks/glyph.tsx';
import { Absent } from './money.tsx';
import styles from './text.module.css';

export interface WhenProps {
  /** An instant (RFC 3339) or a day (`YYYY-MM-DD`). */
  readonly at: string | null;
  /** `due`: to come, or late. `past`: how long ago. `day`: its date. `moment`: date and time. */
  readonly as?: 'due' | 'past' | 'day' | 'moment';
  readonly late?: boolean;
}

const writers: Readonly<Record<NonNullable<WhenProps['as']>, (at: string, late: boolean, settings: FormatSettings) => string>> = {
  due: formatDue,
  past: (at, _late, settings) => formatPast(at, settings),
  day: (at, _late, settings) => formatDay(at, settings),
  moment: (at, _late, settings) => formatMoment(at, settings),
};

/** A time as near as a reader needs it; the exact instant and its zone on hover. */
export function When({ at, as = 'due', late = false }: WhenProps) {
  const settings = useFormat();
  if (at === null) return <Absent />;
  return (
    <time dateTime={at} title={formatExact(at, settings)} className={late ? styles['late'] : styles['time']}>
      {late ? <Glyph shape="triangle" /> : null}
      {writers[as](at, late, settings)}
    </time>
  );
}
