import type { ContentView } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { metricAddress } from '../addresses.ts';
import { Changes } from '../flow/difference.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import styles from './content.module.css';
import { words } from './words.ts';

interface ContentProps {
  readonly content: ContentView;
  /** What it was proposed against; absent: it is not proposed yet. */
  readonly proposedAgainst?: string | null;
}

/** What a change puts in force, against what is: what is wrong with it, what it changes, what becomes of running cases. */
export function Content({ content, proposedAgainst }: ContentProps) {
  const { findings, flows, parameters, moves, documents } = content;
  return (
    <>
      <Findings findings={findings} />
      {parameters.length === 0 ? null : <Parameters parameters={parameters} />}
      {flows.map((flow) => (
        <OneFlow key={flow.flow} flow={flow} />
      ))}
      {moves === null ? null : <Moves moves={moves} />}
      <Force content={content} {...(proposedAgainst === undefined ? {} : { proposedAgainst })} />
      {documents.map((document) => (
        <Written key={document.name} document={document} />
      ))}
    </>
  );
}

function Findings({ findings }: Pick<ContentView, 'findings'>) {
  return (
    <Section title={words.findings}>
      <PlainTable
        caption={words.findings}
        rows={findings}
        idOf={({ code, flow, path, message }) => `${code} ${flow} ${path} ${message}`}
        empty={<StateNotice kind="empty">{words.noFinding}</StateNotice>}
        columns={[
          {
            key: 'severity',
            title: words.severity,
            kind: 'key',
            render: ({ severity }) => <Status tone={severity === 'error' ? 'bad' : 'warn'}>{words.severities[severity]}</Status>,
          },
          { key: 'message', title: words.message, kind: 'words', render: ({ message }) => message },
          { key: 'mend', title: words.mend, kind: 'words', render: ({ mend }) => mend },
          { key: 'flow', title: words.flow, wideOnly: true, render: ({ flow }) => flow ?? <Absent /> },
          { key: 'place', title: words.place, wideOnly: true, render: ({ path }) => <code>{path}</code> },
        ]}
      />
    </Section>
  );
}

function Parameters({ parameters }: Pick<ContentView, 'parameters'>) {
  return (
    <Section
      title={words.parameters}
      note={
        <RowsCsv
          {...{ name: 'proposed-parameters', rows: parameters }}
          columns={[
            [words.flow, ({ flow }) => flow],
            [words.parameter, ({ name }) => name],
            [words.before, ({ before }) => before],
            [words.after, ({ after }) => after],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.parameters}
        rows={parameters}
        idOf={({ name }) => name}
        empty={null}
        columns={[
          { key: 'parameter', title: words.parameter, kind: 'key', render: ({ title }) => title },
          { key: 'before', title: words.before, kind: 'figure', render: ({ before }) => before },
          { key: 'after', title: words.after, kind: 'figure', render: ({ after }) => <strong>{after}</strong> },
          { key: 'bounds', title: words.bounds, wideOnly: true, render: ({ from, to }) => words.range(from, to) },
          { key: 'owner', title: words.owner, wideOnly: true, render: ({ owner }) => owner },
        ]}
      />
    </Section>
  );
}

function OneFlow({ flow }: { readonly flow: ContentView['flows'][number] }) {
  const { locale } = useFormat();
  const { title, version, changes, running, stranded } = flow;
  return (
    <Section title={words.changesOf(title, version)}>
      {version === null ? <StateNotice kind="empty">{words.isNew}</StateNotice> : <Changes changes={changes} />}
      {version === null || running === 0 ? null : (
        <p className={styles['note']}>{words.running(formatCount(running, locale), version)}</p>
      )}
      {stranded.length === 0 ? null : (
        <PlainTable
          caption={words.stranded}
          rows={stranded}
          idOf={({ state, why }) => `${state} ${why}`}
          empty={null}
          columns={[
            { key: 'why', title: words.stranded, kind: 'words', render: ({ why }) => why },
            { key: 'state', title: words.state, render: ({ state }) => state ?? words.anyState },
            {
              key: 'needs',
              title: words.needs,
              render: ({ needsMapping }) => (needsMapping ? words.mapping : <Absent>{words.itself}</Absent>),
            },
          ]}
        />
      )}
    </Section>
  );
}

function Moves({ moves }: { readonly moves: NonNullable<ContentView['moves']> }) {
  const { locale } = useFormat();
  return (
    <Section title={words.moves}>
      <PlainTable
        caption={words.moves}
        rows={moves.states}
        idOf={({ state }) => state}
        empty={<StateNotice kind="empty">{words.none}</StateNotice>}
        columns={[
          { key: 'state', title: words.state, kind: 'key', render: ({ title }) => title },
          { key: 'migrate', title: words.migrate, kind: 'figure', render: ({ migrate }) => formatCount(migrate, locale) },
          { key: 'refused', title: words.refused, kind: 'figure', render: ({ refused }) => formatCount(refused, locale) },
          { key: 'ended', title: words.ended, kind: 'figure', render: ({ ended }) => formatCount(ended, locale) },
        ]}
      />
      {moves.refusals.length === 0 ? null : (
        <PlainTable
          caption={words.refusals}
          rows={moves.refusals}
          idOf={({ code }) => code}
          empty={null}
          columns={[
            { key: 'code', title: words.refusals, kind: 'key', render: ({ code }) => <code>{code}</code> },
            { key: 'cases', title: words.cases, kind: 'figure', render: ({ cases }) => formatCount(cases, locale) },
            { key: 'example', title: words.example, kind: 'words', render: ({ example }) => example ?? <Absent /> },
          ]}
        />
      )}
    </Section>
  );
}

/** What it is held against, when it holds, and how it is taken back. */
function Force({ content, proposedAgainst }: ContentProps) {
  const { database } = useCompany();
  const { baseline, from, wayBack, metrics, hash } = content;
  const facts = [
    [words.now, baseline],
    ...(proposedAgainst === undefined ? [] : [[words.since, proposedAgainst ?? words.none]]),
    [words.from, from === null ? words.atOnce : <When key="from" at={from} as="day" />],
    [words.wayBack, wayBack.can ? wayBack.why : words.noWayBack(wayBack.why)],
    [
      words.metrics,
      metrics.length === 0
        ? words.none
        : metrics.map(({ id, title }, index) => (
            <span key={id}>
              {index === 0 ? '' : ', '}
              <Anchor className="link" href={metricAddress(database, id)}>
                {title}
              </Anchor>
            </span>
          )),
    ],
    [words.hash, <code key="hash">{hash.slice(0, 16)}</code>],
  ] as const;
  const isMoved = proposedAgainst !== undefined && proposedAgainst !== baseline;
  return (
    <Section title={words.force}>
      {isMoved ? (
        <p className={styles['note']}>
          <Status tone="warn">{words.moved}</Status>
        </p>
      ) : null}
      <dl className={styles['facts']}>
        {facts.map(([name, value]) => (
          <div key={String(name)}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Written({ document: { name, before, after } }: { readonly document: ContentView['documents'][number] }) {
  return (
    <details className={styles['written']}>
      <summary>{words.document(name)}</summary>
      <pre>{after}</pre>
      {before === null ? null : (
        <details className={styles['written']}>
          <summary>{words.documentBefore(name)}</summary>
          <pre>{before}</pre>
        </details>
      )}
    </details>
  );
}
