import type { ChangeContentView, ContentView } from '@throughline/api';
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
import { integrationAddress, metricAddress } from '../addresses.ts';
import { Changes } from '../flow/difference.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import styles from './content.module.css';
import { words } from './words.ts';

interface ContentProps {
  readonly content: ContentView;
  /** What it was proposed against; absent: it is not proposed yet. */
  readonly proposedAgainst?: string | null;
  /** What it brought into force so far. */
  readonly brought?: ChangeContentView['brought'];
}

/** What a change puts in force, against what is: what is wrong with it, what it changes, what becomes of running cases. */
export function Content({ content, proposedAgainst, brought = [] }: ContentProps) {
  const { findings, flows, parameters, moves, documents } = content;
  return (
    <>
      <Findings findings={findings} />
      {parameters.length === 0 ? null : <Parameters parameters={parameters} />}
      {flows.map((flow) => (
        <OneFlow key={flow.flow} flow={flow} />
      ))}
      {moves === null ? null : <Moves moves={moves} />}
      {content.metrics.length === 0 ? null : <Metrics metrics={content.metrics} />}
      {content.integrations.length === 0 ? null : <Integrations integrations={content.integrations} />}
      <Force brought={brought} content={content} {...(proposedAgainst === undefined ? {} : { proposedAgainst })} />
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

/** What is measured of it: whether that is something else from then on, and what becomes of what was measured before. */
function Metrics({ metrics }: Pick<ContentView, 'metrics'>) {
  const { database } = useCompany();
  return (
    <Section
      title={words.metrics}
      note={
        <RowsCsv
          {...{ name: 'proposed-metrics', rows: metrics }}
          columns={[
            [words.metric, ({ id }) => id],
            [words.definition, ({ definition }) => definition],
            [words.measures, ({ isShifted }) => (isShifted ? words.shifted : words.same)],
            [words.becomes, ({ becomes }) => becomes],
            [words.from, ({ from }) => from],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.metrics}
        rows={metrics}
        idOf={({ id }) => id}
        empty={null}
        columns={[
          {
            key: 'metric',
            title: words.metric,
            kind: 'key',
            render: ({ id, title }) => (
              <Anchor className="link" href={metricAddress(database, id)}>
                {title}
              </Anchor>
            ),
          },
          {
            key: 'measures',
            title: words.measures,
            render: ({ isShifted }) => (isShifted ? <Status tone="warn">{words.shifted}</Status> : words.same),
          },
          {
            key: 'becomes',
            title: words.becomes,
            render: ({ becomes, isShifted }) =>
              becomes === null ? <Absent>{isShifted ? words.unsaid : words.none}</Absent> : words.fates[becomes],
          },
          {
            key: 'from',
            title: words.from,
            render: ({ becomes, from }) =>
              becomes === null ? <Absent /> : from === null ? words.atOnce : <When at={from} as="day" />,
          },
          { key: 'definition', title: words.definition, wideOnly: true, render: ({ definition }) => definition ?? <Absent /> },
        ]}
      />
    </Section>
  );
}

/** Integrations whose register does not know a value that there will be. */
function Integrations({ integrations }: Pick<ContentView, 'integrations'>) {
  const { database } = useCompany();
  return (
    <Section title={words.integrations}>
      <PlainTable
        caption={words.integrations}
        rows={integrations}
        idOf={({ name, flow, field }) => `${name} ${flow} ${field}`}
        empty={null}
        columns={[
          {
            key: 'integration',
            title: words.integration,
            kind: 'key',
            render: ({ name, title }) => (
              <Anchor className="link" href={integrationAddress(database, name)}>
                {title}
              </Anchor>
            ),
          },
          { key: 'mapped', title: words.mapped, render: ({ flow, field }) => `${flow}.${field}` },
          { key: 'unmapped', title: words.unmapped, kind: 'words', render: ({ unmapped }) => unmapped.join(', ') || <Absent /> },
          { key: 'gone', title: words.gone, wideOnly: true, render: ({ gone }) => gone.join(', ') || <Absent /> },
          { key: 'owner', title: words.owner, render: ({ owner }) => owner },
        ]}
      />
    </Section>
  );
}

/** What it is held against, when it holds, and how it is taken back. */
function Force({ content, proposedAgainst, brought = [] }: ContentProps) {
  const { baseline, from, wayBack, hash } = content;
  const facts = [
    [words.now, baseline],
    ...(proposedAgainst === undefined ? [] : [[words.since, proposedAgainst ?? words.none]]),
    [words.from, from === null ? words.atOnce : <When key="from" at={from} as="day" />],
    [words.wayBack, wayBack.can ? wayBack.why : words.noWayBack(wayBack.why)],
    ...brought.map(({ flow, version, from: since }) => [
      words.brought,
      <span key={flow}>
        {words.versionOf(flow, version)}, <When at={since} as="day" />
      </span>,
    ]),
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
