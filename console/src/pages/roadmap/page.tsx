import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { ViewTabs } from '../../parts/list/view-tabs.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { roadmapAddress } from '../addresses.ts';
import { Plans } from './plans.tsx';
import { words } from './words.ts';
import { Year } from './year.tsx';

const route = getRouteApi('/$database/roadmap');

/** What is done when: the plan of a quarter within its people, and the year. */
export function RoadmapPage() {
  const { database } = useCompany();
  const { show, plan, year } = route.useSearch();
  const navigate = useNavigate();
  const views = [
    { id: 'plan', title: words.plan, href: roadmapAddress(database) },
    { id: 'year', title: words.year, href: roadmapAddress(database, { show: 'year' }) },
  ];
  useKeys(
    views.map(({ href }, index) => ({ keys: String(index + 1), label: words.tabKeys, run: () => void navigate({ href }) })),
  );
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <ViewTabs views={views} current={show ?? 'plan'} label={words.tabsLabel} numbered />
      {show === 'year' ? <Year year={year} /> : <Plans chosen={plan} />}
    </>
  );
}
