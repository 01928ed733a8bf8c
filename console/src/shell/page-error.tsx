import type { ErrorComponentProps } from '@tanstack/react-router';
import { PageHead } from './page-head.tsx';

export function PageError({ error }: ErrorComponentProps) {
  return <PageHead title="This page failed">{error instanceof Error ? error.message : String(error)}</PageHead>;
}
