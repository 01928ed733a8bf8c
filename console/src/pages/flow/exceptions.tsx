import type { FlowException } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Severity } from '../../parts/marks/status.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { Counted } from './counted.tsx';
import styles from './flow.module.css';
import type { FlowTabProps } from './page.tsx';
import { useMeasuring } from './use-measured.ts';
import { measuredWords, exceptionWords as words } from './words.ts';

/** What departs from the plan: who owns it, how soon, what to do, and how much of it there is. */
export function Exceptions({ flow }: FlowTabProps) {
  const { database } = useCompany();
  const settings = useFormat();
  const { refetchMs, told } = useMeasuring();
  const params = { database, flow: flow.name };
  const exceptions = useApi('GET /{database}/flows/{flow}/exceptions', { params }, { refetchMs });
  told(exceptions.data?.asOf);
  return (
    <>
      <Section
        title={words.title}
        aside={exceptions.data === undefined ? undefined : measuredWords(exceptions.data, settings)}
        note={
          <CsvButton name={`${flow.name}-exceptions`} url={client.url('GET /{database}/flows/{flow}/exceptions', { params })} />
        }
        plain
      >
        <Answer query={exceptions} what={words.title}>
          {({ items }) => <Buckets flow={flow.name} items={items} />}
        </Answer>
      </Section>
      <Runbooks items={exceptions.data?.items ?? []} />
    </>
  );
}

function Buckets({ flow, items }: { readonly flow: string; readonly items: readonly FlowException[] }) {
  const { database } = useCompany();
  const { locale, now } = useFormat();
  const of = (kind: string) => [`kind=${kind}`, `ofFlow=${flow}`];
  const late = `dueAt<${new Date(now).toISOString()}`;
  return (
    <PlainTable
      caption={words.title}
      rows={items}
      idOf={({ kind }) => kind}
      empty={<StateNotice kind="empty">{words.none}</StateNotice>}
      columns={[
        { key: 'exception', title: words.exception, kind: 'key', render: ({ title }) => title },
        { key: 'severity', title: words.severity, render: ({ severity }) => <Severity severity={severity} /> },
        { key: 'owner', title: words.owner, render: ({ owner }) => owner.title },
        { key: 'target', title: words.target, render: ({ target }) => target?.text ?? <Absent /> },
        { key: 'blocks', title: words.blocks, wideOnly: true, render: ({ blocks }) => (blocks ? words.yes : words.no) },
        {
          key: 'raised',
          title: words.raisedBy,
          wideOnly: true,
          render: ({ raisedBy }) => raisedBy.join(', ') || <Absent>{words.kernel}</Absent>,
        },
        {
          key: 'resolutions',
          title: words.resolutions,
          wideOnly: true,
          render: ({ resolutions }) => resolutions.join(', ') || <Absent>{words.free}</Absent>,
        },
        {
          key: 'open',
          title: words.open,
          kind: 'figure',
          render: ({ kind, open }) => (
            <Counted count={open} href={casesAddress(database, 'exception', { open: 'true', where: of(kind) })} />
          ),
        },
        {
          key: 'aged',
          title: words.aged,
          kind: 'figure',
          render: ({ kind, aged }) => (
            <Counted count={aged} href={casesAddress(database, 'exception', { open: 'true', where: [...of(kind), late] })} />
          ),
        },
        { key: 'lately', title: words.lately, kind: 'figure', render: ({ raised }) => formatCount(raised, locale) },
      ]}
    />
  );
}

/** What the owner of an exception should do, step by step. */
function Runbooks({ items }: { readonly items: readonly FlowException[] }) {
  const written = items.filter(({ runbook }) => runbook !== null);
  return (
    <Section title={words.runbooks}>
      {written.length === 0 ? <StateNotice kind="empty">{words.noRunbook}</StateNotice> : null}
      <dl className={styles['words']}>
        {written.map(({ kind, title, runbook }) => (
          <div key={kind}>
            <dt>{title}</dt>
            <dd className={styles['runbook']}>{runbook}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
