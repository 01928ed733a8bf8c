import { Button } from '@mantine/core';
import type { ConnectionPreview } from '@throughline/api';
import { useEffect, useRef } from 'react';
import { useCommand } from '../../data/api.ts';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { words } from '../connections/words.ts';
import styles from '../declared/declared.module.css';
import { FailureNote } from '../declared/failure-note.tsx';
import { Refused } from '../import/refused.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import type { OfConnection } from './page.tsx';
import { RecordText } from './record-text.tsx';

type Row = ConnectionPreview['rows'][number] & { readonly index: number };

const columns: readonly PlainColumn<Row>[] = [
  {
    key: 'record',
    title: words.record,
    kind: 'words',
    render: ({ record, index }) => <RecordText record={record} label={words.recordOf(index + 1)} />,
  },
  {
    key: 'becomes',
    title: words.becomes,
    render: ({ facts, errors }) => (
      <>
        {facts.map(({ key, event, outcome, at }) => (
          <p key={`${key} ${event} ${at}`}>
            <strong>{key}</strong> {event} <span className={styles['why']}>{outcome}</span>
          </p>
        ))}
        {errors.map(({ code, field, message, action }) => (
          <p key={`${code} ${field}`}>
            <Status tone="bad">{words.notTaken}</Status> {field === '' ? '' : `${field}: `}
            {message} <span className={styles['why']}>{action}</span>
          </p>
        ))}
      </>
    ),
  },
];

/** What the next records would become, by the mapping as it is now: asked for, and nothing is written. */
export function Preview({ params, onHide }: { readonly params: OfConnection; readonly onHide: () => void }) {
  const preview = useCommand('POST /{database}/connections/{connection}/preview');
  const asked = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when it is opened
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    preview.run({ params });
  }, []);
  const found = preview.result;
  const rows = (found?.rows ?? []).map((row, index) => ({ ...row, index }));
  return (
    <Section
      title={words.previewTitle}
      aside={words.previewNote}
      note={
        <>
          <PreviewCsv name={params.connection} rows={rows} />
          <Button variant="subtle" onClick={onHide} data-screen-only>
            {words.hide}
          </Button>
        </>
      }
    >
      {preview.error === null ? null : <Refused error={preview.error}>{words.notDone}</Refused>}
      {found?.failure == null ? null : <FailureNote title={words.notReached} failure={found.failure} />}
      {preview.pending ? (
        <p className={styles['busy']} role="status">
          <progress aria-label={words.reading} /> {words.reading}
        </p>
      ) : found === undefined || found.failure !== null ? null : (
        <PlainTable
          caption={words.previewTitle}
          columns={columns}
          rows={rows}
          idOf={({ index }) => String(index)}
          empty={<StateNotice kind="empty">{words.previewNone}</StateNotice>}
        />
      )}
    </Section>
  );
}

function PreviewCsv({ name, rows }: { readonly name: string; readonly rows: readonly Row[] }) {
  return (
    <RowsCsv
      name={`${name}-preview`}
      rows={rows}
      columns={[
        [words.record, ({ record }) => record],
        [words.becomes, ({ facts }) => facts.map(({ key, event, outcome }) => `${key} ${event} ${outcome}`).join('; ')],
        [words.wrong, ({ errors }) => errors.map(({ field, message }) => `${field}: ${message}`).join('; ')],
      ]}
    />
  );
}
