import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './tasks.module.css';

/** By what a list is narrowed, in a line above it. */
export function ChoiceBar({ note, children }: { readonly note?: string; readonly children: ReactNode }) {
  return (
    <div className={styles['choices']}>
      {children}
      {note === undefined ? null : <span className={styles['note']}>{note}</span>}
    </div>
  );
}

interface ChoiceProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: string;
}

export function Choice({ checked, onChange, children }: ChoiceProps) {
  return <Checkbox label={children} checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />;
}
