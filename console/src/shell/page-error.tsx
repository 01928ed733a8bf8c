import type { ErrorComponentProps } from '@tanstack/react-router';
import { PageHead } from './page-head.tsx';
import { StateNotice } from './state-notice.tsx';
import { words } from './words.ts';

/** A fault of the console itself: the page is gone, the shell stays. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageHead title={words.thisPageFailed} />
      <StateNotice kind="error" what={words.thePage} error={error} onRetry={reset} />
    </>
  );
}
