import { useNavigate } from '@tanstack/react-router';
import type { FlowActivity, FlowDetail } from '@throughline/api';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { diagramOf } from '../../parts/flow/graph.ts';
import { waitText } from '../../parts/flow/wait.ts';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, casesAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { Counted } from './counted.tsx';
import styles from './flow.module.css';
import type { FlowTabProps } from './page.tsx';
import { Side } from './side.tsx';
import { useMeasuring } from './use-measured.ts';
import { endings, measuredWords, businessWords as words } from './words.ts';

// The drawing of diagrams is large, and no other page needs it.
const FlowDiagram = lazy(() =>
  import('../../parts/flow/flow-diagram.tsx').then(({ FlowDiagram: component }) => ({ default: component })),
);

/** What happens to a case from its beginning to its end, and where it waits. */
export function Business(props: FlowTabProps) {
  const { database } = useCompany();
  const { refetchMs, told } = useMeasuring();
  const activity = useApi(
    'GET /{database}/flows/{flow}/activity',
    { params: { database, flow: props.flow.name } },
    { refetchMs },
  );
  told(activity.data?.asOf);
  return (
    <Answer query={activity} what={words.what}>
      {(found) => <Shown {...props} activity={found} />}
    </Answer>
  );
}

type ShownProps = FlowTabProps & { readonly activity: FlowActivity };

function Shown({ flow, search, show, activity }: ShownProps) {
  const { database } = useCompany();
  const settings = useFormat();
  const navigate = useNavigate();
  const all = search.ways === 'all';
  const diagram = useMemo(() => diagramOf(activity.states, activity.edges, { all }), [activity, all]);
  const selected = search.at;
  const select = useCallback((at: string) => show({ at }), [show]);
  const open = useCallback(
    (state: string) => void navigate({ href: casesAddress(database, flow.name, { where: [`$state=${state}`] }) }),
    [navigate, database, flow.name],
  );
  return (
    <>
      <div className={styles['diagram']}>
        <div>
          <p className={styles['legend']}>
            {measuredWords(activity, settings)} {words.legend}
            {diagram.hidden === 0 && !all ? null : (
              <KeyButton variant="subtle" keys="u" label={words.ways} onClick={() => show({ ways: all ? undefined : 'all' })}>
                {all ? words.fewerWays : words.moreWays(formatCount(diagram.hidden, settings.locale))}
              </KeyButton>
            )}
          </p>
          <Suspense
            fallback={
              <p className={styles['legend']} data-waiting>
                {words.loading}
              </p>
            }
          >
            <FlowDiagram title={flow.title} {...{ diagram, selected }} onSelect={select} onOpen={open} />
          </Suspense>
          <HeatScale />
        </div>
        <Side flow={flow} activity={activity} at={selected} />
      </div>
      <States flow={flow} activity={activity} />
      <Ways activity={activity} />
      <Starts flow={flow} />
    </>
  );
}

function HeatScale() {
  return (
    <p className={styles['scale']}>
      {words.scale.map((text, index) => (
        <span key={text}>
          <span
            className={styles['swatch']}
            style={index === 0 ? undefined : { background: `var(--heat${index})` }}
            aria-hidden="true"
          />
          {text}
        </span>
      ))}
    </p>
  );
}

interface ListProps {
  readonly flow: FlowDetail;
  readonly activity: FlowActivity;
}

/** What the boxes of the diagram say, as a list: for readers of screens and paper. */
function States({ flow, activity }: ListProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const params = { database, flow: flow.name };
  const wait = (ms: number | null) => (ms === null ? <Absent>{words.notApplicable}</Absent> : waitText(ms, locale));
  return (
    <Section
      title={words.states}
      aside={words.statesNote}
      note={<CsvButton name={`${flow.name}-states`} url={client.url('GET /{database}/flows/{flow}/activity', { params })} />}
    >
      <PlainTable
        caption={words.states}
        rows={activity.states}
        idOf={({ name }) => name}
        empty={<StateNotice kind="empty">{words.noStates}</StateNotice>}
        columns={[
          { key: 'state', title: words.state, kind: 'key', render: ({ title }) => title },
          {
            key: 'owner',
            title: words.owner,
            render: ({ owner, kind }) => owner?.title ?? <Absent>{endings[kind] ?? words.noOwner}</Absent>,
          },
          {
            key: 'cases',
            title: words.now,
            kind: 'figure',
            render: ({ name, cases }) => (
              <Counted count={cases} href={casesAddress(database, flow.name, { where: [`$state=${name}`] })} />
            ),
          },
          {
            key: 'entered',
            title: words.entered,
            kind: 'figure',
            wideOnly: true,
            render: ({ entered }) => formatCount(entered, locale),
          },
          { key: 'left', title: words.left, kind: 'figure', wideOnly: true, render: ({ left }) => formatCount(left, locale) },
          { key: 'median', title: words.median, kind: 'figure', render: ({ medianMs }) => wait(medianMs) },
          { key: 'p90', title: words.p90, kind: 'figure', wideOnly: true, render: ({ p90Ms }) => wait(p90Ms) },
          { key: 'target', title: words.target, render: ({ target }) => target?.text ?? <Absent /> },
          {
            key: 'oldest',
            title: words.oldest,
            wideOnly: true,
            render: ({ oldest }) =>
              oldest === null ? (
                <Absent />
              ) : (
                <>
                  <CaseLink href={caseAddress(database, oldest.case.id)}>{oldest.case.key}</CaseLink>{' '}
                  <When at={oldest.since} as="past" />
                </>
              ),
          },
        ]}
      />
    </Section>
  );
}

function Ways({ activity }: Pick<ListProps, 'activity'>) {
  const { locale } = useFormat();
  const titleOf = (name: string | null) =>
    name === null ? words.beginning : (activity.states.find((state) => state.name === name)?.title ?? name);
  return (
    <Section title={words.moves} aside={words.movesNote}>
      <PlainTable
        caption={words.moves}
        rows={activity.edges}
        idOf={({ from, to }) => JSON.stringify([from, to])}
        empty={<StateNotice kind="empty">{words.noMoves}</StateNotice>}
        columns={[
          { key: 'from', title: words.from, kind: 'key', render: ({ from }) => titleOf(from) },
          { key: 'to', title: words.to, render: ({ to }) => titleOf(to) },
          {
            key: 'by',
            title: words.by,
            kind: 'words',
            render: ({ ways, declared }) => (
              <>
                {ways.map(({ title }) => title).join(', ')}
                {declared ? null : <Absent>{` ${words.undeclared}`}</Absent>}
              </>
            ),
          },
          { key: 'count', title: words.went, kind: 'figure', render: ({ count }) => formatCount(count, locale) },
        ]}
      />
    </Section>
  );
}

/** How a case begins, and whether the reader may begin one. */
function Starts({ flow: { starts, key } }: { readonly flow: FlowDetail }) {
  return (
    <Section title={words.begins}>
      {starts.length === 0 ? <StateNotice kind="empty">{words.noStart}</StateNotice> : null}
      <dl className={styles['words']}>
        {starts.map(({ type, title, fields, allowed, why }) => (
          <div key={type}>
            <dt>{title}</dt>
            <dd>
              {allowed ? words.may : words.mayNot(why)}{' '}
              {words.asks(
                key.title.toLowerCase(),
                fields.filter(({ required }) => required).map((field) => field.title.toLowerCase()),
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
