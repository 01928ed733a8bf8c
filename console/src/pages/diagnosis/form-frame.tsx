import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import styles from './diagnosis.module.css';

interface FormFrameProps {
  readonly title: string;
  readonly onSend: (event?: FormEvent) => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** A form where it is asked for: its first field takes the focus, Ctrl Enter sends it, Escape leaves. */
export function FormFrame({ title, onSend, onCancel, children }: FormFrameProps) {
  const frame = useRef<HTMLFormElement>(null);
  useEffect(() => {
    frame.current?.querySelector<HTMLElement>('select, input, textarea')?.focus();
  }, []);
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSend();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      onCancel();
    }
  };
  return (
    // The keys are those of the fields in it: they reach the form.
    <form ref={frame} className={styles['form']} aria-label={title} onSubmit={onSend} onKeyDown={keys}>
      <strong>{title}</strong>
      {children}
    </form>
  );
}
