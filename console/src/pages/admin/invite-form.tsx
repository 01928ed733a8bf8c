import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import styles from '../../parts/access/access.module.css';
import { GrantFields } from './grant-fields.tsx';
import { words } from './words.ts';

export interface InviteFormProps {
  readonly onInvited: (invited: { readonly url: string; readonly email: string }) => void;
  readonly onClose: () => void;
}

/** Makes an account, with a first role where one is chosen. The link by which it is taken up is shown once. */
export function InviteForm({ onInvited, onClose }: InviteFormProps) {
  const { database } = useCompany();
  const [typed, setTyped] = useState({ name: '', email: '', title: '' });
  const [role, setRole] = useState('');
  const [entities, setEntities] = useState<string[]>([]);
  const frame = useRef<HTMLFormElement>(null);
  const invite = useCommand('POST /{database}/accounts');
  useEffect(() => frame.current?.querySelector('input')?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const email = typed.email.trim();
    const title = typed.title.trim();
    const grants = role === '' ? [] : [{ role, ...(entities.length === 0 ? {} : { entities }) }];
    const body = { email, name: typed.name.trim(), ...(title === '' ? {} : { title }), grants };
    invite.runAsync({ params: { database }, body }).then(
      ({ link }) => onInvited({ url: link.url, email }),
      () => undefined,
    );
  };
  const field = (
    name: keyof typeof typed,
    label: string,
    more: { readonly type?: 'email'; readonly required?: boolean } = {},
  ) => (
    <TextInput
      label={label}
      {...more}
      maxLength={200}
      autoComplete="off"
      value={typed[name]}
      onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, [name]: value }))}
    />
  );
  return (
    <form ref={frame} className={styles['form']} onSubmit={submit} aria-label={words.invite} data-screen-only>
      <div className={styles['fields']}>
        {field('name', words.theirName, { required: true })}
        {field('email', words.email, { type: 'email', required: true })}
        {field('title', words.theirTitle)}
      </div>
      <GrantFields
        role={role}
        entities={entities}
        none={words.noRole}
        required={false}
        onRole={setRole}
        onEntities={setEntities}
      />
      {invite.error === null ? null : (
        <p role="alert" className={styles['problem']}>
          {toldInLine(invite.error)}
        </p>
      )}
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" loading={invite.pending}>
          {words.inviteGo}
        </Button>
        <Button onClick={onClose}>{words.cancel}</Button>
      </div>
    </form>
  );
}
