import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './key-hint.module.css';
import { capsOf } from './stroke.ts';
import { useKeys } from './use-keys.ts';
import { words } from './words.ts';

/** The caps of keys, printed where they work. */
export function KeyHint({ keys }: { readonly keys: string }) {
  return (
    <span className={styles['keys']} aria-hidden data-screen-only>
      {capsOf(keys).map((cap, index) =>
        // The same cap may come twice; its place is what it is.
        cap === 'then' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <span key={index}>{words.thenKey}</span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <kbd key={index} className={styles['cap']}>
            {cap}
          </kbd>
        ),
      )}
    </span>
  );
}

export interface KeyButtonProps extends Pick<ButtonProps, 'variant' | 'size' | 'loading' | 'className'> {
  /** One key or sequence; bound while the button stands there and is not disabled. */
  readonly keys?: string;
  /** As the key bar prints it; default: not printed there, since the button shows it. */
  readonly label?: string;
  readonly disabled?: boolean;
  readonly type?: 'button' | 'submit';
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** A button that says its key and answers to it. */
export function KeyButton({ keys, label, disabled = false, onClick, children, type = 'button', ...look }: KeyButtonProps) {
  const name = label ?? (typeof children === 'string' ? children : 'button');
  // A key that is held down acts once: what it acts on may be another thing by then.
  const press = ({ repeat }: KeyboardEvent) => (repeat ? undefined : onClick());
  useKeys(keys === undefined ? [] : [{ keys, label: name, bar: label !== undefined, when: !disabled, run: press }]);
  return (
    <Button
      {...look}
      type={type}
      disabled={disabled}
      onClick={onClick}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys })}
    >
      {children}
      {keys === undefined ? null : (
        <span className={styles['after']}>
          <KeyHint keys={keys} />
        </span>
      )}
    </Button>
  );
}
