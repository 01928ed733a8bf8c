import { hiddenNeeds, hiddenWord } from './hidden-words.ts';
import styles from './text.module.css';

export interface HiddenValueProps {
  /** One of these roles would show it. */
  readonly needs: readonly string[];
  /** `cell`: where there is little room, which role it needs is said on hover and to screen readers. Default: in full. */
  readonly as?: 'full' | 'cell';
}

/** A value that is there, and that the reader may not see. */
export function HiddenValue({ needs, as = 'full' }: HiddenValueProps) {
  const why = hiddenNeeds(needs);
  if (as === 'full') return <span className={styles['absent']}>{`${hiddenWord}: ${why}`}</span>;
  return (
    <span className={styles['absent']} title={why}>
      {hiddenWord}
    </span>
  );
}
