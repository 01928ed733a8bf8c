import { useEffect } from 'react';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { Anchor } from '../../parts/text/anchor.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { tasksAddress } from '../addresses.ts';
import { Choice, ChoiceBar } from './choice-bar.tsx';
import { DecisionList } from './decision-list.tsx';
import type { WorkProps } from './page.tsx';
import { words } from './words.ts';

/** Approvals that wait: for me, or for anybody. */
export function Decisions({ search, show }: WorkProps) {
  const { database } = useCompany();
  const { whose = 'mine', title } = search;
  const pages = usePages('GET /{database}/decisions', { params: { database }, query: { whose, limit: 100 } });
  const { more } = pages;
  // What is told by its title may stand on any page: there are never many.
  useEffect(() => {
    if (title !== undefined) more?.();
  }, [title, more]);
  const found = title === undefined ? pages.items : pages.items.filter((decision) => decision.title === title);
  return (
    <>
      <ChoiceBar note={words.singly}>
        <Choice checked={whose === 'all'} onChange={(all) => show({ whose: all ? 'all' : undefined })}>
          {words.forAnybody}
        </Choice>
        {title === undefined ? null : (
          <Choice checked onChange={() => show({ title: undefined })}>
            {words.only(title)}
          </Choice>
        )}
      </ChoiceBar>
      {pages.error === null ? null : (
        <StateNotice kind="error" what={words.theDecisions} error={pages.error} onRetry={pages.again} />
      )}
      {found.length > 0 ? <DecisionList decisions={found} label={words.decisions} /> : null}
      {pages.complete && found.length === 0 ? (
        <StateNotice kind="empty">
          {title === undefined ? words.nothingWaitsForDecision : words.noDecisionCalled(title)}
          {whose === 'mine' ? words.ofYours : '. '}
          {title === undefined ? null : (
            <Anchor className="link" href={tasksAddress(database, { show: 'decisions' })}>
              {words.showAllDecisions}
            </Anchor>
          )}
        </StateNotice>
      ) : null}
      {more === undefined || title !== undefined ? null : (
        <button type="button" className="link" onClick={more}>
          {words.moreDecisions}
        </button>
      )}
    </>
  );
}
