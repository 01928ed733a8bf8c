import { Fragment, type ReactNode } from 'react';
import styles from './key-bar.module.css';
import { KeyHint } from './key-hint.tsx';
import type { ListedBinding } from './registry.ts';
import { useBoundKeys } from './use-keys.ts';
import { words } from './words.ts';

/** The keys of this page at left, a word on how current it is at right. What does not fit is in the overlay, under `?`. */
export function KeyBar({ children }: { readonly children?: ReactNode }) {
  const bound = useBoundKeys();
  const shown = printed(bound);
  return (
    <footer className={styles['bar']} data-screen-only>
      <div className={styles['keys']}>
        {shown.map(({ label, keys }) => (
          <Entry key={keys.join()} label={label} keys={keys} />
        ))}
      </div>
      {bound.some(({ keys }) => keys === '?') ? <Entry label={words.allKeys} keys={['?']} /> : null}
      <div className={styles['end']}>{children}</div>
    </footer>
  );
}

function Entry({ label, keys }: { readonly label: string; readonly keys: readonly string[] }) {
  // Numbers follow one another: their first and last are enough.
  const isRow = keys.length > 2 && keys.every((one) => /^\d$/.test(one));
  const shown = isRow ? [keys[0] ?? '', keys.at(-1) ?? ''] : keys;
  return (
    <span className={styles['entry']}>
      {shown.map((one, index) => (
        <Fragment key={one}>
          {isRow && index > 0 ? words.to : null}
          <KeyHint keys={one} />
        </Fragment>
      ))}
      {label}
    </span>
  );
}

/** Those of the page before those that work everywhere; neighbours with the same label as one. */
function printed(bound: readonly ListedBinding[]): readonly { label: string; keys: string[] }[] {
  const entries: { label: string; keys: string[] }[] = [];
  const inBar = bound.filter(({ bar, keys }) => bar && keys !== '?');
  for (const { label, keys } of [
    ...inBar.filter(({ group }) => group === 'page'),
    ...inBar.filter(({ group }) => group === 'everywhere'),
  ]) {
    const last = entries.at(-1);
    if (last?.keys.includes(keys) === true) continue;
    if (last?.label === label) last.keys.push(keys);
    else entries.push({ label, keys: [keys] });
  }
  return entries;
}
