import { getRouteApi } from '@tanstack/react-router';
import type { ResultOf } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress, integrationsAddress } from '../addresses.ts';
import styles from '../declared/declared.module.css';
import own from '../integrations/integrations.module.css';
import { Standing } from '../integrations/standing.tsx';
import { words } from '../integrations/words.ts';
import { Facts } from './facts.tsx';
import { FailureRows } from './failure-rows.tsx';
import { Groups } from './groups.tsx';
import { Runs } from './runs.tsx';
import { Situation } from './situation.tsx';
import { Volume } from './volume.tsx';

const route = getRouteApi('/$database/integrations/$integration');

export type Shown = ResultOf<'GET /{database}/integrations/{integration}'>;

/** One integration: how it does, what failed of it and stands open, what to do then, and every run. */
export function IntegrationPage() {
  const { database } = useCompany();
  const { integration } = route.useParams();
  const found = useApi('GET /{database}/integrations/{integration}', { params: { database, integration } });
  const view = found.data;
  return (
    <>
      <PageHead
        title={view?.title ?? integration}
        crumb={<Anchor href={integrationsAddress(database)}>{words.title}</Anchor>}
        meta={
          view === undefined ? undefined : (
            <>
              <Standing standing={view.standing} /> · {words.tiers[view.tier]} · {view.owner.title} ·{' '}
              <Anchor className="link" href={caseAddress(database, view.caseId)}>
                {words.itsCase}
              </Anchor>
            </>
          )
        }
      />
      <Answer query={found} what={words.one}>
        {(shown) => <Found key={shown.name} view={shown} />}
      </Answer>
    </>
  );
}

function Found({ view }: { readonly view: Shown }) {
  return (
    <>
      <Situation view={view} />
      {view.drifted ? (
        <p className={styles['why']}>
          <Status tone="warn">{words.drift}</Status>
        </p>
      ) : null}
      <Groups view={view} />
      <Volume view={view} />
      <div className={styles['two']}>
        <Facts view={view} />
        <Section title={words.runbook}>
          <p className={own['runbook']}>{view.runbook === '' ? words.noRunbook : view.runbook}</p>
        </Section>
      </div>
      <FailureRows name={view.name} />
      <Runs name={view.name} />
    </>
  );
}
