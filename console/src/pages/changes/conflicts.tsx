import type { ChangeConflict } from '@throughline/api';
import { Status } from '../../parts/marks/status.tsx';
import styles from '../declared/declared.module.css';
import { words } from './words.ts';

interface ConflictsProps {
  readonly conflicts: readonly ChangeConflict[];
  /** Said where there is none. */
  readonly none: string;
}

/** What is in the way, each with what shows it. */
export function Conflicts({ conflicts, none }: ConflictsProps) {
  if (conflicts.length === 0) return <p className={styles['why']}>{none}</p>;
  return (
    <ul className={styles['wrong']}>
      {conflicts.map((conflict) => (
        <li key={`${conflict.kind} ${conflict.of} ${conflict.with}`}>
          <Status tone={conflict.kind === 'freeze' || conflict.kind === 'same-time' ? 'bad' : 'warn'}>
            {words.kinds[conflict.kind]}
          </Status>{' '}
          {conflict.text}
        </li>
      ))}
    </ul>
  );
}
