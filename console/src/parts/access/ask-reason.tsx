import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { toldInLine } from '../../data/problem.ts';
import styles from './access.module.css';
import { accessWords as words } from './words.ts';

export interface AskReasonProps {
  readonly title: string;
  readonly go: string;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onSubmit: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Why: what cannot be undone is not done without. */
export function AskReason({ title, go, busy, error, onSubmit, onCancel }: AskReasonProps) {
  const [reason, setReason] = useState('');
  const frame = useRef<HTMLFormElement>(null);
  useEffect(() => frame.current?.querySelector('input')?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(reason.trim());
  };
  return (
    <form ref={frame} className={styles['reason']} onSubmit={submit} aria-label={title}>
      <strong>{title}</strong>
      <TextInput
        label={words.reason}
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button type="submit" variant="filled" loading={busy}>
        {go}
      </Button>
      <Button onClick={onCancel}>{words.cancel}</Button>
      {error === null ? null : (
        <p role="alert" className={styles['problem']}>
          {toldInLine(error)}
        </p>
      )}
    </form>
  );
}
