import { Button } from '@mantine/core';
import type { Action } from '@throughline/api';
import { useState } from 'react';
import { isUnderWay } from '../../data/sent.ts';
import { ActionForm } from '../../parts/case/action-form.tsx';
import styles from './case.module.css';
import { isOfAction, SentForm, useSendingForm } from './sent-form.tsx';
import { words } from './words.ts';

export interface FailedEffectProps {
  /** What may be done about the effect, and why the rest may not. */
  readonly actions: readonly Action[];
  readonly caseId: string;
}

/** What can be done about an effect that came to nothing: to send it again, or to say how it ended. */
export function FailedEffect({ actions, caseId }: FailedEffectProps) {
  const [way, setWay] = useState<string>();
  const refused = actions.find(({ allowed }) => !allowed);
  return (
    <div>
      {actions.map((action) =>
        action.allowed ? (
          <Button
            key={action.type}
            className={styles['effectWay']}
            size="compact-xs"
            aria-expanded={way === action.type}
            onClick={() => setWay(action.type)}
          >
            {action.title}
          </Button>
        ) : null,
      )}
      {actions.map((action) =>
        action.allowed && action.type === way ? (
          <WayForm key={action.type} action={action} caseId={caseId} onClose={() => setWay(undefined)} />
        ) : null,
      )}
      {refused === undefined ? null : (
        <p className={styles['why']}>{words.notByYou(refused.title, refused.why?.message ?? '')}</p>
      )}
    </div>
  );
}

interface WayFormProps {
  readonly action: Action;
  readonly caseId: string;
  readonly onClose: () => void;
}

function WayForm({ action, caseId, onClose }: WayFormProps) {
  const form = useSendingForm({
    caseId,
    title: action.title,
    isMine: (body) => isOfAction(action, body),
    done: () => words.asked(action.title),
    onDone: onClose,
  });
  const leave = () => {
    form.dismiss();
    onClose();
  };
  return (
    <div className={styles['childForm']}>
      <SentForm form={form}>
        <ActionForm
          action={action}
          currency={null}
          optionTitles={words.outcomes}
          initial={form.sent?.typed ?? {}}
          busy={isUnderWay(form.sent)}
          problem={form.sent?.problem}
          onSubmit={(body, typed) => form.submit(body, { typed })}
          onCancel={leave}
        />
      </SentForm>
    </div>
  );
}
