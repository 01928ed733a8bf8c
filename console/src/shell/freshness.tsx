import { useCompany } from '../data/company.tsx';
import { useStream } from '../data/stream.ts';
import { formatDuration } from '../format/day.ts';
import { Glyph } from '../parts/marks/glyph.tsx';
import styles from './freshness.module.css';
import { words } from './words.ts';

const time = (at: number) => new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

/** How current the numbers are; by the clock of this computer, also where the company has one of its own. */
export function Freshness() {
  const { status, since, heardAt } = useStream();
  const { now, lateSince } = useCompany();
  if (status === 'connecting') return <span>{words.connecting}</span>;
  if (status === 'live' && lateSince !== undefined)
    return (
      <span className={styles['down']} role="status">
        <Glyph shape="diamond" />
        {words.deadlinesWait(formatDuration(Math.max(0, (now ?? lateSince) - lateSince)))}
      </span>
    );
  if (status === 'live') return <span>{words.live(heardAt === undefined ? undefined : time(heardAt))}</span>;
  return (
    <span className={styles['down']} role="status">
      <Glyph shape="diamond" />
      {words.noConnectionSince}
      {time(since)}
      {heardAt === undefined ? '' : words.numbersOf(time(heardAt))}
    </span>
  );
}
