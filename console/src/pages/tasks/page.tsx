import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import type { ViewTab } from '../../parts/list/view-tabs.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { tasksAddress } from '../addresses.ts';
import { Decisions } from './decisions.tsx';
import { Rungs } from './rungs.tsx';
import type { TasksSearch, TaskTab } from './search.ts';
import { Tasks } from './tasks.tsx';
import { words } from './words.ts';

const route = getRouteApi('/$database/tasks');

export interface WorkProps {
  readonly search: TasksSearch;
  /** Shows other work; `undefined` takes a member out of the address. */
  readonly show: (change: { readonly [K in keyof TasksSearch]?: TasksSearch[K] | undefined }) => void;
}

/** Work that waits: to decide, to do, for others; and what is done. */
export function TasksPage() {
  const { database } = useCompany();
  const search = route.useSearch();
  const navigate = useNavigate();
  const counts = useApi('GET /{database}/work/counts', { params: { database } }).data;
  const first = useFirst(counts);
  const tab = search.show ?? first;
  const titles: readonly (readonly [TaskTab, string, number | undefined])[] = [
    ['decisions', words.decisions, counts?.decisions],
    ['mine', words.myTasks, counts?.tasks],
    ['team', words.teamTasks, counts?.teamTasks],
    ['done', words.doneTitle, undefined],
    ...(tab === 'rungs' ? [['rungs', words.rungsIn7Days, undefined] as const] : []),
  ];
  const tabs = titles.map(
    ([id, title, count]): ViewTab => ({
      id,
      title,
      href: tasksAddress(database, id === 'rungs' ? search : { show: id }),
      ...(count === undefined ? {} : { count }),
    }),
  );
  const show: WorkProps['show'] = (change) =>
    void navigate({ href: tasksAddress(database, { ...search, ...change } as TasksSearch), replace: true });
  return (
    <>
      <PageHead title={words.workQueue} />
      <PageTabs views={tabs} current={tab} label={words.workQueue} />
      {tab === undefined ? null : <Work key={tab} tab={tab} search={search} show={show} />}
    </>
  );
}

function Work({ tab, ...props }: WorkProps & { readonly tab: TaskTab }) {
  if (tab === 'decisions') return <Decisions {...props} />;
  if (tab === 'rungs') return <Rungs {...props} />;
  return <Tasks {...props} tab={tab} />;
}

/** What is shown where the address does not say: what there is. It stays while one works it off. */
function useFirst(counts: { readonly decisions: number; readonly tasks: number } | undefined): TaskTab | undefined {
  const [first, setFirst] = useState<TaskTab>();
  if (first !== undefined || counts === undefined) return first;
  const found = counts.decisions === 0 && counts.tasks > 0 ? 'mine' : 'decisions';
  setFirst(found);
  return found;
}
