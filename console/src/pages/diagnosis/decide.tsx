import { Button, Textarea } from '@mantine/core';
import type { Diagnosis } from '@throughline/api';
import { type FormEvent, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { decisionTitle } from './decisions.ts';
import styles from './diagnosis.module.css';
import { FormFrame } from './form-frame.tsx';
import { words } from './words.ts';

interface DecideProps {
  readonly diagnosis: Diagnosis;
  readonly decision: string;
  readonly onDone: () => void;
}

/** A decision has its reason. It is a command on the case: what may be decided, the flow says. */
export function Decide({ diagnosis, decision, onDone }: DecideProps) {
  const { database } = useCompany();
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const command = useCommand('POST /{database}/cases/{case}/commands', { onSuccess: onDone });
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (reason.trim() === '' || command.pending) return;
    const data = { decision, ...(note.trim() === '' ? {} : { note: note.trim() }) };
    command.run({
      params: { database, case: diagnosis.case.id },
      body: { type: 'decide', data, reason: reason.trim() },
      ifMatch: diagnosis.seq,
    });
  };
  return (
    <FormFrame title={decisionTitle(decision)} onSend={send} onCancel={onDone}>
      <Textarea
        label={words.reason}
        withAsterisk
        maxLength={1000}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <Textarea label={words.note} maxLength={1000} value={note} onChange={({ currentTarget }) => setNote(currentTarget.value)} />
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" loading={command.pending} disabled={reason.trim() === ''}>
          {words.send}
        </Button>
        <Button onClick={onDone}>{words.cancel}</Button>
        <span className={styles['note']}>{words.sendHint}</span>
      </div>
      {command.error === null ? null : <StateNotice kind="error" what={words.failedDecision} error={command.error} />}
    </FormFrame>
  );
}
