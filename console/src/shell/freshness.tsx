import { useStream } from '../data/stream.ts';
import { Glyph } from '../parts/marks/glyph.tsx';
import styles from './freshness.module.css';

const time = (at: number) => new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

/** How current the numbers are; by the clock of this computer, also where the company has one of its own. */
export function Freshness() {
  const { status, since, heardAt } = useStream();
  if (status === 'connecting') return <span>Connecting</span>;
  if (status === 'live') return <span>Live{heardAt === undefined ? '' : ` · updated ${time(heardAt)}`}</span>;
  return (
    <span className={styles['down']} role="status">
      <Glyph shape="diamond" /> No connection since {time(since)}
      {heardAt === undefined ? '' : `, numbers of ${time(heardAt)}`}
    </span>
  );
}
