import type { Action, ResultOf } from '@throughline/api';
import { useEffect, useRef, useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { type Expected, isUnderWay, useSent } from '../../data/sent.ts';
import { KeyButton } from '../../keys/key-hint.tsx';
import { ActionForm } from '../../parts/case/action-form.tsx';
import type { Command, Typed } from '../../parts/case/action-values.ts';
import { SentWord } from '../../parts/marks/sent-note.tsx';
import { tellSent } from '../../shell/tell-sent.ts';
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
  const sent = useSent();
  const said = sent.of(task.id);
  const find = (type: string) => actions?.find((action) => action.type === type);
  const [done, assign, comment] = [find('done'), find('assign'), find('comment')];
  const form = find(open ?? '');
  useEffect(() => {
    if (open !== undefined) frame.current?.querySelector<HTMLElement>('input, textarea, select')?.focus();
  }, [open]);
  const run = (title: string, given: { body: Command; typed?: Typed; expected: Expected }, what: string) => {
    setOpen(undefined);
    void tellSent(sent.send({ caseId: task.id, title, ...given }), () => what);
  };
  const mine = task.assignee !== null && task.assignee.id === person?.id;
  const refusals = [done, mine ? undefined : assign].filter((action) => action?.allowed === false) as readonly Action[];
  // What was refused and is asked for again begins with what was typed.
  const refused = said?.status === 'refused' && said.body.type === form?.type ? said : undefined;
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
          initial={refused?.typed ?? {}}
          problem={refused?.problem}
          onSubmit={(body, typed) =>
            run(form.title, { body, typed, expected: expectedOf(form, body) }, `${form.title}: ${task.title}.`)
          }
          onCancel={() => setOpen(undefined)}
        />
      ) : isUnderWay(said) && said?.expected?.ended !== undefined ? (
        <p>
          <SentWord sent={said} />
        </p>
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
              onClick={() => {
                const body = { type: 'assign', data: { to: person.id } };
                run(words.assignToMeText, { body, expected: { assignee: person } }, words.assignedToYou(task.title));
              }}
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
    </div>
  );
}

/** That it is done follows whatever the flow says; who says how is its answer. */
function expectedOf({ type }: Action, { data }: Command): Expected {
  if (type === 'done') return { ended: words.doneTitle };
  const text = data?.['text'];
  return typeof text === 'string' ? { comment: text } : {};
}
