import { Button } from '@mantine/core';
import { told } from '../../data/problem.ts';
import type { Sent, SentActions } from '../../data/sent.ts';
import { KeyButton } from '../../keys/key-hint.tsx';
import type { RowMark } from '../table/row-mark.ts';
import { unseen } from '../text/unseen.ts';
import styles from './sent-note.module.css';
import { words } from './words.ts';

/** How a row or a panel is marked; the style of each gives it its edge. */
export type SentMark = 'sent' | 'unknown' | 'refused';

/** Undefined where nothing is to be marked: it is done, and the row says the rest. */
export function markOf(sent: Sent | undefined): SentMark | undefined {
  return sent === undefined || sent.status === 'done' ? undefined : sent.status;
}

/** Beside the name of a row: what is expected of it, until the answer has come. */
export function SentWord({ sent }: { readonly sent: Sent | undefined }) {
  if (sent === undefined || sent.status === 'refused') return null;
  const what = sent.expected?.ended ?? sent.title;
  return <span className={styles['word']}> {sent.status === 'sent' ? words.asked(what) : what}</span>;
}

export interface SentNoteProps {
  readonly sent: Sent | undefined;
  /** Of what it is told, for screen readers, where the note does not stand below its name. */
  readonly about?: string | undefined;
  /** Escape takes it away: it belongs to what has the focus. */
  readonly focused: boolean;
  readonly onDismiss: (sent: Sent) => void;
  readonly onAgain: (sent: Sent) => void;
}

/** Why an action was refused, with its code; or that the line broke, and nobody knows. Stays until it was seen. */
export function SentNote({ sent, about, focused, onDismiss, onAgain }: SentNoteProps) {
  if (sent?.status !== 'refused' && sent?.status !== 'unknown') return null;
  const { detail, action, code } = told(sent.error);
  const refused = sent.status === 'refused';
  return (
    <div role="alert" className={styles['note']} data-mark={sent.status}>
      {about === undefined ? null : <span className={unseen}>{about}: </span>}
      <p>
        {refused
          ? words.refused(sent.title, `${detail} ${action} (${code})`)
          : words.notKnown(sent.title, `${detail} (${code})`, sent.trying)}
      </p>
      {refused ? (
        focused ? (
          <KeyButton keys="esc" size="compact-xs" variant="subtle" onClick={() => onDismiss(sent)}>
            {words.seen}
          </KeyButton>
        ) : (
          <Button size="compact-xs" variant="subtle" onClick={() => onDismiss(sent)}>
            {words.seen}
          </Button>
        )
      ) : sent.trying ? null : (
        <Button size="compact-xs" onClick={() => onAgain(sent)}>
          {words.askAgain}
        </Button>
      )}
    </div>
  );
}

/** Keys stand in narrow columns: what was asked for is told only where the row is through by it. */
function RowWord({ sent }: { readonly sent: Sent }) {
  if (sent.expected?.ended !== undefined || sent.status !== 'sent') return <SentWord sent={sent} />;
  return <span className={styles['word']}> {words.askedAlone}</span>;
}

/** All that is said at the row of a case. */
export function rowMark(sent: SentActions, caseId: string, focused: boolean): RowMark | undefined {
  const said = sent.of(caseId);
  if (said === undefined) return undefined;
  const noted = said.status === 'refused' || said.status === 'unknown';
  return {
    tone: markOf(said),
    word: <RowWord sent={said} />,
    note: noted ? <SentNote sent={said} focused={focused} onDismiss={sent.dismiss} onAgain={sent.again} /> : null,
  };
}
