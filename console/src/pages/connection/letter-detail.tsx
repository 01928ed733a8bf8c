import type { DeadLetterView } from '@throughline/api';
import { useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { KeyButton } from '../../keys/key-hint.tsx';
import { AskReason } from '../../parts/access/ask-reason.tsx';
import { say } from '../../shell/messages.ts';
import { words } from '../connections/words.ts';
import styles from '../declared/declared.module.css';
import { Refused } from '../import/refused.tsx';
import type { OfConnection } from './page.tsx';
import { RecordText } from './record-text.tsx';

interface LetterDetailProps {
  readonly letter: DeadLetterView;
  readonly params: OfConnection;
  readonly onSettled: () => void;
}

/** One record as it came, with all that is wrong with it, and what to do about it. */
export function LetterDetail({ letter, params: { database }, onSettled }: LetterDetailProps) {
  const [discards, setDiscards] = useState(false);
  const params = { database, letter: letter.id };
  const replay = useCommand('POST /{database}/dead-letters/{letter}/replay', {
    onSuccess: ({ status }) => say(status === 'open' ? { tone: 'bad', text: words.stillDead } : { text: words.replayedOne }),
  });
  const discard = useCommand('POST /{database}/dead-letters/{letter}/discard', {
    onSuccess: () => {
      say({ text: words.discarded });
      setDiscards(false);
      onSettled();
    },
  });
  const { errors, record, status, reason } = letter;
  return (
    <>
      <ul className={styles['wrong']} aria-label={words.wrong}>
        {errors.map(({ code, field, message, expected, action, value }) => (
          <li key={`${code} ${field}`}>
            {field === '' ? null : <strong>{field} </strong>}
            {message}
            {value === undefined ? '' : ` (${value})`}{' '}
            <span className={styles['why']}>
              {expected === '' ? '' : words.expected(expected)} {action} <code className={styles['code']}>{code}</code>
            </span>
          </li>
        ))}
      </ul>
      {reason === null ? null : <p className={styles['why']}>{reason}</p>}
      {record === null ? null : <RecordText record={record} label={words.record} />}
      {status !== 'open' ? null : (
        <div className={styles['tools']} data-screen-only>
          <KeyButton keys="r" loading={replay.pending} onClick={() => replay.run({ params })}>
            {words.replay}
          </KeyButton>
          <KeyButton keys="d" onClick={() => setDiscards(true)}>
            {words.discard}
          </KeyButton>
        </div>
      )}
      {replay.error === null ? null : <Refused error={replay.error}>{words.notDone}</Refused>}
      {discards ? (
        <AskReason
          title={words.discardTitle(errors[0]?.message ?? letter.id)}
          go={words.discard}
          busy={discard.pending}
          error={discard.error}
          onSubmit={(text) => discard.run({ params, body: { reason: text } })}
          onCancel={() => setDiscards(false)}
        />
      ) : null}
    </>
  );
}
