import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { dayOf } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import styles from '../../parts/access/access.module.css';
import { Choices } from '../../parts/access/choices.tsx';
import { Secret } from '../../parts/access/secret.tsx';
import { accessWords } from '../../parts/access/words.ts';
import { ownRoles } from './delegation-form.tsx';
import type { HeldRole } from './role-table.tsx';
import { words } from './words.ts';

const dayMs = 86_400_000;
const usualDays = 90;

/** Makes a key with some of one's roles. Its secret is shown once. */
export function KeyForm({ roles }: { readonly roles: readonly HeldRole[] }) {
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string>();
  if (secret !== undefined) {
    return (
      <Secret title={words.secret} value={secret} note={words.keyNote} words={words.shown} onHide={() => setSecret(undefined)} />
    );
  }
  const show = (made: string) => {
    setSecret(made);
    setOpen(false);
  };
  return open ? (
    <Form roles={roles} onMade={show} onClose={() => setOpen(false)} />
  ) : (
    <Button onClick={() => setOpen(true)} data-screen-only>
      {words.makeKey}
    </Button>
  );
}

interface FormProps {
  readonly roles: readonly HeldRole[];
  readonly onMade: (secret: string) => void;
  readonly onClose: () => void;
}

function Form({ roles, onMade, onClose }: FormProps) {
  const { database } = useCompany();
  const { now, timeZone } = useFormat();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string[]>([]);
  const [until, setUntil] = useState(dayOf(now + usualDays * dayMs, timeZone));
  const make = useCommand('POST /{database}/keys');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.runAsync({ params: { database }, body: { name: name.trim(), roles: chosen, until } }).then(
      ({ secret }) => onMade(secret),
      () => undefined,
    );
  };
  return (
    <form className={styles['form']} onSubmit={submit} aria-label={words.makeKey}>
      <div className={styles['fields']}>
        <TextInput
          label={words.keyName}
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={accessWords.untilDay}
          required
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </div>
      <Choices legend={accessWords.roles} options={ownRoles(roles)} chosen={chosen} onChange={setChosen} />
      {make.error === null ? null : (
        <p role="alert" className={styles['problem']}>
          {toldInLine(make.error)}
        </p>
      )}
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" loading={make.pending}>
          {words.makeKey}
        </Button>
        <Button onClick={onClose}>{words.cancel}</Button>
      </div>
    </form>
  );
}
