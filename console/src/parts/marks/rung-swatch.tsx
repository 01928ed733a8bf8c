import type { CaseRow } from '@throughline/api';
import { Absent } from '../text/money.tsx';
import { type Heat, heatOf } from './heat.ts';
import styles from './marks.module.css';
import { words } from './words.ts';

/** The colour of a rung; hatched where its ladder stands still. */
export function Swatch({ heat, paused = false }: { readonly heat: Heat; readonly paused?: boolean }) {
  return (
    <span
      className={styles['swatch']}
      data-paused={paused ? '' : undefined}
      style={paused ? undefined : { background: `var(--heat${heat})` }}
      data-heat={'abcde'[heat - 1]}
      aria-hidden="true"
    />
  );
}

/** How far the ladder of a case has got. */
export function RungSwatch({ rung, pausedBy }: { readonly rung: CaseRow['rung']; readonly pausedBy: string | null }) {
  if (pausedBy !== null) {
    return (
      <span className={styles['rung']} title={words.pausedAfter(pausedBy, rung?.title)}>
        <Swatch heat={1} paused />
        {words.paused}
      </span>
    );
  }
  if (rung === null) return <Absent />;
  return (
    <span className={styles['rung']}>
      <Swatch heat={heatOf(rung.step, rung.of)} />
      {rung.title}
    </span>
  );
}
