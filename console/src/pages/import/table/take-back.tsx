import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { Import, Retraction } from '@throughline/api';
import { useEffect, useState } from 'react';
import { readAgain, useApi, useCommand } from '../../../data/api.ts';
import { formatCount, formatCounted, formatPercent } from '../../../format/number.ts';
import { useFormat } from '../../../format/settings-context.tsx';
import { KeyButton } from '../../../keys/key-hint.tsx';
import { CaseLink } from '../../../parts/text/case-link.tsx';
import { Answer } from '../../../shell/answer.tsx';
import { Section } from '../../../shell/section.tsx';
import { caseAddress } from '../../addresses.ts';
import styles from '../import.module.css';
import { Refused } from '../refused.tsx';
import { Sheet } from './sheet.tsx';
import { words } from './words.ts';

const askedEveryMs = 500;

/** Undoes an import, once somebody has read what that does and said why; while it is undone, how far that is; then what is left. */
export function TakeBack({ standing }: { readonly standing: Import }) {
  const cache = useQueryClient();
  const [asked, setAsked] = useState(standing.retraction !== null);
  const [running, setRunning] = useState(standing.retraction === 'running');
  const params = { database: 'main', import: standing.id } as const;
  const found = useApi(
    'GET /{database}/imports/{import}/retraction',
    { params },
    { enabled: asked, refetchMs: running ? askedEveryMs : false },
  );
  const status = found.data?.status;
  useEffect(() => {
    if (status === 'running') setRunning(true);
    if (status === 'running' || !running || status === undefined) return;
    setRunning(false);
    // All pages show what is there now.
    void readAgain(cache, 'main');
  }, [status, running, cache]);
  if (!asked)
    return (
      <div className={styles['go']}>
        <Button onClick={() => setAsked(true)}>{words.takeBack}</Button>
      </div>
    );
  return (
    <Section title={words.takeBack}>
      <Answer query={found} what={words.takeBack}>
        {(retraction) => (
          <>
            <Standing found={retraction} />
            {retraction.status === 'possible' || retraction.status === 'failed' ? (
              <Confirm run={standing.id} onBegun={() => setRunning(true)} onCancel={() => setAsked(false)} />
            ) : null}
            {retraction.keptCount === 0 ? null : <Left found={retraction} />}
          </>
        )}
      </Answer>
    </Section>
  );
}

function Standing({ found }: { readonly found: Retraction }) {
  const { locale } = useFormat();
  const { status, share, cases, facts, sent, keptCount, failure } = found;
  const casesText = formatCounted(cases, words.case, locale);
  const factsText = formatCounted(facts, words.fact, locale);
  const sentText = sent === 0 ? '' : words.wasSent(formatCounted(sent, words.mail, locale));
  if (status === 'running')
    return (
      <div className={styles['progress']}>
        <progress max={1} value={share} aria-label={words.takenBackShare} />
        <span>{words.takenSoFar(casesText)}</span>
        <span className="num">{formatPercent(share, locale, 0)}</span>
      </div>
    );
  if (status === 'done')
    return (
      <p className={styles['words']} role="status">
        {words.takenBack(casesText, factsText)} {sentText}
      </p>
    );
  return (
    <>
      {status === 'failed' ? (
        <p className={styles['words']} role="status">
          {words.stopped} {failure}
        </p>
      ) : null}
      {status === 'possible' ? (
        <p className={styles['words']}>
          {words.wouldTakeBack(casesText, factsText)} {sentText}{' '}
          {keptCount === 0 ? '' : words.wouldKeep(formatCounted(keptCount, words.case, locale))}
        </p>
      ) : null}
    </>
  );
}

interface ConfirmProps {
  readonly run: string;
  readonly onBegun: () => void;
  readonly onCancel: () => void;
}

function Confirm({ run, onBegun, onCancel }: ConfirmProps) {
  const [reason, setReason] = useState('');
  const back = useCommand('POST /{database}/imports/{import}/retraction');
  const params = { database: 'main', import: run } as const;
  const begin = () => {
    onBegun();
    back.run({ params, body: { reason } });
  };
  return (
    <>
      {back.error === null ? null : <Refused error={back.error}>{words.notTakenBack}</Refused>}
      <div className={styles['go']}>
        <TextInput label={words.reasonLabel} value={reason} onChange={({ currentTarget }) => setReason(currentTarget.value)} />
        <KeyButton
          label={words.takeBackKey}
          variant="filled"
          disabled={reason.trim().length < 3}
          loading={back.pending}
          onClick={begin}
        >
          {words.confirmTakeBack}
        </KeyButton>
        <Button onClick={onCancel}>{words.cancel}</Button>
      </div>
    </>
  );
}

/** What is not the import's alone, for a person to decide about. */
function Left({ found: { kept, keptCount } }: { readonly found: Retraction }) {
  const { locale } = useFormat();
  return (
    <>
      <h3 className={styles['subtitle']}>{words.left}</h3>
      <p className={styles['why']}>
        {words.leftWhy}{' '}
        {kept.length < keptCount ? words.firstOf(formatCount(kept.length, locale), formatCount(keptCount, locale)) : ''}
      </p>
      <Sheet
        label={words.left}
        file="left"
        rows={kept}
        keyOf={(row) => row.case}
        columns={[
          {
            title: words.keyOfCase,
            shown: (row) => <CaseLink href={caseAddress('main', row.case)}>{row.key}</CaseLink>,
            value: ({ key }) => key,
          },
          { title: words.because, shown: ({ reason }) => reason },
        ]}
      />
    </>
  );
}
