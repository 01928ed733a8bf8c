import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { LogEvent } from '@throughline/api';
import { useState } from 'react';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { formatMoment } from '../../format/day.ts';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import { Status } from '../../parts/marks/status.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { CsvButton } from '../csv-button.tsx';
import styles from './log.module.css';
import { type LogSearch, logAddress, questionOf } from './search.ts';
import { caseWords, markWords, words } from './words.ts';

const eventOf = ({ case: { id }, seq }: LogEvent) => `${id}/${seq}`;
const pageSize = 100;

/** The events, the newest first; the one with the focus opens beside the list. */
export function LogList({ search }: { readonly search: LogSearch }) {
  const { database, flows } = useCompany();
  const settings = useFormat();
  const navigate = useNavigate();
  const params = { database };
  const query = questionOf(search);
  const pages = usePages('GET /{database}/log', { params, query: { ...query, limit: pageSize } });
  const { items } = pages;
  const [focusedId, setFocusedId] = useState(search.event);
  const index = items.findIndex((event) => eventOf(event) === focusedId);
  const hrefOf = (event: LogEvent) => logAddress(database, { ...search, event: eventOf(event) });
  useRowKeys({
    count: items.length,
    index: Math.max(0, index),
    onMove: (at) => {
      const event = items[at];
      if (event === undefined) return;
      setFocusedId(eventOf(event));
      if (search.event !== undefined) void navigate({ href: hrefOf(event), replace: true });
    },
    onOpen: (at) => {
      const event = items[at];
      if (event !== undefined) void navigate({ href: hrefOf(event) });
    },
  });
  if (pages.error !== null) return <StateNotice kind="error" what={words.failed} error={pages.error} onRetry={pages.again} />;
  const count = formatCounted(items.length, words.noun, settings.locale);
  const back = pages.last?.lookedBackTo;
  const isNarrowed = Object.keys(query).length > 0;
  return (
    <div className={styles['list']}>
      <DataTable
        caption={words.caption}
        columns={columnsOf(new Map(flows.map(({ name, title }) => [name, title])))}
        rows={items}
        idOf={eventOf}
        hrefOf={hrefOf}
        focused={Math.max(0, index)}
        onFocus={(at) => setFocusedId(items[at] === undefined ? undefined : eventOf(items[at]))}
        onEnd={pages.more}
        loading={pages.waiting}
        maxHeight="max(240px, calc(100dvh - 320px))"
        empty={
          back === undefined ? (
            <StateNotice kind="empty">{isNarrowed ? words.nothingLike : words.nothing}</StateNotice>
          ) : undefined
        }
        bulk={
          back === undefined || pages.complete ? null : (
            <Button variant="subtle" onClick={pages.more} disabled={pages.more === undefined}>
              {words.further(formatMoment(back, settings))}
            </Button>
          )
        }
        total={(visible) => <TotalLine count={pages.complete ? count : words.soFar(count)} visible={visible} />}
      />
      <div className={styles['files']} data-screen-only>
        <CsvButton name="log" url={client.url('GET /{database}/log', { params, query })} />
        <CsvButton name="log" as="xes" url={client.url('GET /{database}/log/xes', { params, query })} />
      </div>
    </div>
  );
}

function columnsOf(titles: ReadonlyMap<string, string>): readonly TableColumn<LogEvent>[] {
  const { columns } = words;
  return [
    {
      key: 'recorded',
      title: columns.recorded,
      kind: 'quiet',
      width: 112,
      render: ({ recordedAt }) => <When at={recordedAt} as="moment" />,
    },
    { key: 'event', title: columns.event, kind: 'key', width: 190, grow: 2, render: ({ title }) => title },
    { key: 'case', title: columns.case, kind: 'text', width: 150, grow: 2, render: (event) => <CaseCell event={event} /> },
    {
      key: 'flow',
      title: columns.flow,
      kind: 'quiet',
      width: 90,
      priority: 3,
      render: (event) => titles.get((event.case.of ?? event.case).flow) ?? (event.case.of ?? event.case).flow,
    },
    {
      key: 'moved',
      title: columns.moved,
      kind: 'quiet',
      width: 110,
      grow: 1,
      priority: 4,
      render: ({ from, to }) => (from?.state === to.state ? <Absent>{words.stays}</Absent> : to.title),
    },
    {
      key: 'by',
      title: columns.by,
      kind: 'text',
      width: 120,
      grow: 1,
      priority: 1,
      render: ({ actor, principal }) => principal?.name ?? actor.name,
    },
    { key: 'kind', title: columns.kind, kind: 'quiet', width: 72, priority: 5, render: ({ kind }) => words.kinds[kind] },
    { key: 'mark', title: columns.mark, kind: 'text', width: 92, priority: 2, render: (event) => <MarkCell event={event} /> },
  ];
}

/** What an exception is about is the case that owns it. */
function CaseCell({ event: { case: of } }: { readonly event: LogEvent }) {
  return (
    <>
      {of.of === null ? null : <>{of.of.key} </>}
      {of.of === null ? caseWords(of) : <span className={styles['owned']}>{caseWords(of)}</span>}
    </>
  );
}

function MarkCell({ event }: { readonly event: LogEvent }) {
  const mark = markWords(event);
  if (mark === undefined) return null;
  return <Status tone={event.deviation === null ? 'warn' : 'bad'}>{mark}</Status>;
}
