import type { ReactNode } from 'react';
import { StateNotice } from '../../shell/state-notice.tsx';
import styles from './declared.module.css';
import { words } from './words.ts';

interface NoneDeclaredProps {
  /** Where files are looked for. */
  readonly folder: string;
  /** A whole file, as short as it can be. */
  readonly sample: string;
  /** What is typed then. */
  readonly command: string;
  readonly children: ReactNode;
}

/** Nothing is declared: where to declare something, how, and how to try it. */
export function NoneDeclared({ folder, sample, command, children }: NoneDeclaredProps) {
  return (
    <StateNotice
      kind="empty"
      action={
        <>
          <dl className={styles['facts']}>
            <dt>{words.folder}</dt>
            <dd>
              <code>{folder}</code>
            </dd>
            <dt>{words.thenAsk}</dt>
            <dd>
              <code>{command}</code>
            </dd>
          </dl>
          <p>{words.forExample}</p>
          <pre className={styles['sample']}>{sample}</pre>
        </>
      }
    >
      {children}
    </StateNotice>
  );
}
