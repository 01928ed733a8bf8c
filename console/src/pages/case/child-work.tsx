import { Button } from '@mantine/core';
import type { Child, Person } from '@throughline/api';
import { ApiProblem } from '@throughline/api/client';
import { useState } from 'react';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { ActionForm } from '../../parts/case/action-form.tsx';
import { ExceptionTable } from '../../parts/case/exception-table.tsx';
import { Answer } from '../../shell/answer.tsx';
import { say } from '../../shell/messages.ts';
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
  return (
    <ExceptionTable
      exceptions={items}
      {...{ title, withSeverity }}
      hrefOf={({ id }) => `/${database}/case/${id}`}
      toolOf={(child) =>
        child.open && !isApproval(child) ? (
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
        ) : null
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
  const command = useCommand('POST /{database}/cases/{case}/commands', {
    onSuccess: ({ case: after }) => {
      say({ text: `${child.title}: ${after.stateTitle.toLowerCase()}.` });
      onClose();
    },
  });
  const { error } = command;
  return (
    <Answer query={actions} what={words.whatYouMayDo}>
      {({ items }) => {
        const told = withHolders(items, people);
        const action = mainAction(told);
        const refused = told.find(({ builtIn, allowed }) => !builtIn && !allowed);
        if (action === undefined) return <p className={styles['why']}>{refused?.why?.message ?? words.nothingForYou}</p>;
        return (
          <div className={styles['childForm']}>
            {error === null || error instanceof ApiProblem ? null : <p role="alert">{toldInLine(error)}</p>}
            <ActionForm
              action={action}
              currency={null}
              busy={command.pending}
              problem={error instanceof ApiProblem ? error.problem : undefined}
              onSubmit={(body) => command.run({ params, body })}
              onCancel={onClose}
            />
          </div>
        );
      }}
    </Answer>
  );
}
