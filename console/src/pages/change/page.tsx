import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ChangeView } from '@throughline/api';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { Status } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { caseAddress, changesAddress } from '../addresses.ts';
import { ChangeContent } from '../change-content/section.tsx';
import { Risk } from '../changes/risk.tsx';
import { words } from '../changes/words.ts';
import styles from '../declared/declared.module.css';
import { Facts } from './facts.tsx';
import { Impact } from './impact.tsx';
import { Package } from './package.tsx';
import { Rights } from './rights.tsx';
import { RiskFacts } from './risk-facts.tsx';
import { Schedule } from './schedule.tsx';

const route = getRouteApi('/$database/changes/$number');

/** One change: how risky it is and why, who has to agree, what it touches, its proof, and what is in its way. */
export function ChangePage() {
  const { database } = useCompany();
  const { number } = route.useParams();
  const found = useApi('GET /{database}/changes/{number}', { params: { database, number } });
  const view = found.data;
  return (
    <>
      <PageHead
        title={view === undefined ? number : `${view.number} ${view.title}`}
        crumb={<Anchor href={changesAddress(database)}>{words.title}</Anchor>}
        meta={
          view === undefined ? undefined : (
            <>
              {view.state.title} · <Risk risk={view.risk} /> · {words.types[view.type] ?? view.type} ·{' '}
              <Anchor className="link" href={caseAddress(database, view.caseId)}>
                {words.itsCase}
              </Anchor>
            </>
          )
        }
        actions={view?.state.name === 'draft' ? <Assess view={view} /> : undefined}
      />
      <Answer query={found} what={words.one}>
        {(shown) => <Found key={shown.number} view={shown} />}
      </Answer>
    </>
  );
}

function Assess({ view: { number } }: { readonly view: ChangeView }) {
  const { database } = useCompany();
  const assess = useCommand('POST /{database}/changes/{number}/assess');
  return (
    <>
      {assess.error === null ? null : (
        <span role="alert" className={styles['why']}>
          {toldInLine(assess.error)}
        </span>
      )}
      <Button loading={assess.pending} onClick={() => assess.run({ params: { database, number } })} data-screen-only>
        {words.assess}
      </Button>
    </>
  );
}

function Found({ view }: { readonly view: ChangeView }) {
  const owed = view.approvalMissed ? words.missed : words.owed;
  const open = view.exceptions.length === 0 && view.approvalOwed ? [owed] : view.exceptions;
  return (
    <>
      {open.length === 0 ? null : (
        <ul className={styles['wrong']}>
          {open.map((each) => (
            <li key={each}>
              <Status tone="bad">{each}</Status>
            </li>
          ))}
        </ul>
      )}
      <div className={styles['two']}>
        <div>
          <Facts view={view} />
          <Rights view={view} />
        </div>
        <RiskFacts view={view} />
      </div>
      <Schedule view={view} />
      <Package view={view} />
      <Impact view={view} />
      {view.contentHash === null ? null : <ChangeContent number={view.number} />}
    </>
  );
}
