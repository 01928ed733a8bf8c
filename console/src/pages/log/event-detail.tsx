import { Button } from '@mantine/core';
import type { LogDetail, LogEvent } from '@throughline/api';
import type { ReactNode } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { formatValue } from '../../format/value.ts';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { Status } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import styles from './log.module.css';
import { type LogSearch, logAddress } from './search.ts';
import { caseWords, words } from './words.ts';

const { detail: told } = words;

interface EventDetailProps {
  readonly search: LogSearch;
  readonly onClose: () => void;
}

/** One event: what it said, by whose right, what caused it and what it caused, and its place in the chain. */
export function EventDetail({ search, onClose }: EventDetailProps) {
  const { database } = useCompany();
  const [id = '', seq = '1'] = (search.event ?? '').split('/');
  const found = useApi(
    'GET /{database}/log/{case}/{seq}',
    { params: { database, case: id, seq: Number(seq) } },
    { keepPrevious: true },
  );
  useKeys([{ keys: 'esc', label: words.close, run: onClose }]);
  return (
    <div className={styles['detail']}>
      <Section
        title={found.data?.event.title ?? told.title}
        note={
          <Button variant="subtle" onClick={onClose} data-screen-only>
            {told.close} <KeyHint keys="esc" />
          </Button>
        }
      >
        <Answer query={found} what={words.failedEvent}>
          {(detail) => <Shown detail={detail} search={search} />}
        </Answer>
      </Section>
    </div>
  );
}

function Shown({ detail, search }: { readonly detail: LogDetail; readonly search: LogSearch }) {
  return (
    <>
      <Facts detail={detail} />
      <Changes detail={detail} />
      <Causes detail={detail} search={search} />
      {detail.written.length === 0 ? null : (
        <details className={styles['written']}>
          <summary>{told.written}</summary>
          {detail.written.map(({ name, text }) => (
            <div key={name}>
              <h3>{name}</h3>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
              <pre tabIndex={0}>{text}</pre>
            </div>
          ))}
        </details>
      )}
    </>
  );
}

function Facts({ detail: { event, roles, version, seal } }: { readonly detail: LogDetail }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { case: of, actor, principal, from, to } = event;
  return (
    <dl className={styles['facts']}>
      <Fact title={told.case}>
        <CaseLink href={caseAddress(database, of.id)}>{caseWords(of)}</CaseLink>
        {of.of === null ? null : (
          <>
            {' '}
            {told.of} <CaseLink href={caseAddress(database, of.of.id)}>{of.of.key}</CaseLink>
          </>
        )}
        , {of.entity}
      </Fact>
      <Fact title={told.occurred}>
        <When at={event.occurredAt} as="moment" />
      </Fact>
      <Fact title={told.recorded}>
        <When at={event.recordedAt} as="moment" />
      </Fact>
      <Fact title={told.state}>
        {from === null
          ? `${told.born}: ${to.title}`
          : from.state === to.state
            ? to.title
            : `${from.title} ${told.into} ${to.title}`}
      </Fact>
      <Fact title={told.by}>
        {actor.name}
        {principal === null ? null : `, ${principal.name} ${told.behind}`}
      </Fact>
      <Fact title={told.roles}>
        {roles.length === 0 ? <Absent>{told.noRoles}</Absent> : roles.map(({ title }) => title).join(', ')}
      </Fact>
      {event.reason === null ? null : <Fact title={told.reason}>{event.reason}</Fact>}
      {event.deviation === null ? null : (
        <Fact title={told.deviation}>
          <Status tone="bad">{event.deviation}</Status>
        </Fact>
      )}
      {event.outcomes.length === 0 ? null : (
        <Fact title={told.outcome}>
          {event.outcomes.map(({ kind, text }) => (
            <div key={`${kind} ${text}`}>{text}</div>
          ))}
        </Fact>
      )}
      <Fact title={told.version}>{formatCount(version, locale)}</Fact>
      <Fact title={told.seal}>
        {seal === null ? <Absent>{told.notSealed}</Absent> : told.sealNumber(formatCount(seal, locale))}
      </Fact>
      <Fact title={told.hash}>
        <code className={styles['hash']}>{event.hash}</code>
      </Fact>
    </dl>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Changes({ detail: { changes, withheld, currency } }: { readonly detail: LogDetail }) {
  const settings = useFormat();
  return (
    <>
      <h3 className={styles['part']}>{told.changes}</h3>
      {changes.length === 0 && !withheld ? <StateNotice kind="empty">{told.noChanges}</StateNotice> : null}
      <dl className={styles['facts']}>
        {changes.map(({ name, title, kind, value }) => (
          <Fact key={name} title={title}>
            {value === null ? <Absent /> : formatValue(value, { kind, currency, settings })}
            {kind === 'money' && value !== null ? ` ${currency ?? ''}` : null}
          </Fact>
        ))}
      </dl>
      {withheld ? <p className={styles['quiet']}>{told.withheld}</p> : null}
    </>
  );
}

/** From what caused it first to what it caused: each a step further in. */
function Causes({ detail: { event, causes, caused }, search }: { readonly detail: LogDetail; readonly search: LogSearch }) {
  const above = causes.toReversed();
  return (
    <>
      <h3 className={styles['part']}>{told.causes}</h3>
      {above.length === 0 && caused.length === 0 ? (
        <StateNotice kind="empty">{told.alone}</StateNotice>
      ) : (
        <ol className={styles['causes']} aria-label={told.causes}>
          {above.map((cause, depth) => (
            <Step key={`${cause.case.id}/${cause.seq}`} event={cause} depth={depth} search={search} />
          ))}
          <Step event={event} depth={above.length} search={search} isThis />
          {caused.map((effect) => (
            <Step key={`${effect.case.id}/${effect.seq}`} event={effect} depth={above.length + 1} search={search} />
          ))}
        </ol>
      )}
    </>
  );
}

interface StepProps {
  readonly event: LogEvent;
  readonly depth: number;
  readonly search: LogSearch;
  readonly isThis?: true;
}

const depthMax = 6;

function Step({ event, depth, search, isThis }: StepProps) {
  const { database } = useCompany();
  const { case: of, seq, title } = event;
  const text = `${of.of === null ? '' : `${of.of.key} `}${caseWords(of)}: ${title}`;
  return (
    <li style={{ paddingLeft: `${14 * Math.min(depth, depthMax)}px` }} aria-current={isThis === true ? 'true' : undefined}>
      {isThis === true ? (
        <strong>{text}</strong>
      ) : (
        <Anchor className="link" href={logAddress(database, { ...search, event: `${of.id}/${seq}` })}>
          {text}
        </Anchor>
      )}{' '}
      <span className={styles['quiet']}>
        <When at={event.recordedAt} as="moment" />
      </span>
    </li>
  );
}
