import { Button, TextInput } from '@mantine/core';
import type { ChangeView } from '@throughline/api';
import { type FormEvent, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { Section } from '../../shell/section.tsx';
import { Conflicts } from '../changes/conflicts.tsx';
import { words } from '../changes/words.ts';
import styles from '../declared/declared.module.css';

/** What is in its way at the time that is planned; approved, it can be scheduled. */
export function Schedule({ view }: { readonly view: ChangeView }) {
  const canBe = view.state.name === 'approved' || view.state.name === 'scheduled';
  return (
    <Section title={words.conflicts}>
      {view.plannedFrom === null ? (
        <p className={styles['why']}>{words.notPlanned}</p>
      ) : (
        <Conflicts conflicts={view.conflicts} none={words.noConflicts} />
      )}
      {canBe ? <Form view={view} /> : null}
    </Section>
  );
}

const inputOf = (at: string | null) => at?.slice(0, 16) ?? '';

function Form({ view: { number, plannedFrom, plannedTo } }: { readonly view: ChangeView }) {
  const { database } = useCompany();
  const [from, setFrom] = useState(inputOf(plannedFrom));
  const [to, setTo] = useState(inputOf(plannedTo));
  const schedule = useCommand('POST /{database}/changes/{number}/schedule');
  const send = (event: FormEvent) => {
    event.preventDefault();
    schedule.run({ params: { database, number }, body: { from: `${from}:00Z`, to: `${to}:00Z` } });
  };
  return (
    <form className={styles['tools']} onSubmit={send} data-screen-only>
      <TextInput
        type="datetime-local"
        label={words.from}
        value={from}
        required
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={words.to}
        value={to}
        required
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" variant="outline" loading={schedule.pending} style={{ alignSelf: 'end' }}>
        {words.hold}
      </Button>
      {schedule.error === null ? null : (
        <p role="alert" className={styles['problem']}>
          {toldInLine(schedule.error)}
        </p>
      )}
    </form>
  );
}
