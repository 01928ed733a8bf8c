import type { Money } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Amounts } from '../text/money.tsx';
import styles from './bulk-bar.module.css';
import { words } from './words.ts';

export interface BulkAction {
  readonly title: string;
  readonly keys?: string;
  readonly onRun: () => void;
  readonly busy?: boolean;
}

export interface BulkBarProps {
  readonly count: number;
  /** What the selected are worth, per currency. */
  readonly amounts?: readonly Money[];
  readonly actions: readonly BulkAction[];
  /** What cannot be done with all of them at once, and why. */
  readonly refused?: readonly { readonly title: string; readonly why: string }[];
  readonly onClear: () => void;
}

/** What is selected, what may be done with it, and what not. Nothing where nothing is selected. */
export function BulkBar({ count, amounts = [], actions, refused = [], onClear }: BulkBarProps) {
  const { locale } = useFormat();
  if (count === 0) return null;
  return (
    <section aria-label={words.selectedRows} className={styles['bar']}>
      <p className={styles['what']} aria-live="polite">
        <strong>{words.selected(formatCount(count, locale))}</strong>
        {amounts.length === 0 ? null : <Amounts amounts={amounts} />}
      </p>
      {actions.map(({ title, keys, onRun, busy = false }) => (
        <KeyButton key={title} disabled={busy} onClick={onRun} {...(keys === undefined ? {} : { keys })}>
          {title}
        </KeyButton>
      ))}
      {refused.map(({ title, why }) => (
        <span key={title} className={styles['refused']}>
          {title}: {why}
        </span>
      ))}
      <KeyButton variant="subtle" keys="esc" onClick={onClear}>
        {words.clear}
      </KeyButton>
    </section>
  );
}
