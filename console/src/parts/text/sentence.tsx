import type { ReactNode } from 'react';
import { Anchor } from './anchor.tsx';
import styles from './text.module.css';

export interface SentenceProps {
  /** The question that it answers, in a word: Broke, At risk, Decide. */
  readonly label?: string;
  readonly children: ReactNode;
}

/** A sentence that says how things stand. At most four of its figures are links. */
export function Sentence({ label, children }: SentenceProps) {
  return (
    <div className={styles['sentence']} data-labelled={label === undefined ? undefined : ''}>
      {label === undefined ? null : <span className={styles['sentenceLabel']}>{label}</span>}
      <p className="text-sentence">{children}</p>
    </div>
  );
}

export interface FigureProps {
  readonly children: ReactNode;
  /** To the cases behind it. Without one it is set apart, and cannot be opened. */
  readonly href?: string | undefined;
  /** The exact value, where what is shown is rounded. */
  readonly exact?: string;
}

/** A figure with its unit, linked to the cases behind it. */
export function Figure({ children, href, exact }: FigureProps) {
  if (href === undefined) {
    return (
      <strong className={styles['figurePlain']} title={exact}>
        {children}
      </strong>
    );
  }
  return (
    <Anchor href={href} className={styles['figure']} title={exact}>
      {children}
    </Anchor>
  );
}
