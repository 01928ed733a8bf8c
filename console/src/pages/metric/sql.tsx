import { useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import styles from './metric.module.css';
import { words } from './words.ts';

/** The definition as a view over the log, once it is asked for. */
export function Sql({ id }: { readonly id: string }) {
  const { database } = useCompany();
  const [isOpen, setOpen] = useState(false);
  const request = { params: { database, metric: id } };
  const answer = useApi('GET /{database}/metrics/{metric}/sql', request, { enabled: isOpen });
  return (
    <details onToggle={({ currentTarget: { open } }) => setOpen(open)}>
      <summary>{words.sql}</summary>
      {isOpen ? (
        <Answer query={answer} what={words.sql}>
          {({ sql, why }) =>
            sql === null ? (
              <StateNotice kind="empty">{words.noSql(why ?? '')}</StateNotice>
            ) : (
              <pre className={styles['sql']}>{sql}</pre>
            )
          }
        </Answer>
      ) : null}
    </details>
  );
}
