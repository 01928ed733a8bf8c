import { Button } from '@mantine/core';
import type { Action, CaseDetail } from '@throughline/api';
import { useState } from 'react';
import { isUnderWay } from '../../data/sent.ts';
import { ActionForm } from '../../parts/case/action-form.tsx';
import styles from './case.module.css';
import { SentForm, useSendingForm } from './sent-form.tsx';
import { words } from './words.ts';

export interface FailedEffectProps {
  readonly effect: CaseDetail['effects'][number];
  readonly caseId: string;
}

type Way = 'resend' | 'settle-effect';

/** What can be done about an effect that came to nothing. Who may not is told so by the server, beside the form. */
export function FailedEffect({ effect, caseId }: FailedEffectProps) {
  const [way, setWay] = useState<Way>();
  const title = way === 'settle-effect' ? words.settle : words.sendAgain;
  const form = useSendingForm({
    caseId,
    title,
    isMine: ({ type, data }) => type === way && data?.['effect'] === effect.key,
    done: () => words.asked(title),
    onDone: () => setWay(undefined),
  });
  const choose = (next: Way | undefined) => {
    form.dismiss();
    setWay(next);
  };
  return (
    <div>
      <Button size="compact-xs" aria-expanded={way === 'resend'} onClick={() => choose('resend')}>
        {words.sendAgain}
      </Button>{' '}
      <Button size="compact-xs" aria-expanded={way === 'settle-effect'} onClick={() => choose('settle-effect')}>
        {words.settle}
      </Button>
      {way === undefined ? null : (
        <div className={styles['childForm']}>
          <SentForm form={form}>
            <ActionForm
              key={way}
              action={actionOf(way, effect.key)}
              currency={null}
              optionTitles={words.outcomes}
              busy={isUnderWay(form.sent)}
              problem={form.sent?.problem}
              onSubmit={(body, typed) => form.submit(body, { typed })}
              onCancel={() => choose(undefined)}
            />
          </SentForm>
        </div>
      )}
    </div>
  );
}

/** Both say why: what happened outside is in no other record. */
function actionOf(type: Way, effect: string): Action {
  const outcome = { name: 'outcome', title: words.outcome, kind: 'text', required: true, options: ['done', 'refused'] } as const;
  return {
    type,
    title: type === 'resend' ? words.sendAgain : words.settle,
    builtIn: true,
    allowed: true,
    manual: true,
    reason: true,
    data: { effect },
    fields: type === 'resend' ? [] : [{ ...outcome, options: [...outcome.options] }],
  };
}
