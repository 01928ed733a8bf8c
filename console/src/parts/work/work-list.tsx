import type { ReactNode } from 'react';
import styles from './work-row.module.css';

/** Holds decisions or tasks: one line each, the soonest first. */
export function WorkList({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <ul aria-label={label} className={styles['list']}>
      {children}
    </ul>
  );
}
