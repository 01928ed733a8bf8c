import { getRouteApi } from '@tanstack/react-router';
import type { FlowDetail } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Severity, type SeverityName } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress } from '../addresses.ts';
import styles from './flow.module.css';

const route = getRouteApi('/$database/flows/$flow');

/** The declared life of one kind of thing: its states and what is in them, its exceptions, ladders and fields. */
export function FlowPage() {
  const { database } = useCompany();
  const { flow: name } = route.useParams();
  const flow = useApi('GET /{database}/flows/{flow}', { params: { database, flow: name } });
  return (
    <>
      {flow.data === undefined ? <PageHead title="Flow" /> : null}
      <Answer query={flow} what="The flow">
        {(detail) => <Shown flow={detail} />}
      </Answer>
    </>
  );
}

function Shown({ flow }: { readonly flow: FlowDetail }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const place = [flow.stream, flow.stage].filter((part) => part !== null).map((part) => capital(part.replaceAll('-', ' ')));
  return (
    <>
      <PageHead
        title={flow.title}
        crumb={['Flows', ...place].join(' / ')}
        meta={`version ${flow.version}, owner ${roleTitle(flow, flow.owner)}, days in ${flow.timeZone}`}
        actions={
          <span>
            <Anchor className="link" href={casesAddress(database, flow.name, { open: 'true' })}>
              {formatCount(flow.open, locale)} open
            </Anchor>{' '}
            of{' '}
            <Anchor className="link" href={casesAddress(database, flow.name, {})}>
              {formatCount(flow.cases, locale)} cases
            </Anchor>
          </span>
        }
      >
        {flow.description}
      </PageHead>
      <div className={styles['two']}>
        <div>
          <States flow={flow} />
          <Exceptions flow={flow} />
        </div>
        <div>
          <Ladders flow={flow} />
          <Starts flow={flow} />
          <Columns flow={flow} />
        </div>
      </div>
    </>
  );
}

const endings = { done: 'done', failed: 'failed', cancelled: 'cancelled' } as const;

function States({ flow }: { readonly flow: FlowDetail }) {
  const { database } = useCompany();
  return (
    <Section title="States" note="Cases now">
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Owner</th>
            <th scope="col" className="num">
              Cases
            </th>
          </tr>
        </thead>
        <tbody>
          {flow.states.map(({ name, title, owner, final, cases }) => (
            <tr key={name}>
              <th scope="row" data-final={final ?? undefined}>
                {title}
              </th>
              <td>
                {final === null ? (
                  owner === null ? (
                    <Absent />
                  ) : (
                    roleTitle(flow, owner)
                  )
                ) : (
                  <Absent>{`ends: ${endings[final]}`}</Absent>
                )}
              </td>
              <td className="num">
                <Counted count={cases} href={casesAddress(database, flow.name, { where: [`$state=${name}`] })} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Exceptions({ flow }: { readonly flow: FlowDetail }) {
  const { database } = useCompany();
  return (
    <Section title="Exceptions" note="Open now">
      {flow.exceptions.length === 0 ? (
        <StateNotice kind="empty">It knows no exception.</StateNotice>
      ) : (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Exception</th>
              <th scope="col">Severity</th>
              <th scope="col" className="num">
                Open
              </th>
            </tr>
          </thead>
          <tbody>
            {flow.exceptions.map(({ kind, title, severity, open }) => (
              <tr key={kind}>
                <th scope="row">{title}</th>
                <td>
                  <Severity severity={severity as SeverityName} />
                </td>
                <td className="num">
                  <Counted
                    count={open}
                    href={casesAddress(database, 'exception', { open: 'true', where: [`kind=${kind}`, `ofFlow=${flow.name}`] })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

/** A count that opens what it counts. */
function Counted({ count, href }: { readonly count: number; readonly href: string }) {
  const { locale } = useFormat();
  return count === 0 ? (
    <Absent>0</Absent>
  ) : (
    <Anchor className="link" href={href}>
      {formatCount(count, locale)}
    </Anchor>
  );
}

function Ladders({ flow: { ladders } }: { readonly flow: FlowDetail }) {
  return (
    <Section title="Ladders" note="What happens when nothing happens">
      {ladders.length === 0 ? <StateNotice kind="empty">It has no ladder.</StateNotice> : null}
      <dl className={styles['words']}>
        {ladders.map(({ name, title, rungs }) => (
          <div key={name}>
            <dt>{title}</dt>
            <dd>
              <ol>
                {rungs.map((rung) => (
                  <li key={rung.name}>
                    after {rung.after}: {rung.title}
                  </li>
                ))}
              </ol>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

/** How a case begins, and whether the reader may begin one. */
function Starts({ flow: { starts, key } }: { readonly flow: FlowDetail }) {
  return (
    <Section title="How it begins">
      {starts.length === 0 ? <StateNotice kind="empty">People begin none: cases of it are born of others.</StateNotice> : null}
      <dl className={styles['words']}>
        {starts.map(({ type, title, fields, allowed, why }) => (
          <div key={type}>
            <dt>{title}</dt>
            <dd>
              {allowed ? 'You may. ' : `Not you: ${why ?? 'the flow does not say why'}. `}
              Named by its {key.title.toLowerCase()}. Asks for{' '}
              {fields
                .filter(({ required }) => required)
                .map((field) => field.title.toLowerCase())
                .join(', ') || 'nothing'}
              .
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

const kinds: Readonly<Record<FlowDetail['columns'][number]['kind'], string>> = {
  text: 'text',
  number: 'number',
  money: 'money',
  day: 'day',
  instant: 'time',
  flag: 'yes or no',
};

function Columns({ flow: { columns } }: { readonly flow: FlowDetail }) {
  return (
    <Section title="Columns of its lists">
      {columns.length === 0 ? (
        <StateNotice kind="empty">Its lists show nothing but key and state.</StateNotice>
      ) : (
        <ul className={styles['columns']}>
          {columns.map(({ name, title, kind, computed }) => (
            <li key={name}>
              {title} <Absent>{`${kinds[kind]}${computed ? ', worked out' : ''}`}</Absent>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function roleTitle({ roles }: FlowDetail, name: string): string {
  return roles.find((role) => role.name === name)?.title ?? name;
}
