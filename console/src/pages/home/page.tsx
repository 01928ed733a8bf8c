import { Link } from '@tanstack/react-router';
import type { Home, Risk } from '@throughline/api';
import { useEffect } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { dayOf } from '../../format/day.ts';
import { moneyInFiles } from '../../format/money.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { MetricTiles } from '../../parts/home/metric-tiles.tsx';
import { RiskTable, riskLines } from '../../parts/home/risk-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PrintButton } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { latestWindow, metricAddress, riskAddress, rungsAddress, tasksAddress } from '../addresses.ts';
import { RowsCsv } from '../rows-csv.tsx';
import { DecisionList } from '../tasks/decision-list.tsx';
import { Beginning } from './beginning.tsx';
import styles from './home.module.css';
import { Recent } from './recent.tsx';
import { brokeWords, decideWords, riskWords } from './sentences.ts';
import { Told } from './told.tsx';
import { WhyButton } from './why-button.tsx';
import { words } from './words.ts';

/** So often a page asks again while the metrics are being measured. */
const measuringMs = 1500;
const decisionsShown = 7;

/** What broke, what is at risk in money, and what needs a decision; and what can be done about it at once. */
export function HomePage() {
  const { database } = useCompany();
  const params = { database };
  const first = useApi('GET /{database}/home', { params });
  const measuring = first.data?.broke.status === 'measuring';
  useApi('GET /{database}/home', { params }, { enabled: measuring, refetchMs: measuring && measuringMs });
  useEffect(() => {
    document.title = words.homeThroughline;
  }, []);
  return (
    <>
      <h1 tabIndex={-1} className="visually-hidden">
        {words.home}
      </h1>
      {first.data?.empty === true ? (
        <Beginning />
      ) : (
        <>
          <div className={styles['print']} data-screen-only>
            <PrintButton />
          </div>
          <Answer query={first} what={words.situation} waiting={<Sentences />}>
            {(home) => <Sentences home={home} />}
          </Answer>
          <div className={styles['two']}>
            <Decisions home={first.data} />
            {first.data === undefined ? <div /> : <AtRisk home={first.data} />}
          </div>
          {first.data === undefined ? null : <Numbers home={first.data} />}
        </>
      )}
    </>
  );
}

function isMeasured(home: Home | undefined): boolean {
  return home !== undefined && home.broke.status !== 'measuring';
}

/** Until the answer has come, its place. */
function Sentences({ home }: { readonly home?: Home }) {
  const { database } = useCompany();
  const settings = useFormat();
  const telling = { database, settings };
  return (
    <div className={styles['sentences']} aria-busy={home === undefined} {...(isMeasured(home) ? {} : { 'data-waiting': true })}>
      <Told label={words.broke} words={home === undefined ? [] : brokeWords(home, telling)} />
      {home === undefined ? null : <WhyButton home={home} />}
      <Told label={words.atRisk} words={home === undefined ? [] : riskWords(home.risk, home.now, telling)} />
      <Told label={words.decide} words={home === undefined ? [] : decideWords(home.decide, telling)} />
    </div>
  );
}

/** Read by themselves: they can be decided also where the figures beside them cannot be read. */
function Decisions({ home }: { readonly home: Home | undefined }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const decisions = useApi('GET /{database}/decisions', { params: { database }, query: { limit: decisionsShown } });
  const all = home?.decide.decisions;
  return (
    <Section
      title={
        <>
          {words.decisionsForMe}
          {all === undefined ? null : <span className={styles['count']}>{formatCount(all, locale)}</span>}
        </>
      }
      aside={
        home === undefined ? undefined : (
          <Anchor href={tasksAddress(database, { show: 'mine' })} className={styles['beside']}>
            {words.tasks(formatCount(home.decide.tasks, locale))}
          </Anchor>
        )
      }
      note={words.soonestFirst}
    >
      <Answer query={decisions} what={words.theDecisions}>
        {({ items }) =>
          items.length === 0 ? (
            <StateNotice kind="empty">{words.nothingWaitsForYourDecision}</StateNotice>
          ) : (
            <>
              <DecisionList decisions={items} label={words.decisionsForMe} />
              {all !== undefined && all > items.length ? (
                <p className={styles['more']}>
                  <Anchor href={tasksAddress(database, { show: 'decisions' })}>
                    {words.all(formatCounted(all, { one: words.decisionLabel, many: words.decisionsLabel }, locale))}
                  </Anchor>
                </p>
              ) : null}
            </>
          )
        }
      </Answer>
    </Section>
  );
}

function AtRisk({ home: { risk, now } }: { readonly home: Home }) {
  const { database } = useCompany();
  const settings = useFormat();
  if (risk === null || risk.cases === 0) {
    return (
      <Section title={words.moneyAtRisk}>
        <StateNotice kind="empty">{words.nothingOverdue}</StateNotice>
      </Section>
    );
  }
  const today = dayOf(Date.parse(now), settings.timeZone);
  const cases = formatCounted(risk.cases, risk.noun, settings.locale);
  const rungs = formatCounted(risk.soon, { one: words.rung, many: words.rungs }, settings.locale);
  return (
    <Section
      title={words.moneyAtRisk}
      note={
        <>
          {words.in7Days(cases, rungs)} <RiskCsv risk={risk} />
        </>
      }
    >
      <RiskTable
        risk={risk}
        hrefOf={(part, currency) => riskAddress(database, risk, { today, part, ...(currency === undefined ? {} : { currency }) })}
        soonHrefOf={(part) => rungsAddress(database, risk, part)}
      />
    </Section>
  );
}

function RiskCsv({ risk }: { readonly risk: Risk }) {
  return (
    <RowsCsv
      name="money-at-risk"
      rows={riskLines(risk)}
      columns={[
        [words.columns.days, ({ days }) => days],
        [words.columns.title, ({ title }) => title],
        [words.columns.cases, ({ cases }) => cases],
        [words.columns.currency, ({ money }) => money?.currency ?? null],
        [words.columns.amount, ({ money }) => (money === null ? null : moneyInFiles(money))],
        [words.columns.soon, ({ soon }) => soon],
      ]}
    />
  );
}

/** The metrics, and what happened lately. */
function Numbers({ home: { metrics, broke, recent } }: { readonly home: Home }) {
  const { database } = useCompany();
  const { changeBefore } = broke;
  const marker = changeBefore === null ? undefined : { on: changeBefore.at, title: `${changeBefore.key}: ${changeBefore.title}` };
  return (
    <>
      <div id="metrics">
        <MetricTiles
          tiles={metrics}
          hrefOf={(tile) => metricAddress(database, tile.id, latestWindow(tile))}
          measuring={broke.status === 'measuring'}
          {...(marker === undefined ? {} : { marker })}
        />
      </div>
      <Section
        title={words.lastTwoWorkingDays}
        note={
          changeBefore === null ? (
            words.differences
          ) : (
            <>
              {words.marker}{' '}
              {changeBefore.case === null ? (
                changeBefore.title
              ) : (
                <Link className="link" to="/$database/case/$caseId" params={{ database, caseId: changeBefore.case.id }}>
                  {changeBefore.key}
                </Link>
              )}
              {words.differencesAfterMarker}
            </>
          )
        }
      >
        <Recent items={recent} />
      </Section>
    </>
  );
}
