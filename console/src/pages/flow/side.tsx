import type { EdgeActivity, FlowActivity, FlowBehaviour, FlowDetail, StateActivity, Transition } from '@throughline/api';
import type { ReactNode } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import { edgeId } from '../../parts/flow/graph.ts';
import { waitShare, waitText } from '../../parts/flow/wait.ts';
import { Status } from '../../parts/marks/status.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress, casesAddress } from '../addresses.ts';
import { Counted } from './counted.tsx';
import styles from './flow.module.css';
import { endings, whoWords, sideWords as words } from './words.ts';

export interface SideProps {
  readonly flow: FlowDetail;
  readonly activity: FlowActivity;
  /** A state by its name, or a way by its id. */
  readonly at: string | undefined;
}

/** What is selected in the diagram, by its figures and its rules. */
export function Side({ flow, activity, at }: SideProps) {
  const { database } = useCompany();
  const behaviour = useApi('GET /{database}/flows/{flow}/behaviour', { params: { database, flow: flow.name }, query: {} });
  const state = activity.states.find(({ name }) => name === at);
  const edge = activity.edges.find(({ from, to }) => edgeId(from, to) === at);
  return (
    <aside className={styles['side']} aria-label={words.selected} aria-live="polite">
      {state !== undefined ? (
        <StateSide flow={flow} state={state} activity={activity} rules={behaviour.data} />
      ) : edge !== undefined ? (
        <WaySide edge={edge} activity={activity} rules={behaviour.data} />
      ) : (
        <Whole flow={flow} activity={activity} />
      )}
    </aside>
  );
}

