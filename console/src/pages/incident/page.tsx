import { getRouteApi } from '@tanstack/react-router';
import type { Action, CaseDetail, IncidentRoom } from '@throughline/api';
import { useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { ActionList } from '../../parts/case/action-list.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress, incidentsAddress } from '../addresses.ts';
import { actionKeys } from '../case/action-keys.ts';
import { ActionPanel } from '../case/action-panel.tsx';
import declared from '../declared/declared.module.css';
import { words } from '../incidents/words.ts';
import { Affected } from './affected.tsx';
import { Facts } from './facts.tsx';
import { History } from './history.tsx';
import { Now } from './now.tsx';
import { Promises } from './promises.tsx';
import { Texts } from './texts.tsx';

const route = getRouteApi('/$database/incidents/$number');

/** The room of an incident: what is broken, since when, who leads, what is to be said by when, what it costs, and what to do. */
export function IncidentPage() {
  const { database } = useCompany();
  const { number } = route.useParams();
  const found = useApi('GET /{database}/incidents/{number}/room', { params: { database, number } }, { keepPrevious: true });
  const view = found.data?.incident;
  return (
    <>
      <PageHead
        title={view?.title ?? number}
        crumb={<Anchor href={incidentsAddress(database)}>{words.title}</Anchor>}
        meta={
          view === undefined ? undefined : (
            <>
              {view.priority} · {view.state.title} · {view.lead === null ? words.nobodyLeads : words.leads(view.lead)} ·{' '}
              <Anchor className="link" href={caseAddress(database, view.caseId)}>
                {words.itsCase}
              </Anchor>
            </>
          )
        }
      />
      <Answer query={found} what={words.one}>
        {(room) => <Room key={room.incident.caseId} room={room} />}
      </Answer>
    </>
  );
}

function Room({ room }: { readonly room: IncidentRoom }) {
  const { database } = useCompany();
  const detail = useApi(
    'GET /{database}/cases/{case}',
    { params: { database, case: room.incident.caseId } },
    { keepPrevious: true },
  );
  const [chosen, setChosen] = useState<{ readonly action: Action; readonly seq: number }>();
  return (
    <>
      <Now room={room} />
      {chosen === undefined || detail.data === undefined ? null : (
        <ActionPanel key={chosen.action.type} {...chosen} detail={detail.data} onClose={() => setChosen(undefined)} />
      )}
      <div className={declared['two']}>
        <div>
          <Facts room={room} />
          <Affected room={room} />
        </div>
        <div>
          {detail.data === undefined ? null : (
            <MayDo
              detail={detail.data}
              current={chosen?.action}
              onChoose={(action) => setChosen({ action, seq: detail.data?.case.seq ?? 1 })}
            />
          )}
          <Promises room={room} />
        </div>
      </div>
      <History room={room} />
      <Texts room={room} />
    </>
  );
}

interface MayDoProps {
  readonly detail: CaseDetail;
  readonly current: Action | undefined;
  readonly onChoose: (action: Action) => void;
}

function MayDo({ detail, current, onChoose }: MayDoProps) {
  const { database } = useCompany();
  const asked = useApi('GET /{database}/cases/{case}/actions', { params: { database, case: detail.case.id } });
  return (
    <Section title={words.mayDo}>
      <Answer query={asked} what={words.mayDo}>
        {({ items }) => {
          // What programs tell, what is not possible now and what the kernel does for every case is on the page of the case.
          const actions = items.filter(({ manual, allowed, builtIn }) => allowed && !manual && !builtIn);
          return <ActionList {...{ actions, current, onChoose }} keys={actionKeys(actions)} />;
        }}
      </Answer>
    </Section>
  );
}
