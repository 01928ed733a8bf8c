import { Button } from '@mantine/core';
import { useState } from 'react';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { say } from '../../shell/messages.ts';
import { Refused } from '../import/refused.tsx';
import { words } from './words.ts';

/** All answers that wait, sent once somebody has said so twice. */
export function SendAnswers() {
  const { database } = useCompany();
  const { locale } = useFormat();
  const [asks, setAsks] = useState(false);
  const all = useApi('GET /{database}/requests', { params: { database }, query: {} }).data?.items ?? [];
  const waiting = all.filter(({ waitsForAnswer }) => waitsForAnswer).length;
  const send = useCommand('POST /{database}/request-answers', {
    onSuccess: ({ told, refused }) => {
      setAsks(false);
      const [first] = refused;
      if (told.length > 0) say({ text: words.sent(formatCounted(told.length, words.answers, locale)) });
      if (first !== undefined) say({ tone: 'bad', text: `${first.number}: ${first.message}` });
    },
  });
  const counted = formatCounted(waiting, words.answers, locale);
  // Where nothing was decided yet there was nobody to tell.
  if (waiting === 0) return all.some(({ decision }) => decision !== null) ? <span>{words.noneToSend}</span> : null;
  return (
    <>
      {asks ? (
        <>
          <span>{words.sendTitle(counted)}</span>
          <Button variant="filled" loading={send.pending} onClick={() => send.run({ params: { database } })}>
            {words.sendGo}
          </Button>
          <Button variant="subtle" onClick={() => setAsks(false)}>
            {words.cancel}
          </Button>
        </>
      ) : (
        <Button onClick={() => setAsks(true)} data-screen-only>
          {words.send(counted)}
        </Button>
      )}
      {send.error === null ? null : <Refused error={send.error}>{words.notSent}</Refused>}
    </>
  );
}
