import type { ReactNode } from 'react';
import { told } from '../../data/problem.ts';
import { Glyph } from '../../parts/marks/glyph.tsx';
import styles from './import.module.css';

export interface RefusedProps {
  /** An error of the API; or already in words. */
  readonly error: Error | { readonly detail: string; readonly action: string; readonly code: string };
  /** What was not done: *The import was not started.* */
  readonly children: ReactNode;
}

/** What was asked for and not done, why, and what to do about it. */
export function Refused({ error, children }: RefusedProps) {
  const { detail, action, code } = error instanceof Error ? told(error) : error;
  return (
    <div className={styles['refused']} role="alert">
      <p>
        <span className={styles['bad']}>
          <Glyph shape="triangle" />
        </span>{' '}
        <strong>{children}</strong> {detail}
      </p>
      <p className={styles['why']}>
        {action} <code>{code}</code>
      </p>
    </div>
  );
}
