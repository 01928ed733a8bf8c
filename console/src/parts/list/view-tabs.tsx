import type { ReactNode } from 'react';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Anchor } from '../text/anchor.tsx';
import styles from './view-tabs.module.css';
import { words } from './words.ts';

export interface ViewTab {
  readonly id: string;
  readonly title: string;
  readonly href: string;
  /** How many cases it has now; absent: not known yet. */
  readonly count?: number | undefined;
}

export interface ViewTabsProps {
  readonly views: readonly ViewTab[];
  /** The id of the one shown; `undefined`: what is shown is none of them. */
  readonly current: string | undefined;
  /** Without it, what is shown is already saved. */
  readonly onSave?: (() => void) | undefined;
  readonly saveKeys?: string;
  /** Each says the number by which it is opened. */
  readonly numbered?: boolean;
  /** What the tabs are, for screen readers; default: views of a list. */
  readonly label?: string;
  /** What can be done with the view shown, beside saving it. */
  readonly tools?: ReactNode;
}

/** Views of a list, as tabs with how many each has. */
export function ViewTabs({
  views,
  current,
  onSave,
  saveKeys = 's',
  tools,
  numbered = false,
  label = words.views,
}: ViewTabsProps) {
  const { locale } = useFormat();
  return (
    <div className={styles['bar']}>
      <nav aria-label={label} className={styles['tabs']}>
        {views.map(({ id, title, href, count }, index) => (
          <Anchor key={id} href={href} aria-current={id === current ? 'page' : undefined} className={styles['tab']}>
            {numbered ? (
              <span className={styles['number']} aria-hidden="true">
                {index + 1}
              </span>
            ) : null}
            {title}
            {count === undefined ? null : <span className={styles['count']}>{formatCount(count, locale)}</span>}
          </Anchor>
        ))}
      </nav>
      {tools}
      {onSave === undefined ? null : (
        <KeyButton variant="subtle" keys={saveKeys} label={words.saveViewKey} onClick={onSave}>
          {words.saveView}
        </KeyButton>
      )}
    </div>
  );
}
