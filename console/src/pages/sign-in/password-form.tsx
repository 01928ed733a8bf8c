import { Button, TextInput } from '@mantine/core';
import type { ResultOf } from '@throughline/api';
import { type FormEvent, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { toldInLine } from '../../data/problem.ts';
import { enter } from './enter.ts';
import styles from './sign-in.module.css';
import { words } from './words.ts';

export interface PasswordFormProps {
  readonly ways: ResultOf<'GET /session'>['ways'];
  readonly back: string;
  /** The password was right, and the code of the second factor is still to come. */
  readonly onCode: () => void;
}

/** E-mail and password, and the single sign-on where there is one. Why it failed is not told: that would say who has an account. */
export function PasswordForm({ ways, back, onCode }: PasswordFormProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useCommand('POST /session');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.runAsync({ body: { email: email.trim(), password } }).then(
      ({ awaits }) => (awaits === null ? enter(back) : onCode()),
      () => setPassword(''),
    );
  };
  return (
    <form className={styles['form']} onSubmit={submit} aria-label={words.title}>
      <h1 className="text-title" tabIndex={-1}>
        {words.title}
      </h1>
      {ways.singleSignOn === null ? null : <SingleSignOn name={ways.singleSignOn} back={back} />}
      {ways.password ? (
        <>
          <TextInput
            label={words.email}
            type="email"
            autoComplete="username"
            required
            maxLength={254}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <TextInput
            label={words.password}
            type="password"
            autoComplete="current-password"
            required
            maxLength={128}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {signIn.error === null ? null : (
            <p role="alert" className={styles['problem']}>
              {toldInLine(signIn.error)}
            </p>
          )}
          <Button type="submit" variant="filled" loading={signIn.pending}>
            {words.go}
          </Button>
          <p className={styles['note']}>{words.lost}</p>
        </>
      ) : null}
    </form>
  );
}

function SingleSignOn({ name, back }: { readonly name: string; readonly back: string }) {
  const begin = useCommand('POST /session/single-sign-on');
  const go = () =>
    begin.runAsync({ body: { returnTo: back } }).then(
      ({ url }) => window.location.assign(url),
      () => undefined,
    );
  return (
    <>
      <Button loading={begin.pending} onClick={go}>
        {words.singleSignOn(name)}
      </Button>
      {begin.error === null ? null : (
        <p role="alert" className={styles['problem']}>
          {toldInLine(begin.error)}
        </p>
      )}
      <p className={styles['note']}>{words.or}</p>
    </>
  );
}