/** Nothing is selected: how the flow fares as a whole. */
function Whole({ flow, activity }: Omit<SideProps, 'at'>) {
  const { locale } = useFormat();
  const { begun, ended, withException, straightThrough, manual } = activity;
  const share = (value: number | null) =>
    value === null ? <Absent>{words.notApplicable}</Absent> : words.percent(value, locale);
  return (
    <Section title={words.lately(activity.days)} plain note={words.pick}>
      <dl className={styles['facts']}>
        <Fact title={words.begun}>{formatCount(begun, locale)}</Fact>
        <Fact title={words.ended}>{formatCount(ended, locale)}</Fact>
        <Fact title={words.withException}>{share(withException)}</Fact>
        <Fact title={words.straight}>{share(straightThrough)}</Fact>
        <Fact title={words.manual}>{share(manual)}</Fact>
      </dl>
      <p className="text-small">{words.meaning(flow.title)}</p>
    </Section>
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

interface StateSideProps {
  readonly flow: FlowDetail;
  readonly state: StateActivity;
  readonly activity: FlowActivity;
  readonly rules: FlowBehaviour | undefined;
}

function StateSide({ flow, state, activity, rules }: StateSideProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const href = casesAddress(database, flow.name, { where: [`$state=${state.name}`] });
  const out = activity.edges.filter(({ from, to }) => from === state.name && to !== state.name);
  const titleOf = (name: string) => activity.states.find((one) => one.name === name)?.title ?? name;
  const ladders = (rules?.ladders ?? []).filter(({ during, pauseWhile }) => [...during, ...pauseWhile].includes(state.title));
  return (
    <>
      <Section
        title={state.title}
        plain
        note={
          <>
            <KeyHint keys="enter" /> {words.cases}
          </>
        }
      >
        <dl className={styles['facts']}>
          <Fact title={words.now}>
            <Counted count={state.cases} href={href} />
          </Fact>
          <Fact title={words.entered(activity.days)}>{formatCount(state.entered, locale)}</Fact>
          <Fact title={words.left(activity.days)}>{formatCount(state.left, locale)}</Fact>
          <Fact title={words.median}>
            <Wait state={state} />
          </Fact>
          <Fact title={words.p90}>
            {state.p90Ms === null ? <Absent>{words.notApplicable}</Absent> : waitText(state.p90Ms, locale)}
          </Fact>
          <Fact title={words.target}>{state.target?.text ?? <Absent />}</Fact>
          <Fact title={words.oldest}>
            {state.oldest === null ? (
              <Absent />
            ) : (
              <>
                <CaseLink href={caseAddress(database, state.oldest.case.id)}>{state.oldest.case.key}</CaseLink>{' '}
                <When at={state.oldest.since} as="past" />
              </>
            )}
          </Fact>
        </dl>
      </Section>
      <Section title={words.waysOut} note={words.leftNote(formatCount(state.left, locale))}>
        {out.length === 0 ? <p className="text-small">{endings[state.kind] ?? words.noWay}</p> : null}
        <dl className={styles['facts']}>
          {out.map(({ to, ways, count }) => (
            <Fact key={to} title={titleOf(to)}>
              <span className={styles['quiet']}>{ways.map(({ title }) => title).join(', ')}</span> {formatCount(count, locale)}
            </Fact>
          ))}
        </dl>
      </Section>
      <Section title={words.rules}>
        <p className="text-small">
          {words.ruleOwner(state.owner?.title)} {words.ruleTarget(state.target?.text, state.target?.parameter ?? null)}
        </p>
        {ladders.map((ladder) => (
          <p key={ladder.name} className="text-small">
            {words.ladder(
              ladder.title,
              ladder.rungs.map(({ title, after }) => `${title} ${after}`),
              ladder.pauseWhile.includes(state.title),
            )}
          </p>
        ))}
      </Section>
    </>
  );
}

/** Against its target: by glyph and word, not by colour alone. */
function Wait({ state }: { readonly state: StateActivity }) {
  const { locale } = useFormat();
  if (state.medianMs === null) return <Absent>{words.notApplicable}</Absent>;
  const share = waitShare(state);
  const text = waitText(state.medianMs, locale);
  return share === undefined || share <= 1 ? text : <Status tone={share > 1.75 ? 'bad' : 'warn'}>{text}</Status>;
}

interface WaySideProps {
  readonly edge: EdgeActivity;
  readonly activity: FlowActivity;
  readonly rules: FlowBehaviour | undefined;
}

function WaySide({ edge, activity, rules }: WaySideProps) {
  const { locale } = useFormat();
  const titleOf = (name: string | null) =>
    name === null ? words.beginning : (activity.states.find((one) => one.name === name)?.title ?? name);
  const transitions = (rules?.transitions ?? []).filter(({ from, to }) => from === edge.from && to === edge.to);
  return (
    <>
      <Section title={words.way(titleOf(edge.from), titleOf(edge.to))} plain note={words.wayNote(activity.days)}>
        <dl className={styles['facts']}>
          {edge.ways.map(({ name, title, count, manual, kind }) => (
            <Fact key={name} title={title}>
              <span className={styles['quiet']}>
                {kind === 'rung' ? words.byLadder : count === 0 ? '' : words.byHand(formatCount(manual, locale))}
              </span>{' '}
              {formatCount(count, locale)}
            </Fact>
          ))}
        </dl>
        {edge.declared ? null : <p className="text-small">{words.undeclared}</p>}
      </Section>
      <Section title={words.rules}>
        {transitions.map((transition) => (
          <Rule key={`${transition.event} ${transition.when?.cel ?? ''}`} transition={transition} />
        ))}
        {transitions.length === 0 ? <p className="text-small">{words.noRule}</p> : null}
      </Section>
    </>
  );
}

function Rule({ transition }: { readonly transition: Transition }) {
  const { title, when, approval, does } = transition;
  return (
    <p className="text-small">
      <strong>{title}</strong>: {whoWords(transition)}
      {when === null ? '' : words.when(when.words)}
      {approval === null ? '' : words.approval(approval.by)}
      {does.length === 0 ? '' : words.does(does.join('; '))}
    </p>
  );
}
