import { Button, Textarea, TextInput } from '@mantine/core';
import type { ContentDraft, ContentView } from '@throughline/api';
import { type FormEvent, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { changeAddress } from '../addresses.ts';
import { Content } from '../change-content/content.tsx';
import styles from './propose.module.css';
import { words } from './words.ts';

interface JudgingProps {
  /** What is to be in force; `undefined`: nothing is changed yet. */
  readonly draft: ContentDraft | undefined;
  /** Said where nothing is changed. */
  readonly empty: string;
  readonly onProposed?: () => void;
}

interface Judged {
  readonly draft: string;
  readonly content: ContentView;
}

/** Shows what a draft would change, and proposes what was seen: nothing else can be proposed. */
export function Judging({ draft, empty, onProposed }: JudgingProps) {
  const { database } = useCompany();
  const [judged, setJudged] = useState<Judged>();
  const [number, setNumber] = useState<string>();
  const judge = useCommand('POST /{database}/changes/judgements');
  const written = JSON.stringify(draft);
  const look = () => {
    if (draft === undefined) return;
    setNumber(undefined);
    judge.runAsync({ params: { database }, body: draft }).then(
      (content) => setJudged({ draft: written, content }),
      () => setJudged(undefined),
    );
  };
  if (number !== undefined)
    return (
      <p role="status" className={styles['told']}>
        {words.proposed(number)}
        <Anchor className="link" href={changeAddress(database, number)}>
          {words.open}
        </Anchor>
      </p>
    );
  const isSeen = judged !== undefined && judged.draft === written;
  const hasErrors = judged?.content.findings.some(({ severity }) => severity === 'error') === true;
  return (
    <>
      <div className={styles['buttons']} data-screen-only>
        <Button variant={isSeen ? 'default' : 'filled'} disabled={draft === undefined} loading={judge.pending} onClick={look}>
          {words.check}
        </Button>
        {draft === undefined ? <span>{empty}</span> : judged !== undefined && !isSeen ? <span>{words.changed}</span> : null}
      </div>
      {judge.error === null ? null : <StateNotice kind="error" what={words.unread} error={judge.error} />}
      {judged === undefined || !isSeen ? null : (
        <>
          <Content content={judged.content} />
          {hasErrors || draft === undefined ? (
            <p className={styles['told']}>{words.errors}</p>
          ) : (
            <ProposeForm
              draft={draft}
              onProposed={(proposed) => {
                setNumber(proposed);
                setJudged(undefined);
                onProposed?.();
              }}
            />
          )}
        </>
      )}
    </>
  );
}

function ProposeForm({ draft, onProposed }: { readonly draft: ContentDraft; readonly onProposed: (number: string) => void }) {
  const { database } = useCompany();
  const [title, setTitle] = useState('');
  const [summary, setSummary] = useState('');
  const propose = useCommand('POST /{database}/changes/proposals');
  const isWhole = title.trim() !== '' && summary.trim() !== '';
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isWhole || propose.pending) return;
    const body = { ...draft, title: title.trim(), summary: summary.trim() };
    propose.runAsync({ params: { database }, body }).then(
      ({ number }) => onProposed(number),
      () => undefined,
    );
  };
  return (
    <Section title={words.proposal}>
      <form className={styles['proposal']} aria-label={words.proposal} onSubmit={send} data-screen-only>
        <TextInput
          label={words.name}
          withAsterisk
          maxLength={200}
          value={title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        />
        <Textarea
          label={words.summary}
          withAsterisk
          autosize
          minRows={3}
          maxLength={2000}
          value={summary}
          onChange={({ currentTarget }) => setSummary(currentTarget.value)}
        />
        <div className={styles['buttons']}>
          <Button type="submit" variant="filled" loading={propose.pending} disabled={!isWhole}>
            {words.propose}
          </Button>
        </div>
        {propose.error === null ? null : <StateNotice kind="error" what={words.refused} error={propose.error} />}
      </form>
    </Section>
  );
}
