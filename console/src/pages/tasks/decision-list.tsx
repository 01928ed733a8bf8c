import type { Decision } from '@throughline/api';
import { ApiProblem } from '@throughline/api/client';
import { useEffect, useRef, useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import type { Command } from '../../parts/case/action-values.ts';
import { DecisionRow } from '../../parts/work/decision-row.tsx';
import { WorkList } from '../../parts/work/work-list.tsx';
import { say } from '../../shell/messages.ts';
import { caseAddress } from '../addresses.ts';
import { DecisionForm, type Verdict } from './decision-form.tsx';
import { words } from './words.ts';

export interface DecisionListProps {
  readonly decisions: readonly Decision[];
  /** What they are, for screen readers. */
  readonly label: string;
}

/** Decisions that are made where they stand: one at a time, each with its facts in sight. */
export function DecisionList({ decisions, label }: DecisionListProps) {
  const { database } = useCompany();
  // The first that the reader may decide, until another is chosen.
  const [chosen, setChosen] = useState<number>();
  const [asking, setAsking] = useState<{ readonly id: string; readonly verdict: Verdict }>();
  const rows = useRef<HTMLDivElement>(null);
  const first = Math.max(
    0,
    decisions.findIndex(({ mayDecide }) => mayDecide),
  );
  const index = Math.min(chosen ?? first, decisions.length - 1);
  const links = () => rows.current?.querySelectorAll<HTMLElement>('li > a');
  const deciding = useDeciding((decision) => {
    setAsking(undefined);
    say({ text: words.done(decision) });
  });
  // The row that was decided is gone, and the focus with it: it goes on to the one that took its place.
  useEffect(() => {
    if (decisions.length > 0 && deciding.takeDecided()) links()?.[index]?.focus({ preventScroll: true });
  });
  useRowKeys({
    count: decisions.length,
    index,
    onMove: (next) => links()?.[next]?.focus(),
    onOpen: (at) => links()?.[at]?.click(),
  });
  const focus = (at: number) => {
    if (at !== index) setAsking(undefined);
    setChosen(at);
  };
  return (
    <div ref={rows}>
      <WorkList label={label}>
        {decisions.map((decision, at) => {
          const id = idOf(decision);
          const refusal = deciding.refused?.id === id ? deciding.refused : undefined;
          const approval = { type: 'approve', data: { of: decision.of, dataHash: decision.dataHash } };
          return (
            <DecisionRow
              key={id}
              decision={decision}
              href={caseAddress(database, decision.case.id)}
              about={decision.subject ?? undefined}
              focused={at === index}
              onFocus={() => focus(at)}
              onApprove={() =>
                deciding.run(decision, 'approve', approval, (problem) => {
                  if (problem.code === 'reason-required' || problem.code === 'data-invalid')
                    setAsking({ id, verdict: 'approve' });
                })
              }
              onDecline={() => setAsking({ id, verdict: 'decline' })}
              busy={deciding.busy}
              refusal={asking?.id === id ? undefined : refusal?.text}
              {...(asking?.id === id
                ? {
                    form: (
                      <DecisionForm
                        decision={decision}
                        verdict={asking.verdict}
                        busy={deciding.busy}
                        problem={refusal?.problem}
                        onSubmit={(command) => deciding.run(decision, asking.verdict, command)}
                        onCancel={() => {
                          setAsking(undefined);
                          links()?.[at]?.focus();
                        }}
                      />
                    ),
                  }
                : {})}
            />
          );
        })}
      </WorkList>
    </div>
  );
}

function idOf({ case: { id }, of }: Decision): string {
  return `${id} ${of}`;
}

interface Refused {
  readonly id: string;
  readonly text: string;
  readonly problem: ApiProblem['problem'] | undefined;
}

/** Sends decisions, one at a time. */
function useDeciding(onDone: (what: string) => void) {
  const { database } = useCompany();
  const [refused, setRefused] = useState<Refused>();
  const decided = useRef(false);
  const command = useCommand('POST /{database}/cases/{case}/commands');
  const run = (decision: Decision, verdict: Verdict, body: Command, onProblem?: (problem: ApiProblem['problem']) => void) => {
    if (command.pending) return;
    setRefused(undefined);
    const what = `${verdict === 'approve' ? 'approved' : 'declined'}, ${decision.title.replace(/^Approve:? /, '')}, ${decision.case.key}`;
    command.runAsync({ params: { database, case: decision.case.id }, body }).then(
      () => {
        decided.current = true;
        onDone(what);
      },
      (error: unknown) => {
        const problem = error instanceof ApiProblem ? error.problem : undefined;
        setRefused({ id: idOf(decision), text: toldInLine(error), problem });
        if (problem !== undefined) onProblem?.(problem);
      },
    );
  };
  return {
    run,
    refused,
    busy: command.pending,
    /** Whether one was decided since this was asked last. */
    takeDecided: () => {
      const was = decided.current;
      decided.current = false;
      return was;
    },
  };
}
