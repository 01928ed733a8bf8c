import type { Action, ResultOf } from '@throughline/api';
import { ApiProblem } from '@throughline/api/client';
import { useEffect, useRef, useState } from 'react';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { KeyButton } from '../../keys/key-hint.tsx';
import { ActionForm } from '../../parts/case/action-form.tsx';
import type { Command } from '../../parts/case/action-values.ts';
import { say } from '../../shell/messages.ts';
import styles from './tasks.module.css';
import { words } from './words.ts';

type Task = ResultOf<'GET /{database}/tasks'>['items'][number];

/** What may be done with the task that has the focus, and why the rest may not. */
export function TaskActions({ task }: { readonly task: Task }) {
  const { database, person } = useCompany();
  const params = { database, case: task.id };
  const actions = useApi('GET /{database}/cases/{case}/actions', { params }).data?.items;
  const [open, setOpen] = useState<string>();
  const frame = useRef<HTMLDivElement>(null);
  const command = useCommand('POST /{database}/cases/{case}/commands');
  const find = (type: string) => actions?.find((action) => action.type === type);
  const [done, assign, comment] = [find('done'), find('assign'), find('comment')];
  const form = find(open ?? '');
  useEffect(() => {
    if (open !== undefined) frame.current?.querySelector<HTMLElement>('input, textarea, select')?.focus();
  }, [open]);
  const run = (body: Command, what: string) =>
    command.runAsync({ params, body }).then(
      () => {
        setOpen(undefined);
        say({ text: what });
      },
      () => {}, // Said below, beside what was asked for.
    );
  const problem = command.error instanceof ApiProblem ? command.error.problem : undefined;
  const mine = task.assignee !== null && task.assignee.id === person?.id;
  const refusals = [done, mine ? undefined : assign].filter((action) => action?.allowed === false) as readonly Action[];
  return (
    <div ref={frame} className={styles['acting']}>
      <p>
        <strong>{task.title}</strong>
        {task.about === null ? '' : `, ${task.about.key}`}
      </p>
      {form !== undefined && open !== undefined ? (
        <ActionForm
          action={form}
          currency={null}
          busy={command.pending}
          problem={problem}
          onSubmit={(body) => void run(body, `${form.title}: ${task.title}.`)}
          onCancel={() => {
            command.reset();
            setOpen(undefined);
          }}
        />
      ) : (
        <span className={styles['buttons']}>
          {done?.allowed === true ? (
            <KeyButton variant="filled" keys="p" label={words.doneKey} onClick={() => setOpen('done')}>
              {words.doneTitle}
            </KeyButton>
          ) : null}
          {assign?.allowed === true && person !== undefined && !mine ? (
            <KeyButton
              keys="i"
              label={words.assignToMe}
              disabled={command.pending}
              onClick={() => void run({ type: 'assign', data: { to: person.id } }, words.assignedToYou(task.title))}
            >
              {words.assignToMeText}
            </KeyButton>
          ) : null}
          {comment?.allowed === true ? (
            <KeyButton keys="c" label={words.comment} onClick={() => setOpen('comment')}>
              {words.commentText}
            </KeyButton>
          ) : null}
        </span>
      )}
      {refusals.length === 0 ? null : (
        <p>{refusals.map(({ title, why }) => `${title}: ${why?.message ?? words.notPossible}`).join('. ')}.</p>
      )}
      {command.error === null || form !== undefined ? null : (
        <p role="alert" className={styles['problem']}>
          {toldInLine(command.error)}
        </p>
      )}
    </div>
  );
}
