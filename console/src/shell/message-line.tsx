import { CloseButton } from '@mantine/core';
import { Glyph } from '../parts/marks/glyph.tsx';
import styles from './message-line.module.css';
import { say, useMessage } from './messages.ts';
import { words } from './words.ts';

/** What came of the last thing that was done. */
export function MessageLine() {
  const message = useMessage();
  if (message === undefined) return null;
  return (
    <div className={styles['line']} data-tone={message.tone ?? 'plain'} data-screen-only>
      <span>
        {message.tone === 'bad' ? (
          <>
            <Glyph shape="triangle" />{' '}
          </>
        ) : null}
        {message.text}
      </span>
      <CloseButton size="xs" aria-label={words.closeMessage} onClick={() => say(undefined)} />
    </div>
  );
}
