import { Button } from '@mantine/core';
import type { SessionRow } from '@throughline/api';
import { useState } from 'react';
import { useApi, useCommand } from '../../data/api.ts';
import { toldInLine } from '../../data/problem.ts';
import styles from '../../parts/access/access.module.css';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { say } from '../../shell/messages.ts';
import { Section } from '../../shell/section.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import { browserWords } from './browser-words.ts';
import { words } from './words.ts';

const columns: readonly TableColumn<SessionRow>[] = [
  {
    key: 'browser',
    title: words.browser,
    kind: 'text',
    width: 220,
    grow: 2,
    render: ({ browser, current }) => (
      <>
        {browser === null ? <Absent /> : browserWords(browser)} {current ? <strong>{words.thisOne}</strong> : null}
      </>
    ),
  },
  {
    key: 'address',
    title: words.address,
    kind: 'quiet',
    width: 130,
    priority: 1,
    render: ({ address }) => address ?? <Absent />,
  },
  { key: 'begun', title: words.begun, kind: 'text', width: 100, render: ({ begunAt }) => <When at={begunAt} as="moment" /> },
  {
    key: 'until',
    title: words.until,
    kind: 'quiet',
    width: 100,
    priority: 2,
    render: ({ until }) => <When at={until} as="day" />,
  },
];

const idOf = ({ id }: SessionRow) => id;

/** Where one is signed in; each other session can be ended. */
export function Sessions() {
  const sessions = useApi('GET /sessions', {});
  const end = useCommand('DELETE /sessions/{session}');
  const endOthers = useCommand('DELETE /sessions');
  const [index, setIndex] = useState(0);
  const failed = (error: unknown) => say({ tone: 'bad', text: toldInLine(error) });
  return (
    <Section title={words.sessions}>
      <Answer query={sessions} what={words.sessions}>
        {({ items }) => {
          const row = items[Math.min(index, items.length - 1)];
          return (
            <>
              <DataTable
                caption={words.sessions}
                columns={columns}
                rows={items}
                idOf={idOf}
                focused={index}
                onFocus={setIndex}
                maxHeight="300px"
                total={() => <TotalLine count={words.sessionsCount(items.length)} />}
              />
              <div className={styles['tools']} data-screen-only>
                <Button
                  disabled={row === undefined || row.current}
                  loading={end.pending}
                  onClick={() => row && end.runAsync({ params: { session: row.id } }).catch(failed)}
                >
                  {words.signOutThere}
                </Button>
                <Button
                  disabled={items.length < 2}
                  loading={endOthers.pending}
                  onClick={() => endOthers.runAsync({}).then(() => say({ text: words.elsewhereDone }), failed)}
                >
                  {words.signOutElsewhere}
                </Button>
                <RowsCsv
                  name="sessions"
                  rows={items}
                  columns={[
                    [words.browser, ({ browser }) => (browser === null ? null : browserWords(browser))],
                    [words.address, ({ address }) => address],
                    [words.begun, ({ begunAt }) => begunAt],
                    [words.until, ({ until }) => until],
                  ]}
                />
              </div>
            </>
          );
        }}
      </Answer>
    </Section>
  );
}
