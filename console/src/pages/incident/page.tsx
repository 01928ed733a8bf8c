import { getRouteApi } from '@tanstack/react-router';
import type { Action, IncidentRoom } from '@throughline/api';
import { useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { ActionList } from '../../parts/case/action-list.tsx';
import type { Typed } from '../../parts/case/action-values.ts';
import { Anchor } from '../../parts/text/anchor.tsx';
import { hiddenText } from '../../parts/text/hidden-words.ts';
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
import { Messages } from './messages.tsx';
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
              {view.priority} · {view.state.title} · <Leads incident={view} />
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

/** Who leads it, where the reader may know and anybody is still to. */
function Leads({ incident: { lead, state } }: Pick<IncidentRoom, 'incident'>) {
  if (lead === hiddenText || (lead === null && state.final)) return null;
  return <>{lead === null ? words.nobodyLeads : words.leads(lead)} · </>;
}

function Room({ room }: { readonly room: IncidentRoom }) {
  const { database } = useCompany();
  const detail = useApi(
    'GET /{database}/cases/{case}',
    { params: { database, case: room.incident.caseId } },
    { keepPrevious: true },
  );
  const asked = useApi('GET /{database}/cases/{case}/actions', { params: { database, case: room.incident.caseId } });
  const [chosen, setChosen] = useState<{ readonly action: Action; readonly seq: number; readonly initial?: Typed }>();
  const choose = (action: Action, initial?: Typed) =>
    setChosen({ action, seq: detail.data?.case.seq ?? 1, ...(initial === undefined ? {} : { initial }) });
  const communicate = asked.data?.items.find(({ type, allowed }) => type === 'communicate' && allowed);
  return (
    <>
      <Now room={room} />
      {chosen === undefined || detail.data === undefined ? null : (
        <ActionPanel
          key={`${chosen.action.type} ${chosen.initial?.['audience'] ?? ''}`}
          {...chosen}
          detail={detail.data}
          onClose={() => setChosen(undefined)}
        />
      )}
      <div className={declared['two']}>
        <div>
          <Facts room={room} />
          <Affected room={room} />
        </div>
        <div>
          {detail.data === undefined ? null : (
            <MayDo caseId={room.incident.caseId} current={chosen?.action} onChoose={(action) => choose(action)} />
          )}
          <Promises room={room} />
        </div>
      </div>
      <Messages
        room={room}
        onSay={communicate === undefined ? undefined : (audience, text) => choose(communicate, { audience, text })}
      />
      <History room={room} />
      <Texts room={room} />
    </>
  );
}

interface MayDoProps {
  readonly caseId: string;
  readonly current: Action | undefined;
  readonly onChoose: (action: Action) => void;
}

function MayDo({ caseId, current, onChoose }: MayDoProps) {
  const { database } = useCompany();
  const asked = useApi('GET /{database}/cases/{case}/actions', { params: { database, case: caseId } });
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
