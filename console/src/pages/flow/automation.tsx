import type { FlowActivity, FlowBehaviour, LadderRules, Transition } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import styles from './flow.module.css';
import type { FlowTabProps } from './page.tsx';
import { useMeasuring } from './use-measured.ts';
import { measuredWords, automationWords as words } from './words.ts';

/** What happens by itself, what takes a person, and what comes to nothing. */
export function Automation({ flow }: FlowTabProps) {
  const { database } = useCompany();
  const { refetchMs, told } = useMeasuring();
  const params = { database, flow: flow.name };
  const behaviour = useApi('GET /{database}/flows/{flow}/behaviour', { params, query: {} });
  const activity = useApi('GET /{database}/flows/{flow}/activity', { params }, { refetchMs });
  const parameters = useApi('GET /{database}/flows/{flow}/parameters', { params });
  const titles = new Map((parameters.data?.items ?? []).map(({ name, title }) => [name, title]));
  told(activity.data?.asOf);
  return (
    <>
      <Answer query={activity} what={words.share}>
        {(found) => <Share activity={found} />}
      </Answer>
      <Answer query={behaviour} what={words.what}>
        {(found) => (
          <>
            <Matrix name={flow.name} behaviour={found} activity={activity.data} />
            {found.ladders.map((ladder) => (
              <Ladder key={ladder.name} flow={flow.name} ladder={ladder} parameterTitles={titles} />
            ))}
            {found.ladders.length === 0 ? (
              <Section title={words.ladders}>
                <StateNotice kind="empty">{words.noLadder}</StateNotice>
              </Section>
            ) : null}
            <Limits limits={found.limits} />
          </>
        )}
      </Answer>
    </>
  );
}

/** How much people do, and what came to nothing. */
function Share({ activity }: { readonly activity: FlowActivity }) {
  const settings = useFormat();
  const { locale } = settings;
  const { manual, failedEffects } = activity;
  return (
    <Section title={words.share} aside={measuredWords(activity, settings)} plain>
      <p className={styles['after']}>
        {manual === null ? words.nothing : words.manual(formatPercent(manual, locale), formatPercent(1 - manual, locale))}{' '}
        {failedEffects.length === 0
          ? words.noFailure
          : words.failures(failedEffects.map(({ title, effects }) => `${formatCount(effects, locale)} ${title.toLowerCase()}`))}
      </p>
    </Section>
  );
}

interface MatrixProps {
  /** Of the flow. */
  readonly name: string;
  readonly behaviour: FlowBehaviour;
  readonly activity: FlowActivity | undefined;
}

/** Transitions of one event in one state, which differ in their guards: who may do them is told once. */
interface Doing {
  readonly from: string | null;
  readonly fromTitle: string;
  readonly event: string;
  readonly title: string;
  readonly by: ReadonlySet<Transition['by']>;
  readonly roles: readonly string[];
  readonly approvals: readonly string[];
}

function doingsOf(transitions: readonly Transition[]): readonly Doing[] {
  const alike = Map.groupBy(transitions, ({ from, event }) => JSON.stringify([from, event]));
  return [...alike.values()].flatMap((all): Doing[] => {
    const [first] = all;
    if (first === undefined) return [];
    const { from, fromTitle, event, title } = first;
    return [
      {
        ...{ from, fromTitle, event, title },
        by: new Set(all.map(({ by }) => by)),
        roles: [...new Set(all.flatMap(({ roles }) => roles.map((role) => role.title)))],
        approvals: [...new Set(all.flatMap(({ approval }) => approval?.by ?? []))],
      },
    ];
  });
}

