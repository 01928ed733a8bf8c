import type { Decision, ProblemDocument } from '@throughline/api';
import { useEffect, useRef } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { ActionForm } from '../../parts/case/action-form.tsx';
import type { Command, Typed } from '../../parts/case/action-values.ts';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { words } from './words.ts';

export type Verdict = 'approve' | 'decline';

export interface DecisionFormProps {
  readonly decision: Decision;
  readonly verdict: Verdict;
  /** What was typed before, where that was refused, and why. */
  readonly initial: Typed;
  readonly problem: ProblemDocument | undefined;
  readonly onSubmit: (command: Command, typed: Typed) => void;
  readonly onCancel: () => void;
}

/** What a decision asks for, such as the reason for declining; the case says what that is. */
export function DecisionForm({ decision, verdict, onCancel, ...form }: DecisionFormProps) {
  const { database } = useCompany();
  const frame = useRef<HTMLDivElement>(null);
  const actions = useApi('GET /{database}/cases/{case}/actions', { params: { database, case: decision.case.id } });
  const action = actions.data?.items.find(({ type, of }) => type === verdict && of === decision.of);
  const ready = action !== undefined;
  useEffect(() => {
    if (ready) frame.current?.querySelector<HTMLElement>('input, textarea, select, button')?.focus();
  }, [ready]);
  return (
    <div ref={frame}>
      <Answer query={actions} what={words.whatDecisionAsksFor}>
        {() =>
          action === undefined ? (
            <StateNotice kind="empty">{words.gone}</StateNotice>
          ) : (
            <ActionForm
              {...form}
              action={{ ...action, title: verdict === 'approve' ? words.approve : words.decline }}
              currency={decision.amount?.currency ?? null}
              onCancel={onCancel}
            />
          )
        }
      </Answer>
    </div>
  );
}
