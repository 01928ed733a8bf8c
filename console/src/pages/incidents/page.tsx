import { getRouteApi } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { incidentsAddress } from '../addresses.ts';
import { Actions } from './actions.tsx';
import { Incidents } from './incidents.tsx';
import { Problems } from './problems.tsx';
import { type IncidentsTab, tabs } from './search.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/incidents');

const bodies: Readonly<Record<IncidentsTab, () => React.JSX.Element>> = {
  incidents: Incidents,
  problems: () => <Problems of="problems" />,
  known: () => <Problems of="known" />,
  actions: Actions,
};

/** What fails, what is behind it, and what is done about it. */
export function IncidentsPage() {
  const { database } = useCompany();
  const { show = 'incidents' } = route.useSearch();
  const views = tabs.map((id) => ({
    ...{ id, title: words.tabs[id] },
    href: incidentsAddress(database, id === 'incidents' ? {} : { show: id }),
  }));
  const Body = bodies[show];
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <PageTabs views={views} current={show} label={words.tabsLabel} />
      <Body />
    </>
  );
}
