import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { dayOf } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import styles from '../../parts/access/access.module.css';
import { Choices } from '../../parts/access/choices.tsx';
import { accessWords } from '../../parts/access/words.ts';
import { say } from '../../shell/messages.ts';
import type { HeldRole } from './role-table.tsx';
import { words } from './words.ts';

/** Lends some of one's roles to somebody for a time. What is lent to oneself cannot be lent on. */
export function DelegationForm({ roles, me }: { readonly roles: readonly HeldRole[]; readonly me: string }) {
  const [open, setOpen] = useState(false);
  return open ? (
    <Form roles={roles} me={me} onClose={() => setOpen(false)} />
  ) : (
    <Button onClick={() => setOpen(true)} data-screen-only>
      {words.lend}
    </Button>
  );
}

interface FormProps {
  readonly roles: readonly HeldRole[];
  readonly me: string;
  readonly onClose: () => void;
}

function Form({ roles, me, onClose }: FormProps) {
  const { database } = useCompany();
  const { now, timeZone } = useFormat();
  const people = useApi('GET /{database}/people', { params: { database } }).data?.items ?? [];
  const [to, setTo] = useState('');
  const [chosen, setChosen] = useState<string[]>([]);
  const [fromDay, setFromDay] = useState(dayOf(now, timeZone));
  const [untilDay, setUntilDay] = useState('');
  const [reason, setReason] = useState('');
  const lend = useCommand('POST /{database}/delegations');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    lend.runAsync({ params: { database }, body: { to, roles: chosen, fromDay, untilDay, reason: reason.trim() } }).then(
      () => {
        say({ text: words.lent });
        onClose();
      },
      () => undefined,
    );
  };
  const others = people.filter(({ id }) => id !== me).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <form className={styles['form']} onSubmit={submit} aria-label={words.lend}>
      <NativeSelect
        label={words.lendTo}
        required
        data={[{ value: '', label: words.choose }, ...others]}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Choices legend={accessWords.roles} options={ownRoles(roles)} chosen={chosen} onChange={setChosen} />
      <div className={styles['fields']}>
        <TextInput
          type="date"
          label={accessWords.fromDay}
          required
          value={fromDay}
          onChange={(event) => setFromDay(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={accessWords.untilDay}
          required
          min={fromDay}
          value={untilDay}
          onChange={(event) => setUntilDay(event.currentTarget.value)}
        />
      </div>
      <TextInput
        label={accessWords.reason}
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {lend.error === null ? null : (
        <p role="alert" className={styles['problem']}>
          {toldInLine(lend.error)}
        </p>
      )}
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" loading={lend.pending} disabled={chosen.length === 0}>
          {words.lend}
        </Button>
        <Button onClick={onClose}>{words.cancel}</Button>
      </div>
    </form>
  );
}

/** Roles that one holds oneself, each once. */
export function ownRoles(roles: readonly HeldRole[]): readonly { readonly value: string; readonly label: string }[] {
  const own = roles.filter(({ from }) => from !== 'lent').map(({ role, title }) => [role, title] as const);
  return [...new Map(own)].map(([value, label]) => ({ value, label }));
}
