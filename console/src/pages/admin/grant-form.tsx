import { Button, TextInput } from '@mantine/core';
import type { Account } from '@throughline/api';
import { type FormEvent, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import styles from '../../parts/access/access.module.css';
import { say } from '../../shell/messages.ts';
import { GrantFields } from './grant-fields.tsx';
import { words } from './words.ts';

/** Grants a role: where, from when and until when. What administers needs another administrator, who approves it in the work queue. */
export function GrantForm({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const { database } = useCompany();
  const [role, setRole] = useState('');
  const [entities, setEntities] = useState<string[]>([]);
  const [days, setDays] = useState({ from: '', until: '' });
  const command = useCommand('POST /{database}/cases/{case}/commands');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const data = {
      role,
      ...(entities.length === 0 ? {} : { entities }),
      ...(days.from === '' ? {} : { from: days.from }),
      ...(days.until === '' ? {} : { until: days.until }),
    };
    const body = { type: 'grant', data };
    command.runAsync({ params: { database, case: account.case }, body, ifMatch: account.seq }).then(
      () => {
        say({ text: words.granted(account.name) });
        onClose();
      },
      () => undefined,
    );
  };
  const day = (name: keyof typeof days, label: string) => (
    <TextInput
      type="date"
      label={label}
      value={days[name]}
      onChange={({ currentTarget: { value } }) => setDays((before) => ({ ...before, [name]: value }))}
    />
  );
  return (
    <form className={styles['form']} onSubmit={submit} aria-label={words.grant}>
      <GrantFields role={role} entities={entities} none={words.choose} required onRole={setRole} onEntities={setEntities} />
      <div className={styles['fields']}>
        {day('from', words.from)}
        {day('until', words.until)}
      </div>
      {command.error === null ? null : (
        <p role="alert" className={styles['problem']}>
          {toldInLine(command.error)}
        </p>
      )}
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" loading={command.pending} disabled={role === ''}>
          {words.grant}
        </Button>
        <Button onClick={onClose}>{words.cancel}</Button>
      </div>
    </form>
  );
}
