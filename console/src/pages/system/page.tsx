import { getRouteApi } from '@tanstack/react-router';
import type { SystemDetail } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { caseAddress, systemsAddress } from '../addresses.ts';
import styles from '../declared/declared.module.css';
import { CoverageMark } from '../systems/marks.tsx';
import { words } from '../systems/words.ts';
import { Facts } from './facts.tsx';
import { ImpactSection } from './impact.tsx';
import { CaseTables, DocumentTable, IntegrationTable } from './tables.tsx';

const route = getRouteApi('/$database/systems/$system');

/** One system: who keeps it, what it is joined with, what is written of it, what happened to it, and what hangs on it. */
export function SystemPage() {
  const { database } = useCompany();
  const { system } = route.useParams();
  const found = useApi('GET /{database}/systems/{system}', { params: { database, system } });
  const view = found.data;
  return (
    <>
      <PageHead
        title={view?.title ?? system}
        crumb={<Anchor href={systemsAddress(database)}>{words.title}</Anchor>}
        meta={
          view === undefined ? undefined : (
            <>
              {view.coverage === null ? null : (
                <>
                  <CoverageMark standing={view.coverage} /> ·{' '}
                </>
              )}
              {words.tierOf(view.tier)} · {words.states[view.state]} · {view.owner.title} ·{' '}
              <Anchor className="link" href={caseAddress(database, view.caseId)}>
                {words.itsCase}
              </Anchor>
            </>
          )
        }
      />
      <Answer query={found} what={words.one}>
        {(shown) => <Found key={shown.caseId} view={shown} />}
      </Answer>
    </>
  );
}

function Found({ view }: { readonly view: SystemDetail }) {
  return (
    <>
      {view.purpose === '' ? null : <p className={styles['lead']}>{view.purpose}</p>}
      <Gaps view={view} />
      <div className={styles['two']}>
        <Facts view={view} />
        <div>
          <IntegrationTable view={view} />
          <DocumentTable view={view} />
        </div>
      </div>
      <CaseTables view={view} />
      <ImpactSection id={`system:${view.name}`} />
    </>
  );
}

/** What is to be done, before what it is. */
function Gaps({ view: { covered } }: { readonly view: SystemDetail }) {
  if (covered === null) return null;
  const { gaps, onlyPerson, isAsked, standing } = covered;
  const said = [
    ...(standing === 'no-owner' ? [words.ownerless] : []),
    ...(gaps.length === 0 ? [] : [words.gapsOf(gaps.join(', '))]),
    ...(onlyPerson === null || !isAsked ? [] : [words.onlyOne(onlyPerson)]),
  ];
  return said.map((text) => (
    <p key={text} className={styles['why']}>
      <Status tone={standing === 'no-owner' ? 'bad' : 'warn'}>{text}</Status>
    </p>
  ));
}
