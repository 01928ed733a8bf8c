import { getRouteApi } from '@tanstack/react-router';
import type { RequestDetail } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress, intakeAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import { AskForm } from '../intake/ask-form.tsx';
import { SimilarList } from '../intake/similar-list.tsx';
import { words } from '../intake/words.ts';
import { Asked } from './asked.tsx';
import { Decided } from './decided.tsx';
import { DecisionLog } from './decision-log.tsx';
import { Score } from './score.tsx';

const route = getRouteApi('/$database/intake/$request');

/** One request: what was asked, what it is worth and how that was worked out, what was decided, and what came of it. */
export function RequestPage() {
  const { database } = useCompany();
  const { request } = route.useParams();
  const found = useApi('GET /{database}/requests/{request}', { params: { database, request } });
  const view = found.data;
  return (
    <>
      <PageHead
        title={view?.title ?? request}
        crumb={<Anchor href={intakeAddress(database, { show: 'next' })}>{words.title}</Anchor>}
        meta={
          view === undefined ? undefined : (
            <>
              {view.number} · {view.stateTitle} · {view.team} ·{' '}
              <Anchor className="link" href={caseAddress(database, view.caseId)}>
                {words.itsCase}
              </Anchor>
            </>
          )
        }
      />
      <Answer query={found} what={words.one}>
        {(shown) => <Found key={shown.number} view={shown} />}
      </Answer>
    </>
  );
}

function Found({ view }: { readonly view: RequestDetail }) {
  // Whoever asked is named in what is asked: of somebody whose name is kept back, it is not.
  const isAskedAgain = view.state === 'returned' && view.requester !== null;
  return (
    <>
      {isAskedAgain ? (
        <AskForm again={view} />
      ) : view.missing.length === 0 ? null : (
        <Section title={words.coaching} plain>
          {view.missing.map(({ field, why }) => (
            <p key={field}>
              <Status tone="warn">{why}</Status>
            </p>
          ))}
          <p className={declared['why']}>{words.act}</p>
        </Section>
      )}
      <div className={declared['two']}>
        <Asked view={view} />
        <Decided view={view} />
      </div>
      <Score view={view} />
      {isAskedAgain ? null : (
        <Section title={words.alike}>
          <SimilarList similar={view.similar} />
        </Section>
      )}
      <DecisionLog view={view} />
    </>
  );
}
