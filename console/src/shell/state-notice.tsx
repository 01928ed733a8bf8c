import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { told as inWords } from '../data/problem.ts';
import { Glyph } from '../parts/marks/glyph.tsx';
import styles from './state-notice.module.css';
import { words } from './words.ts';

export type StateNoticeProps =
  /** Why there is nothing, in a line, and the one thing to do about it. */
  | { readonly kind: 'empty'; readonly children: ReactNode; readonly action?: ReactNode }
  /** `what` could not be read or done: in place of the section, not of the page. */
  | {
      readonly kind: 'error';
      readonly what: string;
      readonly error: unknown;
      readonly since?: number;
      readonly onRetry?: () => void;
    }
  | { readonly kind: 'no-permission'; readonly roles: readonly string[]; readonly children?: ReactNode }
  | { readonly kind: 'stale'; readonly children: ReactNode };

/** What a section says where it has nothing to show. */
export function StateNotice(props: StateNoticeProps) {
  if (props.kind === 'error') return <ErrorNotice {...props} />;
  if (props.kind === 'no-permission') {
    return (
      <p className={styles['notice']}>
        {props.children ?? words.hidden}
        {words.needsRole}
        {props.roles.join(' or ')}
        {words.whoCanGrant}
      </p>
    );
  }
  return (
    <div className={styles['notice']} data-kind={props.kind}>
      <p>{props.children}</p>
      {props.kind === 'empty' && props.action !== undefined ? <div className={styles['action']}>{props.action}</div> : null}
    </div>
  );
}

type ErrorNoticeProps = Extract<StateNoticeProps, { kind: 'error' }>;

function ErrorNotice({ what, error, since, onRetry }: ErrorNoticeProps) {
  const told = inWords(error);
  const missing = told.code === 'role-required';
  return (
    <div className={styles['notice']} data-kind="error" role="alert">
      <p>
        <span className={styles['glyph']}>
          <Glyph shape="triangle" />
        </span>{' '}
        <strong>{what}</strong>
        {missing ? words.isHidden : words.couldNotBeShown}
        {since === undefined ? '' : words.since(new Date(since).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }))}.{' '}
        {told.detail}
      </p>
      <p className={styles['why']}>
        {told.action} <code>{told.code}</code>
        {told.requestId === undefined ? null : (
          <>
            {' '}
            {words.request}
            <code>{told.requestId}</code>
          </>
        )}
      </p>
      {onRetry === undefined || missing ? null : (
        <div className={styles['action']}>
          <Button onClick={onRetry}>{words.retry}</Button>
        </div>
      )}
    </div>
  );
}
