import type { ReactNode } from 'react';
import { useId } from 'react';
import styles from './section.module.css';

export interface SectionProps {
  readonly title: ReactNode;
  /** Beside the title, in the second colour. */
  readonly aside?: ReactNode;
  /** At the right end of the title's line. */
  readonly note?: ReactNode;
  readonly children?: ReactNode;
  /** Without the rule above: it is the first one on its page. */
  readonly plain?: boolean;
}

/** One rule, a title, and what belongs to it. */
export function Section({ title, aside, note, children, plain = false }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles['section']} data-plain={plain || undefined}>
      <header className={styles['head']}>
        <h2 id={id} className="text-section">
          {title}
        </h2>
        {aside === undefined ? null : <span className={styles['aside']}>{aside}</span>}
        {note === undefined ? null : <span className={styles['note']}>{note}</span>}
      </header>
      {children}
    </section>
  );
}
