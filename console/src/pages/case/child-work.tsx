import { Button } from '@mantine/core';
import type { Action, Child, Person } from '@throughline/api';
import { useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { isUnderWay, useSent } from '../../data/sent.ts';
import { ActionForm } from '../../parts/case/action-form.tsx';
import type { Command, Typed } from '../../parts/case/action-values.ts';
import { ExceptionTable } from '../../parts/case/exception-table.tsx';
import { markOf, rowMark, SentWord } from '../../parts/marks/sent-note.tsx';
import { Answer } from '../../shell/answer.tsx';
import { tellSent } from '../../shell/tell-sent.ts';
import { mainAction } from './action-keys.ts';
import styles from './case.module.css';
import { withHolders } from './holders.ts';
import { words } from './words.ts';

export interface ChildWorkProps {
  readonly kind: 'exception' | 'task';
  readonly items: readonly Child[];
  readonly people: readonly Person[];
}

const looks = {
  exception: { title: words.kind, tool: words.resolve, withSeverity: true },
  task: { title: words.task, tool: words.done, withSeverity: false },
} as const;

/** The exceptions or tasks of a case, each ended where it stands. */
export function ChildWork({ kind, items, people }: ChildWorkProps) {
  const { database } = useCompany();
  const [chosen, setChosen] = useState<string>();
  const { title, tool, withSeverity } = looks[kind];
  const sent = useSent();
  return (
    <ExceptionTable
      exceptions={items}
      {...{ title, withSeverity }}
      hrefOf={({ id }) => `/${database}/case/${id}`}
      markOf={({ id }) => markOf(sent.of(id))}
      toolOf={(child) =>
        isUnderWay(sent.of(child.id)) ? (
          <SentWord sent={sent.of(child.id)} />
        ) : child.open && !isApproval(child) ? (
          <Button
            size="compact-xs"
            aria-expanded={chosen === child.id}
            aria-label={`${tool}: ${child.title}`}
            onClick={() => setChosen(chosen === child.id ? undefined : child.id)}
          >
            {tool}
          </Button>
        ) : null
      }
      belowOf={(child) =>
        chosen === child.id && child.open ? (
          <ChildForm child={child} people={people} onClose={() => setChosen(undefined)} />
        ) : (
          rowMark(sent, child.id, false)?.note
        )
      }
    />
  );
}

/** The task of an approval is ended by the decision itself. */
function isApproval({ kind }: Child): boolean {
  return kind.startsWith('approve ');
}

interface ChildFormProps {
  readonly child: Child;
  readonly people: readonly Person[];
  readonly onClose: () => void;
}

function ChildForm({ child, people, onClose }: ChildFormProps) {
  const { database } = useCompany();
  const params = { database, case: child.id };
  const actions = useApi('GET /{database}/cases/{case}/actions', { params });
  const sent = useSent();
  // What was refused and is asked for again begins with what was typed.
  const said = sent.of(child.id);
  const send = (action: Action, body: Command, typed: Typed) => {
    onClose();
    const settling = sent.send({
      caseId: child.id,
      title: action.title,
      body,
      typed,
    });
    void tellSent(settling, ({ result }) => `${child.title}: ${result?.case.stateTitle.toLowerCase()}.`);
  };
  return (
    <Answer query={actions} what={words.whatYouMayDo}>
      {({ items }) => {
        const told = withHolders(items, people);
        const action = mainAction(told);
        const refused = told.find(({ builtIn, allowed }) => !builtIn && !allowed);
        if (action === undefined) return <p className={styles['why']}>{refused?.why?.message ?? words.nothingForYou}</p>;
        return (
          <div className={styles['childForm']}>
            <ActionForm
              action={action}
              currency={null}
              initial={said?.typed ?? {}}
              problem={said?.problem}
              onSubmit={(body, typed) => send(action, body, typed)}
              onCancel={onClose}
            />
          </div>
        );
      }}
    </Answer>
  );
}
