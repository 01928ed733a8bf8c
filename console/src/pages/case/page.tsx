import { getRouteApi } from '@tanstack/react-router';
import type { Action, CaseDetail } from '@throughline/api';
import { useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { LadderTrack } from '../../parts/case/ladder-track.tsx';
import { StateStrip } from '../../parts/case/state-strip.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { ActionPanel } from './action-panel.tsx';
import styles from './case.module.css';
import { CaseHead } from './case-head.tsx';
import { withHolders } from './holders.ts';
import { MiddleColumn } from './middle-column.tsx';
import { SideColumn } from './side-column.tsx';
import { TimelineSection } from './timeline-section.tsx';
import { words } from './words.ts';

const route = getRouteApi('/$database/case/$caseId');

/** A case: where it stands, how it got there, what comes next and why then, and what one may do about it. */
export function CasePage() {
  const { database } = useCompany();
  const { caseId } = route.useParams();
  const detail = useApi('GET /{database}/cases/{case}', { params: { database, case: caseId } }, { keepPrevious: true });
  return (
    <>
      {detail.data === undefined ? <PageHead title={words.caseTitle} /> : null}
      <Answer query={detail} what={words.theCase}>
        {(found) => <OneCase key={found.case.id} detail={found} />}
      </Answer>
    </>
  );
}

function OneCase({ detail }: { readonly detail: CaseDetail }) {
  const { database } = useCompany();
  const { id, seq } = detail.case;
  const asked = useApi('GET /{database}/cases/{case}/actions', { params: { database, case: id } });
  const people = useApi('GET /{database}/people', { params: { database } });
  const actions = withHolders(asked.data?.items ?? [], people.data?.items ?? []);
  // What one decides on is the case as it was when the form was opened.
  const [chosen, setChosen] = useState<{ readonly action: Action; readonly seq: number }>();
  const choose = (action: Action) => setChosen({ action, seq });
  return (
    <>
      <CaseHead detail={detail} actions={actions} onChoose={choose} />
      {chosen === undefined ? null : (
        <ActionPanel
          key={`${chosen.action.type} ${chosen.action.of ?? ''}`}
          {...chosen}
          detail={detail}
          onClose={() => setChosen(undefined)}
        />
      )}
      <StateStrip strip={detail.strip} />
      {detail.ladders.filter(isWorthATrack(detail)).map((ladder) => (
        <Section key={ladder.name} title={ladder.title} aside={ladder.policy}>
          <LadderTrack ladder={ladder} />
        </Section>
      ))}
      <div className={styles['columns']}>
        <TimelineSection detail={detail} />
        <MiddleColumn detail={detail} people={people.data?.items ?? []} actions={actions} />
        <SideColumn detail={detail} query={asked} actions={actions} current={chosen?.action} onChoose={choose} />
      </div>
    </>
  );
}

/** A single rung that has fired is told by the timeline, and the target time of an exception or a task by what is next. */
const isWorthATrack =
  ({ case: { title } }: CaseDetail) =>
  ({ running, rungs, pauses, anchor }: CaseDetail['ladders'][number]): boolean =>
    title === undefined && anchor !== null && (running || rungs.length > 1 || pauses.length > 0);
