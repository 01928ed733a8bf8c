import styles from './text.module.css';

/** A key, printed where it works. Screen readers get it from `aria-keyshortcuts` of the control it is in. */
export function KeyCap({ children }: { readonly children: string }) {
  return (
    <span className={styles['cap']} aria-hidden="true">
      {children}
    </span>
  );
}
