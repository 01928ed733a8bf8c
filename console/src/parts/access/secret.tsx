import { Button } from '@mantine/core';
import { useState } from 'react';
import styles from './access.module.css';

export interface SecretProps {
  readonly title: string;
  readonly value: string;
  readonly note: string;
  readonly words: { readonly copy: string; readonly copied: string; readonly hide: string };
  readonly onHide: () => void;
}

/** Something that is shown once, and nowhere again. */
export function Secret({ title, value, note, words, onHide }: SecretProps) {
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles['secret']} role="status" data-screen-only>
      <strong>{title}</strong>
      <code>{value}</code>
      <p className={styles['lead']}>{note}</p>
      <div className={styles['buttons']}>
        <Button onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}>
          {copied ? words.copied : words.copy}
        </Button>
        <Button onClick={onHide}>{words.hide}</Button>
      </div>
    </div>
  );
}
