import type { ErrorComponentProps } from '@tanstack/react-router';
import { PageHead } from './page-head.tsx';
import { StateNotice } from './state-notice.tsx';

/** A fault of the console itself: the page is gone, the shell stays. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageHead title="This page failed" />
      <StateNotice kind="error" what="The page" error={error} onRetry={reset} />
    </>
  );
}
