import { NativeSelect } from '@mantine/core';
import type { FlowBehaviour, FlowField, Transition } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { flowAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { Difference } from './difference.tsx';
import styles from './flow.module.css';
import type { FlowTabProps } from './page.tsx';
import { fieldWords, versionTitle, whoWords, systemWords as words } from './words.ts';

/** How the system decides: transitions with their guards, what it keeps, what it says to other flows; of any version. */
export function System({ flow, search, show }: FlowTabProps) {
  const { database } = useCompany();
  const params = { database, flow: flow.name };
  const version = search.version === undefined ? undefined : Number(search.version);
  const query = version === undefined ? {} : { version };
  const behaviour = useApi('GET /{database}/flows/{flow}/behaviour', { params, query }, { keepPrevious: true });
  const versions = useApi('GET /{database}/flows/{flow}/versions', { params });
  const all = versions.data?.items ?? [];
  return (
    <>
      <ChoiceBar>
        <NativeSelect
          aria-label={words.version}
          value={search.version ?? ''}
          data={[{ value: '', label: words.newest(flow.version) }, ...all.slice(1).map((one) => option(one.version))]}
          onChange={({ currentTarget: { value } }) => show({ version: value === '' ? undefined : value })}
        />
        {all.length < 2 ? (
          <span className="text-small">{words.oneVersion}</span>
        ) : (
          <NativeSelect
            aria-label={words.against}
            value={search.against ?? ''}
            data={[{ value: '', label: words.noComparison }, ...all.map((one) => option(one.version, words.compare))]}
            onChange={({ currentTarget: { value } }) => show({ against: value === '' ? undefined : value })}
          />
        )}
      </ChoiceBar>
      {search.against === undefined ? null : (
        <Difference flow={flow.name} version={version ?? flow.version} against={Number(search.against)} />
      )}
      <Answer query={behaviour} what={words.what}>
        {(found) => <Rules behaviour={found} flow={flow.name} />}
      </Answer>
      <Parameters flow={flow.name} />
    </>
  );
}

function option(version: number, label: (title: string) => string = (title) => title) {
  return { value: String(version), label: label(versionTitle(version)) };
}

interface RulesProps {
  readonly behaviour: FlowBehaviour;
  readonly flow: string;
}

function Rules({ behaviour, flow }: RulesProps) {
  return (
    <>
      <Findings findings={behaviour.findings} />
      <States behaviour={behaviour} />
      <Transitions behaviour={behaviour} flow={flow} />
      <Fields fields={behaviour.fields} />
      <Messages behaviour={behaviour} />
      <Facts behaviour={behaviour} />
      <Section title={words.calendar}>
        <ul className={styles['lines']}>
          {behaviour.calendar.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function Findings({ findings }: Pick<FlowBehaviour, 'findings'>) {
  return (
    <Section title={words.findings} aside={findings === null ? words.checking : undefined}>
      {findings === null ? null : findings.length === 0 ? (
        <StateNotice kind="empty">{words.noFindings}</StateNotice>
      ) : (
        <PlainTable
          caption={words.findings}
          rows={findings}
          idOf={({ code, path, message }) => `${code} ${path} ${message}`}
          empty={null}
          columns={[
            { key: 'code', title: words.code, kind: 'key', render: ({ code }) => code },
            { key: 'severity', title: words.severity, render: ({ severity }) => severity },
            {
              key: 'message',
              title: words.found,
              kind: 'words',
              render: ({ message, witness }) => (
                <>
                  {message}. {words.witness(witness.join(', '))}
                </>
              ),
            },
            { key: 'mend', title: words.mend, wideOnly: true, render: ({ mend }) => mend },
            { key: 'path', title: words.place, wideOnly: true, render: ({ path }) => <code>{path}</code> },
          ]}
        />
      )}
    </Section>
  );
}

function States({ behaviour }: { readonly behaviour: FlowBehaviour }) {
  return (
    <Section title={words.states}>
      <PlainTable
        caption={words.states}
        rows={behaviour.states}
        idOf={({ name }) => name}
        empty={null}
        columns={[
          { key: 'state', title: words.state, kind: 'key', render: ({ title }) => title },
          { key: 'name', title: words.name, wideOnly: true, render: ({ name }) => <code>{name}</code> },
          {
            key: 'owner',
            title: words.owner,
            render: ({ owner, final }) => owner?.title ?? <Absent>{words.ends(final)}</Absent>,
          },
          {
            key: 'target',
            title: words.target,
            render: ({ target }) =>
              target === null ? (
                <Absent />
              ) : (
                <>
                  {target.text} {target.parameter === null ? null : <code>{target.parameter}</code>}
                </>
              ),
          },
        ]}
      />
    </Section>
  );
}

const idOfTransition = ({ from, event, to, when }: Transition) => JSON.stringify([from, event, to, when]);

function Transitions({ behaviour, flow }: RulesProps) {
  const { database } = useCompany();
  const request = { params: { database, flow }, query: { version: behaviour.version } };
  return (
    <Section
      title={words.transitions}
      note={<CsvButton name={`${flow}-transitions`} url={client.url('GET /{database}/flows/{flow}/behaviour', request)} />}
    >
      <PlainTable
        caption={words.transitions}
        rows={behaviour.transitions}
        idOf={idOfTransition}
        empty={<StateNotice kind="empty">{words.noTransition}</StateNotice>}
        columns={[
          { key: 'from', title: words.from, kind: 'key', render: ({ fromTitle }) => fromTitle },
          { key: 'event', title: words.event, render: ({ title }) => title },
          { key: 'to', title: words.to, render: ({ toTitle }) => toTitle ?? <Absent>{words.stays}</Absent> },
          { key: 'when', title: words.when, kind: 'words', render: (transition) => <Guard {...transition} /> },
          { key: 'who', title: words.who, render: (transition) => <Who {...transition} /> },
          { key: 'does', title: words.does, wideOnly: true, render: ({ does }) => does.join('; ') || <Absent /> },
        ]}
      />
    </Section>
  );
}

/** In words, and as it is decided. */
function Guard({ when, closed }: Pick<Transition, 'when' | 'closed'>) {
  if (when === null && closed.length === 0) return <Absent>{words.always}</Absent>;
  return (
    <>
      {when === null ? null : when.words}
      {when === null || when.cel === '' || when.cel === when.words ? null : (
        <>
          {' '}
          <code>{when.cel}</code>
        </>
      )}
      {closed.length === 0 ? null : ` ${words.closed(closed)}`}
    </>
  );
}

function Who(transition: Transition) {
  const { approval, only, reason, secondFactor } = transition;
  return (
    <>
      {whoWords(transition)}
      {only === null ? '' : words.only(only)}
      {reason ? words.reason : ''}
      {secondFactor ? words.secondFactor : ''}
      {approval === null ? null : (
        <>
          . {words.approval(approval.by)}
          {approval.limits.length === 0 ? '' : ` (${approval.limits.join(', ')})`}, {words.never(approval.never)}
          {approval.secondFactor ? words.secondFactor : ''}
        </>
      )}
    </>
  );
}

function Fields({ fields }: { readonly fields: readonly FlowField[] }) {
  return (
    <Section title={words.fields}>
      <PlainTable
        caption={words.fields}
        rows={fields}
        idOf={({ name }) => name}
        empty={<StateNotice kind="empty">{words.noField}</StateNotice>}
        columns={[
          { key: 'field', title: words.field, kind: 'key', render: ({ title }) => title },
          { key: 'name', title: words.name, wideOnly: true, render: ({ name }) => <code>{name}</code> },
          { key: 'kind', title: words.kind, render: ({ kind }) => kind },
          { key: 'marks', title: words.marks, render: (field) => fieldWords(field) || <Absent /> },
          {
            key: 'computed',
            title: words.computed,
            kind: 'words',
            render: ({ computed }) => (computed === null ? <Absent>{words.notApplicable}</Absent> : <code>{computed}</code>),
          },
        ]}
      />
    </Section>
  );
}

function Messages({ behaviour: { messages, links, mails, destinations } }: { readonly behaviour: FlowBehaviour }) {
  const { database, flows } = useCompany();
  const titleOf = (name: string) => flows.find((flow) => flow.name === name)?.title ?? name;
  const link = (name: string) => (
    <Anchor className="link" href={flowAddress(database, name, {})}>
      {titleOf(name)}
    </Anchor>
  );
  return (
    <Section title={words.messages}>
      <PlainTable
        caption={words.messages}
        rows={messages}
        idOf={({ from, flow, event }) => JSON.stringify([from, flow, event])}
        empty={<StateNotice kind="empty">{words.noMessage}</StateNotice>}
        columns={[
          { key: 'from', title: words.at, kind: 'key', render: ({ from }) => from },
          { key: 'kind', title: words.kind, render: ({ kind }) => (kind === 'send' ? words.tells : words.opens) },
          { key: 'flow', title: words.flow, render: ({ flow }) => link(flow) },
          { key: 'event', title: words.event, render: ({ title }) => title },
          { key: 'refused', title: words.refused, render: ({ onRefused }) => onRefused ?? <Absent /> },
        ]}
      />
      {links.length === 0 ? null : (
        <p className={styles['after']}>
          {words.links}{' '}
          {links.map(({ name, title, flow, kind }, index) => (
            <span key={name}>
              {index === 0 ? '' : ', '}
              {title} ({kind === 'child' ? words.owned : words.linked} {link(flow)})
            </span>
          ))}
        </p>
      )}
      {mails.length === 0 ? null : (
        <PlainTable
          caption={words.mails}
          rows={mails}
          idOf={({ name }) => name}
          empty={null}
          columns={[
            { key: 'mail', title: words.mail, kind: 'key', render: ({ name }) => name },
            { key: 'subject', title: words.subject, kind: 'words', render: ({ subject }) => subject },
            { key: 'from', title: words.sentAt, render: ({ from }) => from.join('; ') || <Absent /> },
          ]}
        />
      )}
      {destinations.length === 0 ? null : (
        <PlainTable
          caption={words.destinations}
          rows={destinations}
          idOf={({ name }) => name}
          empty={null}
          columns={[
            { key: 'system', title: words.destination, kind: 'key', render: ({ title }) => title },
            { key: 'owner', title: words.owner, render: ({ owner }) => owner?.title ?? <Absent /> },
            { key: 'tier', title: words.tier, render: ({ tier }) => tier ?? <Absent /> },
            { key: 'connection', title: words.takenBy, kind: 'words', render: ({ connection }) => connection ?? words.waits },
            { key: 'from', title: words.calledAt, render: ({ from }) => from.join('; ') || <Absent /> },
          ]}
        />
      )}
    </Section>
  );
}

function Facts({ behaviour: { facts } }: { readonly behaviour: FlowBehaviour }) {
  return (
    <Section title={words.facts} aside={words.factsNote}>
      <PlainTable
        caption={words.facts}
        rows={facts}
        idOf={({ name }) => name}
        empty={<StateNotice kind="empty">{words.noFact}</StateNotice>}
        columns={[
          { key: 'fact', title: words.fact, kind: 'key', render: ({ title }) => title },
          { key: 'lands', title: words.lands, kind: 'words', render: ({ lands }) => lands.join('; ') },
          { key: 'late', title: words.late, render: ({ late }) => (late ? words.counts : words.fills) },
        ]}
      />
    </Section>
  );
}

/** What may be tuned without a new version. */
function Parameters({ flow }: { readonly flow: string }) {
  const { database } = useCompany();
  const params = { database, flow };
  const parameters = useApi('GET /{database}/flows/{flow}/parameters', { params });
  return (
    <Section
      title={words.parameters}
      note={<CsvButton name={`${flow}-parameters`} url={client.url('GET /{database}/flows/{flow}/parameters', { params })} />}
    >
      <Answer query={parameters} what={words.parameters}>
        {({ items }) => (
          <PlainTable
            caption={words.parameters}
            rows={items}
            idOf={({ name }) => name}
            empty={<StateNotice kind="empty">{words.noParameter}</StateNotice>}
            columns={[
              { key: 'parameter', title: words.parameter, kind: 'key', render: ({ title }) => title },
              { key: 'name', title: words.name, wideOnly: true, render: ({ name }) => <code>{name}</code> },
              {
                key: 'value',
                title: words.value,
                kind: 'figure',
                render: ({ value, default: unset }) => (value === unset ? value : words.insteadOf(value, unset)),
              },
              {
                key: 'bounds',
                title: words.bounds,
                wideOnly: true,
                render: ({ from, to }) => words.range(from, to) ?? <Absent />,
              },
              { key: 'owner', title: words.owner, render: ({ owner }) => owner.title },
              {
                key: 'since',
                title: words.since,
                render: ({ since, scheduled }) => (
                  <>
                    {since === null ? <Absent>{words.beginning}</Absent> : <When at={since} as="past" />}
                    {scheduled.map(({ value, from }) => (
                      <span key={from}>
                        ; {value} {words.fromOn} <When at={from} as="day" />
                      </span>
                    ))}
                  </>
                ),
              },
              { key: 'used', title: words.usedBy, kind: 'words', render: ({ usedBy }) => usedBy.join(', ') || <Absent /> },
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}
