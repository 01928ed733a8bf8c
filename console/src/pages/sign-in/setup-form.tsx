import { Button, TextInput } from '@mantine/core';
import type { ResultOf } from '@throughline/api';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { toldInLine } from '../../data/problem.ts';
import { StateNotice } from '../../shell/state-notice.tsx';
import { enter } from './enter.ts';
import styles from './sign-in.module.css';
import { words } from './words.ts';

type LinkFor = ResultOf<'POST /session/link'>;

/** What a one-time link asks for: a password, and of the first person and of who was invited, who they are. */
export function SetupForm({ token, back }: { readonly token: string; readonly back: string }) {
  const link = useCommand('POST /session/link');
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    link.run({ body: { token } });
  });
  if (link.error !== null) return <StateNotice kind="error" what={words.link.what} error={link.error} />;
  return link.result === undefined ? null : <Setup token={token} back={back} link={link.result} />;
}

interface SetupProps {
  readonly token: string;
  readonly back: string;
  readonly link: LinkFor;
}

const passwordMin = 12;

function Setup({ token, back, link: { kind, name: known, email: knownEmail } }: SetupProps) {
  const [name, setName] = useState(known);
  const [email, setEmail] = useState(knownEmail);
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const [wrong, setWrong] = useState<string>();
  const set = useCommand('POST /session/password');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const problem = password.length < passwordMin ? words.link.short : password === repeated ? undefined : words.link.differs;
    setWrong(problem);
    if (problem !== undefined) return;
    const who = kind === 'password' ? {} : { name: name.trim(), ...(kind === 'owner' ? { email: email.trim() } : {}) };
    set.runAsync({ body: { token, password, ...who } }).then(
      ({ awaits }) => enter(awaits === null ? back : `/sign-in?back=${encodeURIComponent(back)}`),
      () => undefined,
    );
  };
  const { title, lead } = saidOf(kind, known);
  return (
    <form className={styles['form']} onSubmit={submit} aria-label={title}>
      <h1 className="text-title" tabIndex={-1}>
        {title}
      </h1>
      <p className={styles['lead']}>{lead}</p>
      {kind === 'password' ? null : <Text label={words.link.name} autoComplete="name" value={name} onChange={setName} />}
      <Text
        label={words.email}
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
        readOnly={kind !== 'owner'}
      />
      <Text label={words.link.password12} type="password" autoComplete="new-password" value={password} onChange={setPassword} />
      <Text label={words.link.repeat} type="password" autoComplete="new-password" value={repeated} onChange={setRepeated} />
      {wrong === undefined && set.error === null ? null : (
        <p role="alert" className={styles['problem']}>
          {wrong ?? toldInLine(set.error)}
        </p>
      )}
      <Button type="submit" variant="filled" loading={set.pending}>
        {words.link.go}
      </Button>
    </form>
  );
}

function saidOf(kind: LinkFor['kind'], name: string): { readonly title: string; readonly lead: string } {
  if (kind === 'owner') return { title: words.link.owner, lead: words.link.ownerLead };
  if (kind === 'invitation') return { title: words.link.invitation, lead: words.link.invitationLead(name) };
  return { title: words.link.password, lead: words.link.passwordLead(name) };
}

interface TextProps {
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly autoComplete: string;
  readonly value: string;
  readonly readOnly?: boolean;
  readonly onChange: (value: string) => void;
}

function Text({ type = 'text', onChange, ...field }: TextProps) {
  return <TextInput {...field} type={type} required maxLength={200} onChange={(event) => onChange(event.currentTarget.value)} />;
}
