import { Button } from '@mantine/core';
import type { Action, CaseDetail } from '@throughline/api';
import { ApiProblem } from '@throughline/api/client';
import { useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { ActionForm } from '../../parts/case/action-form.tsx';
import { say } from '../../shell/messages.ts';
import styles from './case.module.css';
import { words } from './words.ts';

export interface FailedEffectProps {
  readonly effect: CaseDetail['effects'][number];
  readonly caseId: string;
}

type Way = 'resend' | 'settle-effect';

/** What can be done about an effect that came to nothing. Who may not is told so by the server, beside the form. */
export function FailedEffect({ effect, caseId }: FailedEffectProps) {
  const { database } = useCompany();
  const [way, setWay] = useState<Way>();
  const command = useCommand('POST /{database}/cases/{case}/commands', {
    onSuccess: () => {
      say({ text: words.asked(way === 'resend' ? words.sendAgain : words.settle) });
      setWay(undefined);
    },
  });
  const choose = (next: Way | undefined) => {
    command.reset();
    setWay(next);
  };
  const { error } = command;
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
          {error === null || error instanceof ApiProblem ? null : <p role="alert">{toldInLine(error)}</p>}
          <ActionForm
            key={way}
            action={actionOf(way, effect.key)}
            currency={null}
            optionTitles={words.outcomes}
            busy={command.pending}
            problem={error instanceof ApiProblem ? error.problem : undefined}
            onSubmit={(body) => command.run({ params: { database, case: caseId }, body })}
            onCancel={() => choose(undefined)}
          />
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
