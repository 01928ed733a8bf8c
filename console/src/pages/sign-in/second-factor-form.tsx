import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { toldInLine } from '../../data/problem.ts';
import { enter } from './enter.ts';
import styles from './sign-in.module.css';
import { words } from './words.ts';

interface SecondFactorFormProps {
  readonly back: string;
  /** To the password again. */
  readonly onAgain: () => void;
}

/** The code, after the password was right. */
export function SecondFactorForm({ back, onAgain }: SecondFactorFormProps) {
  const [code, setCode] = useState('');
  const confirm = useCommand('POST /session/second-factor');
  const leave = useCommand('DELETE /session');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.runAsync({ body: { code: code.replaceAll(/\s/g, '') } }).then(
      () => enter(back),
      () => setCode(''),
    );
  };
  return (
    <form className={styles['form']} onSubmit={submit} aria-label={words.codeTitle}>
      <h1 className="text-title" tabIndex={-1}>
        {words.codeTitle}
      </h1>
      <TextInput
        label={words.code}
        description={words.codeHint}
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        minLength={6}
        maxLength={20}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      {confirm.error === null ? null : (
        <p role="alert" className={styles['problem']}>
          {toldInLine(confirm.error)}
        </p>
      )}
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" loading={confirm.pending}>
          {words.codeGo}
        </Button>
        <Button onClick={() => void leave.runAsync({}).then(onAgain, onAgain)}>{words.again}</Button>
      </div>
    </form>
  );
}
