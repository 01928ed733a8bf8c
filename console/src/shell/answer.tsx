import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { StateNotice } from './state-notice.tsx';

export interface AnswerProps<T> {
  readonly query: UseQueryResult<T>;
  /** What is read, as the notice names it when it fails: *The tasks*. */
  readonly what: string;
  /** Shown until the first answer: heads and rules at their final height. Nothing by default. */
  readonly waiting?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** What was read, or why it could not be. What was read once stays while it is read again, also where that fails. */
export function Answer<T>({ query, what, waiting = null, children }: AnswerProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error === null)
    return (
      <>
        <span hidden data-waiting />
        {waiting}
      </>
    );
  return <StateNotice kind="error" what={what} error={query.error} onRetry={() => void query.refetch()} />;
}
