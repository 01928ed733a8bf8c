import type { Action } from '@throughline/api';
import { type ReactNode, useEffect, useRef } from 'react';
import { type Expected, isUnderWay, type Sending, type Sent, useSent } from '../../data/sent.ts';
import type { Command, Typed } from '../../parts/case/action-values.ts';
import { markOf, SentNote, SentWord } from '../../parts/marks/sent-note.tsx';
import { tellSent } from '../../shell/tell-sent.ts';
import styles from './case.module.css';

export interface SendingFormOptions {
  readonly caseId: string;
  readonly title: string;
  /** What the panel is for: what else is sent for the case is none of its business. */
  readonly isMine: (command: Sending['body']) => boolean;
  readonly done: (sent: Sent) => string;
  readonly onDone: () => void;
}

export interface SendingForm {
  readonly sent: Sent | undefined;
  readonly submit: (body: Command, more?: { readonly typed?: Typed; readonly ifMatch?: number }) => void;
  /** A refusal was seen. */
  readonly dismiss: () => void;
}

/** A form whose action shows at once what is expected of it; where it is refused the form is there again, with what was typed. */
export function useSendingForm({ caseId, title, isMine, done, onDone }: SendingFormOptions): SendingForm {
  const actions = useSent();
  const sent = actions.all(caseId).findLast(({ body }) => isMine(body));
  // Another form may have been opened meanwhile: that one stays.
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return {
    sent,
    submit: (body, more = {}) => {
      if (sent !== undefined) actions.dismiss(sent);
      const of = body.data?.['of'];
      const sending = { caseId, title, body, expected: expectedOf(body), ...(typeof of === 'string' ? { of } : {}), ...more };
      void tellSent(actions.send(sending), done).then((settled) => {
        if (settled?.status === 'done' && here.current) onDone();
      });
    },
    dismiss: () => {
      if (sent?.status === 'refused') actions.dismiss(sent);
    },
  };
}

/** Whether it is the same action, with all that the action itself fills in. */
export function isOfAction({ type, of, data = {} }: Action, body: Sending['body']): boolean {
  if (body.type !== type || (of !== undefined && body.data?.['of'] !== of)) return false;
  return Object.entries(data).every(([name, value]) => name === 'of' || name === 'dataHash' || body.data?.[name] === value);
}

/** What follows from a command whatever the flow says of it: little, for its guards have the word. */
function expectedOf({ type, data }: Command): Expected {
  const text = data?.['text'];
  return type === 'comment' && typeof text === 'string' ? { comment: text } : {};
}

interface SentFormProps {
  readonly form: SendingForm;
  readonly children: ReactNode;
}

/** The form, or in its place what was sent. */
export function SentForm({ form: { sent }, children }: SentFormProps) {
  const actions = useSent();
  const underWay = isUnderWay(sent);
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(underWay);
  // The focus goes to what stands in place of the form, and back.
  useEffect(() => {
    if (before.current === underWay) return;
    before.current = underWay;
    place.current?.querySelector<HTMLElement>(underWay ? '[role="status"]' : 'input, select, textarea, button')?.focus();
  }, [underWay]);
  return (
    <div ref={place} className={styles['sentForm']} data-mark={markOf(sent)}>
      {underWay ? (
        <p role="status" tabIndex={-1}>
          <SentWord sent={sent} />
        </p>
      ) : null}
      {sent?.status === 'unknown' || (sent?.status === 'refused' && sent.problem === undefined) ? (
        <SentNote sent={sent} focused={false} onDismiss={actions.dismiss} onAgain={actions.again} />
      ) : null}
      <div hidden={underWay}>{children}</div>
    </div>
  );
}
