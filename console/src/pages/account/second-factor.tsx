import { Button, TextInput } from '@mantine/core';
import type { ResultOf } from '@throughline/api';
import { type FormEvent, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { toldInLine } from '../../data/problem.ts';
import styles from '../../parts/access/access.module.css';
import { QrCode } from '../../parts/access/qr-code.tsx';
import { say } from '../../shell/messages.ts';
import { Section } from '../../shell/section.tsx';
import { words } from './words.ts';

type Person = NonNullable<ResultOf<'GET /session'>['person']>;
type Enrolled = ResultOf<'POST /session/second-factor/enrol'>;

/** Whether there is one, setting one up, and taking it away. Both ask for the password. */
export function SecondFactor({ person }: { readonly person: Person }) {
  const [asking, setAsking] = useState<'enrol' | 'remove'>();
  const [enrolled, setEnrolled] = useState<Enrolled>();
  const enrol = useCommand('POST /session/second-factor/enrol');
  const remove = useCommand('POST /session/second-factor/remove');
  const { secondFactorSetUp: isSetUp, secondFactor } = person;
  const submit = (password: string) => {
    const sent =
      asking === 'enrol'
        ? enrol.runAsync({ body: { password } }).then(setEnrolled)
        : remove.runAsync({ body: { password } }).then(() => say({ text: words.removed }));
    sent.then(
      () => setAsking(undefined),
      () => undefined,
    );
  };
  const error = asking === 'enrol' ? enrol.error : remove.error;
  return (
    <Section title={words.factor}>
      <p className={styles['lead']}>
        {isSetUp ? words.factorOn : words.factorOff} {secondFactor ? words.factorUsed : words.factorNotUsed}
      </p>
      {enrolled === undefined ? null : <Confirm enrolled={enrolled} onDone={() => setEnrolled(undefined)} />}
      {asking !== undefined ? (
        <AskPassword
          busy={enrol.pending || remove.pending}
          error={error}
          onSubmit={submit}
          onCancel={() => setAsking(undefined)}
        />
      ) : enrolled === undefined ? (
        <Button onClick={() => setAsking(isSetUp ? 'remove' : 'enrol')} data-screen-only>
          {isSetUp ? words.remove : words.setUp}
        </Button>
      ) : null}
    </Section>
  );
}

interface AskPasswordProps {
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onSubmit: (password: string) => void;
  readonly onCancel: () => void;
}

function AskPassword({ busy, error, onSubmit, onCancel }: AskPasswordProps) {
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(password);
  };
  return (
    <form className={styles['reason']} onSubmit={submit} aria-label={words.factor}>
      <TextInput
        type="password"
        label={words.current}
        required
        autoComplete="current-password"
        maxLength={128}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" variant="filled" loading={busy}>
        {words.go}
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

function Confirm({ enrolled, onDone }: { readonly enrolled: Enrolled; readonly onDone: () => void }) {
  const [code, setCode] = useState('');
  const confirm = useCommand('POST /session/second-factor/confirm');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.runAsync({ body: { code: code.replaceAll(/\s/g, '') } }).then(
      () => {
        say({ text: words.confirmed });
        onDone();
      },
      () => setCode(''),
    );
  };
  return (
    <div className={styles['secret']} data-screen-only>
      <strong>{words.secretTitle}</strong>
      <p className={styles['lead']}>{words.secretNote}</p>
      <QrCode text={enrolled.uri} label={words.qrCode} />
      <code>{enrolled.secret}</code>
      <a href={enrolled.uri}>{words.openUri}</a>
      <p className={styles['lead']}>{words.backup}</p>
      <code>{enrolled.backupCodes.join('  ')}</code>
      <form className={styles['reason']} onSubmit={submit} aria-label={words.confirm}>
        <TextInput
          label={words.code}
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          minLength={6}
          maxLength={20}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" variant="filled" loading={confirm.pending}>
          {words.confirm}
        </Button>
        {confirm.error === null ? null : (
          <p role="alert" className={styles['problem']}>
            {toldInLine(confirm.error)}
          </p>
        )}
      </form>
    </div>
  );
}