/** Who may do what, by transition. */
function Matrix({ name, behaviour, activity }: MatrixProps) {
  const { locale } = useFormat();
  const counted = new Map((activity?.events ?? []).map((event) => [event.name, event]));
  const mark = ({ by }: Doing, column: Transition['by']) => (by.has(column) ? words.yes : <Absent>{words.dash}</Absent>);
  const rows = doingsOf(behaviour.transitions);
  const marked = (column: Transition['by']) => (one: Doing) => (one.by.has(column) ? words.yes : null);
  return (
    <Section
      title={words.matrix}
      aside={words.matrixNote}
      note={
        <RowsCsv
          {...{ name: `${name}-automation`, rows }}
          columns={[
            [words.from, ({ fromTitle }) => fromTitle],
            [words.event, ({ title }) => title],
            [words.person, marked('person')],
            [words.automation, marked('automation')],
            [words.either, marked('either')],
            [words.approval, ({ approvals }) => approvals.join(', ')],
            [words.roles, ({ roles }) => roles.join(', ')],
            [words.byHand, ({ event }) => counted.get(event)?.manual ?? 0],
            [words.inAll, ({ event }) => counted.get(event)?.count ?? 0],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.matrix}
        rows={rows}
        idOf={({ from, event }) => JSON.stringify([from, event])}
        empty={<StateNotice kind="empty">{words.none}</StateNotice>}
        columns={[
          { key: 'from', title: words.from, kind: 'key', render: ({ fromTitle }) => fromTitle },
          { key: 'event', title: words.event, render: ({ title }) => title },
          { key: 'person', title: words.person, render: (one) => mark(one, 'person') },
          { key: 'automation', title: words.automation, render: (one) => mark(one, 'automation') },
          { key: 'either', title: words.either, render: (one) => mark(one, 'either') },
          { key: 'approval', title: words.approval, render: ({ approvals }) => approvals.join(', ') || <Absent /> },
          {
            key: 'roles',
            title: words.roles,
            wideOnly: true,
            render: ({ roles }) => roles.join(', ') || <Absent>{words.nobody}</Absent>,
          },
          {
            key: 'manual',
            title: words.byHand,
            kind: 'figure',
            wideOnly: true,
            render: ({ event }) => {
              const found = counted.get(event);
              return found === undefined ? (
                <Absent>0</Absent>
              ) : (
                words.part(formatCount(found.manual, locale), formatCount(found.count, locale))
              );
            },
          },
        ]}
      />
    </Section>
  );
}

interface LadderProps {
  readonly flow: string;
  readonly ladder: LadderRules;
  readonly parameterTitles: ReadonlyMap<string, string>;
}

function Ladder({ flow, ladder, parameterTitles }: LadderProps) {
  const { anchor, during, pauseWhile, stopWhen } = ladder;
  return (
    <Section
      title={words.ladder(ladder.title)}
      note={
        <RowsCsv
          {...{ name: `${flow}-${ladder.name}`, rows: ladder.rungs }}
          columns={[
            [words.rung, ({ title }) => title],
            [words.after, ({ after }) => after],
            [words.does, ({ does }) => does.join('; ')],
            [words.to, ({ toTitle }) => toTitle],
            [words.approval, ({ approval }) => approval?.by ?? null],
          ]}
        />
      }
    >
      <p className={styles['after']}>{words.counted(anchor.words, during, pauseWhile, stopWhen?.words)}</p>
      <PlainTable
        caption={words.ladder(ladder.title)}
        rows={ladder.rungs}
        idOf={({ name }) => name}
        empty={null}
        columns={[
          { key: 'rung', title: words.rung, kind: 'key', render: ({ title }) => title },
          {
            key: 'after',
            title: words.after,
            render: ({ after, parameter }) => (
              <>
                {after}{' '}
                {parameter === null ? null : (
                  <span className={styles['quiet']}>{words.byParameter(parameterTitles.get(parameter) ?? parameter)}</span>
                )}
              </>
            ),
          },
          { key: 'does', title: words.does, kind: 'words', render: ({ does }) => does.join('; ') || <Absent /> },
          { key: 'to', title: words.to, render: ({ toTitle }) => toTitle ?? <Absent>{words.stays}</Absent> },
          {
            key: 'approval',
            title: words.approval,
            render: ({ approval }) => (approval === null ? <Absent>{words.byItself}</Absent> : approval.by),
          },
        ]}
      />
    </Section>
  );
}

function Limits({ limits }: Pick<FlowBehaviour, 'limits'>) {
  return (
    <Section title={words.limits} aside={words.limitsNote}>
      {limits.length === 0 ? <StateNotice kind="empty">{words.noLimit}</StateNotice> : null}
      <ul className={styles['lines']}>
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </Section>
  );
}
