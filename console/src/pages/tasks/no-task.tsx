import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { When } from '../../parts/text/when.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, tasksAddress } from '../addresses.ts';
import type { TasksSearch } from './search.ts';
import { words } from './words.ts';

interface NoTaskProps {
  readonly tab: 'mine' | 'team' | 'done';
  readonly search: TasksSearch;
}

/** Why a list of tasks is empty, and what comes next. */
export function NoTask({ tab, search: { role, late } }: NoTaskProps) {
  const { database } = useCompany();
  const params = { database };
  const next = useApi('GET /{database}/tasks', { params, query: { whose: 'all', limit: 1 } }, { enabled: tab === 'mine' }).data
    ?.items[0];
  if (role !== undefined || late === 'true') {
    const filters = [late === 'true' ? '“late only”' : '', role === undefined ? '' : 'the role'].filter((text) => text !== '');
    return (
      <StateNotice
        kind="empty"
        action={
          <Anchor className="link" href={tasksAddress(database, { show: tab })}>
            {words.showAll}
          </Anchor>
        }
      >
        {words.noTaskHerePasses}
        {filters.join(' and ')}.
      </StateNotice>
    );
  }
  if (tab === 'done') return <StateNotice kind="empty">{words.noTaskDoneYet}</StateNotice>;
  if (tab === 'team') return <StateNotice kind="empty">{words.noTaskWaitsForAnybody}</StateNotice>;
  return (
    <StateNotice kind="empty">
      {words.noTaskWaitsForYou}
      {next === undefined ? null : (
        <>
          {' '}
          {words.nextDueFor}
          {next.role.title}:{' '}
          <Anchor className="link" href={caseAddress(database, next.about?.id ?? next.id)}>
            {next.title}
          </Anchor>
          , <When at={next.dueAt} late={next.late} />.
        </>
      )}
    </StateNotice>
  );
}
