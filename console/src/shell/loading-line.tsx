import { useIsFetching } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import styles from './loading-line.module.css';

/** Two pixels under the top bar, from 300 ms on: what is shown stays meanwhile. */
export function LoadingLine() {
  const fetching = useIsFetching() > 0;
  const loading = useRouterState({ select: ({ status }) => status === 'pending' });
  return fetching || loading ? <div className={styles['line']} data-screen-only /> : null;
}
