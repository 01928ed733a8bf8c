import type { Task } from '@throughline/api';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Anchor } from '../text/anchor.tsx';
import { Absent } from '../text/money.tsx';
import { When } from '../text/when.tsx';
import { words } from './words.ts';
import styles from './work-row.module.css';

export interface TaskRowProps {
  readonly task: Task;
  readonly href: string;
  /** Whom or what its case is about, beside its key. */
  readonly about?: string | undefined;
  readonly focused: boolean;
  readonly onFocus: () => void;
  /** Absent: it cannot be finished from here. */
  readonly onDone?: (() => void) | undefined;
  readonly busy?: boolean;
}

/** A piece of work: what, about which case, whose, until when. */
export function TaskRow({ task, href, about, focused, onFocus, onDone, busy = false }: TaskRowProps) {
  const { title, role, assignee, dueAt, late, open, openedAt, resolution } = task;
  return (
    <li className={styles['row']} data-focused={focused ? '' : undefined} data-done={open ? undefined : ''} onFocus={onFocus}>
      <Anchor href={href} className={styles['line']}>
        <strong className={styles['title']}>{title}</strong>
        <span className={styles['about']}>
          {task.about === null ? <Absent /> : task.about.key}
          {about === undefined ? null : ` · ${about}`}
        </span>
        <span className={styles['whose']}>{assignee?.name ?? role.title}</span>
        <span className={styles['when']}>{open ? <When at={dueAt} late={late} /> : (resolution ?? words.done)}</span>
      </Anchor>
      {focused && open ? (
        <div className={styles['open']}>
          <p className={styles['facts']}>
            {words.for}
            {role.title}
            {words.since}
            <When at={openedAt} as="past" />
            {task.about === null ? null : `, ${task.about.stateTitle.toLowerCase()}`}
          </p>
          {onDone === undefined ? null : (
            <span className={styles['buttons']}>
              <KeyButton keys="p" label={words.done} loading={busy} onClick={onDone}>
                {words.doneTitle}
              </KeyButton>
            </span>
          )}
        </div>
      ) : null}
    </li>
  );
}
