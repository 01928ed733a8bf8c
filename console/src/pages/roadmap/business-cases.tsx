import type { BusinessCase } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatAmount } from '../../format/money.ts';
import { formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent, Amounts } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import declared from '../declared/declared.module.css';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { BeginCase } from './begin-case.tsx';
import styles from './roadmap.module.css';
import { words } from './words.ts';

/** What is larger than a request: what it costs and brings, what could go wrong, and what else was thought of. `of`: a request for which one is begun. */
export function BusinessCases({ of }: { readonly of: string | undefined }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const request = { params: { database } };
  const found = useApi('GET /{database}/business-cases', request);
  const columns = useColumns();
  return (
    <Answer query={found} what={words.casesWhat}>
      {({ sponsorAbove, items }) => (
        <>
          <ChoiceBar note={words.caseThreshold(formatAmount({ amount: sponsorAbove, currency: null }, locale))}>
            <BeginCase of={of} />
            <CsvButton name="business-cases" url={client.url('GET /{database}/business-cases', request)} />
          </ChoiceBar>
          <Section title={words.cases} plain>
            <PlainTable
              caption={words.cases}
              columns={columns}
              rows={items}
              idOf={({ caseId }) => caseId}
              empty={<StateNotice kind="empty">{words.noCases}</StateNotice>}
            />
          </Section>
        </>
      )}
    </Answer>
  );
}

function useColumns(): readonly PlainColumn<BusinessCase>[] {
  const { database } = useCompany();
  const { locale } = useFormat();
  const money = (amount: number | null, currency: string | null) =>
    amount === null || currency === null ? <Absent /> : <Amounts amounts={[{ amount, currency }]} />;
  return [
    {
      ...{ key: 'number', title: words.caseNumber, kind: 'key' },
      render: ({ number, caseId }) => (
        <Anchor className={`link ${styles['number']}`} href={caseAddress(database, caseId)}>
          {number}
        </Anchor>
      ),
    },
    {
      ...{ key: 'title', title: words.name, kind: 'words' },
      render: ({ title, risk, alternatives }) => (
        <>
          {title}
          {risk === null ? (
            <p className={declared['why']}>{words.notMadeYet}</p>
          ) : (
            <p className={declared['why']}>
              {words.risk}: {risk} {words.alternatives}: {alternatives.join('; ')}
            </p>
          )}
        </>
      ),
    },
    { key: 'team', title: words.team, wideOnly: true, render: ({ team }) => team },
    {
      ...{ key: 'cost', title: words.cost, kind: 'figure', wideOnly: true },
      render: ({ cost, currency }) => money(cost, currency),
    },
    {
      ...{ key: 'yearly', title: words.yearlyCost, kind: 'figure', wideOnly: true },
      render: ({ yearlyCost, currency }) => money(yearlyCost, currency),
    },
    {
      ...{ key: 'three', title: words.threeYearCost, kind: 'figure' },
      render: ({ threeYearCost, currency }) => money(threeYearCost, currency),
    },
    {
      ...{ key: 'net', title: words.threeYearNet, kind: 'figure' },
      render: ({ threeYearNet, currency }) => money(threeYearNet, currency),
    },
    {
      ...{ key: 'return', title: words.returns, kind: 'figure' },
      render: ({ returnPercent }) => (returnPercent === null ? <Absent /> : formatPercent(returnPercent / 100, locale, 0)),
    },
    {
      ...{ key: 'state', title: words.state },
      render: ({ state, stateTitle, needsSponsor }) => (
        <>
          {stateTitle}
          {needsSponsor && state === 'cased' ? (
            <>
              {' '}
              <Status tone="warn">{words.needsSponsor}</Status>
            </>
          ) : null}
        </>
      ),
    },
  ];
}
