import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { toldInLine } from '../../data/problem.ts';
import styles from '../../parts/access/access.module.css';
import { say } from '../../shell/messages.ts';
import { Section } from '../../shell/section.tsx';
import { words } from './words.ts';

const nothing = { current: '', password: '', repeated: '' };

/** A new password; all other sessions end. */
export function PasswordChange() {
  const [typed, setTyped] = useState(nothing);
  const [differs, setDiffers] = useState(false);
  const change = useCommand('POST /session/password/change');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { current, password, repeated } = typed;
    setDiffers(password !== repeated);
    if (password !== repeated) return;
    change.runAsync({ body: { current, password } }).then(
      () => {
        setTyped(nothing);
        say({ text: words.changed });
      },
      () => undefined,
    );
  };
  const field = (name: keyof typeof nothing, label: string, autoComplete: string, minLength?: number) => (
    <TextInput
      type="password"
      label={label}
      required
      autoComplete={autoComplete}
      {...(minLength === undefined ? {} : { minLength })}
      maxLength={128}
      value={typed[name]}
      onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, [name]: value }))}
    />
  );
  return (
    <Section title={words.password}>
      <form className={styles['form']} onSubmit={submit} aria-label={words.change} data-screen-only>
        <div className={styles['fields']}>
          {field('current', words.current, 'current-password')}
          {field('password', words.next, 'new-password', 12)}
          {field('repeated', words.repeat, 'new-password', 12)}
        </div>
        {differs || change.error !== null ? (
          <p role="alert" className={styles['problem']}>
            {differs ? words.differs : toldInLine(change.error)}
          </p>
        ) : null}
        <div className={styles['buttons']}>
          <Button type="submit" loading={change.pending}>
            {words.change}
          </Button>
        </div>
      </form>
    </Section>
  );
}
