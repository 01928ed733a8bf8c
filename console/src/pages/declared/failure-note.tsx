import type { ConnectionFailure } from '@throughline/api';
import styles from './declared.module.css';

/** Why a run failed, where, and what to do. */
export function FailureNote({ failure, title }: { readonly failure: ConnectionFailure; readonly title: string }) {
  const { message, place, action, code } = failure;
  return (
    <div className={styles['problem']} role="alert">
      <p>
        <strong>{title}</strong> {message}
        {place === null ? '' : ` (${place})`}
      </p>
      <p className={styles['why']}>
        {action} <code className={styles['code']}>{code}</code>
      </p>
    </div>
  );
}
