import { getRouteApi } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { roadmapAddress } from '../addresses.ts';
import { BusinessCases } from './business-cases.tsx';
import { Plans } from './plans.tsx';
import { words } from './words.ts';
import { Year } from './year.tsx';

const route = getRouteApi('/$database/roadmap');

/** What is done when: the plan of a quarter within its people, and the year. */
export function RoadmapPage() {
  const { database } = useCompany();
  const { show, plan, year, of } = route.useSearch();
  const views = [
    { id: 'plan', title: words.plan, href: roadmapAddress(database) },
    { id: 'year', title: words.year, href: roadmapAddress(database, { show: 'year' }) },
    { id: 'cases', title: words.cases, href: roadmapAddress(database, { show: 'cases' }) },
  ];
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <PageTabs views={views} current={show ?? 'plan'} label={words.tabsLabel} />
      {show === 'year' ? <Year year={year} /> : show === 'cases' ? <BusinessCases key={of} of={of} /> : <Plans chosen={plan} />}
    </>
  );
}
