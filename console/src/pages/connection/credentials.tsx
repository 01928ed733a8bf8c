import { Button } from '@mantine/core';
import type { ConnectionCredential, ConnectionDetail } from '@throughline/api';
import { useCommand } from '../../data/api.ts';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { words } from '../connections/words.ts';
import styles from '../declared/declared.module.css';
import { FailureNote } from '../declared/failure-note.tsx';
import { Refused } from '../import/refused.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import type { OfConnection } from './page.tsx';

const columns: readonly PlainColumn<ConnectionCredential>[] = [
  { key: 'place', title: words.place, kind: 'key', render: ({ place }) => place },
  { key: 'reference', title: words.lookedForIn, render: ({ reference }) => <code className={styles['code']}>{reference}</code> },
  {
    key: 'present',
    title: words.there,
    render: ({ present }) =>
      present === null ? (
        <Absent>{words.unknown}</Absent>
      ) : (
        <Status tone={present ? 'ok' : 'bad'}>{present ? words.present : words.missing}</Status>
      ),
  },
];

/** Which secrets it names and whether they are there; and whether it gets in with them. */
export function Credentials({ view, params }: { readonly view: ConnectionDetail; readonly params: OfConnection }) {
  const check = useCommand('POST /{database}/connections/{connection}/check');
  const { credentials, status } = view;
  const told = check.result;
  return (
    <Section
      title={words.credentials}
      note={
        <RowsCsv
          name={`${view.id}-credentials`}
          rows={credentials}
          columns={[
            [words.place, ({ place }) => place],
            [words.lookedForIn, ({ reference }) => reference],
            [words.there, ({ present }) => (present === null ? '' : present ? words.present : words.missing)],
          ]}
        />
      }
    >
      <p className="text-small">{words.credentialsNote}</p>
      <PlainTable
        caption={words.credentials}
        columns={columns}
        rows={credentials}
        idOf={({ place }) => place}
        empty={<StateNotice kind="empty">{words.noCredentials}</StateNotice>}
      />
      {status === 'invalid' || view.deliveries !== null ? null : (
        <div className={styles['tools']} data-screen-only>
          <Button loading={check.pending} onClick={() => check.run({ params })}>
            {words.check}
          </Button>
          <span className="text-small">{words.checkNote}</span>
        </div>
      )}
      {check.error === null ? null : <Refused error={check.error}>{words.notReached}</Refused>}
      {told === undefined || !told.ok ? null : (
        <p role="status">
          <Status tone="ok">{words.reached}</Status> {told.message}
        </p>
      )}
      {told?.failure == null ? null : <FailureNote title={words.notReached} failure={told.failure} />}
    </Section>
  );
}
