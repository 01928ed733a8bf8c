import type { Jobs as Found } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import styles from '../../parts/access/access.module.css';
import { Status } from '../../parts/marks/status.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import { RowsCsv } from '../rows-csv.tsx';
import { words } from './words.ts';

const readAgainMs = 5000;

/** How the work in the background fares: what works, what waits, what came to nothing. */
export function Jobs() {
  const { database } = useCompany();
  const jobs = useApi('GET /{database}/jobs', { params: { database } }, { refetchMs: readAgainMs });
  return (
    <Answer query={jobs} what={words.jobs.what}>
      {(found) => (
        <>
          {found.hold === null ? null : <StateNotice kind="stale">{words.jobs.held(found.hold.reason)}</StateNotice>}
          <Section title={words.jobs.waiting} note={<QueuesCsv queues={found.queues} />} plain>
            <Waiting found={found} />
          </Section>
          <Section title={words.jobs.workers} note={<WorkersCsv workers={found.workers} />}>
            <Workers workers={found.workers} />
          </Section>
          <Section title={words.jobs.failed} aside={words.jobs.failedNote} note={<FailedCsv failed={found.failed} />}>
            <Failed found={found} />
          </Section>
        </>
      )}
    </Answer>
  );
}

const queueColumns: readonly TableColumn<Found['queues'][number]>[] = [
  { key: 'kind', title: words.jobs.queue, kind: 'text', width: 160, render: ({ kind }) => kind },
  { key: 'status', title: words.jobs.status, kind: 'text', width: 140, render: ({ status }) => status },
  { key: 'effects', title: words.jobs.effects, kind: 'figure', width: 100, render: ({ effects }) => effects },
];

function Waiting({ found }: { readonly found: Found }) {
  const { locale } = useFormat();
  const facts = [
    [words.jobs.lag, words.jobs.secondsLong(found.lagSeconds)],
    [words.jobs.due, formatCount(found.due, locale)],
    [words.jobs.sweeps, formatCount(found.openSweeps, locale)],
    [words.jobs.quarantined, formatCount(found.quarantined, locale)],
    [words.jobs.unanchored, formatCount(found.unanchoredSeals, locale)],
  ] as const;
  return (
    <>
      <dl className={styles['facts']}>
        {facts.map(([title, value]) => (
          <div key={title} style={{ display: 'contents' }}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <DataTable
        caption={words.jobs.waiting}
        columns={queueColumns}
        rows={found.queues}
        idOf={({ kind, status }) => `${kind} ${status}`}
        maxHeight="240px"
        empty={<StateNotice kind="empty">{words.jobs.noQueue}</StateNotice>}
        total={() => <TotalLine count={words.jobs.queuesCount(found.queues.length)} />}
      />
    </>
  );
}

const workerColumns: readonly TableColumn<Found['workers'][number]>[] = [
  { key: 'name', title: words.jobs.worker, kind: 'text', width: 160, render: ({ name }) => name },
  {
    key: 'looked',
    title: words.jobs.lookedAgo,
    kind: 'text',
    width: 140,
    render: ({ lookedSecondsAgo }) => words.jobs.seconds(lookedSecondsAgo),
  },
  {
    key: 'works',
    title: words.jobs.works,
    kind: 'text',
    width: 100,
    render: ({ fails }) => (fails ? <Status tone="bad">{words.jobs.fails}</Status> : words.yes),
  },
];

function Workers({ workers }: { readonly workers: Found['workers'] }) {
  return (
    <DataTable
      caption={words.jobs.workers}
      columns={workerColumns}
      rows={workers}
      idOf={({ name }) => name}
      maxHeight="240px"
      empty={<StateNotice kind="empty">{words.jobs.noWorkers}</StateNotice>}
    />
  );
}

type FailedEffect = Found['failed'][number];

const failedColumns: readonly TableColumn<FailedEffect>[] = [
  { key: 'case', title: words.jobs.case, kind: 'key', width: 150, render: ({ case: { key } }) => key },
  { key: 'effect', title: words.what, kind: 'text', width: 200, grow: 2, render: ({ effect }) => effect },
  { key: 'kind', title: words.jobs.kind, kind: 'quiet', width: 90, priority: 2, render: ({ kind }) => kind },
  { key: 'status', title: words.jobs.status, kind: 'text', width: 90, render: ({ status }) => status },
  { key: 'attempts', title: words.jobs.attempts, kind: 'figure', width: 84, priority: 3, render: ({ attempts }) => attempts },
  { key: 'owner', title: words.jobs.owner, kind: 'text', width: 130, grow: 1, render: ({ owner }) => owner.title },
  { key: 'at', title: words.jobs.since, kind: 'text', width: 110, render: ({ at }) => <When at={at} as="moment" /> },
];

function Failed({ found: { failed, moreFailed = false } }: { readonly found: Found }) {
  const { database } = useCompany();
  return (
    <DataTable
      caption={words.jobs.failed}
      columns={failedColumns}
      rows={failed}
      idOf={({ case: { id }, effect }) => `${id} ${effect}`}
      hrefOf={({ case: { id } }) => caseAddress(database, id)}
      maxHeight="300px"
      empty={<StateNotice kind="empty">{words.jobs.noFailed}</StateNotice>}
      total={() => <TotalLine count={words.jobs.failedCount(failed.length, moreFailed)} />}
    />
  );
}

function QueuesCsv({ queues: rows }: Pick<Found, 'queues'>) {
  return (
    <RowsCsv
      {...{ name: 'queues', rows }}
      columns={[
        [words.jobs.queue, ({ kind }) => kind],
        [words.jobs.status, ({ status }) => status],
        [words.jobs.effects, ({ effects }) => effects],
      ]}
    />
  );
}

function WorkersCsv({ workers: rows }: Pick<Found, 'workers'>) {
  return (
    <RowsCsv
      {...{ name: 'workers', rows }}
      columns={[
        [words.jobs.worker, ({ name }) => name],
        [words.jobs.lookedAgo, ({ lookedSecondsAgo }) => lookedSecondsAgo],
        [words.jobs.works, ({ fails }) => (fails ? words.no : words.yes)],
      ]}
    />
  );
}

function FailedCsv({ failed: rows }: Pick<Found, 'failed'>) {
  return (
    <RowsCsv
      {...{ name: 'failed-effects', rows }}
      columns={[
        [words.jobs.case, ({ case: { key } }) => key],
        [words.what, ({ effect }) => effect],
        [words.jobs.kind, ({ kind }) => kind],
        [words.jobs.status, ({ status }) => status],
        [words.jobs.attempts, ({ attempts }) => attempts],
        [words.jobs.owner, ({ owner }) => owner.title],
        [words.jobs.since, ({ at }) => at],
      ]}
    />
  );
}
